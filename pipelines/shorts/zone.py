"""Where captions may stand on a ratio's canvas."""

from dataclasses import dataclass

from pipelines.shorts.preset import Preset
from pipelines.shorts.spec import SIZES, Ratio
from pipelines.shorts.style import Style

HEAD = 0.95
"""From a baseline up to where its tallest letters end, in em."""
FOOT = 0.3
"""From a baseline down to where its deepest letters end, in em."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Pixels of the canvas: ``baseline``: the lowest that a last line may have; ``top``: the
    highest that a first line may have; ``left``, ``right``: the sides."""

    ratio: Ratio
    left: int
    right: int
    top: int
    baseline: int

    @property
    def width(self) -> int:
        return SIZES[self.ratio][0]

    @property
    def height(self) -> int:
        return SIZES[self.ratio][1]

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def room(self) -> float:
        return self.right - self.left


def zone(ratio: Ratio, style: Style, preset: Preset) -> Zone:
    """The zone of a ratio on a platform: captions stay clear of its buttons, outline included.

    The wider side counts on both, so that the middle stays the middle.
    """
    width, height = SIZES[ratio]
    safe = preset.safe(ratio)
    margin = style.outline + style.shadow
    beside = width * max(safe.left, safe.right) + style.outline + style.pad_x
    foot = style.em * FOOT + margin + style.pad_y
    head = style.em * HEAD + style.outline + style.pad_y
    return Zone(
        ratio, round(beside), width - round(beside),
        round(height * safe.top + head), round(height * (1 - safe.bottom) - foot),
    )  # fmt: skip
