"""``tradereel tour``: what its options do, from photos to the tour that is written."""

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets import asset
from pipelines.tours.spec import REPORTS, TourManifest, TourReport
from worker.cli import main

PHOTOS = asset("demo") / "photos"
GREEN = (0, 200, 0)


@pytest.fixture
def sphere(tmp_path: Path) -> Path:
    """A finished sphere, grey and uneven all over."""
    rows, columns = np.mgrid[0:128, 0:256]
    shade = 120 + 60 * np.cos(columns / 256 * 2 * np.pi) * np.sin(rows / 128 * np.pi)
    path = tmp_path / "hall.png"
    Image.fromarray(shade.astype(np.uint8)).convert("RGB").save(path)
    return path


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    Image.new("RGB", (60, 40), GREEN).save(path)
    return path


def brand(logo: Path) -> Path:
    """The logo in a brand's archive."""
    path = logo.with_name("brand.zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("brand.json", '{"logo": "logo.png"}')
        archive.write(logo, "logo.png")
    return path


def below(out: Path) -> float:
    """How green the lowest rows of the only scene are, beside their red and blue."""
    with Image.open(out / "scenes" / "hall" / "panorama.jpg") as picture:
        red, green, blue = np.asarray(picture)[-4:].reshape(-1, 3).mean(axis=0)
    return float(green - max(red, blue))


@pytest.mark.parametrize("kind", ["picture", "brand"])
def test_a_logo_covers_the_floor_of_every_scene(
    sphere: Path, logo: Path, kind: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert main(["tour", str(sphere), "-o", str(out)]) == 0
    assert abs(below(out)) < 5
    given = brand(logo) if kind == "brand" else logo
    wanted = ["--logo", str(given), "--floor-size", "60"]
    assert main(["tour", str(sphere), "-o", str(out), *wanted]) == 0
    assert below(out) > 90
    Image.new("RGB", (60, 40), (90, 90, 90)).save(logo)
    assert main(["tour", str(sphere), "-o", str(out), "--logo", str(logo)]) == 0
    assert abs(below(out)) < 5, "another logo, another floor"


def test_a_logo_that_is_not_there_is_told(sphere: Path, tmp_path: Path) -> None:
    without = tmp_path / "brand"
    without.mkdir()
    (without / "brand.json").write_text("{}")
    for given in ([], ["--logo", str(without)], ["--logo", "none.png"]):
        assert main(["tour", str(sphere), "-o", str(tmp_path / "out"), "--floor", "logo", *given])
    assert not (tmp_path / "out" / "tour.json").exists()


@pytest.fixture(scope="module")
def two_places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three photos that look one way and two that look the other: as two places."""
    folder = tmp_path_factory.mktemp("given") / "works"
    folder.mkdir()
    for number in (1, 2, 3, 7, 8):
        shutil.copyfile(PHOTOS / f"assembly-{number:02}.jpg", folder / f"{number}.jpg")
    return folder


def test_every_panorama_of_a_folder_may_be_a_scene(
    two_places: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ["tour", str(two_places), "-o", str(out), "--width", "1024"]
    assert main(asked) == 0
    assert [scene.title for scene in TourManifest.load(out / "tour.json").scenes] == ["works"]
    assert main([*asked, "--all"]) == 0
    manifest = TourManifest.load(out / "tour.json")
    assert [scene.title for scene in manifest.scenes] == ["works", "works 2"]
    assert [[link.to for link in scene.links] for scene in manifest.scenes] == [
        ["works--2"],
        ["works"],
    ]
    told = capsys.readouterr().out
    for scene in TourReport.load(out / REPORTS).scenes:
        assert scene.used in (2, 3) and scene.reshoot and not scene.closed
        assert (out / scene.page).is_file()
        with Image.open(out / scene.still) as still:
            assert still.width == pytest.approx(scene.span / 360 * 1024, abs=2)
            assert np.asarray(still).mean() > 60, "no black around what was seen"
        assert all(advice in told for advice in scene.reshoot) and scene.page in told
