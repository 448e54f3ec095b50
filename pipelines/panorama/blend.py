"""Multiband blending on the sphere (Burt and Adelson, 1983): coarse brightness mixes over a wide
band, detail over a narrow one. Columns wrap at every level, so there is no edge at +-180 degrees.

The finest level, three quarters of all numbers, is held in 16 bits; a canvas of 16384 x 8192 takes
under two gigabytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.panorama.arrays import Indices, Mask, Picture8, Singles
from pipelines.panorama.warp import Canvas, Region

LEVELS = 5
ALIGN = 1 << LEVELS
MARGIN = 4 * ALIGN
"""Pixels around what a view paints: the weights of the coarsest level reach 62 of them, and what
they weigh there must itself not know of the cut."""
TINY = 1e-4
DETAIL_STEPS = 64
"""Steps of a level of detail; twice 255 * 64 still fits 16 bits."""
WEIGHT_STEPS = 256
STRIPE, CACHED = 64, 32
"""Rows worked on at once: so that memory stays in bounds, or even in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The bands of one picture and their weights, the finest first."""

    bands: tuple[Singles, ...]
    weights: tuple[Singles, ...]


def decompose(picture: Picture8, share: Singles) -> Layers:
    """``share``: H x W, where the picture paints (0..1)."""
    fine, weight = picture.astype(np.float32), share.astype(np.float32)
    bands, weights = [], []
    for _ in range(LEVELS):
        coarse = np.asarray(cv2.pyrDown(fine), np.float32)
        fine -= cv2.pyrUp(coarse, dstsize=(fine.shape[1], fine.shape[0]))
        bands.append(fine)
        weights.append(weight)
        fine, weight = coarse, np.asarray(cv2.pyrDown(weight), np.float32)
    return Layers((*bands, fine), (*weights, weight))


class Blender:
    """Adds one view after another; holds one pyramid of the canvas and never a whole view's."""

    def __init__(self, canvas: Canvas, window: Region | None = None) -> None:
        """``canvas``: its width a multiple of 2 * ALIGN; ``window``: the part of it that is made,
        from `window_of`; None for all."""
        self.canvas = canvas
        self.window = window or Region(0, 0, canvas.width, canvas.height)
        height, width = self.window.height, self.window.width
        sizes = [(height >> level, width >> level) for level in range(LEVELS + 1)]
        self._detail = np.zeros((*sizes[0], 3), np.int16)
        self._shares = np.zeros(sizes[0], np.uint16)
        self._sums = [np.zeros((*size, 3), np.float32) for size in sizes[1:]]
        self._weights = [np.zeros(size, np.float32) for size in sizes[1:]]

    def room(self, region: Region) -> Region:
        """The region with the margin that blending needs; aligned to the coarsest level."""
        top = max(0, region.top - MARGIN) // ALIGN * ALIGN
        bottom = min(self.canvas.height, -(-(region.rows.stop + MARGIN) // ALIGN) * ALIGN)
        left = (region.left - MARGIN) // ALIGN * ALIGN
        width = -(-(region.left + region.width + MARGIN) // ALIGN) * ALIGN - left
        if width > self.canvas.width:
            left, width = -MARGIN, self.canvas.width + 2 * MARGIN
        return Region(left, top, width, bottom - top)

    def add(self, region: Region, picture: Picture8, share: Singles) -> None:
        """Add a view. ``region``: from `room`; ``share``: H x W, where it paints (0..1)."""
        self.put(region, decompose(picture, share))

    def put(self, region: Region, layers: Layers) -> None:
        """Add a view that was taken apart. ``region``: from `room`."""
        for level, (band, weight) in enumerate(zip(layers.bands, layers.weights, strict=True)):
            columns = (region.left >> level) + np.arange(region.width >> level)
            skip = MARGIN >> level if region.width > self.canvas.width else 0
            inner = slice(skip, len(columns) - skip)
            rows = _filled(weight)
            top = (region.top >> level) + rows.start - (self.window.top >> level)
            place = slice(top, top + rows.stop - rows.start)
            wrapped = columns[inner] - (self.window.left >> level)
            wrapped %= self.canvas.width >> level
            self._put(level, place, wrapped, band[rows, inner], weight[rows, inner])

    def _put(
        self, level: int, rows: slice, columns: Indices, band: Singles, weight: Singles
    ) -> None:
        for part in _runs(columns):
            at = (rows, slice(columns[part.start], columns[part.stop - 1] + 1))
            if level == 0:
                self._put_detail(at, band[:, part], weight[:, part])
            else:
                self._sums[level - 1][at] += band[:, part] * weight[:, part, None]
                self._weights[level - 1][at] += weight[:, part]

    def _put_detail(self, at: tuple[slice, slice], band: Singles, weight: Singles) -> None:
        detail, shares = self._detail[at], self._shares[at]
        used = _filled(weight.T)
        for rows in _stripes(len(band), CACHED):
            steps = np.rint(weight[rows, used] * WEIGHT_STEPS)
            exact = steps * np.float32(DETAIL_STEPS / WEIGHT_STEPS)
            values = band[rows, used] * exact[:, :, None]
            detail[rows, used] += np.rint(values, out=values).astype(np.int16)
            shares[rows, used] += steps.astype(np.uint16)

    @property
    def painted(self) -> Mask:
        """Where any view painted (H x W of the window)."""
        return np.asarray(self._shares > 0)

    def finish(self, seen: Mask) -> Picture8:
        """The blended window; black where ``seen`` (H x W) is false."""
        result = self._coarsest()
        while self._sums:
            finer = self._coarsest()
            for rows in _stripes(len(finer)):
                finer[rows] += _grow_rows(result, rows)
            result = finer
        picture = np.zeros((*self._shares.shape, 3), np.uint8)
        for rows in _stripes(len(picture)):
            if not seen[rows].any():
                continue
            fine = _grow_rows(result, rows)
            fine += _spread(self._detail[rows], self._shares[rows])
            fine += 0.5
            picture[rows] = np.clip(fine, 0, 255, out=fine)
            picture[rows][~seen[rows]] = 0
        return picture

    def _coarsest(self) -> Singles:
        """The mean of the coarsest level that is left, and is left no longer."""
        band, weight = self._sums.pop(), self._weights.pop()
        for rows in _stripes(len(band)):
            band[rows] /= np.maximum(weight[rows], TINY)[:, :, None]
        return band


def window_of(box: Region, canvas: Canvas) -> Region:
    """The part of a canvas, aligned for blending, that holds all that is painted in a box and
    what its weights reach; the whole width where it would run over the edge."""
    margin = 2 * MARGIN
    top = max(0, box.top - margin) // ALIGN * ALIGN
    bottom = min(canvas.height, -(-(box.rows.stop + margin) // ALIGN) * ALIGN)
    left = (box.left - margin) // ALIGN * ALIGN
    right = -(-(box.left + box.width + margin) // ALIGN) * ALIGN
    if left < 0 or right > canvas.width:
        left, right = 0, canvas.width
    return Region(left, top, right - left, bottom - top)


def _stripes(height: int, rows: int = STRIPE) -> Iterator[slice]:
    for top in range(0, height, rows):
        yield slice(top, min(height, top + rows))


def _spread(detail: NDArray[np.int16], shares: NDArray[np.uint16]) -> Singles:
    weight = np.maximum(shares, 1).astype(np.float32)
    weight *= DETAIL_STEPS / WEIGHT_STEPS
    return np.asarray(detail / weight[:, :, None], np.float32)


def _filled(weight: Singles) -> slice:
    """The rows in which anything weighs."""
    rows = np.flatnonzero(weight.any(axis=1))
    return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)


def _runs(columns: Indices) -> list[slice]:
    """The stretches of wrapped columns that lie side by side on the canvas."""
    cuts = [0, *(np.flatnonzero(np.diff(columns) != 1) + 1).tolist(), len(columns)]
    return [slice(start, end) for start, end in pairwise(cuts) if end > start]


def _grow(coarse: Singles) -> Singles:
    """One level finer, the columns wrapping."""
    wide = np.concatenate([coarse[:, -2:], coarse, coarse[:, :2]], axis=1)
    return np.asarray(cv2.pyrUp(wide)[:, 4:-4])


def _grow_rows(coarse: Singles, rows: slice) -> Singles:
    """Some rows (from an even one on) of what `_grow` makes."""
    start = max(0, rows.start // 2 - 2)
    end = min(len(coarse), rows.stop // 2 + 2)
    return _grow(coarse[start:end])[rows.start - 2 * start : rows.stop - 2 * start]
