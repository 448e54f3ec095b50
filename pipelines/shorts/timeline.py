"""The clip's own timeline: what of the plan's span is shown, frame by frame.

Frames are 1/30 s, counted from the start of the span. Tightening leaves parts of the span out;
everything else (captions, crops, sound, covers) asks here where a moment of the recording went.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.media.time import ZERO, Span, Time

FPS = 30
SHORTEST = 3
"""A piece between two removed parts that is shorter than this goes with them; in frames."""

ROUNDING = 1e-4
"""Of a frame: times are whole microseconds, frames are not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames ``first`` to ``last`` (not included) of the span, shown from frame ``at`` on."""

    first: int
    last: int
    at: int

    @property
    def frames(self) -> int:
        return self.last - self.first


@dataclass(frozen=True)
class Timeline:
    """``start``: the recording time of the span's frame 0; ``pieces``: in order, at least one."""

    start: Time
    pieces: tuple[Piece, ...]

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return self.pieces[-1].at + self.pieces[-1].frames

    @property
    def duration(self) -> Time:
        return _time(self.frames)

    @property
    def joints(self) -> tuple[int, ...]:
        """The frames of the clip at which something was left out before."""
        return tuple(piece.at for piece in self.pieces[1:])

    def frame(self, number: int) -> int:
        """The clip's frame for a frame of the span; a removed one: where the next piece starts."""
        piece = self.pieces[max(0, bisect_right(self._firsts, number) - 1)]
        return piece.at + min(max(number - piece.first, 0), piece.frames)

    def clip(self, time: Time) -> Time:
        """The clip's time for the recording's, held inside the clip; a removed moment: the cut."""
        offset = time - self.start
        piece = self.pieces[max(0, bisect_right(self._firsts, offset.s * FPS + ROUNDING) - 1)]
        inside = min(max(offset - _time(piece.first), ZERO), _time(piece.frames))
        return _time(piece.at) + inside

    def recording(self, time: Time) -> Time:
        """The recording's time for the clip's: the way back to what was said."""
        places = [piece.at for piece in self.pieces]
        piece = self.pieces[max(0, bisect_right(places, time.s * FPS + ROUNDING) - 1)]
        return self.start + _time(piece.first) + (time - _time(piece.at))

    def shows(self, time: Time) -> bool:
        """Whether the moment of the recording is in the clip."""
        number = (time - self.start).s * FPS + ROUNDING
        return any(piece.first <= number < piece.last for piece in self.pieces)

    @cached_property
    def _firsts(self) -> tuple[int, ...]:
        return tuple(piece.first for piece in self.pieces)


def timeline(span: Span, removed: Sequence[Span] = ()) -> Timeline:
    """The span to the nearest frame, without the removed parts; never empty when the span is not.

    Where nothing would be left, nothing is left out.
    """
    frames = round(span.duration.s * FPS)
    kept = list(_kept(span, removed, frames)) or [(0, frames)]
    pieces, at = [], 0
    for first, last in kept:
        pieces.append(Piece(first, last, at))
        at += last - first
    return Timeline(span.start, tuple(pieces))


def _kept(span: Span, removed: Sequence[Span], frames: int) -> Iterator[tuple[int, int]]:
    begin = 0
    for part in sorted(removed, key=lambda part: part.start):
        first = min(max(round((part.start - span.start).s * FPS), 0), frames)
        last = min(max(round((part.end - span.start).s * FPS), 0), frames)
        if first - begin >= SHORTEST:
            yield begin, first
        begin = max(begin, last)
    if frames - begin >= SHORTEST:
        yield begin, frames


def _time(frames: int) -> Time:
    return Time.seconds(frames / FPS)
