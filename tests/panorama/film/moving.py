"""Clips of a rig of four that is moved while it films; people walk through all the time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from pipelines.media import ffmpeg
from pipelines.media.probe import probe
from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.camera import Lens, View, rotation_of, turn_by
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.clock import Clock

SIZE, FOV, FPS = (400, 300), 116.0, 10
LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))
RING = [rotation_of(index * 90, 0.5 - index % 2, 0) for index in range(4)]

Aims = Callable[[int], Sequence[Floats]]
"""Where the cameras look in a frame."""


def tilted(pitch: float, yaw: float, roll: float = 0.0) -> Floats:
    """A turn about x, y, z, degrees."""
    return np.asarray(turn_by(np.radians([[pitch, yaw, roll]]))[0])


def knocked(camera: int, frame: int, turn: Floats, aims: Aims | None = None) -> Aims:
    """One camera turned from that frame on."""

    def at(number: int) -> list[Floats]:
        before = (aims or (lambda _: RING))(number)
        return [
            turn @ aim if index == camera and number >= frame else aim
            for index, aim in enumerate(before)
        ]

    return at


def jolted(frame: int, turn: Floats) -> Aims:
    """The whole rig turned from that frame on."""
    return lambda number: [aim @ turn for aim in RING] if number >= frame else RING


def views(aims: Sequence[Floats]) -> tuple[View, ...]:
    return tuple(View(f"{i}", *SIZE, LENS, aim) for i, aim in enumerate(aims))


@dataclass(frozen=True, slots=True)
class People:
    """``places``: shares of the circle at which they begin; ``half``: of their width and height, in
    pixels of the world; ``speed``: shares of the circle that they walk in a frame; ``back``: every
    second one the other way."""

    places: tuple[float, ...]
    half: tuple[int, int]
    speed: float
    back: bool = False


NOBODY = People((), (0, 0), 0)
SOME = People((0.1, 0.45, 0.8), (50, 170), 0.006)
CROWD = People(tuple(np.arange(0.03, 1, 0.085).tolist()), (77, 420), 0.011, True)
"""Hardly anything is to be seen between them."""


def film(
    world: Picture8, folder: Path, aims: Aims, frames: int, every: int = 5, people: People = SOME
) -> list[Camera]:
    """``every``: frames from one key frame to the next."""
    files = [folder / f"camera-{index}.mp4" for index in range(4)]
    pictures: list[list[Picture8]] = [[] for _ in files]
    for number in range(frames):
        now = _walked(world, number, people)
        for into, aim in zip(pictures, aims(number), strict=True):
            into.append(_seen(now, np.ascontiguousarray(aim, np.float64).tobytes()))
    for file, shown in zip(files, pictures, strict=True):
        _write(file, shown, every)
    return [Camera(file, probe(file), Clock(0.0, "start")) for file in files]


def _seen(world: Picture8, aim: bytes) -> Picture8:
    x, y = _places(aim, world.shape[1])
    seen = cv2.remap(world, x, y, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


@lru_cache(maxsize=64)
def _places(aim: bytes, wide: int) -> tuple[Singles, Singles]:
    """Where each pixel of a camera lies on the sphere (whose edge is left open by a pixel)."""
    width, height = SIZE
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    points = np.stack([x.ravel(), y.ravel()], axis=1) / width
    rays = LENS.rays(points) @ np.frombuffer(aim).reshape(3, 3)
    column = (np.arctan2(rays[:, 0], rays[:, 2]) / (2 * np.pi) + 0.5) * wide - 0.5
    row = (np.arcsin(np.clip(rays[:, 1], -1, 1)) / np.pi + 0.5) * wide / 2 - 0.5
    return (
        column.reshape(height, width).astype(np.float32),
        row.reshape(height, width).astype(np.float32),
    )


def _walked(world: Picture8, number: int, people: People) -> Picture8:
    made = world.copy()
    width, height = world.shape[1], world.shape[0]
    for who, first in enumerate(people.places):
        speed = -people.speed if people.back and who % 2 else people.speed
        x = round((first + speed * number) % 1 * width)
        for turn in (-width, 0, width):
            at = (x + turn, height // 2 + 60)
            colour = (40 + 25 * (who % 5), 60, 200 - 30 * (who % 4))
            cv2.ellipse(made, at, people.half, 0, 0, 360, colour, -1, cv2.LINE_AA)
            cv2.circle(made, at, 24, (230, 220, 90), 9, cv2.LINE_AA)
    return made


def _write(file: Path, pictures: Sequence[Picture8], every: int) -> None:
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", f"{FPS}"]
    coded = ["-c:v", "libx264", "-crf", "16", "-pix_fmt", "yuv420p", "-preset", "ultrafast"]
    ffmpeg.run(
        [*raw, "-i", "pipe:0", *coded, "-g", f"{every}", "-sc_threshold", "0", str(file)],
        write=[file.parent],
        feed=lambda pipe: [pipe.write(picture.tobytes()) for picture in pictures] and None,
    )
