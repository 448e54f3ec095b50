"""The whole service, started from the Procfile, and a real browser."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from storage.catalog import keys, shops
from storage.catalog.database import Database
from storage.catalog.models import Role
from tests.daemons import free_port
from tests.services import unavailable

ROOT = Path(__file__).resolve().parent.parent.parent
ARTEFACTS = ROOT / "test-artefacts"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]


@dataclass(frozen=True)
class Running:
    url: str
    key: str
    data: Path


@pytest.fixture(scope="module")
def running(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """API, worker and keeper as the Procfile has them, over SQLite and a folder.

    Ends with the module: its worker would take the jobs of other tests off the shared Redis.
    """
    data = tmp_path_factory.mktemp("service")
    port = free_port()
    env = os.environ | {
        "TRADEREEL_DATA": str(data),
        "TRADEREEL_REDIS_URL": redis_url,
        "TRADEREEL_BIND": f"127.0.0.1:{port}",
        "TRADEREEL_PUBLIC_URL": f"http://localhost:{port}",
        "TRADEREEL_MODEL": "none",
        "TRADEREEL_DOWNLOAD_WEIGHTS": "false",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    log = data / "services.log"
    with log.open("wb") as out:
        honcho = subprocess.Popen(
            [sys.executable, "-m", "honcho", "start"], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", honcho, log)
        yield Running(f"http://localhost:{port}", _key(data), data)
    finally:
        honcho.terminate()
        honcho.wait(30)
    text = log.read_text()
    assert "Traceback" not in text, text[-6000:]


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    limit = time.monotonic() + 90
    while time.monotonic() < limit:
        assert process.poll() is None, log.read_text()
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def _key(data: Path) -> str:
    database = Database(f"sqlite:///{data / 'catalog.sqlite'}")
    with database.begin() as s:
        key = keys.create(s, shops.create(s, "Bottle works").id, Role.SELLER)[1]
    database.close()
    return key


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        unavailable("no Chromium at /usr/bin/chromium (apt install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def tab(browser: Browser, running: Running) -> Iterator[BrowserContext]:
    """A browser window that is signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{running.url}/")
    page.fill("input[name=key]", running.key)
    page.click("button.primary")
    page.wait_for_url(f"{running.url}/")
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Screenshots are kept, to be looked at."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS


@pytest.fixture
def storefront(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serves a page of another site; gives its address."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def serve(html: str) -> str:
            (tmp_path / "shop.html").write_text(f"<!doctype html>{html}", encoding="utf-8")
            return f"http://127.0.0.1:{server.server_port}/shop.html"

        yield serve
        server.shutdown()
