"""The livestream pipeline as in production: bytes in a real S3 store, records in PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from assets import asset
from pipelines.media import ffmpeg
from storage.catalog import clips, jobs, playbacks, recordings, shops
from storage.catalog.database import Database
from storage.catalog.models import Job, State
from storage.catalog.stages import NewStage
from storage.objects.s3 import S3Store
from tests.ceph import S3Server
from tests.worker.harness import ROOT

pytestmark = [pytest.mark.redis, pytest.mark.s3, pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = Database(postgres_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def bucket(s3_server: S3Server) -> S3Store:
    return S3Store(
        s3_server.endpoint,
        "e2e",
        s3_server.access,
        s3_server.secret,
        secure=False,
    )


@pytest.fixture(scope="module")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo recording up to its first facts."""
    path = tmp_path_factory.mktemp("s3") / "opening.mp4"
    demo = asset("demo") / "recording.mp4"
    ffmpeg.run(
        [*ffmpeg.source(demo), "-t", "42", "-c", "copy", str(path)],
        read=[demo],
        write=[path.parent],
    )
    return path


def order(database: Database, bucket: S3Store, recording: Path) -> Job:
    bucket.put_file("source", recording)
    bucket.put_file("words", asset("demo") / "recording.vtt")
    with database.begin() as s:
        shop = shops.create(s, "Bottle works").id
        made = recordings.create(
            s,
            shop_id=shop,
            kind="livestream",
            name="opening.mp4",
            key="source",
            size=recording.stat().st_size,
            content_type="video/mp4",
            companions={"transcript": "words"},
        )
        return jobs.create(
            s,
            shop_id=shop,
            recording_id=made.id,
            pipeline="livestream",
            spec={"shorts": 1},
            first=[NewStage("ingest")],
        )


def work(redis_url: str, database: Database, server: S3Server, folder: Path) -> None:
    """A worker that ends when nothing is left to do."""
    environment = os.environ | {
        "TRADEREEL_DATA": str(folder),
        "TRADEREEL_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "TRADEREEL_REDIS_URL": redis_url,
        "TRADEREEL_STORE": "s3",
        "TRADEREEL_S3_ENDPOINT": server.endpoint,
        "TRADEREEL_S3_BUCKET": "e2e",
        "TRADEREEL_S3_ACCESS_KEY": server.access,
        "TRADEREEL_S3_SECRET_KEY": server.secret,
        "TRADEREEL_S3_SECURE": "false",
    }
    subprocess.run(
        [sys.executable, "-m", "worker", "work", "--burst"],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=240,
    )


def test_a_recording_becomes_a_short_in_the_bucket(
    redis_url: str,
    database: Database,
    bucket: S3Store,
    s3_server: S3Server,
    opening: Path,
    tmp_path: Path,
) -> None:
    job = order(database, bucket, opening)
    work(redis_url, database, s3_server, tmp_path)
    with database.read() as s:
        ended = jobs.get(s, job.shop_id, job.id)
        (clip,) = clips.list(s, job.shop_id, job_id=job.id)
        assert playbacks.for_clip(s, job.shop_id, clip.id) is not None
    assert (ended.state, ended.error) == (State.DONE, None)
    assert {"9x16.mp4", "cover.jpg", "en.vtt"} <= set(clip.objects)
    assert [fact["kind"] for fact in clip.facts]
    video = bucket.stat(clip.objects["9x16.mp4"])
    assert video.content_type == "video/mp4"

    link = bucket.presign_get(video.key, expires=timedelta(minutes=1), filename="短片.mp4")
    answer = requests.get(link, headers={"Range": "bytes=4-7"}, timeout=10)
    assert (answer.status_code, answer.content) == (206, b"ftyp")
