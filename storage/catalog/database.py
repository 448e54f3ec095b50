"""The one way to the database: transactions, migration, health."""

import os
import random
import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from storage.errors import Conflict, StorageError, Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 30_000
_MIGRATION_LOCK = 0x7472_6164_6572  # any number that only we use
_READS = "tradereel_reads"


class Database:
    """SQLite or PostgreSQL by URL. Opening is lazy; safe in threads and after a fork.

    Foreign errors leave as `Conflict` (a constraint), `Unavailable` (no answer, locked, deadlock)
    or `StorageError`, with their cause.
    """

    def __init__(self, url: str) -> None:
        self.url = _normal(url)
        self._engine = _engine(self.url)
        _forget_connections_after_fork(self._engine)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction that may write: commits on exit, rolls back on any error."""
        with _translated(), Session(self._engine, expire_on_commit=False) as s, s.begin():
            yield s

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads, all of it at one moment; it waits for no writer."""
        with _translated(), Session(self._engine, expire_on_commit=False) as s, s.begin():
            s.connection(execution_options={_READS: True, **_read_only(self.url)})
            yield s

    def migrate(self) -> None:
        """Bring the schema to the newest revision; any number of processes may do so at once."""
        with _translated(), self._engine.begin() as connection:
            # SQLite's lock is BEGIN IMMEDIATE itself.
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            command.upgrade(migration_config(connection), "head")

    def healthy(self) -> None:
        """Raise `Unavailable` with the reason when the database does not answer."""
        with self.read() as s:
            s.execute(text("SELECT 1"))

    def close(self) -> None:
        """Give all connections back; the next use opens new ones."""
        self._engine.dispose()


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration for one open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _normal(url: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _read_only(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {}
    return {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000})
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": 5},
    )


def _configure_sqlite(connection: Any, record: Any) -> None:
    # The driver's own BEGIN would be deferred and leave DDL outside; we begin ourselves.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}").close()
    _turn_to_wal(connection, until=time.monotonic() + _BUSY_MS / 1000)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _turn_to_wal(connection: Any, until: float) -> None:
    # Turning a new file to WAL wants it alone, and SQLite does not ask the busy handler there:
    # when several processes open the same new file, all but one are refused at once.
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.005, 0.05))
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns to writing fails at once when another wrote meanwhile, so
    # those that may write take the lock first.
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


_inherited: list[Pool] = []


def _forget_connections_after_fork(engine: Engine) -> None:
    reference = weakref.ref(engine)

    def forget() -> None:
        forked = reference()
        if forked is not None:
            # Kept, never collected: closing a parent's connection here would disturb it.
            _inherited.append(forked.pool)
            forked.dispose(close=False)

    os.register_at_fork(after_in_child=forget)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except exc.IntegrityError as error:
        raise Conflict(f"the database refused the change: {error.orig}") from error
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise Unavailable(f"the database does not answer: {_reason(error)}") from error
    except exc.SQLAlchemyError as error:
        raise StorageError(f"the database failed: {_reason(error)}") from error


def _reason(error: exc.SQLAlchemyError) -> str:
    original = getattr(error, "orig", None)
    return str(original or error).strip().partition("\n")[0]
