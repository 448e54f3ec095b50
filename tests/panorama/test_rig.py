"""Several cameras on one stand: a picture of each at the same moment."""

import shutil
from pathlib import Path

import pytest

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import KindNotSupported, TooFewInputs, UnreadablePicture
from pipelines.panorama.rig import stills_of
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch
from tests.panorama.turning import taken, write

CAMERAS, RATE = 8, 12


def clip(path: Path, world: Picture8, yaw: float) -> Path:
    """Two seconds of a camera that stands still."""
    write(path, [taken(world, lambda t: (yaw, 0.0, 0.0), 0.0)] * (2 * RATE), RATE)
    return path


@pytest.fixture(scope="module")
def rig(world: Picture8, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Eight cameras all the way round, two seconds each, that stand still."""
    folder = tmp_path_factory.mktemp("rig")
    return [
        clip(folder / f"camera-{number}.mp4", world, number * 360 / CAMERAS)
        for number in range(CAMERAS)
    ]


@pytest.mark.parametrize("kind", ["rig", "auto"])
def test_the_clips_of_a_rig_become_a_closed_panorama(
    rig: list[Path], tmp_path: Path, kind: str
) -> None:
    spec = PanoramaSpec.model_validate({"kind": kind, "width": 1024})
    report = stitch(rig, spec, tmp_path)
    assert report.kind == "rig"
    assert report.closed
    assert len(report.inputs) == CAMERAS
    assert "at the same moment" in report.notes[0]
    assert {pose.name for pose in report.inputs} == {file.name for file in rig}
    assert not list(tmp_path.glob(".frames-*")), "the stills were left behind"


def test_cameras_that_number_their_clips_alike_are_told_apart(
    rig: list[Path], tmp_path: Path
) -> None:
    given = [tmp_path / name / "GX010001.mp4" for name in ("left", "middle", "right")]
    for file, clip in zip(given, rig, strict=False):
        file.parent.mkdir()
        shutil.copyfile(clip, file)
    report = stitch(given, PanoramaSpec(kind="rig", width=512), tmp_path / "out")
    assert not report.unused
    names = [pose.name for pose in sorted(report.inputs, key=lambda pose: pose.yaw)]
    assert names == [f"{file.parent.name}/{file.name}" for file in given]


def test_a_clip_that_is_broken_in_its_middle_is_left_out(rig: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    data = bytearray(rig[2].read_bytes())
    first, last = data.index(b"mdat") + 8, data.rindex(b"moov") - 8
    data[first:last] = bytes(last - first)
    broken.write_bytes(data)
    photos, left_out = stills_of([*rig[:2], broken], tmp_path)
    assert [photo.name for photo in photos] == [file.name for file in rig[:2]]
    assert list(left_out) == ["broken.mp4"] and "shows nothing" in left_out["broken.mp4"]
    with pytest.raises(UnreadablePicture, match=r"broken\.mp4 shows nothing"):
        stills_of([rig[0], broken], tmp_path)


def test_photos_of_a_rig_do_as_well(circle: tuple[Path, list[object]], tmp_path: Path) -> None:
    report = stitch([circle[0]], PanoramaSpec(kind="rig", width=1024), tmp_path)
    assert (report.kind, report.closed, len(report.inputs)) == ("rig", True, 12)


def test_one_camera_is_no_rig(rig: list[Path], tmp_path: Path) -> None:
    with pytest.raises(TooFewInputs, match="no rig"):
        stitch(rig[:1], PanoramaSpec(kind="rig"), tmp_path)


def test_a_clip_beside_photos_is_put_aside_and_told(
    rig: list[Path], circle: tuple[Path, list[object]], tmp_path: Path
) -> None:
    report = stitch([*rig[:1], circle[0]], PanoramaSpec(width=1024), tmp_path)
    told = {one.name: one.why for one in report.unused}
    assert told.keys() == {rig[0].name}
    assert "A clip among photos" in told[rig[0].name]


def test_a_clip_and_one_photo_are_not_guessed(
    rig: list[Path], circle: tuple[Path, list[object]], tmp_path: Path
) -> None:
    photo = min(circle[0].iterdir())
    with pytest.raises(KindNotSupported):
        stitch([*rig[:1], photo], PanoramaSpec(), tmp_path)
