"""How bright the picture is, and whether it shows anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.highlights.signals.frames import BLACK, RANGE, luma

if TYPE_CHECKING:
    from pipelines.highlights.signals.frames import Frames, Values

_DARK_PIXEL = round(BLACK + 0.1 * RANGE)
_ALL = 0.98


def brightness(frames: Frames) -> Values:
    """The mean luma of each frame, 0 (black) to 1 (white)."""
    import cv2
    import numpy as np

    means = [cv2.mean(frame)[0] for frame in luma(frames)]
    return np.clip((np.array(means) - BLACK) / RANGE, 0.0, 1.0)


def black(frames: Frames) -> Values:
    """1 for each frame of which 98 % is darker than a tenth of white, else 0.

    The rule and its figures are those of ffmpeg's ``blackdetect``. A mean would take a small
    bright caption on black for a dark room, and a dark room for black.
    """
    import cv2
    import numpy as np

    planes = luma(frames)
    lit = [
        cv2.countNonZero(cv2.threshold(frame, _DARK_PIXEL, 255, cv2.THRESH_BINARY)[1])
        for frame in planes
    ]
    return np.asarray(np.array(lit) <= (1 - _ALL) * planes[0].size, np.float64)
