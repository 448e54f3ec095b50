"""How the camera turned, followed through a clip."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, angle_between
from pipelines.panorama.motion import follow, motion_of, rate_of, sharpness
from tests.panorama.turning import FOV, FPS, frames, rotation, taken, uneven, write


def test_turns_and_speeds_are_found(world: Picture8, tmp_path: Path) -> None:
    pose = uneven(35)
    clip = write(tmp_path / "clip.mp4", frames(world, pose, 3.0))
    motion = motion_of(follow(tmp_path / "clip.mp4", clip))
    assert motion.followed[1:].all()
    assert Lens(motion.focal).fov() == pytest.approx(FOV, abs=2)
    first = rotation(pose, 0)
    for at, (time, found) in enumerate(zip(motion.times, motion.rotations, strict=True)):
        turned = angle_between(rotation(pose, time) @ first.T, np.eye(3))
        assert angle_between(found, rotation(pose, time) @ first.T) < 0.3 + 0.04 * turned, at
    speeds = [pose(time + 0.01)[0] - pose(time - 0.01)[0] for time in motion.times[2:-2]]
    assert np.degrees(motion.rates[2:-2, 1]) == pytest.approx(np.array(speeds) / 0.02, rel=0.08)


def test_a_blank_stretch_goes_on_evenly(world: Picture8, tmp_path: Path) -> None:
    def pose(t: float) -> tuple[float, float, float]:
        return 30 * t, 0.0, 0.0

    clip = frames(world, pose, 3.0)
    for index in range(18, 28):
        clip[index] = np.full_like(clip[index], 120)
    motion = motion_of(follow(tmp_path / "clip.mp4", write(tmp_path / "clip.mp4", clip)))
    assert not motion.followed[18:29].any()
    turned = angle_between(motion.rotations[-1], np.eye(3))
    assert turned == pytest.approx(30 * motion.times[-1], rel=0.05)


@pytest.mark.parametrize(("fps", "rate"), [(30, 15), (25, 12.5), (24, 12), (60, 12), (8, 8)])
def test_frames_looked_at_are_evenly_spaced(
    world: Picture8, tmp_path: Path, fps: int, rate: float
) -> None:
    still = [np.ascontiguousarray(world[:96, :128])] * 3 * fps
    found = rate_of(write(tmp_path / "clip.mp4", still, fps=fps))
    assert found == pytest.approx(rate, rel=0.02)


def test_blur_is_less_sharp(world: Picture8) -> None:
    grey = np.asarray(cv2.cvtColor(world, cv2.COLOR_BGR2GRAY), np.uint8)
    assert sharpness(np.asarray(cv2.GaussianBlur(grey, (0, 0), 3))) < 0.3 * sharpness(grey)


def test_speeds_do_not_suffer_from_frames_that_come_at_odd_times(
    world: Picture8, tmp_path: Path
) -> None:
    def pose(t: float) -> tuple[float, float, float]:
        return 40 * t, 0.0, 0.0

    late = [index / FPS + (0.02 if index % 3 == 1 else 0.0) for index in range(2 * FPS)]
    path = tmp_path / "clip.mp4"
    probe = write(path, [taken(world, pose, t) for t in late], times=late)
    motion = motion_of(follow(path, probe))
    speeds = np.degrees(motion.rates[3:-3, 1])
    assert speeds == pytest.approx(40, rel=0.08)
