"""Rolling shutter: how long a sensor is read is found in the clip, and frames are straightened."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens
from pipelines.panorama.motion import Motion, Way, follow, motion_of
from pipelines.panorama.shutter import Readout, find_readout, lean_of, scan_of, straightened
from tests.panorama.turning import FOV, SIZE, frames, taken, uneven, write


def followed(path: Path, world: Picture8, speed: float, readout: float) -> tuple[Way, Motion]:
    clip = frames(world, uneven(speed), 2.4, readout)
    way = follow(path, write(path, clip))
    return way, motion_of(way)


@pytest.mark.parametrize(
    ("speed", "seconds"), [(20, 0.030), (60, 0.015), (35, -0.020)], ids=["slow", "fast", "upwards"]
)
def test_the_reading_time_is_found(
    world: Picture8, tmp_path: Path, speed: float, seconds: float
) -> None:
    way, motion = followed(tmp_path / "clip.mp4", world, speed, seconds)
    found = find_readout(way, motion, scan_of(0))
    assert found.sure
    assert found.seconds == pytest.approx(seconds, rel=0.15)
    assert found.gain > 0.1


def test_a_sensor_that_is_read_at_once_is_left_alone(world: Picture8, tmp_path: Path) -> None:
    way, motion = followed(tmp_path / "clip.mp4", world, 40, 0.0)
    found = find_readout(way, motion, scan_of(0))
    assert not found.sure
    assert abs(found.seconds) < 0.002


def test_a_clip_without_points_tells_nothing() -> None:
    way = Way((), (), 480, 272)
    motion = Motion(np.zeros(0), np.zeros((0, 3, 3)), np.zeros((0, 3)), np.zeros(0, bool), 0.8)
    assert not find_readout(way, motion, scan_of(0)).sure
    assert not Readout(0.2, 1e-4, 0.5).sure
    assert not Readout(0.02, 1e-4, 0.002).sure


@pytest.mark.parametrize(
    ("turned", "point", "read"),
    [(0, (0, 0.5), 0.5), (90, (0.5, 0), -0.5), (180, (0, 0.5), -0.5), (270, (0.5, 0), 0.5)],
)
def test_rows_of_the_sensor_in_a_turned_picture(
    turned: int, point: tuple[float, float], read: float
) -> None:
    half = np.array([0.5, 0.5])
    assert scan_of(turned).at(np.array([point]), half) == pytest.approx([read])


@pytest.mark.parametrize("speed", [20, 40, 60])
def test_a_straightened_frame_is_as_if_taken_at_once(world: Picture8, speed: float) -> None:
    seconds, lens = 0.025, Lens(0.5 / np.tan(np.radians(FOV) / 2))

    def pose(t: float) -> tuple[float, float, float]:
        return 30 + speed * t, 5 * t, -8 * t

    rate = np.radians([5, speed, -8])
    leaning, still = taken(world, pose, 0.0, seconds), taken(world, pose, 0.0)
    better = straightened(leaning, rate, seconds, lens, scan_of(0))
    assert lean_of(rate, seconds, lens.focal, SIZE[0]) == pytest.approx(
        np.radians(speed) * seconds * lens.focal * SIZE[0], rel=0.15
    )
    inner = np.s_[8:-8, 12:-12]
    before, after = (cv2.PSNR(one[inner], still[inner]) for one in (leaning, better))
    assert after > before + 6
    assert after > 30
