"""What stages were made from, and finished ones that were made from the same."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.catalog import stages
from storage.catalog.models import Job, Stage, State
from storage.catalog.rows import changed


def marks(s: Session, job_id: str) -> dict[str, str]:
    """``{name: mark}`` of what the job's finished stages made: the digest of a small output, the
    key of a large one. What has the same mark is the same."""
    query = select(Stage.outputs, Stage.marks)
    query = query.where(Stage.job_id == job_id, Stage.state == State.DONE)
    made: dict[str, str] = {}
    for outputs, digests in s.execute(query.order_by(Stage.created, Stage.name, Stage.index)):
        made |= {**outputs, **(digests or {})}
    return made


def marks_of(stage: Stage) -> dict[str, str]:
    """The marks of one finished stage's outputs."""
    return {**stage.outputs, **(stage.marks or {})}


def stamp(s: Session, stage_id: str, print: str) -> None:
    """Remember what a claimed stage is made from, so that later jobs may reuse what it makes."""
    stages.get(s, stage_id).print = print
    s.flush()


def forget(s: Session, job_id: str) -> None:
    """An output is gone from the store: nothing of the job's recording is reused any more."""
    recording = select(Job.recording_id).where(Job.id == job_id).scalar_subquery()
    siblings = select(Job.id).where(Job.recording_id == recording)
    changed(s, update(Stage).where(Stage.job_id.in_(siblings)).values(print=None))


def find(s: Session, job: Job, name: str, print: str) -> Stage | None:
    """The newest finished stage of another job over the recording that was made from the same.

    Its job cannot be deleted before the transaction ends; one that is being deleted is passed by.
    """
    query = (
        select(Stage)
        .join(Job, Job.id == Stage.job_id)
        .where(
            Job.shop_id == job.shop_id,
            Job.recording_id == job.recording_id,
            Job.id != job.id,
            Stage.name == name,
            Stage.print == print,
            Stage.state == State.DONE,
        )
        .order_by(Stage.finished.desc(), Stage.id.desc())
        .limit(1)
        .with_for_update(of=Job, read=True, key_share=True, skip_locked=True)
    )
    return s.scalars(query).first()
