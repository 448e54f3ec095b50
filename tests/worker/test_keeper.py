"""Keepers and workers in numbers, on PostgreSQL too; and a Redis that goes away for a while."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from storage.catalog.database import Database
from storage.catalog.models import State
from tests.daemons import daemon, free_port
from tests.worker.harness import Stand, sqlite, until

pytestmark = pytest.mark.redis


@pytest.mark.postgres
def test_two_keepers_and_two_workers_do_each_stage_once(
    tmp_path: Path,
    redis_url: str,
    postgres_url: str,
) -> None:
    redis.Redis.from_url(redis_url).flushall()
    with contextlib.closing(Database(postgres_url)) as database:
        database.migrate()
    stand = Stand(tmp_path, redis_url, postgres_url)
    try:
        stand.ensure("keeper", "keeper2", "work", "work2")
        orders = [stand.order(cuts=3) for _ in range(2)]
        for job in orders:
            done = stand.wait(job, 60)
            assert (done.state, done.error) == (State.DONE, None), stand.about(job)
            starts = Counter((line["what"], line.get("n")) for line in stand.diary(job))
            assert set(starts.values()) == {1}
            assert {stage.attempt for stage in stand.stages(job)} == {1}
            assert sorted(stand.stored(job)) == sorted(stand.outputs(job).values())
        parents = {line["parent"] for job in orders for line in stand.diary(job)}
        assert len(parents) == 2, "only one of the workers worked"
    finally:
        stand.stop()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """``own_redis()`` starts one, or ends it and starts it again, empty."""
    port = free_port()
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with ExitStack() as stack:

        def again() -> str:
            stack.close()
            client = redis.Redis(port=port, retry=None)
            stack.enter_context(daemon(argv, tmp_path / "redis", ready=lambda: _up(client)))
            return f"redis://127.0.0.1:{port}/0"

        yield again


def _up(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def test_workers_and_keepers_outlive_a_restart_of_redis(
    tmp_path: Path, sqlite_template: Path, own_redis: Callable[[], str]
) -> None:
    stand = Stand(tmp_path, own_redis(), sqlite(tmp_path, sqlite_template))
    try:
        stand.ensure("keeper", "work")
        busy = stand.order(cuts=1, cut={"sleep": 2})
        until(lambda: stand.said(busy, "cut starts"), about=lambda: stand.about(busy))
        own_redis()
        later = stand.order(cuts=0, skip=True)
        for job in (busy, later):
            assert stand.wait(job, 45).state == State.DONE, stand.about(job)
        assert len(stand.said(busy, "cut starts")) == 1
        assert all(process.poll() is None for process in stand.running.values())
    finally:
        stand.stop()
