"""A seller edits a short in a real browser, against the real service."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Running
from tests.e2e.test_studio_in_browser import WORK_MS, listen
from tests.worker.test_revise import LENGTH, write_recording
from worker.remote import Service

pytestmark = [pytest.mark.browser, pytest.mark.redis]


@pytest.fixture
def recording(running: Running, tmp_path: Path) -> str:
    """A recording with one short that is done."""
    service = Service(running.url, running.key)
    media, subtitles = write_recording(tmp_path)
    recording = service.upload(media, {"kind": "livestream"})
    service.upload(subtitles, {"role": "transcript", "companion_of": recording})
    job = service.start(recording, {"shorts": 1, "language": "en", "shortest": 4, "longest": 8})
    for _ in service.follow(job):
        pass
    return recording


def test_a_short_is_trimmed_and_told_anew_without_a_reload(
    tab: BrowserContext, running: Running, recording: str, artefacts: Path
) -> None:
    page = tab.new_page()
    complaints = listen(page)
    page.goto(f"{running.url}/studio/recordings/{recording}")
    page.evaluate("window.untouched = true")
    page.locator("[data-review]").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    _trim(page)
    dialog.get_by_label("Title").fill("Bottles, from the factory")
    dialog.locator("[data-cue]:not([hidden]) input").first.fill("In other words.")
    page.screenshot(path=artefacts / "review.png")
    dialog.get_by_role("button", name="Render the change").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-editing]")).to_be_visible()
    title = page.locator("article.clip h3")
    expect(title).to_have_text("Bottles, from the factory", timeout=WORK_MS)
    assert page.evaluate("window.untouched"), "the page was not loaded again"
    video = page.locator("article.clip video").get_attribute("src") or ""
    assert video.endswith("?edit=1")
    track = page.locator("article.clip track").get_attribute("src") or ""
    assert "In other words." in page.request.get(f"{running.url}{track}").text()
    assert complaints == []


def _trim(page: Page) -> None:
    """The in point by keys, the out point to the end of the next sentence."""
    start, end = page.locator("dialog [name=start]"), page.locator("dialog [name=end]")
    before = float(start.input_value()), float(end.input_value())
    page.get_by_role("slider", name="In point").focus()
    page.keyboard.press("ArrowRight")
    assert float(start.input_value()) == pytest.approx(before[0] + 0.1)
    page.get_by_role("button", name="+ sentence after").click()
    assert float(end.input_value()) > before[1] or before[1] > LENGTH - 1
