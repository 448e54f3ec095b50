"""Recordings. Their bytes and the quota they hold are the caller's to release."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.catalog.models import Recording
from storage.catalog.rows import changed
from storage.errors import NotFound
from storage.ids import new_id


def create(
    s: Session,
    *,
    shop_id: str,
    kind: str,
    name: str,
    key: str,
    size: int,
    content_type: str,
    probe: dict[str, Any] | None = None,
    companions: dict[str, Any] | None = None,
    recording_id: str | None = None,
) -> Recording:
    recording = Recording(
        id=recording_id or new_id("rec"),
        shop_id=shop_id,
        kind=kind,
        name=name,
        key=key,
        size=size,
        content_type=content_type,
        probe=probe,
        companions=companions or {},
    )
    s.add(recording)
    s.flush()
    return recording


def get(s: Session, shop_id: str, recording_id: str) -> Recording:
    query = select(Recording).where(Recording.id == recording_id, Recording.shop_id == shop_id)
    recording = s.scalars(query).one_or_none()
    if recording is None:
        raise NotFound(f"no recording {recording_id}")
    return recording


def list(
    s: Session,
    shop_id: str,
    kind: str | None = None,
    limit: int = 50,
    before: str | None = None,
) -> Sequence[Recording]:
    """Newest first; ``before``: the id that the previous page ended with."""
    query = select(Recording).where(Recording.shop_id == shop_id)
    if kind is not None:
        query = query.where(Recording.kind == kind)
    if before is not None:
        query = query.where(Recording.id < before)
    return s.scalars(query.order_by(Recording.id.desc()).limit(limit)).all()


def set_probe(s: Session, recording_id: str, probe: dict[str, Any]) -> None:
    """What the media turned out to be."""
    query = update(Recording).where(Recording.id == recording_id)
    if not changed(s, query.values(probe=probe)):
        raise NotFound(f"no recording {recording_id}")


def attach(s: Session, shop_id: str, recording_id: str, name: str, key: str) -> Recording:
    """Add a companion (events, products, transcript), or replace the one of that name."""
    query = select(Recording).where(Recording.id == recording_id, Recording.shop_id == shop_id)
    locked = query.with_for_update(key_share=True)
    found = s.scalars(locked, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        raise NotFound(f"no recording {recording_id}")
    found.companions = {**found.companions, name: key}
    s.flush()
    return found


def delete(s: Session, shop_id: str, recording_id: str) -> Recording:
    """Forget it with its jobs, clips and tours; returns what it was, to delete the bytes."""
    recording = get(s, shop_id, recording_id)
    s.expunge(recording)
    s.execute(
        sql_delete(Recording).where(Recording.id == recording_id, Recording.shop_id == shop_id)
    )
    return recording
