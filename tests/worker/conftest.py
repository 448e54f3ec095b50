"""Fixtures of the stand: real worker and keeper processes over real services."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.worker.harness import Stand, sqlite


@pytest.fixture(scope="module")
def stand(
    tmp_path_factory: pytest.TempPathFactory, redis_url: str, sqlite_template: Path
) -> Iterator[Stand]:
    """One stand for the tests of a file; each orders jobs of its own."""
    redis.Redis.from_url(redis_url).flushall()
    root = tmp_path_factory.mktemp("stand")
    stand = Stand(root, redis_url, sqlite(root, sqlite_template))
    yield stand
    stand.stop()


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Stand]:
    """A stand whose stages run in the test's own process; its queue does not answer."""
    desk = Stand(tmp_path, "redis://127.0.0.1:1/0", sqlite(tmp_path, sqlite_template))
    yield desk
    desk.stop()
