"""Word times for text that only knows when it begins and ends."""

from pipelines.media.time import Time
from pipelines.speech.script import units, weight
from pipelines.speech.spec import Segment, Word


def spread_words(text: str, start: Time, end: Time) -> tuple[Word, ...]:
    """The units of ``text`` laid end to end over the span, each as long as it takes to say.
    Their times are marked as estimated."""
    parts = units(text)
    weights = [weight(part) for part in parts]
    total = sum(weights)
    words: list[Word] = []
    passed, begin = 0.0, start
    for part, share in zip(parts, weights, strict=True):
        passed += share
        finish = start + Time(round((end - start).us * passed / total))
        words.append(Word(text=part, start=begin, end=finish, estimated=True))
        begin = finish
    return tuple(words)


def timed_words(segment: Segment) -> tuple[Word, ...]:
    """The segment's words; estimated ones when the engine gave none."""
    return segment.words or spread_words(segment.text, segment.start, segment.end)
