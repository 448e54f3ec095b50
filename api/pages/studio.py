"""The studio: sign in, recordings, one recording with its job, shorts and tour."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from api import languages
from api.auth import Identity, identity, public
from api.brand import has_logo
from api.context import context
from api.pages import brand, said, shown, wording
from api.pages.blueprint import blueprint
from api.pages.report import job_address
from assets import shipped
from storage.catalog import (
    brands,
    clips,
    jobs,
    playbacks,
    recordings,
    revisions,
    shops,
    stages,
    tours,
)
from storage.catalog.models import Clip, Job, Playback, Recording, State, Tour

Answer = Response | str
WHOLE = ("livestream", "tour")
"""Pipelines over whole recordings; the others edit one clip."""


@blueprint.get("/login")
@public
def login() -> Answer:
    return render_template(
        "login.html", wrong="wrong" in request.args, next=request.args.get("next", "/")
    )


@blueprint.get("/")
def home() -> Answer:
    """The shop's recordings, and where new ones are dropped."""
    who = identity()
    with context().database.read() as s:
        rows = [_row(s, who, recording) for recording in recordings.list(s, who.shop_id)]
        return render_template("recordings.html", rows=rows, **_about(s, who))


@blueprint.get("/studio")
def studio() -> Answer:
    return redirect(f"{context().prefix}/", 303)


@blueprint.get("/studio/recordings/<recording_id>")
def recording_page(recording_id: str) -> Answer:
    """One recording: its newest job live, then what came of it."""
    who = identity()
    with context().database.read() as s:
        recording = recordings.get(s, who.shop_id, recording_id)
        job = _newest(s, who, recording_id)
        worn = brands.current(shops.get(s, who.shop_id)) if recording.kind == "tour" else None
        made = _last_done(s, who, recording_id)
        return render_template(
            "recording.html",
            recording=_recording(recording),
            job=_job(s, job) if job else None,
            logo=has_logo(worn),
            **said.about(s, recording),
            **_results(s, who, made),
            **_about(s, who),
        )


@blueprint.get("/studio/settings")
def settings() -> Answer:
    """What the shop sets for its new jobs, and its brand."""
    who = identity()
    with context().database.read() as s:
        worn = brand.about(shops.get(s, who.shop_id))
        return render_template("settings.html", **worn, **_about(s, who))


def _about(s: Session, who: Identity) -> dict[str, Any]:
    shop = shops.get(s, who.shop_id)
    defaults = shop.defaults or {}
    return {
        "shop": shop.name,
        "writes": who.writes,
        "defaults": defaults,
        "buyers": _buyers(defaults.get("languages") or ()),
        "styles": shipped("captions"),
        "presets": wording.presets(),
    }


def _buyers(chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Languages to choose from; those that are chosen come first, in their order."""
    rest = [code for code in languages.BUYERS if code not in chosen]
    return [
        {
            "code": code,
            "name": languages.name(code),
            "english": languages.BUYERS.get(code, (code,))[0],
            "chosen": code in chosen,
        }
        for code in (*chosen, *rest)
    ]


def _newest(s: Session, who: Identity, recording_id: str) -> Job | None:
    found = jobs.list(s, who.shop_id, recording_id, limit=1, pipelines=WHOLE)
    return next(iter(found), None)


def _last_done(s: Session, who: Identity, recording_id: str) -> Job | None:
    """What an earlier job made stays to be seen while a newer one runs or has failed."""
    found = jobs.list(s, who.shop_id, recording_id, pipelines=WHOLE)
    return next((job for job in found if job.state == State.DONE), None)


def _row(s: Session, who: Identity, recording: Recording) -> dict[str, str]:
    state, status = wording.state(_newest(s, who, recording.id))
    summary = " · ".join(wording.describe(recording))
    return {
        "id": recording.id,
        "name": recording.name,
        "kind": recording.kind,
        "summary": summary,
        "state": state,
        "status": status,
    }


def _recording(recording: Recording) -> dict[str, Any]:
    return {
        "id": recording.id,
        "name": recording.name,
        "kind": recording.kind,
        "facts": wording.describe(recording),
    }


def _job(s: Session, job: Job) -> dict[str, Any]:
    found = stages.of_job(s, job.id)
    done = sum(1.0 if stage.state == State.DONE else stage.progress for stage in found)
    return {
        "id": job.id,
        "state": job.state.value,
        "open": wording.is_open(job),
        "error": job.error,
        "notes": job.notes,
        "progress": done / max(1, len(found)),
    }


def _clip(s: Session, row: Clip) -> dict[str, Any]:
    """A clip as the page shows it, with the edit that is being rendered, or that failed last."""
    found = shown.clip(row, playbacks.for_clip(s, row.shop_id, row.id))
    newest = next(iter(revisions.list(s, row.id)), None)
    job = newest[1] if newest else None
    failed = job is not None and job.state == State.FAILED
    return {
        **found,
        "edited": row.revision,
        "edit": job.id if job and wording.is_open(job) else "",
        "failed": (job.error or {}) if job and failed else None,
    }


def _tour(row: Tour, playback: Playback | None) -> dict[str, Any]:
    return {**shown.tour(row, playback), "scenes": shown.scenes(row)}


def _results(s: Session, who: Identity, job: Job | None) -> dict[str, Any]:
    if job is None:
        return {"clips": [], "tours": [], "report": None}
    made = clips.list(s, who.shop_id, job_id=job.id)
    built = [tour for tour in tours.list(s, who.shop_id, job.recording_id) if tour.job_id == job.id]
    return {
        "clips": [_clip(s, row) for row in made],
        "tours": [_tour(row, playbacks.for_tour(s, who.shop_id, row.id)) for row in built],
        "report": job_address(job.id) if made else None,
    }
