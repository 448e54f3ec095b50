"""Clocks of cameras started by hand, that run unequally fast, or hear nothing of each other."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from pipelines.media import ffmpeg
from pipelines.media.probe import probe
from pipelines.panorama.film.clock import Clock, find_clocks

RATE, SECONDS = 16000, 12.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip that began at ``start`` of the world; ``gains``: seconds a second of its clock;
    ``place``: where it was, those of another hear something else; None: it has no sound."""

    start: float
    gains: float = 0.0
    place: int | None = 1


def write(path: Path, heard: Heard, number: int) -> Path:
    """A grey picture, and knocks of the place."""
    picture = ["-f", "lavfi", "-i", f"color=gray:s=64x36:r=5:d={SECONDS:g}"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-shortest", str(path)]
    if heard.place is None:
        ffmpeg.run([*picture, *coded], write=[path.parent])
        return path
    draw = np.random.default_rng(heard.place)
    world = np.zeros(round(RATE * (SECONDS + 10)))
    for place in draw.integers(0, len(world) - 1600, 30):
        world[place : place + 1600] += draw.normal(0, 0.3, 1600) * np.exp(-np.arange(1600) / 240)
    at = np.arange(round(SECONDS * RATE)) / RATE / (1 + heard.gains) + heard.start
    sound = np.interp(at, np.arange(len(world)) / RATE, world)
    sound += np.random.default_rng(50 + number).normal(0, 0.004, len(sound))
    raw = path.with_suffix(".raw")
    raw.write_bytes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    bare = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(raw), "-c:a", "aac"]
    ffmpeg.run([*picture, *bare, *coded], read=[raw], write=[path.parent])
    return path


def clocks(folder: Path, *heard: Heard) -> tuple[Clock, ...]:
    files = [write(folder / f"{n}.mp4", each, n) for n, each in enumerate(heard)]
    return find_clocks(files, [probe(file) for file in files])


@pytest.mark.parametrize(
    ("heard", "offsets", "by"),
    [
        ([Heard(1), Heard(6.5), Heard(0.2)], [0, -5.5, 0.8], ["sound"] * 3),
        ([Heard(1, place=2), Heard(2), Heard(0.2)], [0, 0, 1.8], ["start", "sound", "sound"]),
        ([Heard(1), Heard(2), Heard(0, place=None)], [0, -1, 0], ["sound", "sound", "start"]),
        ([Heard(1, place=None), Heard(2, place=None)], [0, 0], ["start", "start"]),
    ],
    ids=["seconds apart", "the first elsewhere", "one without sound", "no sound, nothing moves"],
)
def test_offsets(tmp_path: Path, heard: list[Heard], offsets: list[float], by: list[str]) -> None:
    found = clocks(tmp_path, *heard)
    assert [clock.offset for clock in found] == pytest.approx(offsets, abs=0.002)
    assert [clock.by for clock in found] == by
    assert all(clock.drift == 0 for clock in found)


def test_a_clock_that_runs_faster(tmp_path: Path) -> None:
    """Far more than quartz does, so that it shows in a short clip."""
    first, fast, slow = clocks(tmp_path, Heard(1), Heard(2, 0.003), Heard(0.4, -0.002))
    assert first.drift == 0
    assert fast.drift == pytest.approx(0.003, rel=0.25)
    assert slow.drift == pytest.approx(-0.002, rel=0.25)
    for clock, start, gains in ((fast, 2, 0.003), (slow, 0.4, -0.002)):
        for at in (1.0, 6.0, 10.0):
            assert clock.at(at) == pytest.approx((at + 1 - start) * (1 + gains), abs=0.01)
    middle = fast.steady(6.0)
    assert (middle.drift, middle.at(6.0)) == (0.0, fast.at(6.0))
