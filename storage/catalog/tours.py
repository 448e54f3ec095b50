"""Tours: what a job over tour footage made; one per job."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.catalog.locks import lock_job
from storage.catalog.models import Job, Tour
from storage.errors import NotFound
from storage.ids import new_id


def put(
    s: Session, job: Job, *, title: str, manifest: dict[str, Any], objects: dict[str, str]
) -> Tour:
    """Make this the job's tour; one that is there keeps its id, so embeds of it live on."""
    lock_job(s, job.id)
    tour = s.scalars(select(Tour).where(Tour.job_id == job.id)).one_or_none()
    if tour is None:
        tour = Tour(
            id=new_id("tour"), shop_id=job.shop_id, recording_id=job.recording_id, job_id=job.id
        )
        s.add(tour)
    tour.title, tour.manifest, tour.objects = title, manifest, dict(objects)
    s.flush()
    return tour


def get(s: Session, shop_id: str, tour_id: str) -> Tour:
    tour = s.scalars(select(Tour).where(Tour.id == tour_id, Tour.shop_id == shop_id)).one_or_none()
    if tour is None:
        raise NotFound(f"no tour {tour_id}")
    return tour


def list(
    s: Session, shop_id: str, recording_id: str | None = None, job_id: str | None = None
) -> Sequence[Tour]:
    """Newest first."""
    query = select(Tour).where(Tour.shop_id == shop_id)
    if recording_id is not None:
        query = query.where(Tour.recording_id == recording_id)
    if job_id is not None:
        query = query.where(Tour.job_id == job_id)
    return s.scalars(query.order_by(Tour.id.desc())).all()
