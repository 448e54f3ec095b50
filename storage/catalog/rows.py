"""Statements that change rows and say how many."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Delete, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from storage.catalog.models import Base


def changed(s: Session, statement: Update | Delete) -> int:
    """Run it in the database, and return the number of rows that it met.

    Objects that the session holds already keep their old values; read them again.
    """
    result = s.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


def insert_new(s: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that break no unique constraint, skip the others; returns how many new."""
    # What comes back is counted: the number of rows that a driver names here is not reliable.
    identity = table.__table__.c.id
    count = 0
    for row in rows:
        statement = _insert(s, table).values(**row).on_conflict_do_nothing().returning(identity)
        count += len(s.execute(statement).all())
    return count


def _insert(s: Session, table: type[Base]) -> Any:
    if s.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
