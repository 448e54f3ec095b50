"""Rounded panels with soft shadows, drawn finer than they are shown so that edges are smooth."""

from typing import TYPE_CHECKING

from pipelines.shorts.brand.colour import Rgba

if TYPE_CHECKING:
    from PIL.Image import Image

FINER = 4
SHADOW = 0.34
"""How dark a shadow is, 0..1."""


def rounded(size: tuple[int, int], radius: float) -> "Image":
    """A mask (8 bits) of a rectangle with round corners."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (size[0] * FINER, size[1] * FINER))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * FINER, fill=255)
    return large.reduce(FINER)


def shadowed(picture: "Image", reach: float, strength: float = SHADOW) -> "Image":
    """The picture (RGBA) over a soft shadow of its own shape, larger by `spread` on all sides."""
    from PIL import Image, ImageFilter

    edge = spread(reach)
    out = Image.new("RGBA", (picture.width + 2 * edge, picture.height + 2 * edge))
    shape = Image.new("L", out.size)
    shape.paste(picture.getchannel("A"), (edge, edge + round(reach * 0.25)))
    soft = shape.filter(ImageFilter.GaussianBlur(reach / 2)).point(lambda v: round(v * strength))
    out.putalpha(soft)
    out.alpha_composite(picture, (edge, edge))
    return out


def spread(reach: float) -> int:
    """How far a shadow lies around its picture, in pixels."""
    return round(reach * 1.5)


def filled(size: tuple[int, int], colour: Rgba, radius: float) -> "Image":
    """A panel (RGBA) of one colour with round corners."""
    from PIL import Image

    panel = Image.new("RGBA", size, colour[:3])
    panel.putalpha(rounded(size, radius).point(lambda v: round(v * colour[3] / 255)))
    return panel
