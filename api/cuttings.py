"""Clips that people make: a span of a recording and a title."""

import re
from typing import Any

from flask import Response
from pydantic import Field
from sqlalchemy.orm import Session

from api.auth import identity
from api.clips import ClipOut
from api.context import context
from api.description import section
from api.drafts import Draft, again, length, order, read_plan
from api.editing import check
from api.errors import Unusable
from api.jobs import JobOut, describe
from api.once import idempotency_key
from api.recordings import RecordingPath
from api.reply import ID, Shape, reply
from pipelines.media.time import Span
from pipelines.shorts.spec import EditPlan
from storage.catalog import brands, clips, jobs, playbacks, recordings, shops, stages
from storage.catalog.models import Clip, Job, State
from storage.objects.protocol import ObjectStore

blueprint = section("cuttings", __name__, "clips")
_LIVESTREAM = "livestream"
_UNKNOWN = "und"
_COPIED = ("ratios", "captions", "style", "branded", "preset", "denoise")
_PLAN = re.compile(r"plans/(\d+)-")


class NewClip(Shape):
    """``span``: seconds of the recording. ``job_id``: whose transcript and settings it takes;
    the newest finished job when it is left out."""

    title: str = Field(min_length=1, max_length=200)
    span: Span
    job_id: str | None = Field(None, pattern=ID)


class Cut(Shape):
    """The clip, which has no files before its ``job`` is done."""

    clip: ClipOut
    job: JobOut


@blueprint.post("/recordings/<recording_id>/clips", responses={202: Cut})
def cut(path: RecordingPath, body: NewClip) -> Response:
    """Make a clip of a span; its captions come from the transcript."""
    ctx, shop_id, key = context(), identity().shop_id, idempotency_key()
    patch = body.model_dump(mode="json")
    with ctx.database.begin() as s:
        known = jobs.by_idempotency(s, shop_id, key) if key else None
        if known is not None:
            job = again(known, patch)
            clip = clips.get(s, shop_id, str(job.spec["clip"]))
        else:
            clip, job = _cut(s, path.recording_id, body, patch, key)
        playback = playbacks.for_clip(s, shop_id, clip.id)
        made = describe(job, stages.of_job(s, job.id))
    location = {"Location": f"{ctx.prefix}/clips/{clip.id}"}
    return reply(Cut(clip=ClipOut.of(clip, playback), job=made), 202, location)


def _cut(
    s: Session, recording_id: str, body: NewClip, patch: dict[str, Any], key: str | None
) -> tuple[Clip, Job]:
    recording = recordings.get(s, identity().shop_id, recording_id)
    source = _source(s, recording.shop_id, recording.id, body.job_id)
    plan = _plan(s, context().store, source, body)
    check(plan, ("span",), length(recording))
    clip = clips.add(s, source, _row(plan))
    plan = plan.model_copy(update={"index": clip.index})
    nothing = Span(start=plan.span.start, end=plan.span.start)
    brand = brands.current(shops.get(s, clip.shop_id))
    draft = Draft(0, plan, nothing, brand)
    return clip, order(s, clip, draft, draft, patch, key)


def _source(s: Session, shop_id: str, recording_id: str, job_id: str | None) -> Job:
    """The finished job whose work a new clip goes on from."""
    asked = [jobs.get(s, shop_id, job_id)] if job_id else None
    found = asked or jobs.list(s, shop_id, recording_id, pipelines=(_LIVESTREAM,))
    for job in found:
        if (job.recording_id, job.pipeline, job.state) == (recording_id, _LIVESTREAM, State.DONE):
            return job
    raise Unusable(
        "No job over this livestream is done yet.",
        remedy="Start one and wait for it: a clip needs its transcript.",
    )


def _plan(s: Session, store: ObjectStore, job: Job, body: NewClip) -> EditPlan:
    """A plan that looks like the job's others; its words come when it is rendered."""
    made = {int(m[1]): k for n, k in stages.outputs(s, job.id).items() if (m := _PLAN.match(n))}
    known = read_plan(store, made[min(made)]).model_dump(include=set(_COPIED)) if made else {}
    return EditPlan(
        index=max(made, default=0) + 1,
        slug=_slug(body.title),
        title=body.title,
        highlight="",
        language=_UNKNOWN,
        span=body.span,
        **known,
    )


def _slug(title: str) -> str:
    """A name for a folder; titles in other scripts have none of their own."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "clip"


def _row(plan: EditPlan) -> dict[str, Any]:
    reason = {"feature": "chosen", "value": 1.0, "share": 0.0, "text": "Chosen by hand"}
    return {
        "index": plan.index,
        "title": plan.title,
        "category": "moment",
        "language": plan.language,
        "score": 0.0,
        "start_us": plan.span.start.us,
        "end_us": plan.span.end.us,
        "reasons": [reason],
        "facts": [],
        "objects": {},
    }
