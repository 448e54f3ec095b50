"""Shots of slides and shared screens: lines of text on one even ground, and hardly anything moves.

What is written must stay readable, so such a shot is never cut through.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.attention import Interval, shrink
from pipelines.shorts.faces import Face
from pipelines.shorts.text_regions import find_text

Frame = NDArray[np.uint8]
EVEN, GROUND = 0.45, 14
"""The share of the picture in its commonest colour, within so many levels of 255. A factory's walls
reach a third."""
STILL, STIRS = 0.8, 6.0
"""The share of pixels that deviate by less than this during the shot."""
LINES = 3
CONTENT = 30
"""Levels by which what stands on the ground differs from it."""
TALKS = 0.1
"""The share of a face's pixels that stir when it is no photograph."""


def content(frames: Sequence[Frame]) -> Interval | None:
    """From where to where across (0..1) something stands on a slide; None: the shot is none.

    ``frames``: HxWx3 BGR, all of one size.
    """
    small = shrink(frames)
    middle = small[len(small) // 2].astype(np.int16)
    off = np.abs(middle - _ground(middle)).max(axis=2)
    if (off < GROUND).mean() < EVEN or (_deviation(small) < STIRS).mean() < STILL:
        return None
    if len(find_text(frames)) < LINES:
        return None
    columns = np.flatnonzero((off > CONTENT).any(axis=0))
    count = off.shape[1]
    return Interval(float(columns[0]) / count, float(columns[-1] + 1) / count)


def talking(frames: Sequence[Frame], faces: Sequence[Face]) -> Face | None:
    """The largest face that moves: somebody explains the slide; a photograph does not."""
    stirred = _deviation(shrink(frames)) > STIRS
    height, width = stirred.shape
    for face in faces:
        box = face.box
        rows = slice(*_range(box.y, box.height, height))
        columns = slice(*_range(box.x, box.width, width))
        part = stirred[rows, columns]
        if part.size and part.mean() > TALKS:
            return face
    return None


def _range(centre: float, size: float, count: int) -> tuple[int, int]:
    return max(0, round((centre - size / 2) * count)), round((centre + size / 2) * count)


def _ground(picture: NDArray[np.int16]) -> NDArray[np.int16]:
    """The commonest colour."""
    coarse = (picture // 24).reshape(-1, 3)
    keys = coarse @ np.array([1, 16, 256])
    values, counts = np.unique(keys, return_counts=True)
    common = picture.reshape(-1, 3)[keys == values[int(counts.argmax())]]
    return np.asarray(np.median(common, axis=0), np.int16)


def _deviation(small: Sequence[Frame]) -> NDArray[np.float32]:
    import cv2

    grays = np.stack([cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) for frame in small])
    return np.asarray(np.std(grays, axis=0, dtype=np.float32))
