"""Which way is down, from the upright lines in the pictures: walls, posts, shelves, door frames.

Straight segments (LSD; Grompone von Gioi, Jakubowicz, Morel and Randall, 2010) of all views are
planes through the one spot of the camera; the planes of upright lines meet in the vertical
(Coughlan and Yuille, "Manhattan World", 1999). It is looked for near a first guess, by drawing
pairs of segments, and refined by reweighted least squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import View

SHORTEST = 0.045
"""Of a segment, in long sides."""
CLOSE = np.radians(1.5)
"""How far an upright segment may miss the vertical."""
TRIALS = 1500
FEWEST = 16
SHARE = 0.27
"""Of the segments that might be upright, by length. Measured: drawn noise up to 0.24, real scenes
with uprights from 0.28 on."""
CLEAR = 2.0
"""Times as much as other directions near the guess must the vertical gather."""
WIDE = 0.06
"""Least second eigenvalue of the planes' normals: seen in one direction only, uprights leave the
lean towards it open."""
MOST = 4000


@dataclass(frozen=True, slots=True)
class Planes:
    """Segments of all views. ``normals``: N x 3 unit, in the world; ``weights``: their angles."""

    normals: Floats
    weights: Floats


def find_vertical(
    views: Sequence[View], pictures: Sequence[Picture8], up: Floats, reach: float
) -> Floats | None:
    """The upward direction at most ``reach`` degrees from ``up``, or None without upright lines.

    ``pictures``: of each view, of any size (H x W x 3, BGR).
    """
    planes = _planes(views, pictures)
    near = np.abs(planes.normals @ up) < np.sin(np.radians(reach))
    planes = Planes(planes.normals[near], planes.weights[near])
    if len(planes.weights) < FEWEST:
        return None
    found = _refined(planes, _drawn(planes, up, reach))
    if found @ up < np.cos(np.radians(reach)):
        return None
    return found if _believable(planes, found, up, reach) else None


def _planes(views: Sequence[View], pictures: Sequence[Picture8]) -> Planes:
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


def _segments(picture: Picture8) -> Floats:
    """N x 2 ends x 2 pixels."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    found: object = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if not isinstance(found, np.ndarray):
        return np.zeros((0, 2, 2))
    return np.asarray(found, np.float64).reshape(-1, 2, 2)


def _support(planes: Planes, directions: Floats) -> Floats:
    """How much of the segments runs towards each of N directions."""
    off = np.abs(directions @ planes.normals.T) / CLOSE
    return np.asarray(np.maximum(1 - off**2, 0) @ planes.weights)


def _drawn(planes: Planes, up: Floats, reach: float) -> Floats:
    """The direction in which most planes meet, among those of pairs that meet near ``up``."""
    draw = np.random.default_rng(len(planes.weights))
    chance = planes.weights / planes.weights.sum()
    one, other = draw.choice(len(chance), (2, TRIALS), p=chance)
    meet = np.cross(planes.normals[one], planes.normals[other])
    length = np.linalg.norm(meet, axis=1)
    meet = meet[length > 0.05] / length[length > 0.05, None]
    meet = np.concatenate([meet * np.sign(meet @ up)[:, None], up[None]])
    angle = np.degrees(np.arccos(np.clip(meet @ up, -1, 1)))
    score = _support(planes, meet) * np.exp(-((angle / reach) ** 2))
    return np.asarray(meet[int(np.where(angle < reach, score, -1).argmax())])


def _refined(planes: Planes, vertical: Floats) -> Floats:
    for width in (2 * CLOSE, CLOSE, CLOSE, CLOSE / 2, CLOSE / 2):
        off = planes.normals @ vertical
        weight = planes.weights * np.exp(-((off / width) ** 2))
        _, axes = np.linalg.eigh((planes.normals * weight[:, None]).T @ planes.normals)
        vertical = axes[:, 0] * np.sign(axes[:, 0] @ vertical)
    return np.asarray(vertical, np.float64)


def _believable(planes: Planes, found: Floats, up: Floats, reach: float) -> bool:
    """Whether enough segments say so, from more than one side, and few say otherwise."""
    upright = np.abs(planes.normals @ found) < CLOSE
    weights = planes.weights[upright]
    if upright.sum() < FEWEST or weights.sum() < SHARE * planes.weights.sum():
        return False
    normals = planes.normals[upright]
    spread = np.linalg.eigvalsh((normals * weights[:, None]).T @ normals / weights.sum())
    around = _cone(up, reach)
    return bool(
        spread[1] > WIDE
        and _support(planes, found[None])[0] > CLEAR * np.median(_support(planes, around))
    )


def _cone(up: Floats, reach: float) -> Floats:
    """Directions spread evenly over the cone around ``up``."""
    number = np.arange(200)
    height = 1 - (1 - np.cos(np.radians(reach))) * (number + 0.5) / len(number)
    turn = number * np.pi * (3 - np.sqrt(5))
    flat = np.sqrt(1 - height**2)
    local = np.stack([flat * np.cos(turn), flat * np.sin(turn), height], axis=1)
    _, _, axes = np.linalg.svd(up[None])
    frame = np.stack([axes[1], axes[2], up])
    return np.asarray(local @ frame)
