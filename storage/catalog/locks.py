"""The lock that orders everything that happens to one job.

Whoever changes a job, one of its stages or its events holds the job's row first. So siblings that
commit at the same moment see each other, event ids become visible in their order, and no two
transactions wait for each other. On SQLite a writing transaction is alone anyway.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.catalog.models import Job
from storage.errors import NotFound


def lock_job(s: Session, job_id: str) -> Job:
    """The job, fresh, locked until the transaction ends. Raises `NotFound`."""
    query = select(Job).where(Job.id == job_id).with_for_update(key_share=True)
    job = s.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    if job is None:
        raise NotFound(f"no job {job_id}")
    return job
