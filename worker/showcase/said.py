"""The transcript as it stands on the page: facts underlined, wrong words marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.highlights.features import KIND_NAMES
from pipelines.highlights.spec import Fact, Highlight
from pipelines.highlights.timeline import clock
from pipelines.highlights.wording import describe
from pipelines.media.time import Span, Time
from pipelines.speech.spec import Segment, Transcript, Word
from worker.showcase.known import Known


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. ``fact``: what it states; ``kind``: empty, ``wrong`` (``said`` tells what
    was spoken, if anything was) or ``missed`` (spoken and not written)."""

    text: str
    fact: str = ""
    kind: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A segment of the transcript. ``rank``: of the short that begins or lies here."""

    time: str
    at: float
    end: float
    pieces: Sequence[Piece]
    rank: int | None = None
    category: str = ""


def make_lines(
    transcript: Transcript,
    facts: Sequence[Fact],
    highlights: Sequence[Highlight],
    known: Known | None = None,
) -> list[Line]:
    """One line for each segment, in order."""
    lines, first, truth = [], 0, known or Known()
    for segment in transcript.segments:
        pieces = _merged(_pieces(segment, first, facts, truth))
        rank = _rank(segment, highlights)
        category = highlights[rank - 1].category if rank else ""
        start, end = round(segment.start.s, 3), round(segment.end.s, 3)
        lines.append(Line(clock(segment.start), start, end, pieces, rank, category))
        first += len(segment.words) or 1
    if lines and first in truth.missed:
        last = [*lines[-1].pieces, Piece(" "), Piece(truth.missed[first], kind="missed")]
        lines[-1] = replace(lines[-1], pieces=last)
    return lines


def _pieces(segment: Segment, first: int, facts: Sequence[Fact], known: Known) -> Iterator[Piece]:
    words = segment.words or (Word(text=segment.text, start=segment.start, end=segment.end),)
    for index, word in enumerate(words, start=first):
        if index in known.missed:
            yield Piece(f" {known.missed[index]}", kind="missed")
        fact = next((f for f in facts if f.start <= word.start and word.end <= f.end), None)
        told = f"{KIND_NAMES[fact.kind]}: {describe(fact)}" if fact else ""
        wrong = known.wrong.get(index)
        yield Piece(word.text, told, "wrong" if wrong else "", wrong.said if wrong else "")


def _merged(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one look are one piece; a space at a piece's beginning stands outside it."""
    merged: list[Piece] = []
    for piece in pieces:
        bare = piece.text.lstrip()
        last = merged[-1] if merged else None
        if last and not piece.kind and not last.kind and last.fact == piece.fact:
            merged[-1] = Piece(last.text + piece.text, piece.fact)
            continue
        if last and len(bare) < len(piece.text):
            merged.append(Piece(" "))
        merged.append(Piece(bare, piece.fact, piece.kind, piece.said))
    return merged


def _rank(segment: Segment, highlights: Sequence[Highlight]) -> int | None:
    """The short that holds most of the segment, if it holds half."""
    span = Span(start=segment.start, end=max(segment.end, segment.start))
    shares: list[tuple[Time, int]] = [
        (span.overlap(Span(start=one.start, end=one.end)), -rank)
        for rank, one in enumerate(highlights, start=1)
    ]
    longest, rank = max(shares, default=(Time(0), 0))
    return -rank if longest.us and 2 * longest.us >= span.duration.us else None
