"""People too far from the camera for a face: whole upright figures.

Histograms of oriented gradients (Dalal and Triggs, 2005) with the detector that OpenCV brings. It
takes much for a person; only what it is very sure of, in most of the samples, is believed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.faces import Box

LONG_SIDE = 800
"""The detector knows figures of 96 pixels and more."""
SAMPLES = 3
SURE = 2.0
"""Distance from the detector's border; shadows, lamps and chairs stay under 1.8."""
BODY = 0.7
"""Of the detector's window, which has a margin, the part that the figure fills."""
NEAR = 0.5
"""How far a figure may go between samples, in widths of its window."""


def find_figure(frames: Sequence[NDArray[np.uint8]]) -> Box | None:
    """Around the only upright figure of a shot, in all its places; None where there is none.

    ``frames``: HxWx3 BGR, all of one size.
    """
    if len(frames) < SAMPLES:
        return None
    found = [_figures(frames[(2 * i + 1) * len(frames) // (2 * SAMPLES)]) for i in range(SAMPLES)]
    boxes = [one[0] for one in found if one]
    if len(boxes) < SAMPLES - 1 or any(len(one) > 1 for one in found):
        return None
    first, reach = boxes[0], NEAR * boxes[0].width
    if any(abs(box.x - first.x) > reach for box in boxes):
        return None
    left, right = (f(box.x + s * box.width / 2 for box in boxes) for f, s in ((min, -1), (max, 1)))
    top, bottom = (f(box.y + s * box.height / 2 for box in boxes) for f, s in ((min, -1), (max, 1)))
    return Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)


def _figures(frame: NDArray[np.uint8]) -> list[Box]:
    import cv2

    scale = LONG_SIDE / max(frame.shape[:2])
    size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
    gray = cv2.resize(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_CUBIC)
    search = cv2.HOGDescriptor()
    search.setSVMDetector(np.asarray(cv2.HOGDescriptor.getDefaultPeopleDetector(), np.float32))
    found, weights = search.detectMultiScale(gray, winStride=(8, 8), padding=(8, 8), scale=1.1)
    return [
        Box((x + w / 2) / size[0], (y + h / 2) / size[1], w * BODY / size[0], h * BODY / size[1])
        for (x, y, w, h), weight in zip(found, np.ravel(weights), strict=True)
        if weight >= SURE
    ]
