"""What a person shows: the hands and the thing in them, found by how they stir before a still wall.

A thing held to a camera is never quite still. Over the samples of a still camera its pixels vary as
a whole, those of a wall do not vary, and those of a body vary only along its thin outline.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts import attention
from pipelines.shorts.attention import STIR, Frame
from pipelines.shorts.faces import Box, Face

FEWEST = 4
"""Samples of a still camera without which nothing is said: a second."""
SHAKEN = 0.12
"""Share of moved pixels above which the camera may have moved between two samples."""
QUIET, LOUD = 8.0, 48.0
"""Deviation of a pixel (of 255) that grain makes, and above which more tells no more."""
REACH = 2.8
"""How far to the side of a face hands get with bent elbows, in heights of the face."""
CHIN = 0.55
"""From the middle of a face down to its chin, in heights of the face."""
COLUMN, CHEST = 0.6, 2.0
"""The trunk that hands and things hang together with: half its width and its depth, in faces."""
CORE = 0.8
"""This share of what stirs is the thing; the rest are sleeves and shadows."""


def held(small: Sequence[Frame], face: Face) -> Box | None:
    """Around hands and thing, below the face, in shares of the picture; None: cannot tell.

    ``small``: samples of one shot, all of one size, BGR (`attention.shrink`).
    """
    calm = _calm(small)
    if len(calm) < FEWEST:
        return None
    stirred = _stirred(calm) * _within(calm[0].shape[:2], face)
    solid = _without_outlines(stirred * _joined(stirred, face))
    if not solid.any():
        return None
    across, down = (
        attention.extent(solid.sum(axis=axis, dtype=np.float64), CORE) for axis in (0, 1)
    )
    return Box(across.centre, down.centre, across.length, down.length)


def _calm(small: Sequence[Frame]) -> Sequence[Frame]:
    """The longest run of samples during which the camera stood still."""
    import cv2

    grays = [cv2.GaussianBlur(cv2.cvtColor(f, cv2.COLOR_BGR2GRAY), (5, 5), 0) for f in small]
    runs, start = [], 0
    for number, (before, after) in enumerate(pairwise(grays), 1):
        if float((cv2.absdiff(before, after) > STIR).mean()) >= SHAKEN:
            runs.append((start, number))
            start = number
    runs.append((start, len(grays)))
    first, last = max(runs, key=lambda run: run[1] - run[0])
    return small[first:last]


def _stirred(calm: Sequence[Frame]) -> NDArray[np.float32]:
    """How much each pixel varies in lightness or colour, less what grain makes."""
    import cv2

    colours = np.stack([cv2.cvtColor(frame, cv2.COLOR_BGR2LAB) for frame in calm])
    deviation = np.std(colours, axis=0, dtype=np.float32).max(axis=2)
    return np.asarray(np.clip(deviation, QUIET, LOUD) - QUIET, np.float32)


def _within(shape: tuple[int, int], face: Face) -> NDArray[np.bool_]:
    """Below the chin and within reach of the arms."""
    height, width = shape
    rows, columns = np.arange(height)[:, None], np.arange(width)[None, :]
    tall = face.size * height
    beside = np.abs(columns - face.box.x * width) < REACH * tall
    return np.asarray((rows > face.box.y * height + CHIN * tall) & beside)


def _joined(stirred: NDArray[np.float32], face: Face) -> NDArray[np.bool_]:
    """Where what stirs hangs together with the trunk below the face."""
    import cv2

    height, width = stirred.shape
    tall = face.size * height
    closed = cv2.morphologyEx(
        (stirred > 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)
    )
    _, labels = cv2.connectedComponents(closed)
    x, y = face.box.x * width, face.box.y * height
    left, right = max(0, round(x - COLUMN * tall)), round(x + COLUMN * tall)
    trunk = labels[max(0, round(y)) : round(y + CHEST * tall), left:right]
    return np.isin(labels, np.setdiff1d(trunk, 0))


def _without_outlines(stirred: NDArray[np.float32]) -> NDArray[np.float32]:
    """The map opened by three pixels: thin lines go."""
    import cv2

    opened = cv2.morphologyEx(stirred, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(opened, np.float32)
