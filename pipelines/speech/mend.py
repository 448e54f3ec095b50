"""Takes out of a recognised text what nobody said, and puts its times in order."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipelines.media.time import ZERO, Span, Time
from pipelines.speech.script import is_cjk
from pipelines.speech.spec import Segment, Word
from pipelines.speech.spread import timed_words

MOST_REPEATS = {1: 6, 2: 4, 3: 3, 4: 3, 5: 3, 6: 3}
"""How often in a row a phrase of so many words may stand; people do say "no no no"."""
MOST_SAME_SEGMENTS = 2
LEAST_VOICE = 0.25
"""The share of a word that must lie where the voice detector hears somebody…"""
ENOUGH_VOICE = Time.seconds(0.12)
"""…or this long: Whisper stretches a word over the pause before it."""
SLACK = Time.seconds(0.3)
"""Word times of Whisper may be off by this much; speech is widened by it before judging."""


def order_words(words: Sequence[Word], span: Span) -> tuple[Word, ...]:
    """The words with times that never run backwards and stay inside ``span``."""
    ordered: list[Word] = []
    earliest = span.start
    for word in words:
        start = min(max(word.start, earliest), span.end)
        end = min(max(word.end, start), span.end)
        ordered.append(word.model_copy(update={"start": start, "end": end}))
        earliest = end
    return tuple(ordered)


def drop_unvoiced(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Word, ...]:
    """The words that lie where somebody speaks, cut back to it; engines invent text over silence
    and music, and stretch words over pauses."""
    if not words:
        return ()
    first, last = min(w.start for w in words) - SLACK, max(max(w.start, w.end) for w in words)
    last += SLACK
    near = [span for span in speech if span.end >= first and span.start <= last]
    wide = [Span(start=max(ZERO, s.start - SLACK), end=s.end + SLACK) for s in near]
    return tuple(voiced for word in words if (voiced := _voiced(word, wide)))


def _voiced(word: Word, speech: Sequence[Span]) -> Word | None:
    """The word within the speech it meets; None when it meets too little."""
    span = Span(start=word.start, end=max(word.end, word.start))
    met = [other for other in speech if other.start <= span.end and span.start <= other.end]
    heard = sum(span.overlap(other).us for other in met)
    if not met or heard < min(LEAST_VOICE * span.duration.us, ENOUGH_VOICE.us):
        return None
    start, end = max(span.start, met[0].start), min(span.end, met[-1].end)
    return word.model_copy(update={"start": start, "end": end})


def drop_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without loops: a phrase said far too often in a row is kept once."""
    keys = [word.text.strip().casefold() for word in words]
    kept: list[Word] = []
    at = 0
    while at < len(words):
        size, times = _loop(keys, at)
        kept.extend(words[at : at + size])
        at += size * times
    return tuple(kept)


def _loop(keys: Sequence[str], at: int) -> tuple[int, int]:
    """The phrase that loops from ``at``: how many words, how often; (1, 1) when nothing does."""
    for size, most in MOST_REPEATS.items():
        phrase = keys[at : at + size]
        times = 1
        while len(phrase) == size and keys[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        if times > most:
            return size, times
    return 1, 1


def drop_repeated_segments(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The segments without the third and later of the same text in a row."""
    last, count = "", 0
    for segment in segments:
        key = segment.text.strip().casefold()
        count = count + 1 if key == last else 1
        last = key
        if count <= MOST_SAME_SEGMENTS:
            yield segment


def mend_segment(segment: Segment, speech: Sequence[Span]) -> Segment | None:
    """The segment with what was really said and times in order; None when nothing is left.
    Segments without words get estimated ones, so that every word can be judged."""
    said = timed_words(segment)
    words = drop_loops(drop_unvoiced(said, speech))
    if not words:
        return None
    ordered = order_words(words, Span(start=segment.start, end=segment.end))
    return segment.model_copy(
        update={
            "text": segment.text if len(words) == len(said) else join(words),
            "start": ordered[0].start,
            "end": max(ordered[-1].end, ordered[0].start),
            "words": ordered,
        }
    )


def join(words: Sequence[Word]) -> str:
    """The text of words; they carry their own spaces. A space is put back where a word that lost
    its neighbour would otherwise run into another."""
    text = words[0].text if words else ""
    for before, after in pairwise(words):
        glued = not after.text[:1].isspace() and after.text[:1].isalpha()
        ends_latin = before.text[-1:].isalpha() and not is_cjk(before.text[-1:])
        lead = " " if glued and ends_latin and not is_cjk(after.text[:1]) else ""
        text += lead + after.text
    return text.strip()
