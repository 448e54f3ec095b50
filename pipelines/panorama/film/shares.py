"""How much of each place of the sphere each camera of a rig paints, on a small canvas."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.warp import AHEAD, Canvas, Region, look_up

FEATHER_DEGREES = 3.0
FAINT = 1 / 128
"""A share below this is left to the others."""
INSIDE = 0.004
"""Shares of a picture's side that are kept away from: lenses are worst there."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one camera sees of the small canvas: H x W. ``depth``: 0 outside, up to 1 in the middle
    of its picture; ``near``: 1 inside, falling to 0 towards the edge of its picture."""

    sees: Mask
    depth: Singles
    near: Singles


def sights_of(
    views: Sequence[View], small: Canvas, feather: float = FEATHER_DEGREES
) -> list[Sight]:
    """``feather``: degrees over which a border between two cameras is soft."""
    return [_sight(view, small, feather) for view in views]


def shares_of(
    sights: Sequence[Sight], owner: Indices, small: Canvas, feather: float = FEATHER_DEGREES
) -> Singles:
    """How much of each place each camera paints: N x h x w, 0..1, together 1 where one sees.

    ``owner``: the camera's index per pixel of the small canvas; the border between two is
    ``feather`` degrees soft, as far as both see it.
    """
    radius = feather / 360 * small.width
    made = np.stack([
        softened((owner == index).astype(np.float32), radius) * sight.near
        for index, sight in enumerate(sights)
    ])  # fmt: skip
    made = _normal(made)
    return _normal(np.where(made < FAINT, np.float32(0), made))


def softened(share: Singles, radius: float) -> Singles:
    """Blurred by a box of so many pixels, the columns wrapping."""
    side = max(1, 2 * int(radius / 2) + 1)
    wide = np.concatenate([share[:, -side:], share, share[:, :side]], axis=1)
    blurred = cv2.blur(cv2.blur(wide, (side, side)), (side, side))
    return np.asarray(blurred[:, side:-side], np.float32)


def _sight(view: View, small: Canvas, feather: float) -> Sight:
    x, y, ahead = look_up(view, small, Region(0, 0, small.width, small.height))
    half = (np.array([view.width, view.height]) / 2 - INSIDE * view.long_side) / view.long_side
    depth = np.minimum(1 - np.abs(x) / half[0], 1 - np.abs(y) / half[1])
    depth = np.where(ahead > AHEAD, np.clip(depth, 0, 1), 0).astype(np.float32)
    sees = depth > 0
    near = softened(sees.astype(np.float32), feather / 720 * small.width)
    inside = np.where(sees, np.clip(2 * near - 1, 0, 1), 0).astype(np.float32)
    return Sight(sees, depth, inside)


def _normal(shares: Singles) -> Singles:
    total = shares.sum(axis=0)
    return np.asarray(np.where(total > 0, shares / np.maximum(total, 1e-6), 0), np.float32)
