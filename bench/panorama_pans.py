"""Clips of a known sphere, filmed as people film who have not read how: fast, back and forth, in
rows, upright, half-way, twice round. A phone's sensor is read row by row, its shutter stays open.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from bench.panorama_truth import sample
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import Lens, rotation_of

FPS = 15
FOV = 65.0
"""Degrees across the long side."""
SIZE = (640, 360)
READOUT, SHUTTER = 0.02, 1 / 100
"""Seconds until the last row is read, and that each row is open."""
BLURS = 0.4
"""Degrees that are taken as one exposure."""

Way = Callable[[float], tuple[float, float, float]]
"""Yaw, pitch and roll in degrees at a time in seconds."""


@dataclass(frozen=True, slots=True)
class Pan:
    """``seconds``: how long the clip is; ``upright``: the phone was held upright."""

    name: str
    seconds: float
    way: Way
    upright: bool = False

    @property
    def size(self) -> tuple[int, int]:
        return (SIZE[1], SIZE[0]) if self.upright else SIZE


def hand(t: float) -> tuple[float, float, float]:
    """How a hand wavers, degrees."""
    return (
        1.2 * np.sin(2 * np.pi * t / 1.9) + 0.5 * np.sin(2 * np.pi * t / 0.8),
        1.1 * np.sin(2 * np.pi * t / 2.7) + 0.4 * np.sin(2 * np.pi * t / 0.9),
        0.9 * np.sin(2 * np.pi * t / 3.1),
    )


def turning(*legs: tuple[float, float, float]) -> Way:
    """``legs``: seconds, and yaw and pitch in degrees to which the camera turns meanwhile."""
    ends = np.cumsum([0.0, *(seconds for seconds, _, _ in legs)])
    yaws = np.array([0.0, *(yaw for _, yaw, _ in legs)])
    pitches = np.array([0.0, *(pitch for _, _, pitch in legs)])

    def way(t: float) -> tuple[float, float, float]:
        yaw, lean, roll = hand(t)
        return (
            float(np.interp(t, ends, yaws)) + yaw,
            float(np.interp(t, ends, pitches)) + lean,
            roll,
        )

    return way


HASTY = turning((5, 150, 0), (3, 60, 0), (4, 220, 0), (2, 160, 0), (4, 375, 0))
ROWS = turning((10, 370, 0), (1, 370, 42), (10, 740, 42), (2, 740, -42), (10, 1110, -42))
PANS = (
    Pan("even", 15, turning((15, 380, 0))),
    Pan("far too fast", 4, turning((4, 400, 0))),
    Pan("back and forth", 18, HASTY),
    Pan("three rows", 33, ROWS),
    Pan("upright", 15, turning((15, 380, 0)), upright=True),
    Pan("120 degrees", 5, turning((5, 120, 0))),
    Pan("stands at both ends", 18, turning((3, 0, 0), (12, 375, 0), (3, 375, 0))),
    Pan("two turns", 22, turning((22, 740, 0))),
)


def film(world: Picture8, pan: Pan, out: Path) -> None:
    """Write the clip, its frame rate `FPS`."""
    write(out, pan.size, frames(world, pan))


def frames(world: Picture8, pan: Pan) -> Iterator[Picture8]:
    for index in range(round(pan.seconds * FPS)):
        yield exposed(world, pan.way, index / FPS, pan.size)


def exposed(world: Picture8, way: Way, t: float, size: tuple[int, int]) -> Picture8:
    """One frame: several moments of the open shutter where the camera turns fast."""
    start, end = (way(t + side * SHUTTER / 2) for side in (-1, 1))
    parts = max(1, int(np.ceil(np.abs(np.subtract(end, start)).max() / BLURS)))
    moments = t + SHUTTER * ((np.arange(parts) + 0.5) / parts - 0.5)
    total = sum(taken(world, way, moment, size, READOUT).astype(np.float32) for moment in moments)
    return np.asarray(np.clip(np.asarray(total) / parts + 0.5, 0, 255), np.uint8)


def taken(
    world: Picture8, way: Way, t: float, size: tuple[int, int], readout: float, fov: float = FOV
) -> Picture8:
    """What is seen of an equirectangular world, its rows read within ``readout`` around ``t``."""
    width, height = size
    lens = Lens(0.5 / np.tan(np.radians(fov) / 2))
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    rays = lens.rays(np.stack([x.ravel(), y.ravel()], axis=1) / max(size))
    rows = t + readout * ((np.arange(height) + 0.5) / height - 0.5)
    turns = np.stack([rotation_of(*way(float(row))) for row in rows])
    return sample(world, rays.reshape(height, width, 3) @ turns)


def true_rotation(pan: Pan, t: float) -> Floats:
    """World -> camera at a time of the clip."""
    return rotation_of(*pan.way(t))


def write(
    out: Path,
    size: tuple[int, int],
    pictures: Iterator[Picture8],
    fps: int = FPS,
    times: Sequence[float] | None = None,
) -> None:
    """H.264 in MP4. ``times``: seconds of the frames, where they are not even."""
    with av.open(str(out), "w") as container:
        stream = container.add_stream(
            "libx264", rate=Fraction(fps), options={"crf": "18", "preset": "veryfast"}
        )
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000 if times else fps)
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = round(times[index] * 1000) if times else index
            frame.time_base = stream.codec_context.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
