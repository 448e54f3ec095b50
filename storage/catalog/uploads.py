"""Resumable uploads. The quota is the caller's: `shops.reserve` first, `release` when dropped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.catalog.models import Recording, Upload
from storage.catalog.rows import changed
from storage.errors import Conflict, NotFound
from storage.ids import new_id


def create(
    s: Session,
    *,
    shop_id: str,
    key: str,
    length: int,
    expires: datetime,
    multipart: str | None = None,
    details: dict[str, Any] | None = None,
    upload_id: str | None = None,
) -> Upload:
    """``key``: where the bytes go; ``multipart``: the store's id of the multipart upload."""
    upload = Upload(
        id=upload_id or new_id("upl"),
        shop_id=shop_id,
        key=key,
        multipart=multipart,
        length=length,
        details=details or {},
        expires=expires,
    )
    s.add(upload)
    s.flush()
    return upload


def get(s: Session, shop_id: str, upload_id: str) -> Upload:
    query = select(Upload).where(Upload.id == upload_id, Upload.shop_id == shop_id)
    upload = s.scalars(query).one_or_none()
    if upload is None:
        raise NotFound(f"no upload {upload_id}")
    return upload


def advance(
    s: Session,
    upload_id: str,
    *,
    expected_version: int,
    offset: int,
    parts: Sequence[Any],
    expires: datetime | None = None,
) -> int:
    """Record bytes taken; returns the new version.

    Raises `Conflict` when the upload is finished or another writer advanced it meanwhile, and
    `ValueError` for an offset that is not within the length.
    """
    known = _known(s, upload_id)
    if not 0 <= offset <= known.length:
        raise ValueError(f"offset {offset} is outside of an upload of {known.length} bytes")
    values: dict[str, Any] = {
        "offset": offset,
        "parts": list(parts),
        "version": expected_version + 1,
    }
    if expires is not None:
        values["expires"] = expires
    query = update(Upload).where(
        Upload.id == upload_id,
        Upload.version == expected_version,
        Upload.offset <= offset,
        Upload.recording_id.is_(None),
    )
    if not changed(s, query.values(**values)):
        raise Conflict(f"upload {upload_id} was changed by another request")
    s.refresh(known)
    return expected_version + 1


def finish(s: Session, upload_id: str, recording: Recording) -> None:
    """The upload is complete and became this recording; only once, else `Conflict`."""
    s.flush()
    query = update(Upload).where(
        Upload.id == upload_id,
        Upload.shop_id == recording.shop_id,
        Upload.recording_id.is_(None),
    )
    values = {"recording_id": recording.id, "offset": Upload.length, "version": Upload.version + 1}
    known = _known(s, upload_id)
    if not changed(s, query.values(values)):
        raise Conflict(f"upload {upload_id} is finished already")
    s.refresh(known)


def expired(s: Session, now: datetime, limit: int = 100) -> Sequence[Upload]:
    """Unfinished uploads whose time is over, oldest first."""
    query = select(Upload).where(Upload.expires < now, Upload.recording_id.is_(None))
    return s.scalars(query.order_by(Upload.expires).limit(limit)).all()


def delete(s: Session, upload_id: str) -> bool:
    """Forget it; False when somebody else did (then its quota is released already)."""
    return changed(s, sql_delete(Upload).where(Upload.id == upload_id)) > 0


def _known(s: Session, upload_id: str) -> Upload:
    upload = s.get(Upload, upload_id)
    if upload is None:
        raise NotFound(f"no upload {upload_id}")
    return upload
