"""Tour footage out of the drawn hall: photos turned on the spot and one panning clip."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.demo.paint import Picture

Floats = NDArray[np.float64]
CELL = 4
"""Pixels between the directions that are computed; it divides every picture's sides."""
PHOTOS, PHOTO_SIZE, PHOTO_FOV, QUALITY = 12, (1024, 768), 65.0, 88
PAN_SIZE, PAN_FOV, PAN_FPS, PAN_SECONDS = (960, 540), 60.0, 25, 14.0
PAN_TURN = 372.0
"""Degrees; a little more than once around, so that the ends can be matched."""
EXPOSURES, SHUTTER = 4, 0.2
"""One frame of the pan is the mean of so many pictures; the shutter is open for this share of a
frame's time (8 ms, a few pixels of motion blur)."""
CODEC = ["-crf", "27", "-profile:v", "high", "-pix_fmt", "yuv420p", "-g", "50", "-threads", "2",
         "-movflags", "+faststart"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """Where a camera looks. Degrees; yaw grows to the right, pitch up, roll clockwise; ``fov``
    is horizontal."""

    yaw: float
    pitch: float
    roll: float
    fov: float


def look(sphere: Picture, view: View, size: tuple[int, int]) -> Picture:
    """What a pinhole camera sees of an equirectangular picture (yaw 0 in its middle)."""
    width, height = size
    # Directions change slowly over the picture: a coarse grid, one cell larger on every side,
    # is exact to a hundredth of a pixel and forty times faster.
    columns = (np.arange(-1, width // CELL + 1, dtype=np.float64) + 0.5) * CELL - width / 2
    rows = height / 2 - (np.arange(-1, height // CELL + 1, dtype=np.float64) + 0.5) * CELL
    yaw, pitch = _angles(view, width, columns, rows)
    high, wide = sphere.shape[:2]
    across = _refined(yaw, size) + math.radians(view.yaw)
    x = (across / (2 * np.pi) + 0.5) % 1 * wide - 0.5
    y = (0.5 - _refined(pitch, size) / np.pi) * high - 0.5
    taken = cv2.remap(
        sphere,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    return np.asarray(taken, np.uint8)


def _angles(view: View, width: int, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """Yaw from the middle of the view and pitch (radians) of the grid's directions."""
    focal = width / 2 / math.tan(math.radians(view.fov) / 2)
    x, y = np.meshgrid(columns, rows)
    pitch, roll = math.radians(view.pitch), math.radians(view.roll)
    # A camera turned clockwise sees the world turned the other way.
    x, y = x * math.cos(roll) + y * math.sin(roll), y * math.cos(roll) - x * math.sin(roll)
    z = focal * math.cos(pitch) - y * math.sin(pitch)
    y = y * math.cos(pitch) + focal * math.sin(pitch)
    return np.arctan2(x, z), np.arctan2(y, np.hypot(x, z))


def _refined(grid: Floats, size: tuple[int, int]) -> Floats:
    """The grid's values at every pixel."""
    rows, columns = grid.shape
    fine = cv2.resize(grid, (columns * CELL, rows * CELL), interpolation=cv2.INTER_LINEAR)
    return np.asarray(fine[CELL : CELL + size[1], CELL : CELL + size[0]], np.float64)


def photos(sphere: Picture, folder: Path, seed: int) -> list[dict[str, Any]]:
    """Twelve photos, once around, each a little askew and differently exposed; their truth."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    truth = []
    for number in range(PHOTOS):
        view = View(
            yaw=number * 360 / PHOTOS + random.uniform(-2, 2),
            pitch=random.uniform(-2.5, 2.5),
            roll=random.uniform(-1.5, 1.5),
            fov=PHOTO_FOV,
        )
        gain = random.uniform(0.93, 1.07)
        picture = np.clip(look(sphere, view, PHOTO_SIZE) * gain, 0, 255).astype(np.uint8)
        name = f"hall-{number + 1:02}.jpg"
        Image.fromarray(picture).save(folder / name, quality=QUALITY, optimize=True)
        truth.append({"name": name, **_rounded(view), "gain": round(gain, 4)})
    return truth


def pan(sphere: Picture, out: Path) -> list[dict[str, Any]]:
    """The panning clip, and where the camera looked in the middle of every frame's exposure."""
    from moviepy import VideoClip

    def draw(t: float) -> Any:
        return _exposed(sphere, round(t * PAN_FPS))

    clip = VideoClip(draw, duration=PAN_SECONDS)
    clip.write_videofile(
        str(out), fps=PAN_FPS, codec="libx264", preset="slow", audio=False, ffmpeg_params=CODEC,
        logger=None,
    )  # fmt: skip
    count = round(PAN_SECONDS * PAN_FPS)
    return [
        {"t": round(frame / PAN_FPS, 3), **_rounded(_panned((frame + SHUTTER / 2) / PAN_FPS))}
        for frame in range(count)
    ]


def _exposed(sphere: Picture, frame: int) -> Picture:
    """One frame: the mean of what is seen while the shutter is open."""
    return np.asarray(np.mean(list(_exposures(sphere, frame)), axis=0).round(), np.uint8)


def _exposures(sphere: Picture, frame: int) -> Iterator[Picture]:
    for step in range(EXPOSURES):
        moment = (frame + SHUTTER * (step + 0.5) / EXPOSURES) / PAN_FPS
        yield look(sphere, _panned(moment), PAN_SIZE)


def _panned(t: float) -> View:
    """A hand turns: not quite evenly, not quite level."""
    share = t / PAN_SECONDS
    uneven = 1.6 * math.sin(2 * math.pi * t / 4.3) + 0.5 * math.sin(2 * math.pi * t / 1.1)
    return View(
        yaw=PAN_TURN * share + uneven,
        pitch=1.1 * math.sin(2 * math.pi * t / 5.7) + 0.3 * math.sin(2 * math.pi * t / 0.9),
        roll=0.7 * math.sin(2 * math.pi * t / 6.9 + 1) + 0.2 * math.sin(2 * math.pi * t / 1.3),
        fov=PAN_FOV,
    )


def _rounded(view: View) -> dict[str, float]:
    """The view for the truth file; yaw -180..180."""
    yaw = (view.yaw + 180) % 360 - 180
    return {
        "yaw": round(yaw, 4),
        "pitch": round(view.pitch, 4),
        "roll": round(view.roll, 4),
        "fov": view.fov,
    }
