"""What a commit tells the catalog about a step's outputs, inside the commit's transaction."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pipelines.highlights.spec import Fact, Facts, Highlight, Highlights
from pipelines.highlights.wording import describe
from pipelines.media.spec import Probe
from pipelines.shorts.spec import Rendered
from pipelines.tours.spec import TourManifest
from storage.catalog import clips, contradictions, facts, playbacks, recordings, tours
from storage.catalog.models import Job
from worker.contradictions import among_recordings, inside

_TITLE_LENGTH = 300


def record_probe(s: Session, job: Job, outputs: Mapping[str, str], folder: Path) -> None:
    """What the recording turned out to be."""
    probe = Probe.load(folder / "recording.json")
    recordings.set_probe(s, job.recording_id, probe.model_dump(mode="json"))


def record_clips(s: Session, job: Job, outputs: Mapping[str, str], folder: Path) -> None:
    """One clip with a public playback id for each ``clips/NN-slug/rendered.json``.

    The facts are told again: those of a reused understanding are now this job's.
    """
    record_facts(s, job, outputs, folder)
    found = {h.id: h for h in Highlights.load(folder / "highlights.json").highlights}
    said = {f.id: f.model_dump(mode="json") for f in Facts.load(folder / "facts.json").facts}
    rendered = [Rendered.load(p) for p in sorted(folder.glob("clips/*/rendered.json"))]
    rows = [_clip(each, found.get(each.plan.highlight), said, outputs) for each in rendered]
    for clip in clips.replace(s, job, rows):
        if playbacks.for_clip(s, job.shop_id, clip.id) is None:
            playbacks.create(s, shop_id=job.shop_id, clip_id=clip.id)


def record_facts(s: Session, job: Job, outputs: Mapping[str, str], folder: Path) -> None:
    """The facts of ``facts.json``, and what they contradict there and in other recordings."""
    found = Facts.load(folder / "facts.json")
    contradictions.lock(s, job.shop_id)
    told = facts.replace(s, job, [_fact(each) for each in found.facts])
    if told is not None:
        names = {fact.id: row.id for fact, row in zip(found.facts, told, strict=True)}
        contradictions.add(s, job.shop_id, inside(found.contradictions, names))
        contradictions.add(s, job.shop_id, among_recordings(s, job, told))


def record_tour(s: Session, job: Job, outputs: Mapping[str, str], folder: Path) -> None:
    """The tour with a public playback id."""
    manifest = TourManifest.load(folder / "tour.json")
    tour = tours.put(
        s,
        job,
        title=manifest.title[:_TITLE_LENGTH],
        manifest=manifest.model_dump(mode="json"),
        objects={name: key for name, key in outputs.items() if not name.startswith("work/")},
    )
    if playbacks.for_tour(s, job.shop_id, tour.id) is None:
        playbacks.create(s, shop_id=job.shop_id, tour_id=tour.id)


def _fact(fact: Fact) -> dict[str, Any]:
    """The columns of the catalog's `Fact`."""
    return {
        "kind": fact.kind,
        "product": fact.product,
        "value": fact.value,
        "text": describe(fact),
        "words": fact.words,
        "start_us": fact.start.us,
        "end_us": fact.end.us,
        "confidence": fact.confidence,
    }


def _clip(
    rendered: Rendered,
    highlight: Highlight | None,
    said: Mapping[str, dict[str, Any]],
    outputs: Mapping[str, str],
) -> dict[str, Any]:
    """The columns of a `Clip`; times stay on the recording's timeline."""
    plan = rendered.plan
    return {
        "index": plan.index,
        "title": plan.title[:_TITLE_LENGTH],
        "category": highlight.category if highlight else "moment",
        "language": plan.language,
        "score": highlight.score if highlight else 0.0,
        "start_us": plan.span.start.us,
        "end_us": plan.span.end.us,
        "reasons": [reason.model_dump(mode="json") for reason in highlight.reasons]
        if highlight
        else [],
        "facts": [said[name] for name in highlight.facts if name in said] if highlight else [],
        "objects": dict(_below(outputs, f"clips/{plan.folder}/")),
    }


def _below(outputs: Mapping[str, str], folder: str) -> Iterable[tuple[str, str]]:
    for name, key in outputs.items():
        if name.startswith(folder):
            yield name.removeprefix(folder), key
