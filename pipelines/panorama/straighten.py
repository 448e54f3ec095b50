"""The horizon made level, and the picture's middle chosen.

People turn about a vertical axis and hold the camera roughly upright, so the sideways axes of all
cameras lie in one level plane (Brown and Lowe, 2007, section 5). A tripod that leans tilts that
plane; where the pictures show upright lines near it, those decide (see `verticals`).
"""

from collections.abc import Sequence

import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import View, angles_of, rotation_of
from pipelines.panorama.verticals import find_vertical, planes_of

TRUST = 0.02
"""How much the cameras' own upward axes count beside the plane of their sideways axes: enough to
decide where few pictures leave the plane open."""


REACH, FAR_REACH = 14.0, 28.0
"""Degrees from the cameras' vertical within which upright lines are believed; and where the
pictures face one way, so that the cameras say little."""
ROUND = 0.12
"""Least second eigenvalue of the sideways axes of a set that faces several ways."""


def straighten(
    views: Sequence[View], pictures: Sequence[Picture8] | None = None
) -> tuple[View, ...]:
    """The views in a world whose vertical is the photographer's and whose middle is sensible:
    the first picture of a wide set, the middle of a narrow one.

    ``pictures``: of each view, of any size; with them the vertical is that of upright lines.
    """
    up, reach = _upward(views)
    if pictures is not None:
        lines = find_vertical(planes_of(views, pictures), up, reach)
        up = up if lines is None else lines.up
    level = [view.turned(_levelling(views, up)) for view in views]
    yaws = np.array([angles_of(view.rotation)[0] for view in level])
    widest = max(view.fov for view in level)
    turn = rotation_of(middle(yaws, widest), 0, 0)
    return tuple(view.turned(turn) for view in level)


def middle(yaws: Floats, fov: float) -> float:
    """The yaw that becomes zero: the middle between the ends where there is a real gap."""
    order = np.sort(yaws % 360)
    gaps = np.diff(np.r_[order, order[0] + 360])
    widest = int(gaps.argmax())
    if gaps[widest] < max(2 * fov, 90) and len(yaws) > 2:
        return float(yaws[0])
    start = order[(widest + 1) % len(order)]
    return float((start + (360 - gaps[widest]) / 2 + 180) % 360 - 180)


def _upward(views: Sequence[View]) -> tuple[Floats, float]:
    """The vertical of the way in which the cameras were held, and how far lines may differ."""
    sideways = np.array([view.rotation[0] for view in views])
    up = -np.mean([view.rotation[1] for view in views], axis=0)
    spread = sideways.T @ sideways / len(views) - TRUST * np.outer(up, up)
    values, axes = np.linalg.eigh(spread)
    vertical = axes[:, 0] * (1 if axes[:, 0] @ up >= 0 else -1)
    return np.asarray(vertical), REACH if values[1] > ROUND else FAR_REACH


def _levelling(views: Sequence[View], vertical: Floats) -> Floats:
    ahead = views[0].rotation[2] - (views[0].rotation[2] @ vertical) * vertical
    if np.linalg.norm(ahead) < 1e-3:
        ahead = np.cross(views[0].rotation[0], vertical)
    ahead = ahead / np.linalg.norm(ahead)
    down = -vertical
    return np.stack([np.cross(down, ahead), down, ahead])
