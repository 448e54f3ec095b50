"""What a face does in one frame: are its eyes open, is its mouth."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.faces import Box

if TYPE_CHECKING:
    import cv2

Frame = NDArray[np.uint8]
CUT_OUT = 160
"""Pixels to which a face is scaled before its eyes are searched."""
EYE_BAND = (0.1, 0.6)
MOUTH_PART = (0.68, 0.95, 0.3, 0.7)
"""From where to where in the box of a face, top to bottom and left to right."""
LIPS, WIDE_OPEN = 0.72, 1.25
"""From the darkest to the lightest of the mouth's part, in the face's own lightness: closed lips
have this much; the teeth and the dark of a vowel add to it."""


def open_eyes(frame: Frame, face: Box) -> float:
    """0: closed, 1: both open. Two of OpenCV's cascades count the eyes in the upper face, as they
    know open ones only (Viola and Jones, 2001)."""
    top, bottom = (round(CUT_OUT * share) for share in EYE_BAND)
    cut_out = _cut_out(frame, face)
    if cut_out is None:
        return 0.0
    band = np.ascontiguousarray(cut_out[top:bottom])
    counts = [
        min(2, len(_eyes(name).detectMultiScale(band, 1.1, 3, minSize=(20, 20), maxSize=(64, 64))))
        for name in ("haarcascade_eye.xml", "haarcascade_eye_tree_eyeglasses.xml")
    ]
    return sum(counts) / 4


def open_mouth(frame: Frame, face: Box) -> float:
    """0: closed, 1: wide open, as in the middle of a word."""
    cut_out = _cut_out(frame, face, even=False)
    if cut_out is None:
        return 0.0
    top, bottom, left, right = (round(CUT_OUT * share) for share in MOUTH_PART)
    middle = cut_out[CUT_OUT // 3 : -CUT_OUT // 5, CUT_OUT // 5 : -CUT_OUT // 5]
    darkest, lightest = np.quantile(cut_out[top:bottom, left:right], (0.02, 0.98))
    contrast = float(lightest - darkest) / max(1.0, float(np.median(middle)))
    return min(max((contrast - LIPS) / (WIDE_OPEN - LIPS), 0.0), 1.0)


def _cut_out(frame: Frame, face: Box, even: bool = True) -> Frame | None:
    """The box of a face, grey, of one size."""
    import cv2

    part = part_of(frame, face)
    if min(part.shape[:2]) < 16:
        return None
    large = cv2.resize(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), (CUT_OUT, CUT_OUT))
    return np.asarray(cv2.equalizeHist(large) if even else large, np.uint8)


def part_of(frame: Frame, box: Box, times: float = 1.0) -> Frame:
    """What the box, made so many times as large, holds of the frame."""
    height, width = frame.shape[:2]
    halves = (-0.5 * times, 0.5 * times)
    top, bottom = (max(0, round((box.y + half * box.height) * height)) for half in halves)
    left, right = (max(0, round((box.x + half * box.width) * width)) for half in halves)
    return frame[top:bottom, left:right]


@lru_cache(maxsize=2)
def _eyes(name: str) -> "cv2.CascadeClassifier":
    import cv2
    from cv2.data import haarcascades

    return cv2.CascadeClassifier(str(Path(haarcascades) / name))
