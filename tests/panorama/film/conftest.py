"""A rig whose cameras were started by hand: the drawn sphere with a bright thing going round in it,
knocks that all of them hear, cameras that see it unequally bright."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.media import ffmpeg
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import rotation_of

FPS, SECONDS, CAMERAS = 10, 2.2, 6
SIZE, FOV = (320, 240), 84.0
OFFSETS = (0.0, 0.2, -0.4, 0.1, 0.0, -0.25)
GAINS = (1.0, 0.85, 1.0, 1.15, 1.0, 0.92)


@dataclass(frozen=True, slots=True)
class Rig:
    files: list[Path]
    rotations: list[Floats]
    world: Picture8

    def at(self, seconds: float) -> Picture8:
        """The true sphere at a time of the world."""
        return _moved(self.world, seconds)


def _moved(world: Picture8, seconds: float) -> Picture8:
    picture = world.copy()
    width, height = picture.shape[1], picture.shape[0]
    x = round((seconds * 0.35 % 1) * width)
    for turn in (-width, 0, width):
        cv2.circle(picture, (x + turn, height // 2 + 40), 46, (40, 230, 250), -1, cv2.LINE_AA)
    return picture


def _write(path: Path, pictures: list[Picture8], sound: Floats) -> Path:
    raw = path.with_suffix(".wav.raw")
    raw.write_bytes((sound * 32767).astype("<i2").tobytes())
    ffmpeg.run(
        [
            "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(FPS),
            "-i", "pipe:0", "-f", "s16le", "-ar", "16000", "-ac", "1", "-i", str(raw),
            "-c:v", "libx264", "-crf", "14", "-pix_fmt", "yuv420p", "-preset", "ultrafast",
            "-c:a", "aac", str(path),
        ],
        read=[raw],
        write=[path.parent],
        feed=lambda pipe: [pipe.write(picture.tobytes()) for picture in pictures] and None,
    )  # fmt: skip
    raw.unlink()
    return path


def knocks(seconds: float, start: float, draw: np.random.Generator) -> Floats:
    """Dull knocks at fixed times of the world, and each microphone's own noise."""
    rate = 16000
    sound = draw.normal(0, 0.004, round(seconds * rate))
    hits = np.random.default_rng(5)
    for at in (0.95, 1.31, 1.87, 2.2):
        ring = hits.normal(0, 1, 1600) * np.exp(-np.arange(1600) / 250)
        first = round((at - start) * rate)
        low, high = max(0, first), min(len(sound), first + 1600)
        if high > low:
            sound[low:high] += 0.3 * ring[low - first : high - first]
    return np.asarray(np.clip(sound, -1, 1))


@pytest.fixture(scope="session")
def rig(world: Picture8, tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """What happens at ``t`` in the world is at ``t - 0.5 + offset`` in a camera's clip."""
    folder = tmp_path_factory.mktemp("film-rig")
    draw = np.random.default_rng(9)
    files, rotations = [], []
    for number in range(CAMERAS):
        bend = draw.uniform(-2, 2, 3)
        rotation = rotation_of(number * 360 / CAMERAS + bend[0], bend[1], bend[2])
        start = 0.5 - OFFSETS[number]
        pictures = []
        for index in range(round(FPS * SECONDS)):
            seen = look(_moved(world, start + index / FPS), rotation, SIZE, FOV)
            pictures.append(np.clip(seen * GAINS[number], 0, 255).astype(np.uint8))
        sound = knocks(SECONDS, start, draw)
        files.append(_write(folder / f"camera-{number}.mp4", pictures, sound))
        rotations.append(rotation)
    return Rig(files, rotations, world)
