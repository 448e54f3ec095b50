"""A panning clip: frames chosen, and stitched."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.media.time import Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.errors import ClipDoesNotTurn, KindNotSupported
from pipelines.panorama.pan import STEP, Track, choose, moved, sharpness
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch

RATE = 12
FOV = 68.0


def clip(path: Path, world: Picture8, yaws: list[float]) -> Path:
    """A clip of the drawn sphere, one frame per yaw."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(RATE), options={"crf": "16"})
        stream.width, stream.height, stream.pix_fmt = 480, 272, "yuv420p"
        for yaw in yaws:
            picture = look(world, rotation_of(yaw, 0, 0), (480, 272), FOV)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path


def track(index: int, way: float, sharp: float = 1.0) -> Track:
    return Track(index, Time.seconds(index / RATE), way, sharp)


def test_frames_are_a_step_apart() -> None:
    chosen = choose([track(index, index * 0.02) for index in range(100)])
    ways = np.array([one.way for one in chosen])
    assert ways[0] < 0.05
    assert ways[-1] > 1.93
    assert np.diff(ways) == pytest.approx(STEP * np.ones(len(ways) - 1), abs=0.05)


def test_the_sharpest_of_near_frames_is_taken() -> None:
    sharp = {14, 27}
    tracks = [track(index, index * 0.02, 9.0 if index in sharp else 1.0) for index in range(55)]
    assert sharp < {one.index for one in choose(tracks)}


@pytest.mark.parametrize("reach", [0.0, STEP / 3], ids=["still", "hardly"])
def test_a_clip_that_stands_still_has_no_frames(reach: float) -> None:
    assert choose([track(index, index * reach / 30) for index in range(30)]) == []
    assert choose([]) == []


@pytest.mark.parametrize("shift", [(6, 0), (-9, 2), (0, 0)], ids=["right", "left", "still"])
def test_motion_is_measured(world: Picture8, shift: tuple[int, int]) -> None:
    grey = np.asarray(cv2.cvtColor(world, cv2.COLOR_BGR2GRAY), np.uint8)
    before, after = grey[400:580, 500:820], grey[400 + shift[1] : 580 + shift[1], 500 + shift[0] :]
    found = moved(np.ascontiguousarray(before), np.ascontiguousarray(after[:, :320]))
    assert found == pytest.approx(shift, abs=0.3)


def test_nothing_to_follow_is_no_motion_and_blur_is_less_sharp(world: Picture8) -> None:
    blank = np.full((180, 320), 90, np.uint8)
    assert moved(blank, blank) == pytest.approx((0, 0))
    grey = np.asarray(cv2.cvtColor(world, cv2.COLOR_BGR2GRAY), np.uint8)
    assert sharpness(np.asarray(cv2.GaussianBlur(grey, (0, 0), 3))) < 0.3 * sharpness(grey)


def test_a_panning_clip_is_stitched(world: Picture8, tmp_path: Path) -> None:
    yaws = [index * 5.0 for index in range(21)]
    path = clip(tmp_path / "pan.mp4", world, yaws)
    report = stitch([path], PanoramaSpec(width=1024), tmp_path / "out")
    assert report.kind == "pan"
    assert "panning clip" in report.notes[0]
    assert report.span == pytest.approx(100 + FOV, abs=5)
    assert not report.closed
    assert [pose.fov for pose in report.inputs] == pytest.approx(
        [FOV] * len(report.inputs), abs=1.5
    )
    first = report.inputs[0]
    for pose in report.inputs:
        assert pose.at is not None
        assert first.at is not None
        turned = (pose.at - first.at).s * RATE * 5
        assert pose.yaw - first.yaw == pytest.approx(turned, abs=1)
    assert not list((tmp_path / "out").glob(".frames*"))


def test_a_clip_in_which_nothing_turns(world: Picture8, tmp_path: Path) -> None:
    path = clip(tmp_path / "still.mp4", world, [10.0] * 4)
    with pytest.raises(ClipDoesNotTurn, match=r"still\.mp4"):
        stitch([path], PanoramaSpec(), tmp_path / "out")
    with pytest.raises(KindNotSupported):
        stitch([path], PanoramaSpec(kind="photos"), tmp_path / "out")
    with pytest.raises(KindNotSupported):
        stitch([path, path], PanoramaSpec(), tmp_path / "out")
