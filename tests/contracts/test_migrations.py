"""The migrations make exactly the records, on each database, however many start at once."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

from storage.catalog import alike, facts, shops, stages
from storage.catalog.database import Database, migration_config
from storage.catalog.models import Base
from storage.errors import Unavailable


def migrate(url: str) -> None:
    with contextlib.closing(Database(url)) as database:
        database.migrate()


def engine(url: str):
    driver = {"postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
    parsed = make_url(url)
    return create_engine(parsed.set(drivername=driver[parsed.get_backend_name()]))


def test_migrations_equal_the_models(empty_url: str) -> None:
    migrate(empty_url)
    opened = engine(empty_url)
    with opened.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    opened.dispose()


def test_records_of_the_first_release_stay(empty_url: str) -> None:
    opened = engine(empty_url)
    with opened.begin() as connection:
        command.upgrade(migration_config(connection), "0001")
    # As the first release wrote them: without the columns that came later.
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rows = {
        "shops": {"id": "s", "name": "n", "quota_bytes": 9, "reserved_bytes": 0},
        "recordings": {"id": "r", "shop_id": "s", "kind": "livestream", "name": "n", "key": "k"}
        | {"size": 1, "content_type": "video/mp4", "companions": "{}"},
        "jobs": {"id": "j", "shop_id": "s", "recording_id": "r", "pipeline": "livestream"}
        | {"spec": "{}", "state": "done", "notes": "[]"},
        "stages": {"id": "t", "job_id": "j", "name": "ingest", "index": 0, "state": "done"}
        | {"attempt": 1, "adrift": 0, "inputs": "{}", "outputs": '{"a": "k/a"}'}
        | {"progress": 1.0, "note": ""},
    }
    with opened.begin() as connection:
        for table, row in rows.items():
            row["created"] = moment
            columns = ", ".join(f'"{name}"' for name in row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
    opened.dispose()
    migrate(empty_url)
    with contextlib.closing(Database(empty_url)) as database, database.read() as s:
        assert stages.outputs(s, "j") == {"a": "k/a"}
        (stage,) = stages.of_job(s, "j")
        assert (stage.print, stage.reused, stage.marks) == (None, None, None)
        assert alike.marks(s, "j") == {"a": "k/a"}
        assert not shops.get(s, "s").defaults
        assert facts.list(s, "s") == []


def test_twelve_that_start_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(12) as pool:
        assert [*pool.map(migrate, [empty_url] * 12)] == [None] * 12
    opened = engine(empty_url)
    assert {"shops", "stages", "alembic_version"} <= set(inspect(opened).get_table_names())
    opened.dispose()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sqlite:////nowhere/at/all.sqlite", id="no such folder"),
        pytest.param("postgresql://postgres@127.0.0.1:1/none", id="nobody listens"),
    ],
)
def test_a_database_that_does_not_answer(url: str) -> None:
    with contextlib.closing(Database(url)) as database, pytest.raises(Unavailable):
        database.healthy()
