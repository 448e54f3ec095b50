"""A seller gives the shop its brand: colours, a logo, words; a wrong file is told what is wrong."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from assets import asset
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.redis]

DRAWN = """() => new Promise(
    done => requestAnimationFrame(() => requestAnimationFrame(() => done()))
)"""
"""Letters sized by their box are drawn a frame after it changed."""


def test_a_brand_is_filled_in_and_seen(
    tab: BrowserContext, running: Running, artefacts: Path
) -> None:
    page = tab.new_page()
    page.goto(f"{running.url}/studio/settings")
    page.fill("[name=name]", "Harbor Bottle Works")
    page.fill("[name=primary]", "#0E5C63")
    expect(page.locator("[data-picks=primary]")).to_have_value("#0e5c63")
    expect(page.locator("[data-name]")).to_have_text("Harbor Bottle Works")
    logo, font = page.locator("[data-file=logo]"), page.locator("[data-file=font]")
    logo.locator("input").set_input_files(asset("brand", "harbor", "logo.png"))
    expect(logo.locator("output")).to_have_text("Saved")
    expect(page.locator("[data-scene=clip] [data-logo]")).to_be_visible()
    expect(page.locator("[data-name]")).to_be_hidden()
    wrong = {"name": "a.ttf", "mimeType": "font/ttf", "buffer": b"wOFF no font"}
    font.locator("input").set_input_files(wrong)
    expect(font.locator("output")).to_contain_text("neither TTF nor OTF")
    expect(font.get_by_role("button", name="Remove")).to_be_hidden()
    page.fill("[name='intro.text']", "Vacuum ware")
    expect(page.locator("[name='intro.seconds']")).to_have_value("1.2")
    page.get_by_role("button", name="Save brand").click()
    expect(page.locator(".brand form > .row output")).to_have_text("Saved")
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-words]")).to_have_text("Vacuum ware")
    wide = "document.documentElement.scrollWidth - innerWidth"
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(wide) <= 0
        page.evaluate(DRAWN)
        page.screenshot(path=artefacts / f"brand-{width}.png", full_page=True)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove brand").click()
    expect(page.locator("[name=primary]")).to_have_value("#12355B")
    page.close()
