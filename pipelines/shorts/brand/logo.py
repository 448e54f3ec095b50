"""The logo as a layer in its corner."""

from math import sqrt
from typing import TYPE_CHECKING, Literal

from pipelines.shorts.brand.area import Area
from pipelines.shorts.brand.mark import Mark, density
from pipelines.shorts.brand.panel import filled, shadowed, spread

if TYPE_CHECKING:
    from PIL.Image import Image

AREA = 116.0
"""Side of the square that a logo of usual density takes as much room as, in units."""
WIDEST, HIGHEST = 280.0, 132.0
USUAL = 0.62
"""How much of its rectangle a usual logo fills; a thin one is drawn larger, a solid one smaller."""
PLATE_PAD, PLATE_ALPHA = 0.16, 226
FILLED_RADIUS = 14.0
REACH = 16.0


def sized(mark: Mark, side: float, most: tuple[float, float]) -> tuple[int, int]:
    """Width and height that look as large as a square of so many pixels, within limits."""
    width, height = mark.picture.size
    heavy = min(max(sqrt(USUAL / max(density(mark.picture), 0.05)), 0.85), 1.3)
    factor = side * heavy / sqrt(width * height)
    factor = min(factor, most[0] / width, most[1] / height)
    return max(1, round(width * factor)), max(1, round(height * factor))


def draw_logo(mark: Mark, area: Area) -> tuple["Image", int]:
    """The logo for a rendition with its plate and shadow, and how far the shadow lies around."""
    unit = area.unit
    size = sized(mark, AREA * unit, (WIDEST * unit, HIGHEST * unit))
    picture = resized(mark, size, FILLED_RADIUS * unit)
    if mark.plate is None:
        strength = 0.62 if not mark.filled else 0.34
        return shadowed(picture, REACH * unit, strength), spread(REACH * unit)
    pad = max(round(min(size) * PLATE_PAD), round(10 * unit))
    plate = filled(
        (size[0] + 2 * pad, size[1] + 2 * pad), (*mark.plate, PLATE_ALPHA), 18 * unit
    )  # fmt: skip
    plate.alpha_composite(picture, (pad, pad))
    return shadowed(plate, REACH * unit), spread(REACH * unit)


def resized(mark: Mark, size: tuple[int, int], radius: float) -> "Image":
    """The logo at a size (RGBA); an opaque picture gets round corners."""
    from PIL import Image, ImageChops

    from pipelines.shorts.brand.panel import rounded

    picture = mark.picture.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    if mark.filled:
        picture.putalpha(ImageChops.multiply(picture.getchannel("A"), rounded(size, radius)))
    return picture


def corner(
    picture: "Image", around: int, area: Area, where: Literal["top-left", "top-right"]
) -> tuple[int, int]:
    """Where the drawn logo goes so that its own edge, not its shadow's, meets the safe area's."""
    x = area.left if where == "top-left" else area.right - picture.width + 2 * around
    return max(0, min(x - around, area.width - picture.width)), max(0, area.top - around)
