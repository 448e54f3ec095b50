"""The real server: gunicorn on a free port over a real store and catalog."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import pytest
import requests

from storage.catalog import clips, jobs, keys, playbacks, recordings, shops, stages, tours
from storage.catalog.database import Database
from storage.catalog.models import Role
from storage.catalog.stages import NewStage
from storage.ids import new_id
from storage.objects.local import LocalStore
from storage.objects.protocol import MultipartStore
from tests.daemons import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PLAN = {"index": 1, "slug": "tassen", "title": "Tassen ab 2 € / 杯子", "highlight": "h1"} | {
    "language": "de",
    "span": {"start": 1, "end": 13.5},
}
VIDEO = {"index": 0, "codec": "h264", "width": 640, "height": 360, "fps": 25, "variable": False}
PROBE = {"name": "stream.mp4", "size": 4, "sha256": "", "container": "mp4", "duration": 60} | {
    "video": VIDEO | {"coded_width": 640, "coded_height": 360}
}
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"


@dataclass
class Shop:
    """A tenant with a key for each role."""

    id: str
    seller: str
    marketing: str
    admin: str


class Server:
    """A running API; ``database`` and ``store`` are the same that it uses."""

    app = "api.wsgi:app"

    def __init__(self, folder: Path, database: Database, store: MultipartStore, **env: str) -> None:
        self.folder, self.database, self.store = folder, database, store
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._env = os.environ | {
            "TRADEREEL_DATA": str(folder),
            "TRADEREEL_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "TRADEREEL_BIND": f"127.0.0.1:{self.port}",
            "TRADEREEL_PUBLIC_URL": self.url,
            "TRADEREEL_REDIS_URL": "redis://127.0.0.1:1/0",
            "TRADEREEL_UPLOAD_LIMIT": str(2 * 2**30),
            **env,
        }
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def __enter__(self) -> "Server":
        try:
            self.start()
        except AssertionError:
            self.stop(signal.SIGKILL)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        argv = [sys.executable, "-m", "gunicorn", "-c", "api/gunicorn.conf.py", self.app]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=self._env, stdout=log, stderr=subprocess.STDOUT
            )
        limit = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < limit, self.log.read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return self.http.get(f"{self.url}/livez", timeout=5).ok
        except requests.RequestException:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.http.close()
        self.process.send_signal(how)
        self.process.wait(30)
        self.database.close()

    def call(self, method: str, path: str, key: str = "", **more: Any) -> requests.Response:
        headers = dict(more.pop("headers", {}))
        if key:
            headers["Authorization"] = f"Bearer {key}"
        url = path if path.startswith("http") else self.url + path
        return self.http.request(
            method, url, headers=headers, timeout=60, allow_redirects=False, **more
        )

    def shop(self, quota: int | None = None) -> Shop:
        with self.database.begin() as s:
            shop = shops.create(s, new_id("shop"), quota_bytes=quota)
            plain = [keys.create(s, shop.id, role)[1] for role in (Role.SELLER, Role.MARKETING)]
            return Shop(shop.id, *plain, keys.create(s, shop.id, Role.ADMIN)[1])

    def reserved(self, shop: Shop) -> int:
        with self.database.read() as s:
            return shops.get(s, shop.id).reserved_bytes

    def memory(self) -> int:
        """Resident bytes of the worker that serves."""
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        status = [Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in pids.split()]
        return sum(map(int, status)) * os.sysconf("SC_PAGE_SIZE")


@dataclass
class World:
    """Everything that a shop can have, made straight in the catalog."""

    shop: Shop
    recording: str
    job: str
    clip: str
    tour: str
    clip_playback: str
    tour_playback: str


def furnish(server: Server, shop: Shop) -> World:
    """A recording with a done job, a clip, a tour and a playback id for each."""
    root = f"shops/{shop.id}/jobs"
    bytes_ = bytes(range(256)) * 40
    with server.database.begin() as s:
        made = recordings.create(
            s,
            shop_id=shop.id,
            kind="livestream",
            name="stream.mp4",
            key=f"shops/{shop.id}/source",
            size=4,
            content_type="video/mp4",
        )
        shops.reserve(s, shop.id, 4)
        job = jobs.create(
            s,
            shop_id=shop.id,
            recording_id=made.id,
            pipeline="livestream",
            spec={},
            first=[NewStage("ingest")],
        )
    run_stage(server, {"report.html": f"{root}/{job.id}/ingest/0/1/report.html"})
    with server.database.begin() as s:
        clip_row = {
            "index": 1,
            "title": "Tassen ab 2 € / 杯子",
            "category": "price_terms",
            "language": "de",
            "score": 0.8,
            "start_us": 1_000_000,
            "end_us": 13_500_000,
            "reasons": [{"feature": "price", "value": 1.0, "share": 1.0, "text": "a price named"}],
            "facts": [],
            "objects": {
                "9x16.mp4": f"{root}/{job.id}/clip.mp4",
                "de.vtt": f"{root}/{job.id}/de.vtt",
                "plan.json": f"{root}/{job.id}/plan.json",
            },
        }
        clip = clips.replace(s, job, [clip_row])[0]
        recordings.set_probe(s, made.id, PROBE)
        objects = {"tour.json": f"{root}/{job.id}/tour.json"}
        tour = tours.put(s, job, title="Factory", manifest={"version": 1}, objects=objects)
        one = playbacks.create(s, shop_id=shop.id, clip_id=clip.id)
        other = playbacks.create(s, shop_id=shop.id, tour_id=tour.id)
    server.store.put_bytes(f"shops/{shop.id}/source", b"1234")
    for name in ("clip.mp4", "de.vtt", "tour.json", "ingest/0/1/report.html"):
        server.store.put_bytes(f"{root}/{job.id}/{name}", bytes_)
    server.store.put_bytes(f"{root}/{job.id}/plan.json", json.dumps(PLAN).encode())
    return World(shop, made.id, job.id, clip.id, tour.id, one.id, other.id)


def run_stage(server: Server, outputs: dict[str, str], following: tuple[NewStage, ...] = ()) -> str:
    """Do what a worker does with the next stage that is ready; returns its job."""
    with server.database.begin() as s:
        stage = stages.ready(s, 1)[0]
    with server.database.begin() as s:
        stages.claim(s, stage.id, stage.attempt, "test")
    with server.database.begin() as s:
        stages.beat(s, stage.id, stage.attempt, 0.5, "half")
    with server.database.begin() as s:
        stages.commit(s, stage.id, stage.attempt, outputs, lambda done: following if done else ())
    return stage.job_id


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """SQLite and a directory."""
    folder = tmp_path_factory.mktemp("api")
    database = Database(f"sqlite:///{folder / 'catalog.sqlite'}")
    running = Server(folder, database, LocalStore(folder / "objects"))
    with running:
        yield running
    log = running.log.read_text()
    assert "Traceback" not in log, log[-6000:]


@pytest.fixture(scope="session")
def server_type() -> type[Server]:
    return Server


@pytest.fixture
def shop(server: Server) -> Shop:
    return server.shop()


@pytest.fixture(scope="session")
def world(server: Server) -> World:
    return furnish(server, server.shop())


@pytest.fixture(scope="session")
def furnished() -> Callable[[Server, Shop], World]:
    return furnish


@pytest.fixture(scope="session")
def staged() -> Callable[..., str]:
    return run_stage


@pytest.fixture(scope="session")
def media() -> Callable[[int], bytes]:
    """Bytes that begin like an MP4 and are nowhere alike."""

    def make(size: int) -> bytes:
        return (MP4 + os.urandom(max(size - len(MP4), 0)))[:size]

    return make
