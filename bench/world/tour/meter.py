"""Exposure as a phone's automatic chooses it: by how bright the view is, but not all the way."""

from collections.abc import Iterator, Sequence

import numpy as np

from bench.panorama_truth import sample
from bench.world.spec import EYES, Camera, Moment, Station
from bench.world.stage import Stage
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import rotation_of

WIDTH = 512
"""Pixels around of the picture that brightness is read from."""
GRID = (24, 18)
KEY = 0.26
"""The mean, of the light that white sends, that a view should have."""
STRENGTH, LIMIT = 0.6, 0.8
"""The share of the difference that is made up for, and EV stops at most."""
LAG = 0.5
"""Seconds after which a film's exposure has made two thirds of the way."""


class Meter:
    """Reads brightness off a small sphere, taken at exposure 0 where the camera stands."""

    def __init__(self, sphere: Picture8) -> None:
        self._sphere = sphere

    def exposure(self, camera: Camera) -> float:
        """EV stops for a perspective camera's view, its middle counting most."""
        across = 2 * np.tan(np.radians(camera.fov) / 2)
        x, y = np.meshgrid(np.linspace(-0.5, 0.5, GRID[0]), np.linspace(-0.5, 0.5, GRID[1]))
        plane = np.stack([x * across, y * across * camera.height / camera.width, x * 0 + 1], -1)
        weight = np.exp(-2 * (x**2 + y**2))
        return self._stops(plane @ rotation_of(camera.yaw, camera.pitch, camera.roll), weight)

    def horizon(self) -> float:
        """EV stops for the whole circle: what a set taken all the way round has on average."""
        cameras = [Camera(yaw=yaw) for yaw in range(0, 360, 30)]
        return float(np.mean([self.exposure(camera) for camera in cameras]))

    def _stops(self, rays: Floats, weight: Floats) -> float:
        rays = rays / np.linalg.norm(rays, axis=-1, keepdims=True)
        light = (sample(self._sphere, rays).astype(float) / 255) ** 2.2
        mean = float(np.average(light.mean(axis=-1), weights=weight))
        return float(np.clip(STRENGTH * np.log2(KEY / max(mean, 1e-3)), -LIMIT, LIMIT))


def lagging(stops: Sequence[float], fps: float) -> Iterator[float]:
    """EV stops of a film's frames: the automatic comes after what each view asks for."""
    share = 1 - float(np.exp(-1 / (LAG * fps)))
    now = stops[0]
    for wanted in stops:
        now += share * (wanted - now)
        yield now


def meter_at(stage: Stage, station: Station) -> Meter:
    """The meter of a station's tour camera."""
    camera = Camera(
        projection="equirectangular",
        width=WIDTH,
        height=WIDTH // 2,
        position=(station.place[0], EYES, station.place[1]),
    )
    return Meter(stage.render(Moment(t=0, camera=camera)).image)
