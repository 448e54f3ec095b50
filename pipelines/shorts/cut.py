"""Where a clip lies inside the file that it is cut from."""

from dataclasses import dataclass

from pipelines.media.time import Time
from pipelines.shorts.timeline import FPS, Timeline


@dataclass(frozen=True, slots=True)
class Cut:
    """``offset``: of the span's frame 0 from the file's zero; ``rotation``: degrees clockwise by
    which the coded picture must be turned."""

    offset: Time
    timeline: Timeline
    rotation: int = 0

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return self.timeline.frames

    @property
    def duration(self) -> Time:
        """Of the clip."""
        return self.timeline.duration

    @property
    def reach(self) -> int:
        """How many frames of the span are read: up to the last that is shown."""
        return self.timeline.pieces[-1].last

    @property
    def length(self) -> Time:
        """Of what is read."""
        return Time.seconds(self.reach / FPS)


def of_span(timeline: Timeline, frame: int) -> int:
    """The frame of the span that is a frame of the clip."""
    holding = (piece for piece in timeline.pieces if frame < piece.at + piece.frames)
    piece = next(holding, timeline.pieces[-1])
    return piece.first + frame - piece.at
