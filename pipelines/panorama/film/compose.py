"""One frame of every camera -> one frame of the sphere, by the tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.tables import BLACK, Box, Plane, Tables

Frame = Picture8
"""NV12: 1.5 H x W, the luma rows, then the chroma rows."""

NOTHING = 0.004
"""A gain so near to one is left out."""


@dataclass(frozen=True, slots=True)
class _Fill:
    """What is painted into a part of a canvas: of which cameras, weighed how. ``black``: of the
    plane; ``work``: for each channel, where it is made."""

    target: Picture8
    parts: tuple[tuple[int, Plane], ...]
    rest: Picture8 | None
    black: int
    work: tuple[Picture8, ...]


class Composer:
    """Holds two canvases, which are overwritten in turn: one is painted while the other is taken
    away."""

    def __init__(self, tables: Tables) -> None:
        width, height = tables.canvas.width, tables.canvas.height
        self._frames = [np.empty((height * 3 // 2, width), np.uint8) for _ in range(2)]
        self.take(tables)

    def compose(
        self, frames: Sequence[Planes], gains: Sequence[float] | None = None, faded: float = 0.0
    ) -> Frame:
        """The sphere as NV12, good until the next but one. ``frames``: one of each camera, in the
        sizes of the tables; ``gains``: of their brightness; ``faded``: how far (0..1) shares that
        change have changed."""
        ones = [1.0] * len(frames) if gains is None else gains
        bright = [1.0 if abs(gain - 1) < NOTHING else float(gain) for gain in ones]
        for fill in self._fills[0]:
            if len(fill.work) == 1:
                _paint(fill, [frame.luma for frame in frames], bright, faded, fill.work[0])
            else:
                for work, planes in zip(
                    fill.work,
                    ([frame.blue for frame in frames], [frame.red for frame in frames]),
                    strict=True,
                ):
                    _paint(fill, planes, bright, faded, work)
                cv2.merge(fill.work, fill.target)
        self._fills.reverse()
        self._frames.reverse()
        return self._frames[1]

    def take(self, tables: Tables) -> None:
        """Go on with other tables of the same canvas and sizes."""
        self._fills = [
            [fill for box in tables.boxes for fill in _fills(box, frame)] for frame in self._frames
        ]


def _fills(box: Box, frame: Frame) -> Iterator[_Fill]:
    """What is left to paint in every frame; what nobody sees is made black at once."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    chroma = frame[height:].reshape(height // 2, width // 2, 2)[_half(box.rows), _half(box.columns)]
    luma = frame[box.rows, box.columns]
    if not box.pieces:
        luma[:], chroma[:] = BLACK
        return
    rest = box.rest or (None, None)
    work = np.empty((2, *chroma.shape[:2]), np.uint8)
    lumas = tuple((piece.camera, piece.luma) for piece in box.pieces)
    chromas = tuple((piece.camera, piece.chroma) for piece in box.pieces)
    yield _Fill(luma, lumas, rest[0], BLACK[0], (luma,))
    yield _Fill(chroma, chromas, rest[1], BLACK[1], (work[0], work[1]))


def _paint(
    fill: _Fill, planes: Sequence[Picture8], gains: Sequence[float], faded: float, into: Picture8
) -> None:
    """Make one channel of the part."""
    total = fill.rest
    for camera, plane in fill.parts:
        first = total is None
        made = _remap(planes[camera], plane, into if first else None)
        if gains[camera] != 1:
            _brighten(made, gains[camera], fill.black)
        if plane.share is not None:
            cv2.multiply(made, _share(plane, faded), made, 1 / 255)
        total = made if total is None else np.asarray(cv2.add(total, made, into), np.uint8)


def _share(plane: Plane, faded: float) -> Picture8:
    assert plane.share is not None
    if plane.later is None:
        return plane.share
    return np.asarray(cv2.addWeighted(plane.share, 1 - faded, plane.later, faded, 0), np.uint8)


def _remap(picture: Picture8, plane: Plane, into: Picture8 | None) -> Picture8:
    made = cv2.remap(picture, plane.whole, plane.part, cv2.INTER_LINEAR, into, cv2.BORDER_REPLICATE)
    return np.asarray(made, np.uint8)


def _brighten(made: Picture8, gain: float, black: int) -> None:
    """What is above black, or around grey, multiplied; what leaves the range is cut off."""
    cv2.addWeighted(made, gain, made, 0, black * (1 - gain), dst=made)


def _half(run: slice) -> slice:
    return slice(run.start // 2, run.stop // 2)
