"""One frame of every camera -> one frame of the sphere, by the tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.tables import BLACK, Box, Plane, Tables

Frame = Picture8
"""NV12: 1.5 H x W, the luma rows, then the chroma rows."""


@dataclass(frozen=True, slots=True)
class _Fill:
    """What is painted into a part of a canvas: of which planes, weighed how."""

    target: Picture8
    parts: tuple[tuple[int, Plane], ...]
    rest: Picture8 | None


class Composer:
    """Holds two canvases, which are overwritten in turn: one is painted while the other is taken
    away."""

    def __init__(self, tables: Tables) -> None:
        width, height = tables.canvas.width, tables.canvas.height
        self._frames = [np.empty((height * 3 // 2, width), np.uint8) for _ in range(2)]
        self.take(tables)

    def compose(self, frames: Sequence[Frame], faded: float = 0.0) -> Frame:
        """The sphere as NV12, good until the next but one. ``frames``: one of each camera, in the
        sizes of the tables; ``faded``: how far (0..1) shares that change have changed."""
        planes = [
            plane
            for frame, size in zip(frames, self._sizes, strict=True)
            for plane in _planes(frame, size)
        ]
        for fill in self._fills[0]:
            _fill(fill, planes, faded)
        self._fills.reverse()
        self._frames.reverse()
        return self._frames[1]

    def take(self, tables: Tables) -> None:
        """Go on with other tables of the same canvas and sizes."""
        self._sizes = tables.sizes
        self._fills = [
            [fill for box in tables.boxes for fill in _fills(box, frame)] for frame in self._frames
        ]


def _fills(box: Box, frame: Frame) -> Iterator[_Fill]:
    """What is left to paint in every frame; what nobody sees is made black at once."""
    luma, chroma = _planes(frame, (frame.shape[1], frame.shape[0] * 2 // 3))
    targets = luma[box.rows, box.columns], chroma[_half(box.rows), _half(box.columns)]
    for number, target in enumerate(targets):
        parts = tuple(
            (2 * piece.camera + number, (piece.luma, piece.chroma)[number]) for piece in box.pieces
        )
        if parts:
            yield _Fill(target, parts, box.rest[number] if box.rest else None)
        else:
            target[:] = BLACK[number]


def _fill(fill: _Fill, planes: Sequence[Picture8], faded: float) -> None:
    number, plane = fill.parts[0]
    if plane.share is None:
        _remap(planes[number], plane, fill.target)
        return
    total: Picture8 | None = fill.rest
    for number, plane in fill.parts:
        weighed = _remap(planes[number], plane)
        cv2.multiply(weighed, _share(plane, faded), weighed, 1 / 255)
        total = weighed if total is None else np.asarray(cv2.add(total, weighed), np.uint8)
    if total is not None:
        fill.target[:] = total


def _share(plane: Plane, faded: float) -> Picture8:
    assert plane.share is not None
    if plane.later is None:
        return plane.share
    return np.asarray(cv2.addWeighted(plane.share, 1 - faded, plane.later, faded, 0), np.uint8)


def _remap(picture: Picture8, plane: Plane, into: Picture8 | None = None) -> Picture8:
    made = cv2.remap(picture, plane.whole, plane.part, cv2.INTER_LINEAR, into, cv2.BORDER_REPLICATE)
    return np.asarray(made, np.uint8)


def _planes(frame: Frame, size: tuple[int, int]) -> tuple[Picture8, Picture8]:
    width, height = size
    return frame[:height], frame[height:].reshape(height // 2, width // 2, 2)


def _half(run: slice) -> slice:
    return slice(run.start // 2, run.stop // 2)
