"""Gives the words of a transcript to those who speak."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from pipelines.media.time import Span, Time
from pipelines.speech.mend import join
from pipelines.speech.spec import Segment, Transcript, Word
from pipelines.speech.spread import timed_words

REACH = Time.seconds(1.0)
"""A word that lies in nobody's turn belongs to the turn that is as near as this."""
SLIP = Time.seconds(0.4)
"""Words of another within somebody's sentence, no longer than this, are a slip of the times."""
CELL = 10_000_000
"""Microseconds; turns are looked up by cells of this length."""


class Turn(NamedTuple):
    """``speaker``: a number. Turns may overlap, as people do."""

    span: Span
    speaker: int


def give_turns(transcript: Transcript, turns: Sequence[Turn]) -> Transcript:
    """The transcript with a speaker on every segment, named A, B, … in order of appearance; a
    segment in which the speaker changes is split there. Without turns it stays as it is."""
    if not turns:
        return transcript
    cells = _cells(turns)
    parts = [part for segment in transcript.segments for part in _split(segment, cells)]
    names: dict[int, str] = {}
    segments: list[Segment] = []
    for segment, speaker in parts:
        if speaker is not None and speaker not in names:
            names[speaker] = name(len(names))
        told = None if speaker is None else names[speaker]
        segments.append(segment.model_copy(update={"speaker": told}))
    return transcript.model_copy(update={"segments": tuple(segments)})


def name(number: int) -> str:
    """A for 0, B for 1, …, Z, AA, AB, …"""
    before, last = divmod(number, 26)
    return (name(before - 1) if before else "") + chr(ord("A") + last)


def _split(segment: Segment, cells: dict[int, list[Turn]]) -> Iterator[tuple[Segment, int | None]]:
    """The segment in parts of one speaker each."""
    words = timed_words(segment)
    if not words:
        yield segment, _speaker(Span(start=segment.start, end=segment.end), cells)
        return
    speakers = _settled(words, [_speaker(_span(word), cells) for word in words])
    runs = [
        (speaker, [word for word, _ in run])
        for speaker, run in groupby(zip(words, speakers, strict=True), key=lambda pair: pair[1])
    ]
    if len(runs) == 1:
        yield segment, runs[0][0]
        return
    for at, (speaker, run) in enumerate(runs):
        start = segment.start if at == 0 else run[0].start
        end = segment.end if at == len(runs) - 1 else max(start, run[-1].end)
        changes = {"text": join(run), "start": start, "end": end, "words": tuple(run)}
        yield segment.model_copy(update=changes), speaker


def _settled(words: Sequence[Word], speakers: Sequence[int | None]) -> list[int | None]:
    """The speakers, with gaps and slips given to those around them."""
    filled = _forward(list(speakers))
    filled = _forward(filled[::-1])[::-1]
    runs = [list(run) for _, run in groupby(range(len(words)), key=lambda at: filled[at])]
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        length = words[run[-1]].end - words[run[0]].start
        if length <= SLIP and filled[before[-1]] == filled[after[0]]:
            for at in run:
                filled[at] = filled[before[-1]]
    return filled


def _forward(speakers: list[int | None]) -> list[int | None]:
    """Where nobody is known, the one before."""
    for at in range(1, len(speakers)):
        if speakers[at] is None:
            speakers[at] = speakers[at - 1]
    return speakers


def _speaker(span: Span, cells: dict[int, list[Turn]]) -> int | None:
    """Who speaks most of ``span``; whose turn is nearest where nobody does; None where nobody is
    near."""
    near = Span(start=span.start - REACH, end=span.end + REACH)
    seen = [turn for cell in _range(near) for turn in cells.get(cell, ())]
    spoken: dict[int, int] = defaultdict(int)
    for turn in dict.fromkeys(seen):
        spoken[turn.speaker] += span.overlap(turn.span).us
    best = max(spoken, key=lambda speaker: spoken[speaker], default=None)
    if best is None or spoken[best] > 0:
        return best
    closest = min(seen, key=lambda turn: _gap(span, turn.span))
    return closest.speaker if _gap(span, closest.span) <= REACH else None


def _gap(one: Span, other: Span) -> Time:
    return max(one.start - other.end, other.start - one.end, Time())


def _cells(turns: Sequence[Turn]) -> dict[int, list[Turn]]:
    cells: dict[int, list[Turn]] = defaultdict(list)
    for turn in sorted(turns, key=lambda one: (one.span.start, one.span.end, one.speaker)):
        for cell in _range(turn.span):
            cells[cell].append(turn)
    return dict(cells)


def _range(span: Span) -> range:
    return range(span.start.us // CELL, span.end.us // CELL + 1)


def _span(word: Word) -> Span:
    return Span(start=word.start, end=max(word.start, word.end))
