"""What the reaper takes back besides stages: uploads nobody finished."""

from datetime import timedelta

import pytest
import redis

from storage.catalog import shops, stages, uploads
from storage.catalog.models import Stage, State, Upload, now
from tests.worker.harness import Stand
from worker.claim import take
from worker.queue import Queue, connect
from worker.reaper import Reaper

pytestmark = pytest.mark.redis


@pytest.fixture
def reaper(desk: Stand, redis_url: str) -> Reaper:
    redis.Redis.from_url(redis_url).flushall()
    queue = Queue(connect(redis_url))
    return Reaper(
        desk.database, queue, desk.store, scratch=desk.scratch, lost_after=0.0, attempts=2
    )


def upload(desk: Stand, expires: timedelta) -> str:
    key = f"shops/{desk.shop}/uploads/{expires.seconds}"
    multipart = desk.store.begin(key)
    desk.store.put_part(key, multipart, 1, b"half of it")
    desk.store.put_bytes(f"{key}.tail", b"rest")
    with desk.database.begin() as s:
        shops.reserve(s, desk.shop, 100)
        return uploads.create(
            s,
            shop_id=desk.shop,
            key=key,
            length=100,
            expires=now() + expires,
            multipart=multipart,
        ).id


def test_an_expired_upload_is_forgotten_with_its_bytes_and_quota(
    desk: Stand, reaper: Reaper
) -> None:
    old, young = upload(desk, -timedelta(hours=1)), upload(desk, timedelta(hours=1))
    reaper.sweep()
    with desk.database.read() as s:
        assert s.get(Upload, old) is None
        assert s.get(Upload, young) is not None
        assert shops.get(s, desk.shop).reserved_bytes == 100
    assert [info.key[-9:] for info in desk.store.list("shops")] == ["3600.tail"]
    reaper.sweep()


def test_a_silent_stage_is_given_on_until_its_attempts_are_used(
    desk: Stand, reaper: Reaper
) -> None:
    job = desk.order()
    for attempt in (1, 2):
        with desk.database.begin() as s:
            (stage,) = stages.ready(s, 10)
            claim = take(s, stage.id, stage.attempt, "silent")
        desk.store.put_bytes(f"{claim.prefix()}gather.json", b"half")
        reaper.sweep()
        assert desk.stage(job, "gather").attempt == attempt
        assert desk.stored(job) == []
    done = desk.job(job)
    assert (done.state, done.error["code"]) == (State.FAILED, "worker_lost")


def test_one_part_that_fails_does_not_keep_the_others_from_their_work(
    desk: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    dead = Queue(redis.Redis(port=1, retry=None, socket_connect_timeout=1))
    reaper = Reaper(
        desk.database, dead, desk.store, scratch=desk.scratch, lost_after=0.0, attempts=2
    )
    old = upload(desk, -timedelta(hours=1))
    reaper.sweep()
    assert "adrift is put off" in caplog.text
    with desk.database.read() as s:
        assert s.get(Upload, old) is None
        assert s.get(Stage, "stg_nobody") is None
