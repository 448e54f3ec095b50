"""How sharp the picture is, and where it is blurred for this recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.highlights.signals.frames import luma

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipelines.highlights.signals.frames import Frames, Values

_NOISE = 25.0
"""Grey levels squared that the contrast of a picture has at least, so that a plain wall is not
judged by its noise."""
_SHARP = 0.35
_BLURRED = 0.10


def focus(frames: Frames) -> NDArray[np.float64]:
    """For each frame its sharpness and its share of detail.

    Sharpness is the variance of the Laplacian of the luma, in grey levels squared (Pech-Pacheco
    2000). All recordings are measured at the same size, so that it does not depend on their
    resolution. It grows with the contrast of what is shown as much as with focus; the share of
    detail is sharpness over the variance of the luma, which blur alone makes small.
    """
    import cv2
    import numpy as np

    found = []
    for frame in luma(frames):
        edges = cv2.meanStdDev(cv2.Laplacian(frame, cv2.CV_16S))[1][0, 0] ** 2
        contrast = cv2.meanStdDev(frame)[1][0, 0] ** 2
        found.append((edges, edges / (contrast + _NOISE)))
    return np.array(found)


def blur(detail: Values, lit: NDArray[np.bool_]) -> Values:
    """0 (as sharp as this recording usually is) to 1 (blurred), from the share of detail.

    Compared with the median of what is ``lit``: a soft lens or a small picture sent large is no
    fault of a moment. Blurring frames of 20 real recordings by half a hundredth of their width
    leaves a tenth to a fifth of their detail; of their own frames 98 in 100 keep a third.
    """
    import numpy as np

    usual = float(np.median(detail[lit])) if lit.any() else 0.0
    if usual <= 0:
        return np.zeros(len(detail))
    ratio = detail / usual
    return np.where(lit, np.clip((_SHARP - ratio) / (_SHARP - _BLURRED), 0.0, 1.0), 0.0)
