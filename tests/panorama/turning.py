"""Clips of the drawn sphere, filmed by a camera that turns: row by row, as phones do."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from bench import panorama_pans
from bench.panorama_pans import Way as Pose
from pipelines.media.probe import probe
from pipelines.media.spec import Probe
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import rotation_of

__all__ = ["FOV", "FPS", "SIZE", "Pose", "frames", "rotation", "taken", "uneven", "write"]

SIZE = (480, 272)
FOV = 68.0
FPS = panorama_pans.FPS


def taken(
    world: Picture8, pose: Pose, t: float, readout: float = 0.0, size: tuple[int, int] = SIZE
) -> Picture8:
    """One frame, its rows read within ``readout`` seconds around ``t``; two samples a pixel."""
    fine = (2 * size[0], 2 * size[1])
    picture = panorama_pans.taken(world, pose, t, fine, readout, FOV)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def frames(
    world: Picture8, pose: Pose, seconds: float, readout: float = 0.0, fps: int = FPS
) -> list[Picture8]:
    return [taken(world, pose, index / fps, readout) for index in range(round(seconds * fps))]


def write(
    path: Path, pictures: Sequence[Picture8], fps: int = FPS, times: Sequence[float] | None = None
) -> Probe:
    """The frames as a clip; its probe. ``times``: in seconds, where they are not even."""
    height, width = pictures[0].shape[:2]
    panorama_pans.write(path, (width, height), iter(pictures), fps, times)
    return probe(path)


def uneven(speed: float, wander: float = 4.0) -> Pose:
    """A hand that turns at ``speed`` degrees a second, never evenly and never level."""

    def pose(t: float) -> tuple[float, float, float]:
        yaw = speed * t + wander * np.sin(2 * np.pi * t / 1.7)
        return yaw, 1.5 * np.sin(2 * np.pi * t / 1.3), 1.0 * np.sin(2 * np.pi * t / 2.1)

    return pose


def rotation(pose: Pose, t: float) -> Floats:
    return rotation_of(*pose(t))
