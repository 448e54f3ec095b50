"""Flat drawing with soft shadows: a canvas twice as fine as what it gives."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Picture = NDArray[np.uint8]
Point = tuple[float, float]
FINE = 2
FONTS = Path("/usr/share/fonts")

NAVY, TEAL, SEA, SKY = "#16324F", "#17616B", "#3E9A9C", "#CDE7EA"
CORAL, AMBER, SAND, CREAM = "#E4572E", "#F3A712", "#EAD9BF", "#FAF4E8"
INK, STEEL, SILVER, WHITE = "#1E2A38", "#7B8C9B", "#C9D3DA", "#FFFFFF"
SKIN, BLUSH, HAIR = "#F4C7A1", "#E99C7E", "#3A2A2A"


def rgb(colour: str) -> tuple[int, int, int]:
    """``#RRGGBB`` as three bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """A colour between two; ``share`` of the second."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


@lru_cache
def font(size: int, *, bold: bool = True, cjk: bool = False) -> ImageFont.FreeTypeFont:
    """Noto Sans in pixels of the canvas that is drawn on."""
    if cjk:
        weight = "Bold" if bold else "Regular"
        return ImageFont.truetype(FONTS / f"opentype/noto/NotoSansCJK-{weight}.ttc", size, index=2)
    weight = "Bold" if bold else "Regular"
    return ImageFont.truetype(FONTS / f"truetype/noto/NotoSans-{weight}.ttf", size)


class Canvas:
    """Draws in plain pixels (origin top left); every shape may be given an ``alpha`` 0..255."""

    def __init__(self, width: int, height: int, fill: str | None = None) -> None:
        self.width, self.height = width, height
        colour = (*rgb(fill), 255) if fill else (0, 0, 0, 0)
        self._image = Image.new("RGBA", (width * FINE, height * FINE), colour)

    def _over(self, paint: "Image.Image") -> None:
        self._image.alpha_composite(paint)

    def _layer(self) -> tuple["Image.Image", ImageDraw.ImageDraw]:
        layer = Image.new("RGBA", self._image.size, (0, 0, 0, 0))
        return layer, ImageDraw.Draw(layer)

    def _draw(self, alpha: int) -> tuple["Image.Image", ImageDraw.ImageDraw]:
        if alpha == 255:
            return self._image, ImageDraw.Draw(self._image)
        return self._layer()

    def _done(self, target: "Image.Image") -> None:
        if target is not self._image:
            self._over(target)

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, fill: str, *, radius: float = 0,
        alpha: int = 255,
    ) -> None:  # fmt: skip
        target, draw = self._draw(alpha)
        box = tuple(round(v * FINE) for v in (x0, y0, x1, y1))
        draw.rounded_rectangle(box, round(radius * FINE), fill=(*rgb(fill), alpha))
        self._done(target)

    def ellipse(
        self, x0: float, y0: float, x1: float, y1: float, fill: str, *, alpha: int = 255
    ) -> None:
        target, draw = self._draw(alpha)
        draw.ellipse(tuple(round(v * FINE) for v in (x0, y0, x1, y1)), fill=(*rgb(fill), alpha))
        self._done(target)

    def polygon(self, points: Sequence[Point], fill: str, *, alpha: int = 255) -> None:
        target, draw = self._draw(alpha)
        draw.polygon([(round(x * FINE), round(y * FINE)) for x, y in points], (*rgb(fill), alpha))
        self._done(target)

    def line(self, points: Sequence[Point], fill: str, width: float, *, alpha: int = 255) -> None:
        """A line with round ends and joints."""
        target, draw = self._draw(alpha)
        fine = [(x * FINE, y * FINE) for x, y in points]
        draw.line(fine, (*rgb(fill), alpha), round(width * FINE), joint="curve")
        half = width * FINE / 2
        for x, y in (fine[0], fine[-1]):
            draw.ellipse((x - half, y - half, x + half, y + half), fill=(*rgb(fill), alpha))
        self._done(target)

    def text(
        self, x: float, y: float, text: str, size: float, fill: str, *, anchor: str = "mm",
        bold: bool = True, cjk: bool = False, alpha: int = 255,
    ) -> None:  # fmt: skip
        target, draw = self._draw(alpha)
        face = font(round(size * FINE), bold=bold, cjk=cjk)
        draw.text((x * FINE, y * FINE), text, (*rgb(fill), alpha), face, anchor=anchor)
        self._done(target)

    def gradient(
        self, x0: float, y0: float, x1: float, y1: float, stops: Sequence[str], *,
        across: bool = False, radius: float = 0,
    ) -> None:  # fmt: skip
        """A box filled from the first colour to the last, downwards or across."""
        left, top, right, bottom = (round(v * FINE) for v in (x0, y0, x1, y1))
        count = right - left if across else bottom - top
        at = np.linspace(0, len(stops) - 1, count)
        colours = np.array([rgb(stop) for stop in stops], float)
        row = np.stack([np.interp(at, np.arange(len(stops)), colours[:, c]) for c in range(3)], 1)
        shape = (1, count, 3) if across else (count, 1, 3)
        full = np.broadcast_to(row.reshape(shape), (bottom - top, right - left, 3))
        mask = Image.new("L", (right - left, bottom - top), 0)
        size = (0, 0, right - left - 1, bottom - top - 1)
        ImageDraw.Draw(mask).rounded_rectangle(size, round(radius * FINE), fill=255)
        self._image.paste(Image.fromarray(full.round().astype(np.uint8)), (left, top), mask)

    def shadow(
        self, x0: float, y0: float, x1: float, y1: float, *, blur: float = 12, alpha: int = 70,
        radius: float = 0, round_: bool = False,
    ) -> None:  # fmt: skip
        """The soft shadow of a box or, ``round_``, of an ellipse."""
        layer = Image.new("RGBA", self._image.size, (*rgb(INK), 0))
        draw = ImageDraw.Draw(layer)
        box = tuple(round(v * FINE) for v in (x0, y0, x1, y1))
        fill = (*rgb(INK), alpha)
        if round_:
            draw.ellipse(box, fill=fill)
        else:
            draw.rounded_rectangle(box, round(radius * FINE), fill=fill)
        self._over(layer.filter(ImageFilter.GaussianBlur(blur * FINE)))

    def glow(self, x: float, y: float, radius: float, fill: str, alpha: int = 110) -> None:
        # The blur must not mix in black, so the clear part has the same colour.
        layer = Image.new("RGBA", self._image.size, (*rgb(fill), 0))
        draw = ImageDraw.Draw(layer)
        box = tuple(round(v * FINE) for v in (x - radius, y - radius, x + radius, y + radius))
        draw.ellipse(box, fill=(*rgb(fill), alpha))
        self._over(layer.filter(ImageFilter.GaussianBlur(radius * FINE / 2)))

    def blur(self, radius: float) -> None:
        """Soften everything drawn so far: it lies out of focus."""
        self._image = self._image.filter(ImageFilter.GaussianBlur(radius * FINE))

    def picture(self) -> Picture:
        """The canvas as height x width x 4 bytes (RGBA)."""
        small = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        return np.asarray(small)


