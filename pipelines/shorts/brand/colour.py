"""Colours as people write them, and how well one reads on another (contrast: WCAG 2.2)."""

import numpy as np
from numpy.typing import NDArray

Rgb = tuple[int, int, int]
Rgba = tuple[int, int, int, int]
LETTERS = 4.5
"""Contrast that letters need on their ground."""


def rgba(colour: str) -> Rgba:
    """``#RRGGBB`` or ``#RRGGBBAA`` as numbers of 0 to 255."""
    digits = colour.removeprefix("#").ljust(8, "F")
    red, green, blue, alpha = (int(digits[at : at + 2], 16) for at in (0, 2, 4, 6))
    return red, green, blue, alpha


def rgb(colour: str) -> Rgb:
    return rgba(colour)[:3]


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 (the same light) to 21 (black and white)."""
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def contrasts(pixels: NDArray[np.uint8], ground: Rgb) -> NDArray[np.float64]:
    """The contrast of every pixel (…, 3) with one ground."""
    light, under = _lights(pixels) + 0.05, _light(ground) + 0.05
    return np.maximum(light, under) / np.minimum(light, under)


def readable(wanted: Rgb, ground: Rgb) -> Rgb:
    """The wanted colour where letters of it read on the ground, else near-black or white."""
    if contrast(wanted, ground) >= LETTERS:
        return wanted
    return max(((18, 20, 24), (255, 255, 255)), key=lambda ink: contrast(ink, ground))


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """``one`` with so much (0..1) of ``other`` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _light(colour: Rgb) -> float:
    return float(_lights(np.array(colour, np.uint8)))


def _lights(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    share = pixels.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    light: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return light
