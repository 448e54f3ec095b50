"""Revisions: edits of a clip. The clip shows the newest that was rendered; a failed one changes
nothing. Numbers rise and are never given again, so a late job cannot show an older edit.

Locks: whoever holds a clip takes no lock of a job that another may hold (a worker that commits
holds its job and asks for the clip).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from storage.catalog import stages
from storage.catalog.models import FINAL, Clip, Job, Revision, Stage, State
from storage.catalog.rows import changed
from storage.catalog.stages import NewStage
from storage.errors import NotFound
from storage.ids import new_id

Found = tuple[Revision, Job | None]
CARRIED = "before"
"""The name of stages that an edit's job takes over; its own have other names."""
_CLIPS = "clips/"
_LOST = (State.FAILED, State.CANCELLED)


def add(
    s: Session, clip: Clip, plan: Mapping[str, Any], changes: Sequence[str], told: tuple[int, int]
) -> Revision:
    """The next edit of a clip that the caller has locked; ``told``: see `Revision`."""
    last = s.scalar(select(func.max(Revision.number)).where(Revision.clip_id == clip.id)) or 0
    revision = Revision(
        id=new_id("rev"),
        clip_id=clip.id,
        number=last + 1,
        plan=dict(plan),
        changed=[*changes],
        told_start_us=told[0],
        told_end_us=told[1],
    )
    s.add(revision)
    s.flush()
    return revision


def head(s: Session, clip: Clip) -> Revision | None:
    """What the next edit changes: the newest that is shown or may yet be; None: no edit is."""
    shown = -1 if clip.revision is None else clip.revision
    alive = Job.id.is_not(None) & Job.state.not_in(_LOST)
    query = (
        select(Revision)
        .outerjoin(Job, Job.id == Revision.job_id)
        .where(Revision.clip_id == clip.id, or_(Revision.number == shown, alive))
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return s.scalars(query).first()


def list(s: Session, clip_id: str) -> Sequence[Found]:
    """Newest first, each with its job while that is there."""
    query = (
        select(Revision, Job)
        .outerjoin(Job, Job.id == Revision.job_id)
        .where(Revision.clip_id == clip_id)
        .order_by(Revision.number.desc())
    )
    return [(revision, job) for revision, job in s.execute(query)]


def of_job(s: Session, job_id: str) -> Revision:
    """The edit that the job renders; raises `NotFound`."""
    found = s.scalars(select(Revision).where(Revision.job_id == job_id)).one_or_none()
    if found is None:
        raise NotFound(f"job {job_id} renders no edit of a clip")
    return found


def shown(s: Session, job_id: str) -> bool:
    """Whether a clip shows what the job made as an edit."""
    query = select(Clip.id).join(Revision, Revision.clip_id == Clip.id)
    query = query.where(Revision.job_id == job_id, Revision.number == Clip.revision)
    return s.scalar(query) is not None


def carried(s: Session, clip: Clip) -> Sequence[NewStage]:
    """What a job that edits the clip begins with: the finished stages of the job that found it
    and of its last edit, but of those that made clips only the ones whose files it shows."""
    query = select(Revision.job_id).where(
        Revision.clip_id == clip.id, Revision.number == clip.revision
    )
    shown = s.scalars(query).one_or_none()
    keys = frozenset(clip.objects.values())
    found = [
        stage
        for job_id in (clip.job_id, *([shown] if shown else ()))
        for stage in stages.of_job(s, job_id)
        if stage.state == State.DONE and _carries(stage, keys)
    ]
    return [NewStage(CARRIED, index, like=stage) for index, stage in enumerate(found)]


def _carries(stage: Stage, keys: frozenset[str]) -> bool:
    clips = any(name.startswith(_CLIPS) for name in stage.outputs)
    return bool(stage.outputs) and (not clips or not keys.isdisjoint(stage.outputs.values()))


def superseded(s: Session, clip_id: str) -> Sequence[str]:
    """The jobs under way of all edits but the newest."""
    last = select(func.max(Revision.number)).where(Revision.clip_id == clip_id).scalar_subquery()
    query = (
        select(Job.id)
        .join(Revision, Revision.job_id == Job.id)
        .where(Revision.clip_id == clip_id, Revision.number < last, Job.state.not_in(FINAL))
    )
    return s.scalars(query.order_by(Job.id)).all()


def outdated(s: Session, clip: Clip, before: datetime) -> Sequence[str]:
    """The jobs that ended before that moment and whose edits the clip no longer shows."""
    shown = -1 if clip.revision is None else clip.revision
    query = (
        select(Job.id)
        .join(Revision, Revision.job_id == Job.id)
        .where(Revision.clip_id == clip.id, Revision.number < shown, Job.finished < before)
    )
    return s.scalars(query.order_by(Job.id)).all()


def show(
    s: Session, job: Job, row: Mapping[str, Any], plan: Mapping[str, Any], told: tuple[int, int]
) -> bool:
    """The clip shows what the job rendered, unless it shows a newer edit already.

    ``row``: the columns of `Clip` that change; ``plan``, ``told``: as the job completed them.
    """
    revision = of_job(s, job.id)
    revision.plan = dict(plan)
    revision.told_start_us, revision.told_end_us = told
    older = or_(Clip.revision.is_(None), Clip.revision < revision.number)
    query = update(Clip).where(Clip.id == revision.clip_id, older)
    return changed(s, query.values(**row, revision=revision.number)) > 0
