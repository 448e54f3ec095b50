"""Clips of a drawn sphere, filmed by a camera that turns: row by row, as phones do."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from bench.panorama_truth import sample
from pipelines.media.probe import probe
from pipelines.media.spec import Probe
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import Lens, rotation_of

SIZE = (480, 272)
FOV = 68.0
FPS = 15

Pose = Callable[[float], tuple[float, float, float]]
"""Yaw, pitch and roll in degrees at a time in seconds."""
Drawn = Callable[[Picture8, float], Picture8]
"""What is drawn over a frame at a time."""


def taken(
    world: Picture8, pose: Pose, t: float, readout: float = 0.0, size: tuple[int, int] = SIZE
) -> Picture8:
    """One frame, its rows read within ``readout`` seconds around ``t``."""
    width, height = (2 * side for side in size)
    lens = Lens(size[0] / max(size) * 0.5 / np.tan(np.radians(FOV) / 2))
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    rays = lens.rays(np.stack([x.ravel(), y.ravel()], axis=1) / max(width, height))
    rows = [t + readout * ((row + 0.5) / height - 0.5) for row in range(height)]
    turns = np.stack([rotation_of(*pose(row)) for row in rows])
    seen = np.einsum("hwi,hij->hwj", rays.reshape(height, width, 3), turns)
    return np.asarray(cv2.resize(sample(world, seen), size, interpolation=cv2.INTER_AREA), np.uint8)


def frames(
    world: Picture8, pose: Pose, seconds: float, readout: float = 0.0, fps: int = FPS
) -> list[Picture8]:
    return [taken(world, pose, index / fps, readout) for index in range(round(seconds * fps))]


def write(
    path: Path, pictures: Sequence[Picture8], fps: int = FPS, times: Sequence[float] | None = None
) -> Probe:
    """The frames as a clip; its probe. ``times``: in seconds, where they are not even."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=Fraction(fps), options={"crf": "14", "preset": "veryfast"}
        )
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000 if times else fps)
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = round(times[index] * 1000) if times else index
            frame.time_base = stream.codec_context.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return probe(path)


def uneven(speed: float, wander: float = 4.0) -> Pose:
    """A hand that turns at ``speed`` degrees a second, never evenly and never level."""

    def pose(t: float) -> tuple[float, float, float]:
        yaw = speed * t + wander * np.sin(2 * np.pi * t / 1.7)
        return yaw, 1.5 * np.sin(2 * np.pi * t / 1.3), 1.0 * np.sin(2 * np.pi * t / 2.1)

    return pose


def rotation(pose: Pose, t: float) -> Floats:
    return rotation_of(*pose(t))
