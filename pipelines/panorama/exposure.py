"""Brightness and colour evened out over the whole circle at once.

For every two views the median ratio per channel where both see the same; then one gain per view
and channel that explains all ratios, in the least squares of their logarithms.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Singles
from pipelines.panorama.warp import Canvas, Warped
from pipelines.progress import Progress, silent

DARKEST, BRIGHTEST = 12, 245
FEWEST = 60
LOGARITHMS: Floats = np.log(np.maximum(np.arange(256.0), 1))
DOUBT = 0.02
"""Weight of the wish for gains near one, against a pair that shares the most."""
LIMIT = 3.0
LATEST = 6.0
ROUNDEST = 0.35
"""The upper share of all levels that is pressed together at most."""
HOLD = 16
"""How near to white a gain below one holds; cameras clip late."""


def find_gains(views: Sequence[Warped], canvas: Canvas, progress: Progress = silent) -> Floats:
    """Factors (N x 3, blue green red) for views warped on a small canvas."""
    count = len(views)
    good = [well_exposed(view) for view in views]
    ratios, weights = np.zeros((count, count, 3)), np.zeros((count, count))
    for first in range(count):
        progress(first / count, "evening out the light")
        for second in range(first + 1, count):
            ratio, shared = _ratio(
                (views[first], good[first]), (views[second], good[second]), canvas
            )
            ratios[first, second], ratios[second, first] = ratio, -ratio
            weights[first, second] = weights[second, first] = shared
    if weights.max() == 0:
        return np.ones((count, 3))
    weights = np.sqrt(weights / weights.max())
    system = np.diag(weights.sum(axis=1) + DOUBT) - weights
    wanted = -np.einsum("ij,ijc->ic", weights, ratios)
    gains = np.exp(np.linalg.solve(system, wanted))
    return np.asarray(np.clip(gains, 1 / LIMIT, LIMIT))


def well_exposed(view: Warped) -> Mask:
    """Where a view shows something neither too dark nor too bright in any channel (H x W)."""
    least, most = (DARKEST + 1,) * 3, (BRIGHTEST - 1,) * 3
    return np.asarray((cv2.inRange(view.picture, least, most) > 0) & view.mask)


def _ratio(
    one: tuple[Warped, Mask], other: tuple[Warped, Mask], canvas: Canvas
) -> tuple[Floats, int]:
    """Median of log(one / other) per channel where both see well-exposed pixels; how many."""
    (mine, mine_good), (theirs, theirs_good) = one, other
    nothing = (np.zeros(3), 0)
    top = max(mine.region.top, theirs.region.top)
    bottom = min(mine.region.rows.stop, theirs.region.rows.stop)
    columns = (mine.region.columns(canvas) - theirs.region.left) % canvas.width
    shared = np.flatnonzero(columns < theirs.region.width)
    if bottom <= top or not len(shared):
        return nothing
    here = np.ix_(np.arange(top, bottom) - mine.region.top, shared)
    there = np.ix_(np.arange(top, bottom) - theirs.region.top, columns[shared])
    usable = mine_good[here] & theirs_good[there]
    if usable.sum() < FEWEST:
        return nothing
    logs = LOGARITHMS[mine.picture[here][usable]] - LOGARITHMS[theirs.picture[there][usable]]
    return np.asarray(np.median(logs, axis=0)), int(usable.sum())


def apply_gain(warped: Warped, gain: Floats) -> Warped:
    """The view with its channels multiplied as `multiplied` does."""
    values = np.arange(256, dtype=np.float32)[:, None]
    tones = multiplied(values, gain.astype(np.float32)[None])
    picture = cv2.LUT(warped.picture, (tones + 0.5).astype(np.uint8)[None])
    return Warped(warped.region, np.asarray(picture, np.uint8), warped.depth)


def multiplied(light: Singles, gain: Singles) -> Singles:
    """Values of 0..255 times ``gain``, exactly but for highlights: what a gain above one would
    push over white is pressed together below it (Reinhard's shoulder), and a gain below one leaves
    white as it is, for nobody knows how bright that was."""
    shown = light / np.float32(255)
    knee = 1 - np.clip(2 * (gain - 1), 1e-3, ROUNDEST)
    over = np.maximum(shown * gain - knee, 0) / (1 - knee)
    whitest = np.maximum((gain - knee) / (1 - knee), 1)
    pressed = np.minimum(shown * gain, knee) + (1 - knee) * over * (1 + over / whitest**2) / (
        1 + over
    )
    lowered = shown * gain / (1 + (gain - 1) * shown**HOLD)
    return np.asarray(255 * np.where(gain > 1, pressed, lowered), np.float32)


def apply_tone(warped: Warped, gain: Floats) -> Warped:
    """The view with its channels multiplied, but what is white in the picture stays white, so that
    a blown sky is the same from both sides of a seam."""
    values = np.arange(256, dtype=np.float32)[:, None]
    tones = toned(values, gain.astype(np.float32), float(gain.max()))
    picture = cv2.LUT(warped.picture, (tones + 0.5).astype(np.uint8)[None])
    return Warped(warped.region, np.asarray(picture, np.uint8), warped.depth)


def toned(light: Singles, gain: Singles, most: float) -> Singles:
    """Values of 0..255 times ``gain``, which fades out towards white as late as the curve stays
    rising for a gain of ``most``."""
    power = np.float32(min(LATEST, 1 + 1 / max(most - 1, 1e-6)))
    return np.asarray(light * gain / (1 + (gain - 1) * (light / 255) ** power), np.float32)
