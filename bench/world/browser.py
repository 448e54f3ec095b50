"""Chromium that draws without a graphics card."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import DependencyError

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # Textures are painted on canvases; Skia paints them much faster than SwiftShader.
    "--disable-accelerated-2d-canvas",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # The page is never in front; it must not be slowed down for that.
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
)


class NoBrowser(DependencyError):
    """There is no Chromium to draw with, or it has no WebGL."""

    code = "browser_missing"


@contextmanager
def open_page(url: str) -> Iterator["Page"]:
    """A page of a fresh browser; both end with the block. Raises `NoBrowser`."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowser("Playwright is not installed.", remedy="pip install playwright") from error
    if not CHROMIUM.exists():
        raise NoBrowser("There is no Chromium.", remedy="Install it: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*_FLAGS])
        except Error as error:
            raise NoBrowser(
                f"Chromium does not start: {error.message}",
                remedy="Install it anew: apt-get install --reinstall chromium",
            ) from error
        try:
            page = browser.new_page()
            page.goto(url, wait_until="commit", timeout=120_000)
            yield page
        finally:
            browser.close()
