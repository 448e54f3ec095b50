"""Jobs: one run of a pipeline over a recording."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.catalog import events, recordings, stages
from storage.catalog.locks import lock_job
from storage.catalog.models import FINAL, Clip, Job, Revision, Stage, State, now
from storage.catalog.rows import insert_new
from storage.catalog.stages import NewStage
from storage.errors import NotFound
from storage.ids import new_id


@dataclass(frozen=True, slots=True)
class Freed:
    """What a deleted job leaves in the store. ``keys``: outputs that nothing points to any more,
    wherever they lie; ``kept``: keys that others still use, also in the job's own folder;
    ``jobs``: those that went with it, because they edited its clips."""

    keys: frozenset[str]
    kept: frozenset[str]
    jobs: frozenset[str] = frozenset()


def create(
    s: Session,
    *,
    shop_id: str,
    recording_id: str,
    pipeline: str,
    spec: dict[str, Any],
    first: Sequence[NewStage],
    idempotency: str | None = None,
) -> Job:
    """A job with its first stages, in one transaction.

    The same ``idempotency`` key of the same shop returns the first job, and changes nothing.
    Raises `NotFound` for another shop's recording.
    """
    if not first:
        raise ValueError("a job needs a first stage")
    recordings.get(s, shop_id, recording_id)
    job_id = new_id("job")
    row = {
        "id": job_id,
        "shop_id": shop_id,
        "recording_id": recording_id,
        "pipeline": pipeline,
        "spec": spec,
        "idempotency": idempotency,
        "created": now(),
    }
    if not insert_new(s, Job, [row]):
        # A concurrent twin has committed: the insert waited for it.
        query = select(Job).where(Job.shop_id == shop_id, Job.idempotency == idempotency)
        return s.scalars(query).one()
    stages.insert(s, job_id, first)
    return lock_job(s, job_id)


def get(s: Session, shop_id: str, job_id: str) -> Job:
    query = select(Job).where(Job.id == job_id, Job.shop_id == shop_id)
    job = s.scalars(query).one_or_none()
    if job is None:
        raise NotFound(f"no job {job_id}")
    return job


def list(
    s: Session,
    shop_id: str,
    recording_id: str | None = None,
    limit: int = 50,
    before: str | None = None,
    *,
    pipelines: Sequence[str] = (),
) -> Sequence[Job]:
    """Newest first; ``before``: the id that the previous page ended with; ``pipelines``: only
    theirs."""
    query = select(Job).where(Job.shop_id == shop_id)
    if pipelines:
        query = query.where(Job.pipeline.in_(pipelines))
    if recording_id is not None:
        query = query.where(Job.recording_id == recording_id)
    if before is not None:
        query = query.where(Job.id < before)
    return s.scalars(query.order_by(Job.id.desc()).limit(limit)).all()


def by_idempotency(s: Session, shop_id: str, key: str) -> Job | None:
    """The job that a request with this key made."""
    query = select(Job).where(Job.shop_id == shop_id, Job.idempotency == key)
    return s.scalars(query).one_or_none()


def cancel(s: Session, shop_id: str, job_id: str) -> Job:
    """Waiting and queued stages end now, running ones at their next beat. Idempotent; a job that
    ended already stays as it ended."""
    get(s, shop_id, job_id)
    job = lock_job(s, job_id)
    if job.state in FINAL:
        return job
    stages.cancel_open(s, job)
    job.state, job.finished = State.CANCELLED, now()
    events.add(s, job.id, "job.cancelled")
    return job


def note(s: Session, job_id: str, texts: Sequence[str]) -> None:
    """Tell the people of the job something; what it says already is not repeated."""
    stages.add_notes(s, lock_job(s, job_id), texts)


def delete(s: Session, shop_id: str, job_id: str) -> Freed:
    """Forget a job with its stages, clips, tours and the jobs that edited its clips; returns what
    to delete of its bytes.

    Stages that run for it are fenced. What later jobs reuse of it stays: those are told apart
    after the job is locked for good, so nobody can begin to reuse it meanwhile.
    """
    get(s, shop_id, job_id)
    edits = {edit: delete(s, shop_id, edit) for edit in _edits(s, job_id)}
    job = cancel(s, shop_id, job_id)
    s.scalars(select(Job).where(Job.id == job_id).with_for_update()).one()
    mine, others = _keys(s, Job.id == job.id), _keys(s, _siblings(job))
    s.execute(sql_delete(Job).where(Job.id == job.id))
    s.expunge(job)
    freed = mine.union(*(freed.keys for freed in edits.values()))
    return Freed(freed - others, others, frozenset(edits))


def _edits(s: Session, job_id: str) -> Sequence[str]:
    """The jobs that rendered edits of the job's clips."""
    query = select(Job.id).join(Revision, Revision.job_id == Job.id)
    query = query.join(Clip, Clip.id == Revision.clip_id).where(Clip.job_id == job_id)
    return s.scalars(query.order_by(Job.id)).all()


def _siblings(job: Job) -> Any:
    return (Job.recording_id == job.recording_id) & (Job.id != job.id)


def _keys(s: Session, of: Any) -> frozenset[str]:
    found = s.scalars(select(Stage.outputs).join(Job, Job.id == Stage.job_id).where(of))
    return frozenset(key for outputs in found for key in outputs.values())
