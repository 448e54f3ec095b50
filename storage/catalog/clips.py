"""Clips: what the plans of a job rendered to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.catalog.locks import lock_job
from storage.catalog.models import Clip, Job
from storage.errors import NotFound
from storage.ids import new_id


def replace(s: Session, job: Job, rows: Sequence[Mapping[str, Any]]) -> Sequence[Clip]:
    """Make the job's clips these.

    ``rows``: the columns of `Clip` from ``index`` to ``objects``, one mapping each. A clip whose
    index stays keeps its id, so that what is embedded of it lives on.
    """
    lock_job(s, job.id)
    indices = [row["index"] for row in rows]
    s.execute(sql_delete(Clip).where(Clip.job_id == job.id, Clip.index.not_in(indices)))
    known = {clip.index: clip for clip in s.scalars(select(Clip).where(Clip.job_id == job.id))}
    made = [_put(s, job, known.get(row["index"]), row) for row in rows]
    s.flush()
    return made


def _put(s: Session, job: Job, known: Clip | None, row: Mapping[str, Any]) -> Clip:
    owner = {"shop_id": job.shop_id, "recording_id": job.recording_id, "job_id": job.id}
    fresh = Clip(id=known.id if known else new_id("clip"), **owner, **row)
    return s.merge(fresh) if known else _added(s, fresh)


def _added(s: Session, clip: Clip) -> Clip:
    s.add(clip)
    return clip


def add(s: Session, job: Job, row: Mapping[str, Any]) -> Clip:
    """One more clip of the job, behind the others. ``row``: as of `replace`; its ``index`` is
    the lowest that will do."""
    lock_job(s, job.id)
    last = s.scalar(select(func.max(Clip.index)).where(Clip.job_id == job.id)) or 0
    index = max(last + 1, int(row.get("index", 0)))
    owner = {"shop_id": job.shop_id, "recording_id": job.recording_id, "job_id": job.id}
    clip = _added(s, Clip(id=new_id("clip"), **owner, **{**row, "index": index}))
    s.flush()
    return clip


def get(s: Session, shop_id: str, clip_id: str) -> Clip:
    clip = s.scalars(select(Clip).where(Clip.id == clip_id, Clip.shop_id == shop_id)).one_or_none()
    if clip is None:
        raise NotFound(f"no clip {clip_id}")
    return clip


def lock(s: Session, shop_id: str, clip_id: str) -> Clip:
    """The clip, fresh, locked until the transaction ends."""
    query = select(Clip).where(Clip.id == clip_id, Clip.shop_id == shop_id)
    locked = query.with_for_update(key_share=True)
    clip = s.scalars(locked, execution_options={"populate_existing": True}).one_or_none()
    if clip is None:
        raise NotFound(f"no clip {clip_id}")
    return clip


def delete(s: Session, shop_id: str, clip_id: str) -> None:
    """Forget it with its handles and edits; raises `NotFound`."""
    clip = get(s, shop_id, clip_id)
    s.execute(sql_delete(Clip).where(Clip.id == clip.id))
    s.expunge(clip)


def list(
    s: Session, shop_id: str, recording_id: str | None = None, job_id: str | None = None
) -> Sequence[Clip]:
    """Newest job first, and of a job in its order."""
    query = select(Clip).where(Clip.shop_id == shop_id)
    if recording_id is not None:
        query = query.where(Clip.recording_id == recording_id)
    if job_id is not None:
        query = query.where(Clip.job_id == job_id)
    return s.scalars(query.order_by(Clip.job_id.desc(), Clip.index)).all()
