"""Which way is down, from the upright lines in the pictures: walls, posts, shelves, door frames.

Straight segments (LSD; Grompone von Gioi, Jakubowicz, Morel and Randall, 2010) of all views are
planes through the one spot of the camera; the planes of upright lines meet in the vertical (after
Barnard, 1983; Coughlan and Yuille, "Manhattan World", 1999). It is looked for near a first guess,
among directions one degree apart, and refined by reweighted least squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import View

SHORTEST = 0.045
"""Of a segment, in long sides."""
CLOSE = np.radians(1.5)
"""How far an upright segment may miss the vertical."""
STEP = 1.0
"""Degrees between the directions that are tried."""
FEWEST = 16
SHARE = 0.27
"""Of the segments that might be upright, by length. Measured: drawn noise up to 0.24, real scenes
with uprights from 0.28 on."""
CLEAR = 2.0
"""Times as much as other directions near the guess must the vertical gather."""
WIDE = 0.06
"""Least second eigenvalue of the planes' normals: seen in one direction only, uprights leave the
lean towards it open."""
LEANING = 6.0
"""Segments, weighed by that eigenvalue, that it takes to lean as far as is allowed: how cameras
were held is not overruled far by a few lines."""
MOST = 4000


@dataclass(frozen=True, slots=True)
class Planes:
    """Segments of all views. ``normals``: N x 3 unit, in the world; ``weights``: their angles."""

    normals: Floats
    weights: Floats

    def of(self, chosen: Mask) -> "Planes":
        return Planes(self.normals[chosen], self.weights[chosen])


@dataclass(frozen=True, slots=True)
class Vertical:
    """``up``: unit, in the world (y down); ``weight``: the angles of all upright segments."""

    up: Floats
    weight: float


def planes_of(views: Sequence[View], pictures: Sequence[Picture8]) -> Planes:
    """The straight segments of views; the pictures (H x W x 3, BGR) are of any size."""
    normals, weights = [np.zeros((0, 3))], [np.zeros(0)]
    for view, picture in zip(views, pictures, strict=True):
        height, width = picture.shape[:2]
        side = max(height, width)
        ends = (_segments(picture) - (np.array([width, height]) - 1) / 2) / side
        ends = ends[np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1) > SHORTEST]
        one, other = (view.lens.rays(ends[:, end]) @ view.rotation for end in (0, 1))
        across = np.cross(one, other)
        angle = np.linalg.norm(across, axis=1)
        normals.append(across / np.maximum(angle, 1e-9)[:, None])
        weights.append(angle)
    together, weight = np.concatenate(normals), np.concatenate(weights)
    longest = np.argsort(-weight, kind="stable")[:MOST]
    return Planes(together[longest], weight[longest])


def find_vertical(planes: Planes, up: Floats, reach: float) -> Vertical | None:
    """The vertical at most ``reach`` degrees from ``up``, or None without upright lines."""
    planes = planes.of(np.abs(planes.normals @ up) < np.sin(np.radians(reach)))
    if len(planes.weights) < FEWEST:
        return None
    tried = _cone(up, reach)
    support = _support(planes, tried)
    away = np.degrees(np.arccos(np.clip(tried @ up, -1, 1)))
    found = _refined(planes, tried[int((support * np.exp(-((away / reach) ** 2))).argmax())])
    if found @ up < np.cos(np.radians(reach)):
        return None
    upright = planes.of(np.abs(planes.normals @ found) < CLOSE)
    clear = _support(planes, found[None])[0] > CLEAR * np.median(support)
    lean = float(np.degrees(np.arccos(np.clip(found @ up, -1, 1)))) / reach
    if not clear or not _believable(upright, planes, lean):
        return None
    return Vertical(found, float(upright.weights.sum()))


def _segments(picture: Picture8) -> Floats:
    """N x 2 ends x 2 pixels."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    found: object = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if not isinstance(found, np.ndarray):
        return np.zeros((0, 2, 2))
    return np.asarray(found, np.float64).reshape(-1, 2, 2)


def _cone(up: Floats, reach: float) -> Floats:
    """Directions no farther than ``reach`` degrees from one, `STEP` apart."""
    steps = np.arange(-np.floor(reach / STEP), np.floor(reach / STEP) + 1) * STEP
    x, y = (grid.ravel() for grid in np.meshgrid(steps, steps))
    away = np.hypot(x, y)
    near = away <= reach
    angle = np.radians(away[near])
    flat = np.stack([x[near], y[near]], axis=1) * np.sinc(angle / np.pi)[:, None]
    local = np.concatenate([np.radians(flat), np.cos(angle)[:, None]], axis=1)
    _, _, axes = np.linalg.svd(up[None])
    return np.asarray(local @ np.stack([axes[1], axes[2], up]))


def _support(planes: Planes, directions: Floats) -> Floats:
    """How much of the segments runs towards each of N directions."""
    normals, weights = (each.astype(np.float32) for each in (planes.normals, planes.weights))
    off = directions.astype(np.float32) @ normals.T / np.float32(CLOSE)
    return np.asarray(np.maximum(1 - off**2, 0) @ weights, np.float64)


def _refined(planes: Planes, vertical: Floats) -> Floats:
    for width in (2 * CLOSE, CLOSE, CLOSE, CLOSE / 2, CLOSE / 2):
        off = planes.normals @ vertical
        weight = planes.weights * np.exp(-((off / width) ** 2))
        _, axes = np.linalg.eigh((planes.normals * weight[:, None]).T @ planes.normals)
        vertical = axes[:, 0] * np.sign(axes[:, 0] @ vertical)
    return np.asarray(vertical, np.float64)


def _believable(upright: Planes, planes: Planes, lean: float) -> bool:
    """Whether enough segments say so, and from more than one side. ``lean``: how far they lead
    from the first guess, of what is allowed."""
    total = upright.weights.sum()
    if len(upright.weights) < FEWEST or total < SHARE * planes.weights.sum():
        return False
    weighed = upright.normals * upright.weights[:, None]
    wide = np.linalg.eigvalsh(weighed.T @ upright.normals / total)[1]
    return bool(wide > WIDE and len(upright.weights) * wide > LEANING * lean)
