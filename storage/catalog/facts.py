"""Facts: what was said in a shop's recordings, as the newest job over each found it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from storage.catalog.locks import lock_job
from storage.catalog.models import Fact, Job, Recording
from storage.errors import NotFound
from storage.ids import new_id


def replace(s: Session, job: Job, rows: Sequence[Mapping[str, Any]]) -> Sequence[Fact] | None:
    """Make these the facts of the job's recording, in their order.

    ``rows``: the columns of `Fact` from ``kind`` to ``confidence``. None when a newer job has told
    its facts already: those stay.
    """
    lock_job(s, job.id)
    newest = s.scalar(select(func.max(Fact.job_id)).where(Fact.recording_id == job.recording_id))
    if newest is not None and newest > job.id:
        return None
    s.execute(delete(Fact).where(Fact.recording_id == job.recording_id))
    owner = {"shop_id": job.shop_id, "recording_id": job.recording_id, "job_id": job.id}
    made = [Fact(id=new_id("fact"), **owner, **row) for row in rows]
    s.add_all(made)
    s.flush()
    return made


def get(s: Session, shop_id: str, fact_id: str) -> Fact:
    fact = s.scalars(select(Fact).where(Fact.id == fact_id, Fact.shop_id == shop_id)).one_or_none()
    if fact is None:
        raise NotFound(f"no fact {fact_id}")
    return fact


def list(
    s: Session,
    shop_id: str,
    *,
    recording_id: str | None = None,
    kind: str | None = None,
    product: str | None = None,
    limit: int = 50,
    before: str | None = None,
) -> Sequence[Fact]:
    """Newest recording first, and of a recording in the order in which they were said.

    ``before``: the id that the previous page ended with; raises `NotFound` for one that is gone.
    """
    query = select(Fact).where(Fact.shop_id == shop_id)
    for column, wanted in (
        (Fact.recording_id, recording_id),
        (Fact.kind, kind),
        (Fact.product, product),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if before is not None:
        query = query.where(_after(get(s, shop_id, before)))
    order = (Fact.recording_id.desc(), Fact.start_us, Fact.id)
    return s.scalars(query.order_by(*order).limit(limit)).all()


def elsewhere(s: Session, job: Job, kinds: Collection[str]) -> Sequence[tuple[str, Fact]]:
    """What the shop said of these kinds in its other recordings, with their names, oldest first."""
    query = (
        select(Recording.name, Fact)
        .join(Fact, Fact.recording_id == Recording.id)
        .where(
            Fact.shop_id == job.shop_id,
            Fact.recording_id != job.recording_id,
            Fact.kind.in_(kinds),
        )
    )
    rows = s.execute(query.order_by(Fact.recording_id, Fact.start_us, Fact.id))
    return [(name, fact) for name, fact in rows]


def _after(last: Fact) -> Any:
    same = Fact.recording_id == last.recording_id
    return or_(
        Fact.recording_id < last.recording_id,
        and_(same, Fact.start_us > last.start_us),
        and_(same, Fact.start_us == last.start_us, Fact.id > last.id),
    )
