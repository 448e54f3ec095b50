"""Sets with known truth through the whole pipeline."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.panorama_truth import Shot, cut, look, pose_alignment, ring, rotations_of, score
from pipelines.panorama import gpano
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.errors import (
    NotEnoughOverlap,
    TooFewInputs,
)
from pipelines.panorama.spec import PanoramaReport, PanoramaSpec
from pipelines.panorama.stitch import stitch

SIZE, FOV = (480, 360), 68.0
SPEC = PanoramaSpec(width=2048)


def copied(folder: Path, names: list[str], target: Path) -> Path:
    target.mkdir()
    for name in names:
        shutil.copyfile(folder / name, target / name)
    return target


def test_a_circle_closes_and_comes_near_the_truth(
    circle: tuple[Path, list[Shot]], world: Picture8, tmp_path: Path
) -> None:
    folder, shots = circle
    told: list[float] = []
    report = stitch([folder], SPEC, tmp_path, lambda fraction, note: told.append(fraction))
    assert len(report.inputs) == 12
    assert not report.unused
    assert report.closed
    assert report.span == 360
    assert report.reshoot == ()
    assert report.loop_error is not None
    assert report.loop_error < 0.5
    assert told == sorted(told)
    turn, error = pose_alignment(rotations_of(report.inputs), shots)
    assert error < 0.1
    assert [pose.fov for pose in report.inputs] == pytest.approx([FOV] * 12, abs=0.5)
    picture = cv2.imread(str(tmp_path / "panorama.jpg"))
    assert picture.shape == (report.height, report.width, 3)
    band = np.zeros(picture.shape[:2], bool)
    band[int(report.height * 0.37) : int(report.height * 0.63)] = True
    result = score(picture, band, world, turn, error)
    assert result.psnr > 33
    # The truth has 1.2 here; the edge of the canvas is an edge of JPEG blocks too.
    assert result.seam < 1.3
    assert report == PanoramaReport.load(tmp_path / "panorama.json")


def test_the_output_says_that_it_is_a_sphere_and_leaves_the_unseen_black(
    circle: tuple[Path, list[Shot]], tmp_path: Path
) -> None:
    report = stitch([circle[0]], PanoramaSpec(width=1024), tmp_path)
    assert report.width == 1024
    assert gpano.is_marked(tmp_path / "panorama.jpg")
    with Image.open(tmp_path / "panorama.jpg") as image:
        assert image.size == (1024, 512)
        assert not np.asarray(image)[:20].any()
    with Image.open(tmp_path / "cropped.jpg") as cropped:
        assert cropped.size[0] == 1024
        assert np.asarray(cropped)[0].any()
    box = gpano.read(tmp_path / "cropped.jpg")
    assert box is not None
    assert report.extent is not None
    assert 90 - box.top * 180 / 512 == pytest.approx(report.extent.top, abs=0.8)
    with Image.open(tmp_path / "preview.jpg") as preview:
        assert preview.size == (1024, 512)
    assert 0.4 < report.coverage < 0.7
    assert not list(tmp_path.glob(".*"))


def test_an_open_circle_says_between_which(circle: tuple[Path, list[Shot]], tmp_path: Path) -> None:
    folder, shots = circle
    names = [shot.name for shot in shots if shot.name not in ("view05.jpg", "view06.jpg")]
    report = stitch([copied(folder, names, tmp_path / "in")], SPEC, tmp_path / "out")
    assert len(report.inputs) == 10
    assert not report.closed
    assert report.loop_error is None
    assert 315 < report.span < 345
    assert report.reshoot[0].between == ("view04.jpg", "view07.jpg")


def test_a_stray_is_left_out_and_named(circle: tuple[Path, list[Shot]], tmp_path: Path) -> None:
    folder = copied(circle[0], ["view00.jpg", "view01.jpg", "view02.jpg"], tmp_path / "in")
    draw = np.random.default_rng(9)
    noise = cv2.resize(draw.integers(0, 255, (45, 60, 3), np.uint8), SIZE)
    cv2.imwrite(str(folder / "stray.jpg"), noise)
    shutil.copyfile(folder / "view01.jpg", folder / "view01-again.jpg")
    report = stitch([folder], SPEC, tmp_path / "out")
    assert [pose.name for pose in report.inputs] == [f"view0{index}.jpg" for index in range(3)] or [
        pose.name for pose in report.inputs
    ] == ["view00.jpg", "view01-again.jpg", "view02.jpg"]
    why = {unused.name: unused.why for unused in report.unused}
    assert "nothing that the other pictures show" in why.pop("stray.jpg")
    assert "same picture" in next(iter(why.values()))


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_two_pictures_are_enough(world: Picture8, tmp_path: Path, suffix: str) -> None:
    cut(world, [(170, 5), (-160, 5)], tmp_path / "in", size=SIZE, fov=FOV, suffix=suffix)
    report = stitch([tmp_path / "in"], SPEC, tmp_path / "out")
    assert len(report.inputs) == 2
    assert not report.closed
    yaws = sorted(pose.yaw for pose in report.inputs)
    assert yaws[1] - yaws[0] == pytest.approx(30, abs=4)
    assert sum(yaws) == pytest.approx(0, abs=1)


def test_portrait_and_landscape_mix(world: Picture8, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    focal = 0.5 / np.tan(np.radians(FOV) / 2)
    upright = float(np.degrees(2 * np.arctan(0.375 / focal)))
    for index, size in enumerate([SIZE, SIZE[::-1], SIZE, SIZE[::-1]]):
        fov = FOV if size == SIZE else upright
        picture = look(world, rotation_of(index * 18, 0, 0), size, fov)
        image = Image.fromarray(picture[:, :, ::-1])
        exif = Image.Exif()
        if size != SIZE:
            exif[0x0112] = 6
            image = image.transpose(Image.Transpose.ROTATE_90)
        image.save(folder / f"{index}.jpg", quality=95, exif=exif)
    report = stitch([folder], SPEC, tmp_path / "out")
    fovs = [pose.fov for pose in report.inputs]
    assert fovs[0] == pytest.approx(FOV, abs=3)
    assert fovs[1] == pytest.approx(upright, abs=3)
    assert max(abs(pose.roll) for pose in report.inputs) < 1


def test_a_set_without_overlap_says_so(world: Picture8, tmp_path: Path) -> None:
    cut(world, [(0, 0), (90, 0), (180, 0)], tmp_path / "in", size=SIZE, fov=60)
    with pytest.raises(NotEnoughOverlap) as caught:
        stitch([tmp_path / "in"], SPEC, tmp_path / "out")
    assert caught.value.apart == ("view00.jpg", "view01.jpg", "view02.jpg")
    assert "view01.jpg" in str(caught.value)
    assert caught.value.remedy


def test_a_blank_wall_gives_nothing_to_hold_on_to(tmp_path: Path) -> None:
    for index in range(3):
        wall = np.full((360, 480, 3), 180 + index, np.uint8)
        cv2.imwrite(str(tmp_path / f"wall{index}.png"), wall)
    with pytest.raises(NotEnoughOverlap):
        stitch([tmp_path], SPEC, tmp_path / "out")


def test_one_photo_and_twice_the_same_are_too_few(
    circle: tuple[Path, list[Shot]], tmp_path: Path
) -> None:
    with pytest.raises(TooFewInputs):
        stitch([circle[0] / "view00.jpg"], SPEC, tmp_path / "out")
    folder = copied(circle[0], ["view00.jpg"], tmp_path / "in")
    shutil.copyfile(folder / "view00.jpg", folder / "same.jpg")
    with pytest.raises(TooFewInputs):
        stitch([folder], SPEC, tmp_path / "out")
    with pytest.raises(TooFewInputs):
        stitch([], SPEC, tmp_path / "out")


def test_a_finished_sphere_passes_without_recompression(world: Picture8, tmp_path: Path) -> None:
    source = tmp_path / "sphere.jpg"
    cv2.imwrite(str(source), world, [cv2.IMWRITE_JPEG_QUALITY, 90])
    report = stitch([source], PanoramaSpec(), tmp_path / "out")
    assert report.kind == "equirect"
    assert (report.width, report.coverage, report.closed) == (2048, 1.0, True)
    out = tmp_path / "out" / "panorama.jpg"
    assert gpano.is_marked(out)
    assert (cv2.imread(str(out)) == cv2.imread(str(source))).all()
    again = stitch([out], PanoramaSpec(), tmp_path / "again")
    assert again.notes[0].endswith("says that it is equirectangular.")
    assert (tmp_path / "again" / "panorama.jpg").read_bytes() == out.read_bytes()
    smaller = stitch([source], PanoramaSpec(width=1024), tmp_path / "small")
    assert smaller.width == 1024


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "used", "unused"),
    [("weir", 3, 0), ("budapest", 6, 0), ("exposure_error", 2, 0), ("xpano_mixed", 5, 7)],
)
def test_real_sets(shared: Path, tmp_path: Path, name: str, used: int, unused: int) -> None:
    report = stitch([shared / "vr" / "photos" / name], PanoramaSpec(width=1024), tmp_path)
    assert len(report.inputs) >= used
    assert len(report.inputs) + len(report.unused) == used + unused
    assert all(one.why for one in report.unused)
    assert json.loads((tmp_path / "panorama.json").read_text())["closed"] is False


def test_a_circle_is_found_in_shuffled_names(world: Picture8, tmp_path: Path) -> None:
    aims = [aim for pair in zip(ring(12)[:6], ring(12)[6:], strict=True) for aim in pair]
    cut(world, aims, tmp_path / "in", size=SIZE, fov=FOV, seed=5)
    report = stitch([tmp_path / "in"], PanoramaSpec(width=1024), tmp_path / "out")
    assert report.closed
    assert len(report.inputs) == 12
