"""Pictures that lie on a rendition: a logo, a lower third."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.media.time import Time

FADE = Time.seconds(0.25)


@dataclass(frozen=True, slots=True)
class Layer:
    """A PNG with alpha as large as it is drawn: ``x``, ``y`` are pixels of the rendition.

    ``start``, ``end``: on the clip's timeline; None: the whole clip. What comes and goes fades.
    """

    path: Path
    x: int
    y: int
    start: Time | None = None
    end: Time | None = None
    fade: Time = FADE
