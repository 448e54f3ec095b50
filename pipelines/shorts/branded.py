"""A caption style that wears a brand."""

from pathlib import Path

from pipelines.shorts.brand.colour import Rgb, contrast, mixed, readable, rgb
from pipelines.shorts.spec import Colour
from pipelines.shorts.style import Style

VIVID = 7.0
"""Contrast of the word being spoken with the dark around it."""


def branded(style: Style, accent: Colour, font: Path | None = None) -> Style:
    """The style in a brand's colour and letters.

    ``accent``: of the word being spoken, made lighter where it would not read on the dark around
    it; behind a word it stays as it is, and the word turns black or white.
    """
    plain = accent[:7]
    if style.highlight:
        ink = readable(rgb(style.text), rgb(plain))
        own = {"highlight": plain, "active": _hex(ink)}
    else:
        own = {"active": _hex(_lightened(rgb(plain), rgb(style.ground)))}
    return style.model_copy(update={**own, "font": font})


def _lightened(colour: Rgb, ground: Rgb) -> Rgb:
    """The colour with as little white in it as it needs to read on the ground."""
    steps = (mixed(colour, (255, 255, 255), share / 20) for share in range(21))
    return next((step for step in steps if contrast(step, ground) >= VIVID), (255, 255, 255))


def _hex(colour: Rgb) -> Colour:
    return "#{:02X}{:02X}{:02X}".format(*colour)
