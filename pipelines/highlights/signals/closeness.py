"""Whether something is shown close to the camera: a product held up, hands at work.

Nothing in a single small frame tells near from far: over the demo's shots, whose truth is known,
neither detail, its scale, nor its middle against its rim part close-ups from wide shots (areas
under the curve of 0.44 to 0.53). What does, is how much of the picture a thing covers that moves
or was not there before: the same hand covers four times as much at half the distance. So the
picture is brought to cells a twenty-fourth of its long side, in which small things far away
vanish, and cells count that changed within a third of a second or that are not as they usually are
in the shot. Cells in the middle weigh most, where things are shown. When the rim differs as well,
it is the camera or the light that changed, and that is taken off.

Looked at beside the frames of real recordings: hands over a table stand out to the second, a whip
pan does not count, a talking head with gestures stays under a quarter, a film on a television that
fills the middle counts as near. In shots of less than 15 s what is held still is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.highlights.signals.frames import LONG_SIDE, luma

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipelines.highlights.signals.frames import Frames, Values

    Cells = NDArray[np.uint8]
    Weights = NDArray[np.float64]

SAMPLES = 3
"""A second: how often the cells are looked at."""
_CELL = LONG_SIDE // 24
_MOVES = 8
_DIFFERS = 14
"""Grey levels of a cell's mean: noise and a face's play stay below."""
_USUAL = 120 * SAMPLES
_RENEWED = 20 * SAMPLES
_LEAST = 15 * SAMPLES
"""A shot shorter than this has nothing that is usual."""
_WIDTH = 0.45


def cells(frames: Frames) -> Cells:
    """The mean luma of the cells of each frame, ``n x rows x columns``."""
    import cv2
    import numpy as np

    planes = luma(frames)
    rows, columns = (max(_CELL, side // _CELL * _CELL) for side in planes.shape[1:])
    # Whole cells only, for OpenCV averages those four times as fast; the last rows may be left out.
    size = (columns // _CELL, rows // _CELL)
    return np.stack(
        [cv2.resize(plane[:rows, :columns], size, interpolation=cv2.INTER_AREA) for plane in planes]
    )


def closeness(cells: Cells, cuts: Sequence[int]) -> Values:
    """For each sample 0 (nothing near) to 1 (something fills the middle). ``cuts``: the samples
    that begin a shot."""
    import numpy as np

    found = np.zeros(len(cells))
    weights = _weights(cells.shape[1], cells.shape[2])
    for first, end in pairwise([0, *cuts, len(cells)]):
        shot = cells[first:end]
        # A piece at a time, for a shot may last for hours.
        for at in range(0, len(shot), _RENEWED):
            near = _moves(shot, at) | _differs(shot, at)
            share = near.reshape(len(near), -1) @ weights
            found[first + at : first + at + len(near)] = np.clip(share, 0.0, 1.0)
    return found


def _weights(rows: int, columns: int) -> Weights:
    """What each cell adds: a bell around the middle (sum 1), less its share of the rim (sum 1):
    above and at both sides, for whoever stands there is cut off by the lower edge."""
    import numpy as np

    y = (np.arange(rows) + 0.5) / rows * 2 - 1
    x = (np.arange(columns) + 0.5) / columns * 2 - 1
    bell = np.exp(-(x[None, :] ** 2 + y[:, None] ** 2) / (2 * _WIDTH**2))
    rim = np.zeros((rows, columns))
    rim[: max(1, rows // 8)] = 1
    wide = max(1, columns // 8)
    rim[: rows // 2, :wide] = rim[: rows // 2, -wide:] = 1
    return np.asarray(bell / bell.sum() - rim / rim.sum()).ravel()


def _moves(shot: Cells, at: int) -> NDArray[np.bool_]:
    """Cells of the piece at ``at`` that are not as in the sample before."""
    import numpy as np

    piece = shot[max(0, at - 1) : at + _RENEWED].astype(np.int16)
    change = np.diff(piece, axis=0, prepend=piece[:1] if at == 0 else piece[:0])
    return np.abs(_steady(change)) > _MOVES


def _differs(shot: Cells, at: int) -> NDArray[np.bool_]:
    """Cells of the piece at ``at`` that are not as in the median of the four minutes around."""
    import numpy as np

    piece = shot[at : at + _RENEWED].astype(np.int16)
    if len(shot) < _LEAST:
        return np.zeros(piece.shape, bool)
    around = shot[max(0, at - _USUAL) : at + _RENEWED + _USUAL : SAMPLES]
    usual = np.median(around, axis=0).astype(np.int16)
    return np.abs(_steady(piece - usual)) > _DIFFERS


def _steady(change: NDArray[np.int16]) -> NDArray[np.int16]:
    """The change without what is common to most cells: a lamp, the camera's exposure."""
    import numpy as np

    common = np.median(change, axis=(1, 2), keepdims=True).astype(np.int16)
    return np.asarray(change - common)
