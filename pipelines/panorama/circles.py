"""The two image circles of a dual fisheye picture, found by where the light ends."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.errors import NoCircles

RAYS = 360
NEAREST, FARTHEST = 0.3, 0.7
"""Where the rim is looked for, in sides from the middle of the half; past 0.5 in its corners."""
STEPS = 240
DARK, LIT = 16, 40
FALL = 0.35
"""The rim is where less than this share of the light just inside of it is left."""
TRIES, TOLERANCE = 400, 0.006
FEWEST, SHARE = 24, 0.4
"""Rim points, and share of them, that lie on the circle. Real pictures have 0.5 and more."""
OFF_CENTRE = 0.1
SQUARE = 0.01
UNLIKE = 0.05
"""The radii of both circles differ by less than this share: the lenses are of one make."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Centre and radius in sides of its square half, from the half's left top corner."""

    x: float
    y: float
    radius: float


def halves(picture: Picture8) -> tuple[Picture8, Picture8]:
    """The squares of a picture that is twice as wide as high (left, right) or twice as high as wide
    (upper, lower). Raises `NoCircles` for other shapes."""
    height, width = picture.shape[:2]
    side = max(height, width) // 2
    if abs(side / min(height, width) - 1) > SQUARE:
        raise _no_circle()
    if height > width:
        return picture[:side], picture[height - side :]
    return picture[:, :side], picture[:, width - side :]


def find_circles(picture: Picture8) -> tuple[Circle, Circle]:
    """Both image circles, of the halves in their order. Raises `NoCircles`."""
    left, right = (find_circle(half) for half in halves(picture))
    if abs(left.radius / right.radius - 1) > UNLIKE:
        raise _no_circle()
    return left, right


def find_circle(half: Picture8) -> Circle:
    """The image circle of one half. It may be cut off at the edges: gear that fills the sensor
    shows its rim in the corners only. Raises `NoCircles`."""
    rim = _rim_points(half)
    if len(rim) < FEWEST:
        raise _no_circle()
    draw = np.random.default_rng(1)
    best = np.zeros(len(rim), bool)
    for _ in range(TRIES):
        circle = _through(rim[draw.choice(len(rim), 3, replace=False)])
        near = np.abs(_off(circle, rim)) < TOLERANCE
        if _plausible(circle) and near.sum() > best.sum():
            best = near
    if best.sum() < max(FEWEST, SHARE * len(rim)):
        raise _no_circle()
    return _through(rim[best])


def _rim_points(half: Picture8) -> Floats:
    """N x 2 points, in sides, at which rays from the middle leave the light."""
    grey = cv2.GaussianBlur(cv2.cvtColor(half, cv2.COLOR_BGR2GRAY), (0, 0), len(half) / 400)
    turn = np.arange(RAYS) * 2 * np.pi / RAYS
    ray = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    far = np.linspace(NEAREST, FARTHEST, STEPS)
    at = 0.5 + ray[:, None] * far[:, None]
    pixels = (at * len(half) - 0.5).astype(np.float32)
    light = cv2.remap(grey, pixels[..., 0], pixels[..., 1], cv2.INTER_LINEAR).astype(float)
    light[(at < 0).any(axis=2) | (at > 1).any(axis=2)] = np.nan
    inside = np.median(light[:, far < 0.45], axis=1)
    lit = inside > LIT
    if lit.sum() < 2 * FEWEST:
        lit[:] = True
    level = np.maximum(DARK, FALL * inside)[:, None]
    points = []
    for index in np.flatnonzero(lit):
        profile = light[index][np.isfinite(light[index])]
        bright = np.flatnonzero(profile > level[index])
        # A ray that is bright up to the frame's edge has not left the circle (or runs into flare).
        if len(bright) and bright[-1] < len(profile) - 2:
            points.append(0.5 + ray[index] * far[bright[-1]])
    return np.array(points).reshape(-1, 2)


def _through(points: Floats) -> Circle:
    """The circle nearest to the points (algebraic least squares, after Kasa, 1976)."""
    system = np.column_stack([points, np.ones(len(points))])
    a, b, c = np.linalg.lstsq(system, np.sum(points**2, axis=1), rcond=None)[0]
    return Circle(a / 2, b / 2, float(np.sqrt(max(c + (a * a + b * b) / 4, 0))))


def _off(circle: Circle, points: Floats) -> Floats:
    return np.hypot(points[:, 0] - circle.x, points[:, 1] - circle.y) - circle.radius


def _plausible(circle: Circle) -> bool:
    return (
        max(abs(circle.x - 0.5), abs(circle.y - 0.5)) < OFF_CENTRE
        and NEAREST < circle.radius < FARTHEST
    )


def _no_circle() -> NoCircles:
    return NoCircles(
        "No two image circles were found in the picture.",
        remedy="Give the picture as the camera stored it: 2:1, one circle per half, black corners.",
    )
