"""One frame of every camera -> one frame of the sphere, by the tables."""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.tables import BLACK, Box, Plane, Tables

Frame = Picture8
"""NV12: 1.5 H x W, the luma rows, then the chroma rows."""

Planes = tuple[Picture8, Picture8]
"""Luma (H x W) and chroma (H/2 x W/2 x 2)."""


class Composer:
    """Holds two canvases, which are overwritten in turn: one is painted while the other is taken
    away."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        width, height = tables.canvas.width, tables.canvas.height
        self._frames = [np.empty((height * 3 // 2, width), np.uint8) for _ in range(2)]
        self._dirty = len(self._frames)

    def compose(self, frames: Sequence[Frame], faded: float = 0.0) -> Frame:
        """The sphere as NV12, good until the next but one. ``frames``: one of each camera, in the
        sizes of the tables; ``faded``: how far (0..1) shares that change have changed."""
        made = self._frames[0]
        planes = [_planes(f, size) for f, size in zip(frames, self._tables.sizes, strict=True)]
        canvas = _planes(made, (made.shape[1], made.shape[0] * 2 // 3))
        for box in self._tables.boxes:
            if box.pieces:
                _paint(box, canvas, planes, faded)
            elif self._dirty:
                _blacken(box, canvas)
        self._dirty = max(0, self._dirty - 1)
        self._frames.reverse()
        return made

    def take(self, tables: Tables) -> None:
        """Go on with other tables of the same canvas and sizes."""
        self._tables, self._dirty = tables, len(self._frames)


def _blacken(box: Box, canvas: Planes) -> None:
    canvas[0][box.rows, box.columns] = BLACK[0]
    canvas[1][_half(box.rows), _half(box.columns)] = BLACK[1]


def _paint(box: Box, canvas: Planes, planes: Sequence[Planes], faded: float) -> None:
    luma = canvas[0][box.rows, box.columns]
    chroma = canvas[1][_half(box.rows), _half(box.columns)]
    rest = box.rest or (None, None)
    of_luma = [(planes[piece.camera][0], piece.luma) for piece in box.pieces]
    of_chroma = [(planes[piece.camera][1], piece.chroma) for piece in box.pieces]
    _fill(luma, of_luma, rest[0], faded)
    _fill(chroma, of_chroma, rest[1], faded)


def _fill(
    target: Picture8,
    parts: Sequence[tuple[Picture8, Plane]],
    rest: Picture8 | None,
    faded: float,
) -> None:
    if len(parts) == 1 and parts[0][1].share is None:
        _remap(*parts[0], target)
        return
    total: Picture8 | None = rest
    for picture, plane in parts:
        weighed = cv2.multiply(_remap(picture, plane), _share(plane, faded), scale=1 / 255)
        total = np.asarray(weighed if total is None else cv2.add(total, weighed), np.uint8)
    if total is not None:
        target[:] = total


def _share(plane: Plane, faded: float) -> Picture8:
    assert plane.share is not None
    if plane.later is None:
        return plane.share
    return np.asarray(cv2.addWeighted(plane.share, 1 - faded, plane.later, faded, 0), np.uint8)


def _remap(picture: Picture8, plane: Plane, into: Picture8 | None = None) -> Picture8:
    made = cv2.remap(picture, plane.whole, plane.part, cv2.INTER_LINEAR, into, cv2.BORDER_REPLICATE)
    return np.asarray(made, np.uint8)


def _planes(frame: Frame, size: tuple[int, int]) -> Planes:
    width, height = size
    return frame[:height], frame[height:].reshape(height // 2, width // 2, 2)


def _half(run: slice) -> slice:
    return slice(run.start // 2, run.stop // 2)
