"""A camera's gyroscope: read from its track, laid along the picture, used where nothing is seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.panorama import gpmf
from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import angle_between, rotation_of
from pipelines.panorama.gyro import Gyro, disagreeing, fit, guided, read_gyro
from pipelines.panorama.motion import Motion, assemble, vector_of
from tests.panorama import sensors
from tests.panorama.turning import Pose, rotation, uneven, write

SECONDS = 6
RATE = 200
HERO5, HERO6, FUSION = "ZXY", "YxZ", "yXZ"


def speeds(pose: Pose, times: Floats) -> Floats:
    """Radians a second about the camera's axes, of true poses."""
    step = 1e-4
    pairs = ((rotation(pose, t - step), rotation(pose, t + step)) for t in times)
    return np.array([-vector_of(after @ before.T) / (2 * step) for before, after in pairs])


def followed(pose: Pose, lost: slice = slice(0, 0)) -> Motion:
    """The motion as it is followed at 12 frames a second, its focal length 3 % off."""
    times = np.arange(SECONDS * 12) / 12
    steps = np.zeros((len(times), 3))
    for index in range(1, len(times)):
        turn = rotation(pose, times[index]) @ rotation(pose, times[index - 1]).T
        steps[index] = -0.97 * vector_of(turn)
    seen = np.ones(len(times), bool)
    seen[lost] = False
    steps[lost] = 0
    return assemble(times, steps, seen, 0.8)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    write(path, [np.zeros((64, 96, 3), np.uint8)] * 15)
    return path


@pytest.mark.parametrize("order", [HERO5, HERO6, FUSION])
def test_a_gopro_track_is_read(clip: Path, order: str) -> None:
    rates = speeds(uneven(30), np.arange(SECONDS * RATE) / RATE)
    payloads = [
        sensors.gpmf(part, order, index * RATE, 15.2)
        for index, part in enumerate(np.split(rates, SECONDS))
    ]
    sensors.add_track(clip, "gpmd", payloads, [1000 * second for second in range(SECONDS + 1)])
    gyro = read_gyro(clip)
    assert gyro is not None
    assert gyro.rates == pytest.approx(rates, abs=0.001)
    assert gyro.times == pytest.approx(np.arange(SECONDS * RATE) / RATE, abs=0.001)
    assert gyro.readout == pytest.approx(0.0152, abs=1e-6)


def test_a_camm_track_is_read_and_its_angles_come_back(clip: Path) -> None:
    times = np.arange(SECONDS * RATE) / RATE
    rates = speeds(uneven(30), times)
    packets = [sensors.camm_shutter(0.021), *(sensors.camm_gyro(rate) for rate in rates)]
    sensors.add_track(clip, "camm", packets, [0, *(5 * at for at in range(len(rates) + 1))])
    gyro = read_gyro(clip)
    assert gyro is not None
    assert gyro.readout == pytest.approx(0.021)
    assert gyro.rates == pytest.approx(rates, abs=1e-5)
    true = rotation(uneven(30), 5.0) @ rotation(uneven(30), 0.5).T
    assert angle_between(gyro.turn(0.5, 5.0), true) < 0.05


def test_a_clip_without_a_track_has_no_gyroscope(clip: Path) -> None:
    assert read_gyro(clip) is None
    sensors.add_track(clip, "camm", [b"\0" * 9, b"DEVC", b"x"], [0, 10, 20, 30])
    assert read_gyro(clip) is None


@pytest.mark.parametrize("cut", [3, 9, 40, 90, 151])
def test_damaged_payloads_are_passed_over(cut: int) -> None:
    whole = sensors.gpmf(np.ones((20, 3)))
    found = gpmf.read_payload(whole[: len(whole) - cut])
    assert len(found.rates) == 0
    wild = bytearray(whole)
    wild[10:60] = b"\xff" * 50
    gpmf.read_payload(bytes(wild))


@pytest.mark.parametrize("delay", [0.0, 0.12, -0.2])
def test_axes_and_clock_are_found_whatever_they_are(delay: float) -> None:
    pose = uneven(30)
    times = np.arange(-0.5, SECONDS + 0.5, 1 / RATE)
    true = speeds(pose, times)
    laid = rotation_of(90, 0, 180)
    gyro = Gyro(times + delay, true @ laid)
    fitted = fit(gyro, followed(pose))
    assert fitted is not None
    assert np.interp(3, fitted.times, fitted.rates[:, 1]) == pytest.approx(
        np.interp(3, times, true[:, 1]), abs=0.03
    )
    assert (
        np.abs(fitted.mean(np.arange(1, 5, 0.1), 0.03) - speeds(pose, np.arange(1, 5, 0.1))).max()
        < 0.05
    )


def test_a_gyroscope_that_tells_something_else_is_not_used() -> None:
    noise = np.random.default_rng(3).normal(0, 1, (SECONDS * RATE, 3))
    assert fit(Gyro(np.arange(SECONDS * RATE) / RATE, noise), followed(uneven(30))) is None


def test_a_turn_in_the_dark_is_known_by_the_gyroscope() -> None:
    """Four seconds without a picture, in which the speed changes."""
    pose = uneven(30, wander=9)
    lost = slice(16, 64)
    times = np.arange(SECONDS * RATE) / RATE
    gyro = Gyro(times, speeds(pose, times))
    motion = followed(pose, lost)
    fitted = fit(gyro, motion)
    assert fitted is not None
    better = guided(motion, fitted)
    true = rotation(pose, motion.times[-1]) @ rotation(pose, 0).T
    assert angle_between(motion.rotations[-1], true) > 60
    assert angle_between(better.rotations[-1], true) < 5
    assert better.rates[40] == pytest.approx(speeds(pose, motion.times[40:41])[0], abs=0.05)


def test_a_frame_placed_elsewhere_is_told() -> None:
    pose = uneven(30)
    times = np.arange(SECONDS * RATE) / RATE
    gyro = Gyro(times, speeds(pose, times))
    at = [0.5, 1.0, 1.5, 2.0]
    placed = [rotation(pose, time) for time in at]
    assert disagreeing(gyro, at, placed) == []
    placed[2] = rotation_of(12, 0, 0) @ placed[2]
    assert disagreeing(gyro, at, placed) == [2, 3]
    assert disagreeing(replace(gyro, rates=gyro.rates * 0), at, placed) == [1, 2, 3]
