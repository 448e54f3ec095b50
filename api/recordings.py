"""Recordings: list, read, delete, and ask for a job."""

from datetime import datetime
from typing import Any, Literal

from flask import Response
from sqlalchemy.orm import Session

from api.auth import identity
from api.brand import has_logo
from api.context import context
from api.description import section
from api.errors import Unusable
from api.jobs import JobOut, delete_bytes, describe
from api.once import idempotency_key, used_otherwise
from api.reply import Page, Shape, reply
from api.shop import agrees, completed
from api.spec import JobSpec
from api.tus.finish import release_object
from storage.catalog import brands, jobs, recordings, shops, stages
from storage.catalog.jobs import Freed
from storage.catalog.models import Job, Recording
from storage.catalog.stages import NewStage

FIRST = NewStage("ingest", 0, {})
"""Every pipeline begins so; the worker knows what follows."""

blueprint = section("recordings", __name__)


class RecordingPath(Shape):
    recording_id: str


class RecordingsQuery(Page):
    kind: Literal["livestream", "tour"] | None = None


class RecordingOut(Shape):
    """``probe``: what the media holds, once a job has looked; ``companions``: what came with it."""

    id: str
    kind: str
    name: str
    size: int
    content_type: str
    created: datetime
    companions: list[str]
    probe: dict[str, Any] | None

    @classmethod
    def of(cls, recording: Recording) -> "RecordingOut":
        return cls(
            id=recording.id,
            kind=recording.kind,
            name=recording.name,
            size=recording.size,
            content_type=recording.content_type,
            created=recording.created,
            companions=sorted(recording.companions),
            probe=recording.probe,
        )


class RecordingList(Shape):
    recordings: list[RecordingOut]
    next: str | None


@blueprint.get("/recordings", responses={200: RecordingList})
def list_recordings(query: RecordingsQuery) -> Response:
    """The shop's recordings, newest first."""
    with context().database.read() as s:
        found = recordings.list(s, identity().shop_id, query.kind, query.limit, query.before)
    more = found[-1].id if len(found) == query.limit else None
    return reply(RecordingList(recordings=[RecordingOut.of(each) for each in found], next=more))


@blueprint.get("/recordings/<recording_id>", responses={200: RecordingOut})
def show(path: RecordingPath) -> Response:
    """One recording."""
    with context().database.read() as s:
        recording = recordings.get(s, identity().shop_id, path.recording_id)
    return reply(RecordingOut.of(recording))


@blueprint.delete("/recordings/<recording_id>", responses={204: None})
def remove(path: RecordingPath) -> Response:
    """Delete a recording with its jobs, clips, tours and bytes."""
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.begin() as s:
        gone = _delete_jobs(s, shop_id, path.recording_id)
        recording = recordings.delete(s, shop_id, path.recording_id)
        shops.release(s, shop_id, recording.size)
    for job_id, freed in gone.items():
        delete_bytes(ctx, shop_id, job_id, freed)
    ctx.store.delete(recording.key)
    for key in recording.companions.values():
        release_object(ctx, shop_id, str(key))
    return Response(status=204)


def _delete_jobs(s: Session, shop_id: str, recording_id: str) -> dict[str, Freed]:
    gone: dict[str, Freed] = {}
    while found := jobs.list(s, shop_id, recording_id, limit=200):
        gone |= {job.id: jobs.delete(s, shop_id, job.id) for job in found}
    return gone


@blueprint.post("/recordings/<recording_id>/jobs", responses={201: JobOut})
def start_job(path: RecordingPath, body: JobSpec) -> Response:
    """Run a pipeline over the recording. The same Idempotency-Key starts only one job."""
    key = idempotency_key()
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.begin() as s:
        recording = recordings.get(s, shop_id, path.recording_id)
        job = _create(s, recording, body, key)
        made = stages.of_job(s, job.id)
    location = f"{ctx.prefix}/jobs/{job.id}"
    return reply(describe(job, made), 201, {"Location": location})


def _create(s: Session, recording: Recording, spec: JobSpec, key: str | None) -> Job:
    pipeline = spec.pipeline or recording.kind
    if spec.also and pipeline != "tour":
        raise Unusable("Only tours are made of several recordings.", remedy="Leave out 'also'.")
    for other in spec.also:
        if recordings.get(s, recording.shop_id, other).id == recording.id:
            raise Unusable("'also' names the recording itself.", remedy="Leave it out there.")
    shop = shops.get(s, recording.shop_id)
    if pipeline == "tour" and spec.floor == "logo" and not has_logo(brands.current(shop)):
        raise Unusable(
            "The floor is to be covered by the shop's logo, but the shop has none.",
            remedy="Upload one to the brand, or have the floor filled.",
        )
    asked = spec.stored()
    job = jobs.create(
        s,
        shop_id=recording.shop_id,
        recording_id=recording.id,
        pipeline=pipeline,
        spec=completed(shop, pipeline, asked),
        first=[FIRST],
        idempotency=key,
    )
    same = (job.recording_id, job.pipeline) == (recording.id, pipeline)
    if not (same and agrees(job.spec, asked)):
        raise used_otherwise()
    return job
