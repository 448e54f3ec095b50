"""One frame of every camera -> one frame of the sphere, by the tables."""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.tables import BLACK, Box, Plane, Tables

Frame = Picture8
"""NV12: 1.5 H x W, the luma rows, then the chroma rows."""


class Composer:
    """Holds the canvas, which is overwritten by every frame."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        width, height = tables.canvas.width, tables.canvas.height
        self._frame = np.empty((height * 3 // 2, width), np.uint8)
        self._luma = self._frame[:height]
        self._chroma = self._frame[height:].reshape(height // 2, width // 2, 2)
        self._luma[:], self._chroma[:] = BLACK

    def compose(self, frames: Sequence[Frame]) -> Frame:
        """The sphere as NV12. ``frames``: one of each camera, in the sizes of the tables."""
        planes = [_planes(f, size) for f, size in zip(frames, self._tables.sizes, strict=True)]
        for box in self._tables.boxes:
            if box.pieces:
                self._paint(box, planes)
        return self._frame

    def _paint(self, box: Box, planes: Sequence[tuple[Picture8, Picture8]]) -> None:
        luma = self._luma[box.rows, box.columns]
        chroma = self._chroma[_half(box.rows), _half(box.columns)]
        rest = box.rest or (None, None)
        of_luma = [(planes[piece.camera][0], piece.luma) for piece in box.pieces]
        of_chroma = [(planes[piece.camera][1], piece.chroma) for piece in box.pieces]
        _fill(luma, of_luma, rest[0])
        _fill(chroma, of_chroma, rest[1])


def _fill(target: Picture8, parts: Sequence[tuple[Picture8, Plane]], rest: Picture8 | None) -> None:
    if len(parts) == 1 and parts[0][1].share is None:
        picture, plane = parts[0]
        target[:] = _remapped(picture, plane)
        return
    total: Picture8 | None = rest
    for picture, plane in parts:
        assert plane.share is not None
        weighed = cv2.multiply(_remapped(picture, plane), plane.share, scale=1 / 255)
        total = np.asarray(weighed if total is None else cv2.add(total, weighed), np.uint8)
    if total is not None:
        target[:] = total


def _remapped(picture: Picture8, plane: Plane) -> Picture8:
    return np.asarray(
        cv2.remap(
            picture, plane.whole, plane.part, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def _planes(frame: Frame, size: tuple[int, int]) -> tuple[Picture8, Picture8]:
    width, height = size
    return frame[:height], frame[height:].reshape(height // 2, width // 2, 2)


def _half(run: slice) -> slice:
    return slice(run.start // 2, run.stop // 2)
