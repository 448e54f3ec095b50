"""The edit plan of a clip: read it, change it, see what became of each change."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from api.auth import identity
from api.clips import ClipPath
from api.context import context
from api.description import section
from api.drafts import Draft, again, current, length, order, settle
from api.editing import PlanChange, change, changed, check
from api.errors import Stale
from api.jobs import JobOut, describe
from api.once import idempotency_key
from api.reply import Shape, reply
from pipelines.shorts.spec import EditPlan
from storage.catalog import brands, clips, jobs, recordings, revisions, shops, stages
from storage.catalog.models import FINAL, Clip, Job, Revision, State

blueprint = section("plans", __name__, "clips")


class Asked(Shape):
    """What a change came to. ``revision``: its number; ``job``: renders it, null where nothing
    changed."""

    clip_id: str
    revision: int
    plan: EditPlan
    job: JobOut | None


class RevisionOut(Shape):
    """One edit. ``state``: that of its job; ``replaced`` once its files are gone; ``error``: why
    the clip stayed as it was."""

    number: int
    title: str
    start: float
    end: float
    changed: list[str]
    state: str
    progress: float
    shown: bool
    error: dict[str, Any] | None
    job_id: str | None
    created: datetime


class RevisionList(Shape):
    """``shown``: the revision that the clip shows; 0: as its job made it."""

    shown: int
    revisions: list[RevisionOut]


@blueprint.get("/clips/<clip_id>/plan", responses={200: EditPlan})
def show(path: ClipPath) -> Response:
    """The plan that a change would begin from; the ETag goes into its If-Match."""
    ctx = context()
    with ctx.database.read() as s:
        draft = current(s, ctx.store, clips.get(s, identity().shop_id, path.clip_id))
    return reply(draft.plan, headers={"ETag": f'"{draft.etag}"'})


@blueprint.patch("/clips/<clip_id>/plan", responses={200: Asked, 202: Asked})
def change_plan(path: ClipPath, body: PlanChange) -> Response:
    """Change the plan by a JSON merge patch. A job renders what it touches; the clip stays as it
    is until that is done, and if it fails. Of two changes in a row the last one counts."""
    ctx, shop_id, key = context(), identity().shop_id, idempotency_key()
    with ctx.database.read() as s:
        known = current(s, ctx.store, clips.get(s, shop_id, path.clip_id))
    with ctx.database.begin() as s:
        clip = clips.lock(s, shop_id, path.clip_id)
        before = current(s, ctx.store, clip, known)
        job = _change(s, clip, body, before, key)
        draft = current(s, ctx.store, clip, before)
        made = describe(job, stages.of_job(s, job.id)) if job else None
    settle(ctx, shop_id, [clip.id])
    answer = Asked(clip_id=clip.id, revision=draft.number, plan=draft.plan, job=made)
    headers = {"ETag": f'"{draft.etag}"'}
    if job is not None:
        headers["Location"] = f"{ctx.prefix}/jobs/{job.id}"
    return reply(answer, 202 if job else 200, headers)


def _change(s: Session, clip: Clip, body: PlanChange, before: Draft, key: str | None) -> Job | None:
    """The job that renders the change; None where it changes nothing."""
    patch = body.model_dump(mode="json", exclude_unset=True)
    known = jobs.by_idempotency(s, clip.shop_id, key) if key else None
    if known is not None:
        return again(known, patch, clip.id)
    if request.if_match and before.etag not in request.if_match:
        raise Stale(
            "Somebody changed the plan meanwhile.",
            remedy="Read the plan again and repeat the change.",
        )
    after = _after(s, clip, before, body)
    names = changed(before.plan, after.plan)
    if not names and before.brand == after.brand:
        return None
    check(after.plan, names, length(recordings.get(s, clip.shop_id, clip.recording_id)))
    return order(s, clip, before, after, patch, key)


def _after(s: Session, clip: Clip, before: Draft, body: PlanChange) -> Draft:
    """A clip keeps the brand that it wears until somebody says that it shall wear the shop's."""
    plan, brand = change(before.plan, body), before.brand
    if body.branded:
        brand = brands.current(shops.get(s, clip.shop_id))
    return replace(before, plan=plan, brand=brand)


@blueprint.get("/clips/<clip_id>/revisions", responses={200: RevisionList})
def history(path: ClipPath) -> Response:
    """The edits of a clip, newest first."""
    with context().database.read() as s:
        clip = clips.get(s, identity().shop_id, path.clip_id)
        found = [_out(s, clip, *each) for each in revisions.list(s, clip.id)]
    return reply(RevisionList(shown=clip.revision or 0, revisions=found))


def _out(s: Session, clip: Clip, revision: Revision, job: Job | None) -> RevisionOut:
    span = revision.plan["span"]
    seen = describe(job, stages.of_job(s, job.id)) if job else None
    done = job is None or job.state in FINAL
    return RevisionOut(
        number=revision.number,
        title=revision.plan["title"],
        start=span["start"],
        end=span["end"],
        changed=revision.changed,
        state=_state(clip, revision, job),
        progress=1.0 if done or seen is None else seen.progress,
        shown=revision.number == clip.revision,
        error=job.error if job else None,
        job_id=revision.job_id,
        created=revision.created,
    )


def _state(clip: Clip, revision: Revision, job: Job | None) -> str:
    if job is None:
        shown = revision.number == clip.revision
        return State.DONE.value if shown else "replaced"
    return job.state.value
