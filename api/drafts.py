"""The plan that an edit begins from, and the job that renders what came of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.context import ApiContext
from api.editing import UNDRAWN, changed
from api.errors import Clash
from api.jobs import delete_bytes
from api.once import used_otherwise
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import EditPlan
from storage.catalog import brands, clips, jobs, revisions, stages
from storage.catalog.models import Clip, Job, Recording, Revision
from storage.catalog.stages import NewStage
from storage.objects.protocol import ObjectStore

PIPELINE = "revision"
FIRST = "revise"
"""The worker knows what follows."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The plan that an edit changes. ``number``: of the revision it is, 0: as the clip's job made
    it; ``told``: the part of the recording whose words it has; ``brand``: what it was rendered
    with, the key of an archive."""

    number: int
    plan: EditPlan
    told: Span
    brand: str | None = None

    @property
    def etag(self) -> str:
        """Differs wherever the plan does."""
        return f"{self.number}-{_mark(self.plan)}"


def _mark(plan: EditPlan) -> str:
    return hashlib.sha256(plan.model_dump_json().encode()).hexdigest()[:16]


def current(s: Session, store: ObjectStore, clip: Clip, known: Draft | None = None) -> Draft:
    """The newest edit that is shown or may yet be, else what the clip's job planned.

    ``known``: an earlier answer, which saves a look into the store: what a job planned never
    changes. Raises `Clash` where it left no plan that this version reads.
    """
    head = revisions.head(s, clip)
    if head is not None:
        return _of(s, clip, head)
    if known is not None and known.number == 0:
        return known
    plan = _planned(s, store, clip)
    return Draft(0, plan, plan.span, _brand(s, clip, clip.job_id))


def _of(s: Session, clip: Clip, revision: Revision) -> Draft:
    told = Span(start=Time(revision.told_start_us), end=Time(revision.told_end_us))
    brand = _brand(s, clip, revision.job_id or clip.job_id)
    return Draft(revision.number, EditPlan.model_validate(revision.plan), told, brand)


def _brand(s: Session, clip: Clip, job_id: str) -> str | None:
    return jobs.get(s, clip.shop_id, job_id).spec.get(brands.FIELD)


def _planned(s: Session, store: ObjectStore, clip: Clip) -> EditPlan:
    made = stages.outputs(s, clip.job_id)
    found = [key for name, key in made.items() if name.startswith(f"plans/{clip.index:02}-")]
    key = next(iter(found), None) or clip.objects.get("plan.json")
    if key is None:
        raise Clash("The clip has no plan to change.", remedy="Run a job over the recording again.")
    return read_plan(store, key)


def read_plan(store: ObjectStore, key: str) -> EditPlan:
    """The plan that is stored there; raises `Clash` for one of another version."""
    try:
        return EditPlan.model_validate_json(b"".join(store.open(key)))
    except ValidationError as error:
        raise Clash(
            "The clip's plan was made by another version.",
            remedy="Run a job over the recording again.",
        ) from error


def order(
    s: Session, clip: Clip, before: Draft, after: Draft, patch: dict[str, Any], key: str | None
) -> Job:
    """The next edit of a clip that the caller has locked, and the job that renders it."""
    plan, names = after.plan, changed(before.plan, after.plan)
    told = (before.told.start.us, before.told.end.us)
    revision = revisions.add(s, clip, plan.model_dump(mode="json"), names, told)
    made_by = jobs.get(s, clip.shop_id, clip.job_id)
    same = before.number == (clip.revision or 0) and before.brand == after.brand
    spec = {
        "clip": clip.id,
        "revision": revision.number,
        "patch": patch,
        "plan": plan.model_dump(mode="json"),
        "told": before.told.model_dump(mode="json"),
        "draws": not (same and UNDRAWN.issuperset(names) and clip.objects),
        "languages": made_by.spec.get("languages") or [],
        **({brands.FIELD: after.brand} if after.brand else {}),
    }
    first = [*revisions.carried(s, clip), NewStage(FIRST)]
    job = jobs.create(
        s,
        shop_id=clip.shop_id,
        recording_id=clip.recording_id,
        pipeline=PIPELINE,
        spec=spec,
        first=first,
        idempotency=key,
    )
    revision.job_id = job.id
    s.flush()
    return job


def again(job: Job, patch: dict[str, Any], clip_id: str | None = None) -> Job:
    """The job that the same request made before; raises `Clash` where it was another request."""
    same = job.pipeline == PIPELINE and job.spec["patch"] == patch
    if not same or clip_id not in (None, job.spec["clip"]):
        raise used_otherwise()
    return job


def length(recording: Recording) -> Time:
    """Of the recording, as its ingest measured it."""
    return Time.seconds(float((recording.probe or {}).get("duration") or 0))


def settle(ctx: ApiContext, shop_id: str, clip_ids: Iterable[str]) -> None:
    """End what newer edits made pointless, and free the files that no clip shows any more.

    In transactions of their own: see the locks of `storage.catalog.revisions`.
    """
    for clip_id in clip_ids:
        with ctx.database.begin() as s:
            for job_id in revisions.superseded(s, clip_id):
                jobs.cancel(s, shop_id, job_id)
        _free(ctx, shop_id, clip_id)


def _free(ctx: ApiContext, shop_id: str, clip_id: str) -> None:
    """Links that were given out work until they expire, so files stay as long."""
    with ctx.database.begin() as s:
        clip = clips.get(s, shop_id, clip_id)
        old = revisions.outdated(s, clip, datetime.now(UTC) - ctx.link_expiry)
        gone = {job_id: jobs.delete(s, shop_id, job_id) for job_id in old}
    for job_id, freed in gone.items():
        delete_bytes(ctx, shop_id, job_id, freed)
