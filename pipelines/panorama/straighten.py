"""The horizon made level, and the picture's middle chosen.

People turn about a vertical axis and hold the camera roughly upright, so the sideways axes of all
cameras lie in one level plane (Brown and Lowe, 2007, section 5).
"""

from collections.abc import Sequence

import numpy as np

from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import View, angles_of, rotation_of

TRUST = 0.02
"""How much the cameras' own upward axes count beside the plane of their sideways axes: enough to
decide where few pictures leave the plane open."""


def straighten(views: Sequence[View]) -> tuple[View, ...]:
    """The views in a world whose vertical is the photographer's and whose middle is sensible:
    the first picture of a wide set, the middle of a narrow one."""
    level = [view.turned(_levelling(views)) for view in views]
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


def _levelling(views: Sequence[View]) -> Floats:
    sideways = np.array([view.rotation[0] for view in views])
    up = -np.mean([view.rotation[1] for view in views], axis=0)
    spread = sideways.T @ sideways / len(views) - TRUST * np.outer(up, up)
    _, axes = np.linalg.eigh(spread)
    vertical = axes[:, 0] * (1 if axes[:, 0] @ up >= 0 else -1)
    ahead = views[0].rotation[2] - (views[0].rotation[2] @ vertical) * vertical
    if np.linalg.norm(ahead) < 1e-3:
        ahead = np.cross(views[0].rotation[0], vertical)
    ahead = ahead / np.linalg.norm(ahead)
    down = -vertical
    return np.stack([np.cross(down, ahead), down, ahead])
