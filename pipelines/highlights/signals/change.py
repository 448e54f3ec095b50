"""How much neighbouring frames differ: what motion, standing pictures and cuts are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.highlights.signals.frames import FPS, RANGE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipelines.highlights.signals.frames import Frames, Values

LIVELY = 0.10
"""Mean change of brightness between frames (of 1) that counts as full motion."""
_ALIKE = 0.5
_STILL = 4.0
_STANDS = FPS // 2


def changes(frames: Frames, last: Frames | None) -> NDArray[np.float64]:
    """Rows of three for each frame against the one before (``last`` for the first): the mean
    change of luma, that of chroma, and the largest of a pixel's luma where the mean is small
    (else 255); grey levels. The first frame of all has zeros, but 255 for the largest.

    Sums of absolute differences over whole planes: the cheapest comparison there is, some
    microseconds a frame.
    """
    import cv2
    import numpy as np

    pixels = frames.shape[1] * 2 // 3 * frames.shape[2]
    # One row of pixels each: of flat arrays OpenCV takes every pixel for a row, ten times slower.
    rows = frames.reshape(len(frames), 1, -1)
    before = None if last is None else last.reshape(1, -1)
    found = np.zeros((len(rows), 3))
    for at, now in enumerate(rows):
        found[at, 2] = 255
        if before is not None:
            found[at, 0] = cv2.norm(now[:, :pixels], before[:, :pixels], cv2.NORM_L1) / pixels
            chroma = cv2.norm(now[:, pixels:], before[:, pixels:], cv2.NORM_L1)
            found[at, 1] = chroma / max(1, now.size - pixels)
            if found[at, 0] < _ALIKE:
                found[at, 2] = cv2.norm(now[:, :pixels], before[:, :pixels], cv2.NORM_INF)
        before = now
    return found


def motion(luma: Values, seconds: NDArray[np.int64], count: int) -> Values:
    """How lively each second is: the mean change of luma between its frames as a share of
    `LIVELY`, 0..1.

    The largest change of a second is left out, so that a cut is not taken for motion. Frames that
    are shown twice (12 pictures a second in 15) change not at all, the next one more: the mean of
    a second stays. Camera moves count as motion; `closeness` tells them apart.
    """
    import numpy as np

    total = np.bincount(seconds, luma, count)[:count]
    largest = np.zeros(count)
    np.maximum.at(largest, seconds, luma)
    frames = np.bincount(seconds, minlength=count)[:count]
    mean = np.where(frames > 2, total - largest, total) / np.maximum(
        np.where(frames > 2, frames - 1, frames), 1
    )
    return np.asarray(np.minimum(1.0, mean / RANGE / LIVELY))


def frozen(largest: Values) -> NDArray[np.bool_]:
    """Whether each frame stands in a run of at least half a second in which nothing changes.

    Nothing: no pixel by more than 4 grey levels. Even a calm speaker's mouth moves by more; a
    stream that hangs, a slide or a test card does not. Sources of 3 frames a second and more never
    stand, for their runs are shorter. A calm desk may, where the recording's encoder was so short
    of bits that it repeated the picture: seen in a real recording of two phones for up to 5 s.
    """
    import numpy as np

    still = np.concatenate([[False], largest <= _STILL, [False]])
    edges = np.flatnonzero(still[1:] != still[:-1])
    found = np.zeros(len(largest), bool)
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        if end - first >= _STANDS:
            found[first:end] = True
    return found
