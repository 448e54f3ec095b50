"""Multiband blending on the sphere (Burt and Adelson, 1983): coarse brightness mixes over a wide
band, detail over a narrow one. Columns wrap at every level, so there is no edge at +-180 degrees.
"""

from itertools import pairwise

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Picture8, Singles
from pipelines.panorama.warp import Canvas, Region

LEVELS = 5
ALIGN = 1 << LEVELS
TINY = 1e-4


class Blender:
    """Adds one view after another; holds one pyramid of the canvas and never a whole view's."""

    def __init__(self, canvas: Canvas) -> None:
        """``canvas``: its width a multiple of 2 * ALIGN."""
        self.canvas = canvas
        sizes = [(canvas.height >> level, canvas.width >> level) for level in range(LEVELS + 1)]
        self._sums = [np.zeros((*size, 3), np.float32) for size in sizes]
        self._weights = [np.zeros(size, np.float32) for size in sizes]

    def room(self, region: Region) -> Region:
        """The region with the margin that blending needs; aligned to the coarsest level."""
        margin = 2 * ALIGN
        top = max(0, region.top - margin) // ALIGN * ALIGN
        bottom = min(self.canvas.height, -(-(region.rows.stop + margin) // ALIGN) * ALIGN)
        left = (region.left - margin) // ALIGN * ALIGN
        width = -(-(region.left + region.width + margin) // ALIGN) * ALIGN - left
        if width > self.canvas.width:
            left, width = -margin, self.canvas.width + 2 * margin
        return Region(left, top, width, bottom - top)

    def add(self, region: Region, picture: Picture8, share: Singles) -> None:
        """Add a view. ``region``: from `room`; ``share``: H x W, where it paints (0..1)."""
        fine = picture.astype(np.float32)
        weight = share.astype(np.float32)
        whole = region.width > self.canvas.width
        for level in range(LEVELS + 1):
            if level < LEVELS:
                coarse = cv2.pyrDown(fine)
                size = (fine.shape[1], fine.shape[0])
                band = fine - cv2.pyrUp(coarse, dstsize=size)
            else:
                coarse = band = fine
            self._put(level, region, band, weight, whole)
            if level < LEVELS:
                fine, weight = np.asarray(coarse), np.asarray(cv2.pyrDown(weight))

    def _put(self, level: int, region: Region, band: Singles, weight: Singles, whole: bool) -> None:
        columns, rows = _place(level, region, self.canvas)
        if whole:
            extra = (2 * ALIGN) >> level
            band, weight, columns = (
                band[:, extra:-extra],
                weight[:, extra:-extra],
                columns[extra:-extra],
            )
        for part in _runs(columns):
            at = (rows, slice(columns[part.start], columns[part.stop - 1] + 1))
            self._sums[level][at] += band[:, part] * weight[:, part, None]
            self._weights[level][at] += weight[:, part]

    def finish(self, seen: Mask) -> Picture8:
        """The blended canvas; black where ``seen`` (H x W) is false."""
        result = self._band(LEVELS)
        for level in range(LEVELS - 1, -1, -1):
            result = _grow(result)
            result += self._band(level)
        picture = np.clip(result + 0.5, 0, 255, out=result).astype(np.uint8)
        picture[~seen] = 0
        return picture

    def _band(self, level: int) -> Singles:
        band, weight = self._sums[level], self._weights[level]
        band /= np.maximum(weight, TINY)[:, :, None]
        self._sums[level], self._weights[level] = band[:0], weight[:0]
        return band


def _place(level: int, region: Region, canvas: Canvas) -> tuple[Indices, slice]:
    left, width = region.left >> level, region.width >> level
    columns = (left + np.arange(width)) % (canvas.width >> level)
    return columns, slice(region.top >> level, region.rows.stop >> level)


def _runs(columns: Indices) -> list[slice]:
    """The stretches of wrapped columns that lie side by side on the canvas."""
    cuts = [0, *(np.flatnonzero(np.diff(columns) != 1) + 1).tolist(), len(columns)]
    return [slice(start, end) for start, end in pairwise(cuts) if end > start]


def _grow(coarse: Singles) -> Singles:
    """One level finer, the columns wrapping."""
    wide = np.concatenate([coarse[:, -2:], coarse, coarse[:, :2]], axis=1)
    return np.asarray(cv2.pyrUp(wide)[:, 4:-4])
