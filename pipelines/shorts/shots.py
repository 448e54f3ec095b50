"""Framings on the clip's own timeline: frame ranges without gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.media.time import Time
from pipelines.shorts.spec import Framing
from pipelines.shorts.timeline import FPS, Timeline

ALIKE = 0.01
"""Windows nearer to each other than this are one."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One framing and the frames of the clip it holds for, the last not included."""

    first: int
    last: int
    framing: Framing

    @property
    def frames(self) -> int:
        return self.last - self.first


def shots(framings: Sequence[Framing], timeline: Timeline) -> tuple[Shot, ...]:
    """Every framing's frames; neighbours framed alike become one, what is left out drops out.

    Empty when no framing meets the timeline.
    """
    found: list[Shot] = []
    for framing in sorted(framings, key=lambda framing: framing.span.start):
        if not _meets(framing, timeline):
            continue
        first = timeline.frame(number(framing.span.start, timeline)) if found else 0
        if found and _alike(found[-1].framing, framing):
            continue
        if found:
            found[-1] = Shot(found[-1].first, first, found[-1].framing)
        found.append(Shot(first, timeline.frames, framing))
    return tuple(shot for shot in found if shot.last > shot.first)


def number(moment: Time, timeline: Timeline) -> int:
    """The frame of the span at a moment of the recording; may lie outside."""
    return round((moment - timeline.start).s * FPS)


def _meets(framing: Framing, timeline: Timeline) -> bool:
    first, last = number(framing.span.start, timeline), number(framing.span.end, timeline)
    return any(first < piece.last and last > piece.first for piece in timeline.pieces)


def _alike(one: Framing, other: Framing) -> bool:
    if one.moves or other.moves:
        return False
    same = (one.mode, one.zoom, one.lower) == (other.mode, other.zoom, other.lower)
    return same and abs(one.x - other.x) < ALIKE and abs(one.y - other.y) < ALIKE
