"""What happened to a job, in order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.catalog.locks import lock_job
from storage.catalog.models import JobEvent


def add(s: Session, job_id: str, type: str, data: dict[str, Any] | None = None) -> JobEvent:
    """Write one event under the job's lock, so that ids become visible in ascending order."""
    lock_job(s, job_id)
    event = JobEvent(job_id=job_id, type=type, data=data or {})
    s.add(event)
    s.flush()
    return event


def since(s: Session, job_id: str, after: int, limit: int = 200) -> Sequence[JobEvent]:
    """The events with an id above ``after``, oldest first. The caller has checked the shop."""
    query = select(JobEvent).where(JobEvent.job_id == job_id, JobEvent.id > after)
    return s.scalars(query.order_by(JobEvent.id).limit(limit)).all()
