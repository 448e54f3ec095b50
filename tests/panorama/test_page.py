"""The report for people: everything is on it, it needs no other file, and it fits a phone."""

import re
import shutil
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest

from bench.panorama_truth import Shot
from pipelines.panorama.camera import Lens, View
from pipelines.panorama.coverage import HEIGHT, WIDTH, make_map, weakness
from pipelines.panorama.page import direction, figures, verdict
from pipelines.panorama.spec import Area, Extent, PanoramaReport, PanoramaSpec
from pipelines.panorama.stitch import stitch

NASTY = "x<script>alert(1)</script>&'.jpg"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made(circle: tuple[Path, list[Shot]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten of twelve views, one of them blurred and one with an odd name, and a stray."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "in").mkdir()
    for number in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11):
        name = NASTY.replace("/", "") if number == 9 else f"view{number:02}.jpg"
        shutil.copyfile(circle[0] / f"view{number:02}.jpg", folder / "in" / name)
    soft = cv2.imread(str(folder / "in" / "view02.jpg"))
    cv2.imwrite(str(folder / "in" / "view02.jpg"), cv2.blur(soft, (9, 1)))
    (folder / "in" / "stray.jpg").touch()
    stitch([folder / "in"], PanoramaSpec(width=1024), folder / "out")
    return folder / "out"


def test_everything_is_told(made: Path) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    html = (made / "report.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)
    for pose in report.inputs:
        assert escape(pose.name, quote=True).replace("&#x27;", "&#39;") in html
    assert "stray.jpg is empty." in html
    for figure in figures(report):
        assert figure.value in html
    said = [advice.text for advice in report.reshoot]
    assert any("view02.jpg is blurred" in text for text in said)
    assert any(set(advice.between) == {"view04.jpg", "view07.jpg"} for advice in report.reshoot)
    assert all(escape(text, quote=False) in html for text in said if "'" not in text)
    soft = next(pose for pose in report.inputs if pose.name == "view02.jpg")
    assert soft.sharpness is not None
    assert soft.sharpness < 0.62
    assert len(report.areas) == 72
    assert [camera.inputs for camera in report.cameras] == [10]


def test_the_map_numbers_the_inputs_where_they_look(made: Path) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    drawing = ElementTree.parse(made / "coverage.svg").getroot()
    badges = {}
    for group in drawing.iter(f"{SVG}g"):
        if group.get("class") == "badge":
            x, y = map(float, re.findall(r"[-\d.]+", str(group.get("transform"))))
            badges[str(group.findtext(f"{SVG}title"))] = x, y
    for pose in report.inputs:
        x, y = badges[pose.name]
        assert x == pytest.approx(np.clip((pose.yaw + 180) / 360 * WIDTH, 30, WIDTH - 30), abs=1)
        assert y == pytest.approx((90 - pose.pitch) / 180 * HEIGHT, abs=1)
    text = "".join(drawing.itertext())
    assert f"{360 - report.span:.0f}° missing" in text
    assert len(list(drawing.iter(f"{SVG}path"))) == 2 * len(report.inputs)


SHOWN = {
    "a-ring": (26.0, -26.0, 40.0, -40.0),
    "one-row-more": (60.0, -30.0, 70.0, -40.0),
    "near-the-top": (88.0, 40.0, 90.0, 10.0),
    "near-the-floor": (-60.0, -85.0, -10.0, -90.0),
    "all": (90.0, -90.0, 90.0, -90.0),
}


@pytest.mark.parametrize(("top", "bottom", "above", "below"), SHOWN.values(), ids=SHOWN)
def test_the_map_shows_what_was_seen_and_little_else(
    made: Path, top: float, bottom: float, above: float, below: float
) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    seen = Extent(left=-90, right=90, top=top, bottom=bottom)
    changed = report.model_copy(update={"extent": seen})
    drawn = make_map(changed, np.zeros((64, 128, 3), np.uint8), None)
    assert 90 - drawn.top / HEIGHT * 180 == pytest.approx(above, abs=0.1)
    assert 90 - (drawn.top + drawn.height) / HEIGHT * 180 == pytest.approx(below, abs=0.1)


@pytest.mark.parametrize(("count", "every"), [(1, 1), (20, 1), (21, 2), (100, 5)])
def test_of_many_numbers_some_are_drawn(made: Path, count: int, every: int) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    view = View("a.jpg", 400, 300, Lens(0.8), np.eye(3))
    drawn = make_map(report, np.zeros((64, 128, 3), np.uint8), None, [view] * count)
    assert drawn.every == every


def test_outlines_and_gaps_run_over_the_edge(made: Path) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    assert report.extent is not None
    turned = report.extent.model_copy(update={"left": -150.0, "right": 170.0})
    changed = report.model_copy(update={"span": 320.0, "extent": turned})
    drawn = make_map(changed, np.zeros((64, 128, 3), np.uint8), None)
    assert drawn.gap is not None
    assert drawn.gap.degrees == 40
    assert sum(width for _, width in drawn.gap.boxes) == pytest.approx(40 / 360 * WIDTH, abs=0.2)
    assert [left for left, _ in drawn.gap.boxes] == pytest.approx([350 / 360 * WIDTH, 0], abs=0.1)


@pytest.mark.parametrize(
    ("area", "kind"),
    [
        (Area(yaw=0, pitch=0, seen=1, sharpness=1, brightness=0.5), None),
        (Area(yaw=0, pitch=0, seen=0.1, sharpness=0.1), None),
        (Area(yaw=0, pitch=0, seen=1, sharpness=0.4, ghosting=0.5), "doubled"),
        (Area(yaw=0, pitch=0, seen=1, sharpness=0.4), "blurred"),
        (Area(yaw=0, pitch=0, seen=1, blown=0.6), "burnt"),
        (Area(yaw=0, pitch=0, seen=1, brightness=0.02), "dark"),
    ],
    ids=["good", "hardly-seen", "doubled", "blurred", "burnt", "dark"],
)
def test_what_is_worst_about_a_field(area: Area, kind: str | None) -> None:
    assert weakness(area) == kind


@pytest.mark.parametrize(
    ("yaw", "pitch", "words"),
    [(0.2, 0, "ahead"), (35.4, 0.1, "35° right"), (-90, -40, "90° left, 40° down")],
)
def test_directions_are_said_as_people_do(yaw: float, pitch: float, words: str) -> None:
    assert direction(yaw, pitch) == words


def test_the_verdict_is_fair(made: Path) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    assert verdict(report)[0] == "fair"
    assert verdict(report.model_copy(update={"reshoot": ()}))[0] == "good"


@pytest.mark.parametrize("poor", ["doubled", "apart", "mostly-left-out"])
def test_what_is_poor_is_called_so(made: Path, poor: str) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    changes: dict[str, dict[str, object]] = {
        "doubled": {"ghosting": 0.2, "reshoot": ()},
        "apart": {"reprojection_error": 6.0},
        "mostly-left-out": {"unused": report.unused * 11},
    }
    tone, said = verdict(report.model_copy(update=changes[poor]))
    assert tone == "poor" and "taken again" in said and "Nothing" not in said


def test_pictures_of_other_places_are_no_fault(made: Path) -> None:
    report = PanoramaReport.load(made / "panorama.json")
    changes = {"unused": report.unused * 11, "groups": (("elsewhere.jpg",) * 9,)}
    assert verdict(report.model_copy(update=changes))[0] == "fair"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_it_opens_in_a_browser(made: Path, width: int) -> None:
    from playwright.sync_api import sync_playwright

    browser_path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if browser_path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda told: complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((made / "report.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        strip = page.locator(".strip img")
        assert strip.evaluate("image => image.complete && image.naturalWidth > 400")
        badge = page.locator(".coverage .badge text").first.bounding_box()
        assert badge is not None
        assert badge["height"] >= 8
        assert page.locator(".coverage .badge").count() == 10
        browser.close()
    assert complaints == []
