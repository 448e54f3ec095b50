"""The camera model: one lens, turned on the spot.

Image coordinates are centred and divided by the long side of the picture, so that a lens fits
landscape and portrait pictures of any size. Axes: x right, y down, z forward. A rotation takes
directions of the world into the camera.
"""

from dataclasses import dataclass, replace

import numpy as np

from pipelines.panorama.arrays import Floats

NEWTON_STEPS = 6


@dataclass(frozen=True, slots=True)
class Lens:
    """``focal``: in long sides. A point at distorted radius r (in focal lengths) is seen under
    the tangent r * (1 + k1 r^2 + k2 r^4)."""

    focal: float
    k1: float = 0.0
    k2: float = 0.0

    def rays(self, points: Floats) -> Floats:
        """N x 2 image points -> N x 3 unit directions in the camera."""
        seen = points / self.focal
        square = np.sum(seen**2, axis=1, keepdims=True)
        plane = seen * (1 + self.k1 * square + self.k2 * square**2)
        rays = np.concatenate([plane, np.ones((len(plane), 1))], axis=1)
        return np.asarray(rays / np.linalg.norm(rays, axis=1, keepdims=True))

    def project(self, rays: Floats) -> Floats:
        """N x 3 directions in front of the camera -> N x 2 image points."""
        plane = rays[:, :2] / np.maximum(rays[:, 2:], 1e-6)
        return self.focal * self.distort(plane)

    def distort(self, plane: Floats) -> Floats:
        """Points of the ideal plane at distance one -> points as the lens bends them."""
        radius = np.linalg.norm(plane, axis=1)
        table = self.reach(4.0)
        bent = np.interp(radius, self.tangent(table), table)
        for _ in range(NEWTON_STEPS):
            slope = 1 + 3 * self.k1 * bent**2 + 5 * self.k2 * bent**4
            step = (self.tangent(bent) - radius) / np.maximum(slope, 0.1)
            bent = np.clip(bent - step, 0, table[-1])
        return np.asarray(plane * (bent / np.maximum(radius, 1e-12))[:, None])

    def tangent(self, bent: Floats) -> Floats:
        """The tangent of the viewing angle at a distorted radius."""
        return bent * (1 + self.k1 * bent**2 + self.k2 * bent**4)

    def reach(self, limit: float) -> Floats:
        """Distorted radii from zero as far as the model is one to one, at most ``limit``."""
        radii = np.linspace(0, limit, 512)
        rising = 1 + 3 * self.k1 * radii**2 + 5 * self.k2 * radii**4 > 0.05
        end = len(radii) if rising.all() else max(2, int(np.argmin(rising)))
        return np.asarray(radii[:end])

    def fov(self, side: float = 1.0) -> float:
        """Degrees seen across a centred side, given in long sides."""
        return float(np.degrees(2 * np.arctan(self.tangent(np.array([side / 2 / self.focal]))))[0])


@dataclass(frozen=True, slots=True)
class View:
    """One picture as placed. ``width``, ``height``: pixels; ``rotation``: world -> camera."""

    name: str
    width: int
    height: int
    lens: Lens
    rotation: Floats

    @property
    def long_side(self) -> int:
        return max(self.width, self.height)

    @property
    def fov(self) -> float:
        """Horizontal field of view in degrees."""
        return self.lens.fov(self.width / self.long_side)

    def turned(self, world: Floats) -> "View":
        """The same view after the world was turned: ``world`` takes old directions to new."""
        return replace(self, rotation=self.rotation @ world.T)


def rotation_of(yaw: float, pitch: float, roll: float) -> Floats:
    """World -> camera from degrees: yaw to the right, pitch up, roll clockwise."""
    y, p, r = np.radians([yaw, pitch, roll])
    turn = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    tilt = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    lean = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return np.asarray((turn @ tilt @ lean).T)


def angles_of(rotation: Floats) -> tuple[float, float, float]:
    """The inverse of `rotation_of`: yaw, pitch, roll in degrees."""
    right, _, forward = rotation
    yaw = np.arctan2(forward[0], forward[2])
    pitch = np.arcsin(np.clip(-forward[1], -1, 1))
    level = np.array([np.cos(yaw), 0, -np.sin(yaw)])
    down = np.cross(forward, level)
    roll = np.arctan2(right @ down, right @ level)
    return float(np.degrees(yaw)), float(np.degrees(pitch)), float(np.degrees(roll))


def angle_between(one: Floats, other: Floats) -> float:
    """Degrees between two rotations."""
    cosine = (np.trace(one @ other.T) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def turn_by(vectors: Floats) -> Floats:
    """Rotation matrices (N x 3 x 3) from rotation vectors (N x 3), by Rodrigues' formula."""
    angle = np.linalg.norm(vectors, axis=1)[:, None, None]
    cross = cross_matrix(vectors)
    safe = np.where(angle > 1e-9, angle, 1.0)
    first = np.where(angle > 1e-9, np.sin(angle) / safe, 1.0)
    second = np.where(angle > 1e-9, (1 - np.cos(angle)) / safe**2, 0.5)
    return np.asarray(np.eye(3) + first * cross + second * (cross @ cross))


def cross_matrix(vectors: Floats) -> Floats:
    """N x 3 vectors -> N x 3 x 3 matrices that do the cross product."""
    x, y, z = vectors.T
    zero = np.zeros_like(x)
    return np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
