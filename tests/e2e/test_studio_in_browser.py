"""A seller in a real browser: upload, watch, play, embed; nothing is driven past the pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from assets import asset
from pipelines.media import ffmpeg
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.redis]
WORK_MS = 150_000


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen seconds of a moving picture with pauses in its sound."""
    path = tmp_path_factory.mktemp("e2e") / "morning stream.mp4"
    sound = "aevalsrc='0.4*sin(2*PI*300*t)*lt(mod(t,5),3.5)':s=48000:d=14"
    picture = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=14"]
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg.run(
        [*picture, "-f", "lavfi", "-i", sound, *encode, "-shortest", str(path)],
        write=[path.parent],
    )
    return path


def listen(page: Page) -> list[str]:
    """What the page complains about."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    return complaints


def upload(page: Page, running: Running, files: list[Path], kind: str) -> None:
    page.goto(f"{running.url}/")
    page.locator(f"input[name=kind][value={kind}]").check(force=True)
    page.set_input_files("input.uppy-Dashboard-input >> nth=0", [str(file) for file in files])
    page.click(".uppy-StatusBar-actionBtn--upload")
    page.wait_for_url("**/studio/recordings/*", timeout=60_000)


def test_a_recording_becomes_shorts_that_play(
    tab: BrowserContext, running: Running, recording: Path, artefacts: Path
) -> None:
    page = tab.new_page()
    complaints = listen(page)
    upload(page, running, [recording], "livestream")
    expect(page.locator("progress")).to_be_visible()
    page.screenshot(path=artefacts / "job.png")
    expect(page.locator("article.clip").first).to_be_visible(timeout=WORK_MS)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=artefacts / "shorts.png", full_page=True)
    video = page.locator("article.clip video").first
    video.evaluate("video => { video.muted = true; return video.play(); }")
    page.wait_for_function("() => document.querySelector('article.clip video').currentTime > 0.3")
    size = video.evaluate("video => [video.videoWidth, video.videoHeight]")
    assert size == [1080, 1920]
    with page.expect_download() as waiting:
        page.locator("a[download]", has_text="Video").first.click()
    assert waiting.value.path().read_bytes()[4:8] == b"ftyp"
    expect(
        page.locator("text=Without speech").or_(page.locator("text=switched off")).first
    ).to_be_visible()
    assert not complaints


def test_photos_become_a_tour_that_turns(
    tab: BrowserContext, running: Running, artefacts: Path, storefront: Callable[[str], str]
) -> None:
    page = tab.new_page()
    complaints = listen(page)
    photos = sorted((asset("demo") / "photos").glob("*.jpg"))[:6]
    upload(page, running, photos, "tour")
    expect(page.locator("[data-tour][data-ready]")).to_be_attached(timeout=WORK_MS)
    page.wait_for_timeout(1500)
    page.screenshot(path=artefacts / "tour.png")
    scenes_tell_their_seller(page, artefacts)
    code = page.locator("pre.embed").first.text_content() or ""
    address = code.split('src="')[1].split('"')[0]
    embed(tab, address, artefacts, storefront)
    assert not complaints


def scenes_tell_their_seller(page: Page, artefacts: Path) -> None:
    """What to shoot again stands below the tour, with the whole report; no buyer gets either."""
    scene = page.locator(".scenes article")
    expect(scene).to_have_count(1)
    expect(scene.locator("ol.notes li").first).to_contain_text("°")
    assert scene.locator("img").evaluate("picture => picture.naturalWidth") > 300
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(1500)
        page.screenshot(path=artefacts / f"tour-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.context.expect_page() as opening:
        scene.get_by_role("link").click()
    report = opening.value
    expect(report.locator("h1")).to_contain_text("A panorama of 6 pictures")
    expect(report.locator("ol.todo li").first).to_be_visible()
    assert report.locator(".strip img").evaluate("picture => picture.naturalWidth") > 500
    report.screenshot(path=artefacts / "tour-report.png")
    report.close()
    tour = page.locator("[data-tour]").get_attribute("data-tour") or ""
    below = page.url.split("/studio/")[0] + tour.removesuffix("tour.json")
    scene_id = scene.locator("img").get_attribute("src").split("/")[-2]  # type: ignore[union-attr]
    assert requests.get(f"{below}scenes/{scene_id}/panorama.jpg", timeout=10).ok
    for name in ("reports.json", f"scenes/{scene_id}/report.html", f"scenes/{scene_id}/seen.jpg"):
        assert requests.get(below + name, timeout=10).status_code == 404


def embed(
    tab: BrowserContext, address: str, artefacts: Path, storefront: Callable[[str], str]
) -> None:
    """The embed opens for somebody who is not signed in, inside another page."""
    assert requests.get(address, timeout=10).ok
    page = tab.browser.new_context(viewport={"width": 900, "height": 500}).new_page()  # type: ignore[union-attr]
    page.goto(storefront(f'<iframe src="{address}" width="880" height="480"></iframe>'))
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-tour][data-ready]")).to_be_attached(timeout=30_000)
    page.wait_for_timeout(1000)
    page.screenshot(path=artefacts / "embed.png")
    page.context.close()
