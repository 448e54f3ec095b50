"""The migrations make exactly the records, on each database, however many start at once."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url

from storage.catalog.database import Database
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
