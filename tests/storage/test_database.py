"""Transactions: whole or not at all, on each database, in threads and after a fork."""

import subprocess
import sys
from datetime import datetime

import pytest
from sqlalchemy import text

from storage.catalog import shops
from storage.catalog.database import Database
from storage.catalog.models import Shop
from storage.errors import Conflict, StorageError, Unavailable


class Interrupted(Exception):
    """Not the database's."""


def names(database: Database) -> list[str]:
    with database.read() as s:
        return sorted(s.scalars(text("SELECT name FROM shops")))


def test_a_transaction_is_whole_or_not_at_all(database: Database) -> None:
    with pytest.raises(Interrupted), database.begin() as s:
        shops.create(s, "half")
        raise Interrupted
    assert names(database) == []
    with database.begin() as s:
        shop = shops.create(s, "whole")
    assert names(database) == ["whole"]
    assert shop.name == "whole", "a record stays readable behind its transaction"


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError), database.read() as s:
        shops.create(s, "sneaked in")
    assert names(database) == []
    with database.begin() as s:
        shops.create(s, "at the front door")


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.begin() as s:
        shops.create(s, "unseen")
        assert names(database) == []
    assert names(database) == ["unseen"]


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.read() as s:
        assert s.scalar(text("SELECT count(*) FROM shops")) == 0
        with database.begin() as other:
            shops.create(other, "later")
        assert s.scalar(text("SELECT count(*) FROM shops")) == 0


def test_many_writers_lose_nothing(database: Database, at_once) -> None:
    with database.begin() as s:
        shop = shops.create(s, "busy", quota_bytes=10_000)

    def reserve(_: int) -> None:
        for _ in range(10):
            with database.begin() as s:
                shops.reserve(s, shop.id, 1)

    assert at_once(reserve, *range(8)) == [None] * 8
    with database.read() as s:
        assert shops.get(s, shop.id).reserved_bytes == 80


FOREIGN = {
    "a constraint": ("INSERT INTO alembic_version SELECT * FROM alembic_version", Conflict),
    "no such table": ("SELECT * FROM none", StorageError),
    "no SQL": ("SELEKT", StorageError),
}


@pytest.mark.parametrize(("statement", "kind"), FOREIGN.values(), ids=FOREIGN.keys())
def test_foreign_errors_are_ours_and_keep_their_cause(database: Database, statement, kind) -> None:
    with pytest.raises(kind) as caught, database.begin() as s:
        s.execute(text(statement))
    assert caught.value.__cause__ is not None
    database.healthy()


def test_a_dangling_reference_is_refused(database: Database) -> None:
    insert = "INSERT INTO api_keys VALUES ('k', 'none', 'p', 'd', 'seller', '2026-01-01', NULL)"
    with pytest.raises(Conflict), database.begin() as s:
        s.execute(text(insert))


def test_a_moment_without_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(StorageError), database.begin() as s:
        s.add(Shop(id="s", name="n", created=naive))
        s.flush()


@pytest.mark.postgres
def test_a_connection_that_was_cut_is_replaced(postgres_url: str) -> None:
    """As after a restart of the server."""
    database = Database(postgres_url)
    with pytest.raises(Unavailable), database.begin() as s:
        s.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    database.healthy()
    database.close()


_FORK = """
import os, sys
from storage.catalog import shops
from storage.catalog.database import Database
database = Database(sys.argv[1])
with database.begin() as s:
    shops.create(s, "before")
children = []
for number in range(3):
    child = os.fork()
    if child == 0:
        with database.begin() as s:
            shops.create(s, f"child {number}")
        os._exit(0)
    children.append(child)
    with database.begin() as s:
        shops.create(s, f"parent {number}")
assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
database.healthy()
with database.begin() as s:
    shops.create(s, "after")
database.close()
"""


def test_a_fork_shares_no_connection(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _FORK, url],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(names(database)) == 8
