"""Grain, stains and light: what keeps a drawn surface from being empty."""

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.demo.paint import Canvas, Picture

SCALE = 150
"""Pixels of texture for one metre of surface."""

Random = np.random.Generator


def pixels(metres: float) -> int:
    return round(metres * SCALE)


def finish(canvas: Canvas, random: Random, *, grain: float = 5, stains: float = 9) -> Picture:
    """The canvas as RGB with fine grain and large soft stains (both in levels of 255)."""
    rgb = canvas.picture()[..., :3].astype(np.float32)
    height, width = rgb.shape[:2]
    noise = np.zeros((height, width), np.float32)
    cells = ((1, 0.5 * grain), (3, grain), (8, grain), (40, 0.6 * stains), (160, stains))
    for cell, gain in cells:
        noise += gain * _noise(height, width, cell, random)
    return np.asarray(np.clip(rgb + noise[..., None], 0, 255), np.uint8)


def shade(picture: Picture, edges: tuple[float, float, float, float], depth: int) -> Picture:
    """Darken towards the edges (top, right, bottom, left: how much, 0..1) as corners of rooms
    are dark; ``depth``: pixels it reaches."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = (y, width - 1 - x, height - 1 - y, x)
    light = np.ones((height, width), np.float32)
    for distance, amount in zip(away, edges, strict=True):
        light *= 1 - amount * np.exp(-distance / depth)
    return np.asarray(np.clip(picture * light[..., None], 0, 255), np.uint8)


def tint(picture: Picture, factor: float) -> Picture:
    """Brighter or darker as a whole."""
    return np.asarray(np.clip(picture.astype(np.float32) * factor, 0, 255), np.uint8)


def _noise(height: int, width: int, cell: int, random: Random) -> NDArray[np.float32]:
    """Smooth noise with features of about ``cell`` pixels, around zero, deviation one."""
    small = random.normal(0, 1, (height // cell + 2, width // cell + 2)).astype(np.float32)
    if cell == 1:
        return small[:height, :width]
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
