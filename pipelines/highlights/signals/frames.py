"""The frames that the picture's signals are measured on, and the grid of seconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frames = NDArray[np.uint8]
    Values = NDArray[np.float64]

FPS = 15
LONG_SIDE = 192
RANGE = 219
"""Levels of luma between black (16) and white (235)."""
BLACK = 16


def luma(frames: Frames) -> Frames:
    """The brightness planes, ``n x height x width``."""
    return frames[:, : frames.shape[1] * 2 // 3]


def by_second(seconds: NDArray[np.int64], values: Values, count: int) -> Values:
    """The mean of the values of each second (0 for one without any), ``count`` seconds."""
    import numpy as np

    total = np.bincount(seconds, values, count)[:count]
    return np.asarray(total / np.maximum(np.bincount(seconds, minlength=count)[:count], 1))


def rounded(values: Iterable[float], digits: int) -> tuple[float, ...]:
    return tuple(round(float(value), digits) for value in values)
