"""A studio with one shop that has everything, behind Flask's own client."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.context import ApiContext
from storage.catalog import clips, jobs, keys, playbacks, recordings, shops, stages, tours
from storage.catalog.database import Database
from storage.catalog.models import Job, Role
from storage.catalog.stages import NewStage
from storage.objects.local import LocalStore

NASTY = '<script>alert(1)</script> & "Tassen" 杯子 {{ 7*7 }}'


@dataclass
class Studio:
    """``client`` is signed in as a seller of the shop; ``stranger`` is nobody."""

    database: Database
    store: LocalStore
    app: Any
    shop: str
    key: str
    recording: str
    job: str
    clip_playback: str
    tour_playback: str

    @property
    def stranger(self) -> FlaskClient:
        client: FlaskClient = self.app.test_client()
        return client

    def signed_in(self, key: str = "") -> FlaskClient:
        client = self.stranger
        answer = client.post("/login", data={"key": key or self.key})
        assert answer.status_code == 303
        return client

    @property
    def client(self) -> FlaskClient:
        return self.signed_in()

    def another_shop(self, name: str, role: Role = Role.SELLER) -> str:
        with self.database.begin() as s:
            return keys.create(s, shops.create(s, name).id, role)[1]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    database = Database(f"sqlite:///{tmp_path / 'catalog.sqlite'}")
    database.migrate()
    store = LocalStore(tmp_path / "objects")
    context = ApiContext(
        database=database,
        store=store,
        secret_key="a secret of the tests",
        public_url="http://localhost",
        upload_limit=2**20,
        upload_expiry=timedelta(hours=1),
        link_expiry=timedelta(minutes=5),
    )
    yield _furnish(database, store, create_app(context))
    database.close()


def _furnish(database: Database, store: LocalStore, app: Any) -> Studio:
    with database.begin() as s:
        shop = shops.create(s, "Bottle works")
        _, key = keys.create(s, shop.id, Role.SELLER)
        recording = recordings.create(
            s,
            shop_id=shop.id,
            kind="livestream",
            name=NASTY,
            key="source",
            size=48_200_000,
            content_type="video/mp4",
        )
        first = [NewStage("ingest")]
        job = jobs.create(
            s,
            shop_id=shop.id,
            recording_id=recording.id,
            pipeline="livestream",
            spec={},
            first=first,
        )
        stage = stages.ready(s, 1)[0]
        stages.claim(s, stage.id, stage.attempt, "test")
        stages.commit(s, stage.id, stage.attempt, {"report.html": "report"}, lambda done: ())
        clip, tour = _made(s, job)
        playback = playbacks.create(s, shop_id=shop.id, clip_id=clip)
        all_around = playbacks.create(s, shop_id=shop.id, tour_id=tour)
    store.put_bytes("report", b"<h1>Report</h1>")
    store.put_bytes("clip", bytes(1000))
    return Studio(
        database, store, app, shop.id, key, recording.id, job.id, playback.id, all_around.id
    )


def _made(s: Any, job: Job) -> tuple[str, str]:
    row = {
        "index": 1,
        "title": NASTY,
        "category": "price_terms",
        "language": "en",
        "score": 0.8,
        "start_us": 61_000_000,
        "end_us": 75_500_000,
        "reasons": [{"feature": "facts", "value": 2, "share": 0.5, "text": "2 prices named"}],
        "facts": [{"kind": "moq", "words": "five hundred pieces"}],
        "objects": {"9x16.mp4": "clip", "cover.jpg": "cover", "en.vtt": "vtt"},
    }
    manifest = {"title": "Hall", "scenes": [{"preview": "scenes/a/preview.jpg"}]}
    tour = tours.put(s, job, title="Hall", manifest=manifest, objects={"tour.json": "tour"})
    return clips.replace(s, job, [row])[0].id, tour.id
