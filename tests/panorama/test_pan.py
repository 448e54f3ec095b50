"""A panning clip: frames chosen, and stitched."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench.panorama_truth import Shot, pose_alignment, rotations_of
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.errors import ClipDoesNotTurn, KindNotSupported
from pipelines.panorama.motion import Look, Motion, Way, assemble, vector_of
from pipelines.panorama.pan import STEP, choose, clip_of, plan_of
from pipelines.panorama.shutter import Readout, scan_of
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch
from tests.panorama.turning import FOV, FPS, Pose, frames, rotation, write

FOCAL = 0.8
ACROSS = 2 * np.degrees(np.arctan(0.5 / FOCAL))
NONE = np.zeros((0, 2))
NO_LEAN = Readout(0.0, 1.0, 0.0)


def planned(yaws: Sequence[float], sharp: Floats | None = None) -> Way:
    sharp = np.ones(len(yaws)) if sharp is None else sharp
    looks = tuple(
        Look(index, Time.seconds(index / 12), index / 12, float(sharp[index]), NONE, NONE)
        for index in range(len(yaws))
    )
    return Way(looks, (), 480, 270)


def turned(yaws: Sequence[float], pitches: Sequence[float] | None = None) -> Motion:
    pitches = [0.0] * len(yaws) if pitches is None else pitches
    poses = [rotation_of(*pose, 0) for pose in zip(yaws, pitches, strict=True)]
    steps = np.zeros((len(yaws), 3))
    steps[1:] = [-vector_of(here @ before.T) for before, here in pairwise(poses)]
    times = np.arange(len(yaws)) / 12
    return assemble(times, steps, np.ones(len(yaws), bool), FOCAL)


def step_of(motion: Motion, chosen: Sequence[int]) -> Floats:
    """Degrees between chosen frames that follow each other."""
    ahead = motion.rotations[list(chosen), 2]
    return np.degrees(np.arccos(np.clip(np.sum(ahead[1:] * ahead[:-1], axis=1), -1, 1)))


def test_frames_are_a_step_apart() -> None:
    yaws = np.arange(0, 120, 1.5)
    motion = turned(yaws)
    chosen = choose(planned(yaws), motion, 0.02)
    assert yaws[chosen[0]] < 5
    assert yaws[chosen[-1]] > 108
    degrees = np.degrees(np.arctan(2 * STEP * np.tan(np.radians(ACROSS / 2))))
    assert step_of(motion, chosen) == pytest.approx(degrees, abs=5.5)


@pytest.mark.parametrize(
    ("yaws", "count"),
    [
        ([*np.arange(0, 60, 2), *np.arange(60, 0, -2)], 4),
        ([*[0] * 20, *np.arange(0, 60, 2), *[60] * 20], 4),
        (np.arange(0, 720, 2), 20),
    ],
    ids=["back and forth", "standing at both ends", "two turns"],
)
def test_what_was_seen_already_is_not_taken_again(yaws: Sequence[float], count: int) -> None:
    chosen = choose(planned(yaws), turned(yaws), 0.02)
    assert abs(len(chosen) - count) <= 2


def test_three_rows_are_all_taken() -> None:
    ring = list(np.arange(0, 360, 3.0))
    yaws, pitches = ring * 3, [0.0] * 120 + [15.0] * 120 + [-15.0] * 120
    chosen = choose(planned(yaws), turned(yaws, pitches), 0.02)
    rows = [sum(first <= index < first + 120 for index in chosen) for first in (0, 120, 240)]
    assert min(rows) >= 12


def test_the_sharpest_and_slowest_of_near_frames_are_taken() -> None:
    yaws = np.arange(0, 60, 1.0)
    sharp = np.ones(60)
    sharp[[18, 37]] = 9
    assert {18, 37} & set(choose(planned(yaws, sharp), turned(yaws), 0.02))
    steps = np.where(np.arange(160) % 16 < 8, 2.0, 0.25)
    uneven = np.cumsum(steps)
    motion = turned(uneven)
    speeds = np.linalg.norm(motion.rates, axis=1)
    assert np.mean(speeds[list(choose(planned(uneven), motion, 0.03))]) < 0.8 * np.mean(
        speeds[steps > 1]
    )


@pytest.mark.parametrize("reach", [0.0, 2.0], ids=["still", "hardly"])
def test_a_clip_that_stands_still_has_no_frames(reach: float) -> None:
    yaws = np.linspace(0, reach, 30)
    assert choose(planned(yaws), turned(yaws), 0.02) == ()
    assert choose(Way((), (), 480, 270), turned(yaws), 0.02) == ()


def test_nothing_is_cut_off_frames_that_do_not_lean() -> None:
    yaws = np.arange(0, 120, 1.5)
    plan = plan_of(planned(yaws), turned(yaws), scan_of(0), NO_LEAN, (1920, 1080))
    assert plan.margin == (0, 0)
    assert plan.readout == 0
    leaning = plan_of(
        planned(yaws), turned(yaws), scan_of(0), Readout(0.02, 1e-4, 0.3), (1920, 1080)
    )
    assert leaning.margin[0] > leaning.margin[1] > 0


def test_a_panning_clip_is_stitched(world: Picture8, tmp_path: Path) -> None:
    def pose(t: float) -> tuple[float, float, float]:
        return 40 * t, 0.0, 0.0

    path = tmp_path / "pan.mp4"
    write(path, frames(world, pose, 2.6))
    report = stitch([path], PanoramaSpec(width=1024), tmp_path / "out")
    assert report.kind == "pan"
    assert "panning clip" in report.notes[0]
    assert report.span == pytest.approx(101 + FOV, abs=5)
    assert not report.closed
    assert [pose.fov for pose in report.inputs] == pytest.approx(
        [FOV] * len(report.inputs), abs=1.5
    )
    first = report.inputs[0]
    for one in report.inputs:
        assert one.at is not None
        assert first.at is not None
        assert one.yaw - first.yaw == pytest.approx((one.at - first.at).s * 40, abs=1)
    assert not list((tmp_path / "out").glob(".frames*"))
    assert not any("a second" in advice.text for advice in report.reshoot)


def test_who_turns_too_fast_is_told(world: Picture8, tmp_path: Path) -> None:
    path = tmp_path / "fast.mp4"
    probe = write(path, frames(world, lambda t: (80 * t, 0.0, 0.0), 1.4))
    told = clip_of(path, probe, tmp_path / "frames").advice[0].text
    assert int(told.split("°")[0].split()[-1]) == pytest.approx(80, abs=4)


def test_a_clip_that_was_cut_is_told(world: Picture8, tmp_path: Path) -> None:
    path = tmp_path / "copy.mp4"
    probe = write(path, frames(world, lambda t: (40 * t, 0.0, 0.0), 1.5))
    assert not any("breaks off" in note for note in clip_of(path, probe, tmp_path / "all").notes)
    longer = probe.model_copy(update={"duration": Time.seconds(18)})
    notes = clip_of(path, longer, tmp_path / "part").notes
    assert notes[0].startswith("copy.mp4 breaks off after 1 of its 18 seconds")


def test_frames_that_lean_are_placed_better(
    world: Picture8, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pose = uneven_turn
    path = tmp_path / "pan.mp4"
    write(path, frames(world, pose, 2.8, 0.03))
    straight = placed(path, tmp_path / "one", pose)
    monkeypatch.setattr("pipelines.panorama.pan.NOTICED", 1e9)
    leaning = placed(path, tmp_path / "two", pose)
    assert straight < 0.7 * leaning


def uneven_turn(t: float) -> tuple[float, float, float]:
    return 40 * t + 5 * np.sin(2 * np.pi * t / 1.1), 1.5 * np.sin(2 * np.pi * t / 1.3), 0.0


def placed(path: Path, out: Path, pose: Pose) -> float:
    """Mean degrees by which a clip's frames are placed wrongly."""
    report = stitch([path], PanoramaSpec(width=1024), out)
    assert not report.unused
    shots = [Shot(one.name, rotation(pose, one.at.s)) for one in report.inputs if one.at]
    return pose_alignment(rotations_of(report.inputs), shots)[1]


def test_a_clip_in_which_nothing_turns(world: Picture8, tmp_path: Path) -> None:
    path = tmp_path / "still.mp4"
    probe = write(path, [np.ascontiguousarray(world[300:572, 600:1080])] * FPS)
    with pytest.raises(ClipDoesNotTurn, match=r"still\.mp4"):
        clip_of(path, probe, tmp_path / "frames")
    wall = tmp_path / "wall.mp4"
    blank = write(wall, [np.full((272, 480, 3), 200, np.uint8)] * FPS)
    with pytest.raises(ClipDoesNotTurn, match=r"Nothing in wall\.mp4 can be followed"):
        clip_of(wall, blank, tmp_path / "frames")
    with pytest.raises(KindNotSupported):
        stitch([path], PanoramaSpec(kind="photos"), tmp_path / "out")
