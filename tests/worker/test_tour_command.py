"""``tradereel tour``: what its options do, from photos to the tour that is written."""

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from assets import asset
from bench.panorama_truth import look
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.spec import PanoramaReport
from pipelines.tours.spec import REPORTS, TourManifest, TourReport
from tests.panorama.turning import write
from tests.services import unavailable
from worker.cli import main

CHROMIUM = Path("/usr/bin/chromium")
CAMERAS = 6
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
    (two_places / "notes.txt").write_text("second floor")
    asked = ["tour", str(two_places), "-o", str(out), "--width", "1024"]
    assert main(asked) == 0
    assert [scene.title for scene in TourManifest.load(out / "tour.json").scenes] == ["works"]
    told = capsys.readouterr().out
    assert told.count("not used: notes.txt") == 1
    assert "as asked" not in told, "nobody asked"
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "Drag to look around.</p>" in page
    assert main([*asked, "--all"]) == 0
    manifest = TourManifest.load(out / "tour.json")
    assert [scene.title for scene in manifest.scenes] == ["works", "works 2"]
    assert [[link.to for link in scene.links] for scene in manifest.scenes] == [
        ["works--2"],
        ["works"],
    ]
    told = capsys.readouterr().out
    assert "not used: 7.jpg" not in told, "it is used, in the other scene"
    assert "arrows lead on" in (out / "index.html").read_text(encoding="utf-8")
    for scene in TourReport.load(out / REPORTS).scenes:
        assert scene.used in (2, 3) and scene.reshoot and not scene.closed
        assert (out / scene.page).is_file()
        with Image.open(out / scene.still) as still:
            assert still.width == pytest.approx(scene.span / 360 * 1024, abs=2)
            assert np.asarray(still).mean() > 60, "no black around what was seen"
        assert all(advice in told for advice in scene.reshoot) and scene.page in told


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clips of six cameras on one stand in the drawn hall: eight frames in which
    a green ball goes from the first camera to the fourth."""
    folder = tmp_path_factory.mktemp("given") / "packing"
    folder.mkdir()
    hall = cv2.resize(
        cv2.imread(str(asset("demo") / "sphere.jpg")), (1536, 768), interpolation=cv2.INTER_AREA
    )
    worlds = [cv2.circle(hall.copy(), (768 + 100 * at, 300), 30, GREEN, -1) for at in range(8)]
    for number in range(CAMERAS):
        turn = rotation_of(number * 360 / CAMERAS, 0, 0)
        pictures = [look(np.asarray(world, np.uint8), turn, (320, 240), 90) for world in worlds]
        write(folder / f"camera-{number + 1}.mp4", pictures, 4)
    return folder


@pytest.fixture(scope="module")
def rig_tour(stand: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    assert main(["tour", str(stand), "-o", str(out), "--rig", "--width", "768"]) == 0
    return out


def test_the_clips_of_a_rig_become_one_scene(stand: Path, rig_tour: Path) -> None:
    (scene,) = TourManifest.load(rig_tour / "tour.json").scenes
    (told,) = TourReport.load(rig_tour / REPORTS).scenes
    assert (scene.id, scene.title, scene.width) == ("packing", "packing", 768)
    assert (told.used, told.given, told.closed) == (CAMERAS, CAMERAS, True)
    report = PanoramaReport.load(rig_tour / scene.report)
    assert report.kind == "rig"
    assert sorted(pose.name for pose in report.inputs) == sorted(p.name for p in stand.iterdir())
    with Image.open(rig_tour / scene.panorama) as picture:
        red, green, blue = np.moveaxis(np.asarray(picture, np.int16), 2, 0)
    ball = np.flatnonzero(((green - np.maximum(red, blue)) > 90).any(axis=0))
    across = np.ptp(ball) if np.ptp(ball) < 384 else 768 - np.diff(ball).max()
    assert 22 < across < 45, "one moment shows one whole ball"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_a_rigs_tour_turns_in_a_browser(
    rig_tour: Path, tmp_path: Path, width: int
) -> None:
    if not CHROMIUM.exists():
        unavailable("no Chromium at /usr/bin/chromium (apt install chromium)")
    if not asset("player", "standalone.js").exists():
        unavailable("the viewer is not built (make web)")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--use-gl=swiftshader"]
        )
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((rig_tour / "index.html").as_uri())
        box = page.locator("[data-tour-inline]")
        expect(page.locator("[data-tour-inline][data-ready]")).to_be_attached(timeout=20_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.wait_for_timeout(1000)
        ahead = shot(box.screenshot())
        box.focus()
        for _ in range(40):
            page.keyboard.press("ArrowRight")
            turned = shot(box.screenshot())
            if np.abs(ahead - turned).mean() > 8:
                break
        browser.close()
    assert not complaints
    for seen in (ahead, turned):
        assert seen.std() > 20, "the hall is shown"
    assert np.abs(ahead - turned).mean() > 8, "and it turns"


def shot(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(data)).convert("L"), np.float64)
