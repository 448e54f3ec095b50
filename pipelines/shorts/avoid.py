"""What captions must keep clear of, in pixels of the canvas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.media.time import Time
from pipelines.shorts.footage import Scene
from pipelines.shorts.spec import Framings, Ratio
from pipelines.shorts.timeline import Timeline

Kind = Literal["a face", "text", "the product", "the brand"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rectangle in pixels of the ratio's canvas; ``start``, ``end``: on the clip's timeline."""

    kind: Kind
    left: float
    top: float
    right: float
    bottom: float
    start: Time
    end: Time


def obstacles(
    scenes: Sequence[Scene], framings: Framings, ratio: Ratio, timeline: Timeline
) -> tuple[Obstacle, ...]:
    """Faces, what hands hold, and lettering, where the framings show them."""
    return ()
