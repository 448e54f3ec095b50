"""Jobs: state with stages, list, cancel, and what they made."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response
from pydantic import Field

from api import overall
from api.auth import identity
from api.context import context
from api.description import section
from api.downloads import FileLink, links
from api.reply import ID, Page, Shape, reply
from storage.catalog import jobs, stages
from storage.catalog.models import Job, Stage

blueprint = section("jobs", __name__)


class JobPath(Shape):
    job_id: str


class JobsQuery(Page):
    recording_id: str | None = Field(None, pattern=ID)


class StageOut(Shape):
    """``seconds``: how long the last attempt ran, or runs."""

    name: str
    index: int
    state: str
    attempt: int
    progress: float
    note: str
    error: dict[str, Any] | None
    queued: datetime | None
    started: datetime | None
    finished: datetime | None
    seconds: float | None

    @classmethod
    def of(cls, stage: Stage) -> "StageOut":
        until = stage.finished or stage.heartbeat
        spent = (until - stage.started).total_seconds() if stage.started and until else None
        return cls(
            name=stage.name,
            index=stage.index,
            state=stage.state.value,
            attempt=stage.attempt,
            progress=stage.progress,
            note=stage.note,
            error=stage.error,
            queued=stage.queued,
            started=stage.started,
            finished=stage.finished,
            seconds=spent,
        )


class JobOut(Shape):
    """``progress``: 0..1 over all stages; ``notes``: what a person should know, a sentence each."""

    id: str
    recording_id: str
    pipeline: str
    spec: dict[str, Any]
    state: str
    progress: float
    note: str
    error: dict[str, Any] | None
    notes: list[str]
    created: datetime
    finished: datetime | None
    stages: list[StageOut]


class JobList(Shape):
    jobs: list[JobOut]
    next: str | None


class Outputs(Shape):
    files: list[FileLink]


def describe(job: Job, made: Sequence[Stage]) -> JobOut:
    """The job as clients see it."""
    return JobOut(
        id=job.id,
        recording_id=job.recording_id,
        pipeline=job.pipeline,
        spec=job.spec,
        state=job.state.value,
        progress=overall.progress(job, made),
        note=overall.note(job, made),
        error=job.error,
        notes=job.notes,
        created=job.created,
        finished=job.finished,
        stages=[StageOut.of(stage) for stage in made],
    )


@blueprint.get("/jobs", responses={200: JobList})
def list_jobs(query: JobsQuery) -> Response:
    """The shop's jobs, newest first."""
    with context().database.read() as s:
        found = jobs.list(s, identity().shop_id, query.recording_id, query.limit, query.before)
        shown = [describe(job, stages.of_job(s, job.id)) for job in found]
    more = found[-1].id if len(found) == query.limit else None
    return reply(JobList(jobs=shown, next=more))


@blueprint.get("/jobs/<job_id>", responses={200: JobOut})
def show(path: JobPath) -> Response:
    """One job with its stages."""
    with context().database.read() as s:
        job = jobs.get(s, identity().shop_id, path.job_id)
        made = stages.of_job(s, job.id)
    return reply(describe(job, made))


@blueprint.post("/jobs/<job_id>/cancel", responses={200: JobOut})
def cancel(path: JobPath) -> Response:
    """Stop a job: what waits ends now, what runs at its next sign of life. Idempotent."""
    with context().database.begin() as s:
        job = jobs.cancel(s, identity().shop_id, path.job_id)
        made = stages.of_job(s, job.id)
    return reply(describe(job, made))


@blueprint.get("/jobs/<job_id>/outputs", responses={200: Outputs})
def outputs(path: JobPath) -> Response:
    """What the stages that are done have left for people (transcript, highlights, report…)."""
    shop_id = identity().shop_id
    with context().database.read() as s:
        job = jobs.get(s, shop_id, path.job_id)
        found = stages.outputs(s, job.id)
    shown = {name: key for name, key in found.items() if not name.startswith("work/")}
    return reply(Outputs(files=links(shop_id, "jobs", job.id, shown)))
