"""Where a brand may draw on a rendition."""

from dataclasses import dataclass

from pipelines.shorts.preset import Preset
from pipelines.shorts.spec import Ratio

MARGIN = 0.045
"""Share of the short side kept free even where a platform covers nothing."""
CAPTIONS = 0.27
"""Share of the short side above the lower safe edge that two lines of captions and the small one
over them may take."""


@dataclass(frozen=True, slots=True)
class Area:
    """Pixels of the rendition: its size, and the sides of what no platform covers. ``unit``: a
    pixel of a picture whose short side is 1080."""

    width: int
    height: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def unit(self) -> float:
        return min(self.width, self.height) / 1080

    @property
    def room(self) -> int:
        return self.right - self.left

    @property
    def above_captions(self) -> int:
        """The lowest edge of what must not be under captions."""
        return self.bottom - round(min(self.width, self.height) * CAPTIONS)


def area(ratio: Ratio, preset: Preset) -> Area:
    """The part of the ratio's picture that the platform leaves free. The wider side counts on
    both, as for captions, so that everything stands on the same lines."""
    width, height = preset.size(ratio)
    safe, margin = preset.safe(ratio), min(width, height) * MARGIN
    side = round(max(width * max(safe.left, safe.right), margin))
    top = round(max(height * safe.top, margin))
    bottom = round(height - max(height * safe.bottom, margin))
    return Area(width, height, side, top, width - side, bottom)