def place(frame: Picture, sprite: Picture, x: float, y: float) -> None:
    """Lay an RGBA sprite over an RGB frame, its corner at ``x``, ``y`` to a fraction of a pixel;
    what falls outside is cut off."""
    left, top = int(np.floor(x)), int(np.floor(y))
    moved = cv2.copyMakeBorder(sprite, 0, 1, 0, 1, cv2.BORDER_CONSTANT)
    if x != left or y != top:
        shift = np.array([[1, 0, x - left], [0, 1, y - top]], np.float32)
        moved = cv2.warpAffine(moved, shift, (moved.shape[1], moved.shape[0]))
    y0, x0 = max(top, 0), max(left, 0)
    y1 = min(top + moved.shape[0], frame.shape[0])
    x1 = min(left + moved.shape[1], frame.shape[1])
    if y1 <= y0 or x1 <= x0:
        return
    part = moved[y0 - top : y1 - top, x0 - left : x1 - left].astype(np.uint16)
    alpha = part[..., 3:]
    under = frame[y0:y1, x0:x1].astype(np.uint16)
    frame[y0:y1, x0:x1] = ((under * (255 - alpha) + part[..., :3] * alpha + 127) // 255).astype(
        np.uint8
    )


def turn(sprite: Picture, degrees: float, pivot: Point) -> Picture:
    """The sprite turned clockwise about ``pivot``, on the same canvas."""
    matrix = cv2.getRotationMatrix2D(pivot, -degrees, 1.0)
    size = (sprite.shape[1], sprite.shape[0])
    return np.asarray(cv2.warpAffine(sprite, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def camera(frame: Picture, zoom: float, dx: float, dy: float) -> Picture:
    """The frame through a camera pushed in by ``zoom`` and moved by ``dx``, ``dy`` pixels."""
    height, width = frame.shape[:2]
    matrix = np.array(
        [
            [zoom, 0, (1 - zoom) * width / 2 - dx],
            [0, zoom, (1 - zoom) * height / 2 - dy],
        ],
        np.float32,
    )
    moved = cv2.warpAffine(
        frame, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.uint8)
