"""The fisheye lens: the distance from the centre of its image circle grows nearly evenly with the
angle from its axis (equidistant, bent a little); and its picture brought onto the canvas."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.camera import angles_of
from pipelines.panorama.circles import Circle
from pipelines.panorama.spec import Pose
from pipelines.panorama.warp import Canvas, Region, Warped, tabulate

RIM = 0.985
"""The share of the image circle that is used; the rest is blurred, dark or flare."""
EDGE = 0.015
"""Sides left unused at the edges of the half, where cameras put a dark line."""


@dataclass(frozen=True, slots=True)
class Fisheye:
    """One lens. ``fov``: degrees across its image circle; ``rotation``: world -> camera;
    ``bend``: what is seen at an angle of a radians lies at a * (1 + bend a^2) focal lengths."""

    name: str
    circle: Circle
    fov: float
    rotation: Floats
    bend: float = 0.0

    @property
    def focal(self) -> float:
        """Sides of the half per radian, on the axis."""
        edge = np.radians(self.fov / 2)
        return float(self.circle.radius / (edge * (1 + self.bend * edge**2)))

    def turned(self, world: Floats) -> "Fisheye":
        """The same lens after the world was turned: ``world`` takes old directions to new."""
        return replace(self, rotation=self.rotation @ world.T)

    def project(self, world: Floats) -> Floats:
        """World directions (... x 3) -> x, y in sides from the half's corner, and how deep inside
        the usable circle (1 on the axis, 0 at the rim, negative outside). Points outside are
        pulled in to the rim, so that there is always a colour."""
        ray = world @ self.rotation.T
        across = np.linalg.norm(ray[..., :2], axis=-1)
        usable = np.radians(self.fov / 2) * RIM
        angle = np.arctan2(across, ray[..., 2])
        kept = np.minimum(angle, usable)
        radius = self.focal * kept * (1 + self.bend * kept**2)
        middle = np.array([self.circle.x, self.circle.y])
        point = middle + ray[..., :2] * (radius / np.maximum(across, 1e-9))[..., None]
        return np.concatenate([point, (1 - angle / usable)[..., None]], axis=-1)

    def pose(self, error: float = 0.0, neighbours: tuple[str, ...] = ()) -> Pose:
        yaw, pitch, roll = angles_of(self.rotation)
        return Pose(
            name=self.name,
            yaw=yaw,
            pitch=pitch,
            roll=roll,
            fov=self.fov,
            error=error,
            neighbours=neighbours,
        )


def warp_fisheye(lens: Fisheye, half: Picture8, canvas: Canvas, region: Region) -> Warped:
    """The half picture (any size) of a lens as it lies on the canvas."""
    table = tabulate(canvas, region, lens.project)
    return Warped(region, take(half, table), depth_of(table))


def take(half: Picture8, table: Singles) -> Picture8:
    """Colours at points in sides (H x W x 2 or more)."""
    height, width = half.shape[:2]
    at = np.clip(table[..., :2], EDGE, 1 - EDGE)
    pixels = cv2.remap(
        half,
        at[..., 0] * width - 0.5,
        at[..., 1] * height - 0.5,
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(pixels, np.uint8)


def depth_of(table: Singles) -> Singles:
    """How deep inside the lens's view points lie, 0..1; 0 outside the circle or the half."""
    x, y, deep = table[..., 0], table[..., 1], table[..., 2]
    frame = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    inside = np.minimum(deep, (frame - EDGE) / (0.5 - EDGE))
    return np.asarray(np.clip(inside, 0, 1), np.float32)
