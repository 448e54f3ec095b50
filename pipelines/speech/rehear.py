"""Hears a passage again where the words went round in circles.

An engine that has begun to repeat a phrase goes on with it to the end of its window. Heard in two
halves, without the hints that it may have fallen for, it starts afresh.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pipelines.media.time import ZERO, Span, Time
from pipelines.speech.mend import MOST_SAME_SEGMENTS, drop_loops
from pipelines.speech.sound import Sound, cut, length
from pipelines.speech.spec import Segment
from pipelines.speech.spread import shift, timed_words
from pipelines.speech.utterances import quietest

SHORTEST = Time.seconds(3)
"""A passage shorter than this is not divided any more."""
LONGEST = Time.seconds(30)
"""No more than this around a loop is heard again."""

Listen = Callable[[Sound, str | None], Sequence[Segment]]
"""What hears a sound in a language: segments whose times count from its first sample."""


class Again(NamedTuple):
    """A passage that was heard again, and whether that is what was kept."""

    span: Span
    better: bool


def hear_again(
    audio: Sound, segments: Sequence[Segment], listen: Listen
) -> tuple[list[Segment], list[Again]]:
    """``segments`` of ``audio`` (mono, 16 kHz) with every passage that loops heard once more in
    parts, where that lost less or was surer; and what was tried."""
    result: list[Segment] = []
    tried: list[Again] = []
    done = 0
    for first, last in looping(segments):
        result += segments[done:first]
        old, done = list(segments[first:last]), last
        span = _passage(segments, first, last, length(audio))
        if span.duration < SHORTEST:
            result += old
            continue
        new = list(_in_parts(audio, span, old[0].language, listen))
        better = _better(new, old)
        tried.append(Again(span, better))
        result += new if better else old
    return result + list(segments[done:]), tried


def looping(segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """The runs of segments, as index ranges, that repeat a phrase or each other too often."""
    at = 0
    while at < len(segments):
        end = at + 1
        while end < len(segments) and _key(segments[end]) == _key(segments[at]):
            end += 1
        if end - at > MOST_SAME_SEGMENTS or any(map(_lost, segments[at:end])):
            yield at, end
        at = end


def _in_parts(audio: Sound, span: Span, language: str | None, listen: Listen) -> Iterator[Segment]:
    """The halves of the span, and of a half that loops its halves, heard one by one."""
    quarter = Time(span.duration.us // 4)
    moment = quietest(audio, Span(start=span.start + quarter, end=span.end - quarter))
    for half in (Span(start=span.start, end=moment), Span(start=moment, end=span.end)):
        heard = [shift(segment, half.start) for segment in listen(cut(audio, half), language)]
        if half.duration > SHORTEST and any(looping(heard)):
            yield from _in_parts(audio, half, language, listen)
        else:
            yield from heard


def _passage(segments: Sequence[Segment], first: int, last: int, whole: Time) -> Span:
    """From the segment before the loop to the one after it."""
    start, end = segments[first].start, segments[last - 1].end
    before = segments[first - 1].end if first else ZERO
    after = segments[last].start if last < len(segments) else whole
    start = max(min(before, start), start - LONGEST)
    return Span(start=start, end=min(max(after, end), end + LONGEST, whole))


def _better(new: Sequence[Segment], old: Sequence[Segment]) -> bool:
    """Whether less of ``new`` has to be thrown away; of equals, whether it is surer."""
    if not any(timed_words(segment) for segment in new):
        return False
    return (-_waste(new), _sure(new)) > (-_waste(old), _sure(old))


def _waste(segments: Sequence[Segment]) -> float:
    """The share of words that are loops."""
    total = sum(len(timed_words(segment)) for segment in segments)
    wasted = sum(map(_lost, segments))
    for first, last in looping(segments):
        same = segments[first + MOST_SAME_SEGMENTS : last]
        wasted += sum(len(timed_words(segment)) - _lost(segment) for segment in same)
    return wasted / total if total else 1.0


def _lost(segment: Segment) -> int:
    words = timed_words(segment)
    return len(words) - len(drop_loops(words))


def _sure(segments: Sequence[Segment]) -> float:
    known = [w.confidence for s in segments for w in s.words if w.confidence is not None]
    return sum(known) / len(known) if known else 0.0


def _key(segment: Segment) -> str:
    return segment.text.strip().casefold()
