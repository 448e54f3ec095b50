"""Jobs: state with stages, list, cancel, and what they made."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response
from pydantic import Field

from api import overall
from api.auth import identity
from api.context import ApiContext, context
from api.description import section
from api.downloads import FileLink, links
from api.errors import Clash
from api.reply import ID, Page, Shape, reply
from storage.catalog import jobs, revisions, stages
from storage.catalog.jobs import Freed
from storage.catalog.models import Job, Stage

blueprint = section("jobs", __name__)


PLAN = "plan"
"""Of the spec of a job that edits a clip; long, and told by the clip itself."""


class JobPath(Shape):
    job_id: str


class JobsQuery(Page):
    recording_id: str | None = Field(None, pattern=ID)


class StageOut(Shape):
    """``seconds``: how long the last attempt ran, or runs; ``reused``: an earlier job over the
    recording had made the same, so nothing ran."""

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
    reused: bool

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
            reused=stage.reused is not None,
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
        spec={name: value for name, value in job.spec.items() if name != PLAN},
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


@blueprint.delete("/jobs/<job_id>", responses={204: None})
def remove(path: JobPath) -> Response:
    """Delete a job with its clips and tours; what other jobs reuse of its work stays."""
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.begin() as s:
        if revisions.shown(s, jobs.get(s, shop_id, path.job_id).id):
            raise Clash("A clip shows what this job made.", remedy="Change or delete the clip.")
        freed = jobs.delete(s, shop_id, path.job_id)
    delete_bytes(ctx, shop_id, path.job_id, freed)
    return Response(status=204)


def delete_bytes(ctx: ApiContext, shop_id: str, job_id: str, freed: Freed) -> None:
    """Everything in the deleted job's folder that nobody uses, and what it alone used elsewhere."""
    folders = [f"shops/{shop_id}/jobs/{name}/" for name in (job_id, *sorted(freed.jobs))]
    below = {info.key for folder in folders for info in ctx.store.list(folder)}
    ctx.store.delete_many(sorted((below - freed.kept) | freed.keys))


@blueprint.get("/jobs/<job_id>/outputs", responses={200: Outputs})
def outputs(path: JobPath) -> Response:
    """What the stages that are done have left for people (transcript, highlights, report…)."""
    shop_id = identity().shop_id
    with context().database.read() as s:
        job = jobs.get(s, shop_id, path.job_id)
        found = stages.outputs(s, job.id)
    shown = {name: key for name, key in found.items() if not name.startswith("work/")}
    return reply(Outputs(files=links(shop_id, "jobs", job.id, shown)))
