"""Word times where the engine gives none, and times moved along."""

from collections.abc import Sequence
from itertools import groupby
from math import isfinite
from typing import NamedTuple

from pipelines.media.time import Span, Time
from pipelines.speech.script import units, weight
from pipelines.speech.spec import Segment, Word

LEAST = Time.seconds(0.05)
"""The least that a word takes. Where its neighbours leave less room, one of them lends some."""


class Raw(NamedTuple):
    """A word as an engine gives it, in seconds; aligners leave figures without times, or without
    length."""

    text: str
    start: float | None
    end: float | None
    confidence: float | None

    @property
    def span(self) -> Span | None:
        """Its time; None when it has none that can be used."""
        start, end = self.start, self.end
        if start is None or end is None or not (isfinite(start) and isfinite(end)) or end <= start:
            return None
        return Span(start=Time.seconds(start), end=Time.seconds(end))


def fill_times(heard: Sequence[Raw], segment: Span) -> tuple[Word, ...]:
    """The words of a ``segment``. Those without a time share what lies between their neighbours
    by how long they take to say, and are marked as estimated."""
    spans = [raw.span for raw in heard]
    estimated = [span is None for span in spans]
    at = 0
    for missing, run in groupby(list(estimated)):
        first, at = at, at + len(list(run))
        if missing:
            _share(heard, spans, estimated, segment, first, at)
    return tuple(
        Word(
            text=raw.text, start=span.start, end=span.end, confidence=raw.confidence, estimated=own
        )
        for raw, span, own in zip(heard, spans, estimated, strict=True)
        if span is not None
    )


def _share(
    heard: Sequence[Raw],
    spans: list[Span | None],
    estimated: list[bool],
    segment: Span,
    first: int,
    last: int,
) -> None:
    """Give the words from ``first`` up to ``last`` a time. The word before them lends some of its
    end where there is no room, so that its start stays as measured; at the beginning of a
    segment the word after them lends some of its start."""
    before = spans[first - 1] if first else None
    after = spans[last] if last < len(spans) else None
    start = before.end if before else segment.start
    end = max(start, after.start if after else segment.end)
    if (end - start).us < LEAST.us * (last - first):
        if before:
            first, start = first - 1, before.start
        elif after:
            last, end = last + 1, max(start, after.end)
            estimated[last - 1] = True
    shared = shares([raw.text for raw in heard[first:last]], start, end)
    spans[first:last] = shared


def spread_words(text: str, start: Time, end: Time) -> tuple[Word, ...]:
    """The units of ``text`` laid end to end over the span, each as long as it takes to say.
    Their times are marked as estimated."""
    parts = units(text)
    return tuple(
        Word(text=part, start=span.start, end=span.end, estimated=True)
        for part, span in zip(parts, shares(parts, start, end), strict=True)
    )


def shares(texts: Sequence[str], start: Time, end: Time) -> list[Span]:
    """The time from ``start`` to ``end`` divided among ``texts`` by how long they take to say."""
    weights = [weight(text) for text in texts]
    total = sum(weights)
    spans: list[Span] = []
    passed, begin = 0.0, start
    for share in weights:
        passed += share
        finish = start + Time(round((end - start).us * passed / total))
        spans.append(Span(start=begin, end=finish))
        begin = finish
    return spans


def timed_words(segment: Segment) -> tuple[Word, ...]:
    """The segment's words; estimated ones when the engine gave none."""
    return segment.words or spread_words(segment.text, segment.start, segment.end)


def shift(segment: Segment, by: Time) -> Segment:
    """The segment, later by ``by``, its words with it."""
    words = tuple(
        word.model_copy(update={"start": word.start + by, "end": word.end + by})
        for word in segment.words
    )
    times = {"start": segment.start + by, "end": segment.end + by, "words": words}
    return segment.model_copy(update=times)
