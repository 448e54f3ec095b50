"""An edited plan becomes what its clip shows: revise, render, publish.

The first stages of such a job are finished ones of the jobs before it
(`storage.catalog.revisions.carried`): it fetches what it needs of them, stores only the files that
changed, and points to the others where they are.
"""

import filecmp
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pipelines.highlights.spec import Facts, Signals
from pipelines.media.spec import Ingested
from pipelines.media.time import Span
from pipelines.progress import Progress
from pipelines.shorts.spec import EditPlan, Rendered
from pipelines.speech.spec import Transcript
from pipelines.speech.translation.spec import Translation
from storage.catalog import playbacks, revisions
from storage.catalog.models import Job
from worker.livestream import LIVESTREAM
from worker.pipeline import Pipeline, Result, Step, Task
from worker.stretch import render_inputs

TOLD = "work/told.json"
KNOWN = ("work/ingested.json", "work/translations/*.json", "transcript.json", "signals.json")
_TITLE_LENGTH = 300
_RENDER = LIVESTREAM.step("render")


def revise(task: Task, progress: Progress) -> Result:
    """The plan with the words and shots of its span; no stage follows where no file changes."""
    from pipelines.highlights.respan import hull

    asked = EditPlan.model_validate(task.spec["plan"])
    told = Span.model_validate(task.spec["told"])
    plan = completed(asked, told, task.folder, next(iter(task.spec.get("languages") or ()), None))
    plan.save(task.out / "plans" / f"{plan.folder}.json")
    hull(plan.span, told).save(task.out / TOLD)
    if not task.spec["draws"] and _rendered(task.folder, plan).is_file():
        return Result(fan=[])
    ingested = Ingested.load(task.folder / "work" / "ingested.json")
    return Result(fan=[render_inputs(plan, ingested)])


def completed(plan: EditPlan, told: Span, folder: Path, wanted: str | None = None) -> EditPlan:
    """The plan with what `pipelines.highlights.respan` adds from the documents in ``folder``."""
    from pipelines.highlights.respan import Said, respan
    from pipelines.highlights.understand import sentences_of

    ingested = Ingested.load(folder / "work" / "ingested.json")
    transcript = Transcript.load(folder / "transcript.json")
    translations = sorted((folder / "work" / "translations").glob("*.json"))
    said = Said(
        sentences_of(transcript, ingested),
        transcript.language,
        [Translation.load(path) for path in translations],
        Signals.load(folder / "signals.json").shots,
        wanted,
    )
    return respan(plan, told, said)


def render(task: Task, progress: Progress) -> Result:
    """The livestream's own rendering, into a folder that has the clip's files already; those that
    came out as they were are not stored again."""
    plan = EditPlan.load(task.folder / str(task.inputs["plan"]))
    before, out = (folder / "clips" / plan.folder for folder in (task.folder, task.out))
    lay(before, out)
    result = _RENDER.run(task, progress)
    for path in sorted(before.glob("*")):
        fresh = out / path.name
        if fresh.is_file() and filecmp.cmp(path, fresh, shallow=False):
            fresh.unlink()
    return result


def lay(folder: Path, out: Path) -> None:
    """The files of ``folder`` in ``out`` too. Rendering replaces files and writes into none, so a
    link is as good as a copy."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*")):
        (out / path.name).hardlink_to(path)


def publish(task: Task, progress: Progress) -> Result:
    """What is in no picture goes into the clip's documents."""
    plan = EditPlan.load(_plan(task.folder, task.spec))
    known = Rendered.load(_rendered(task.folder, plan))
    shown = known.plan.model_copy(update={"hashtags": plan.hashtags})
    folder = task.out / "clips" / plan.folder
    shown.save(folder / "plan.json")
    known.model_copy(update={"plan": shown}).save(folder / "rendered.json")
    return Result()


def record_revision(s: Session, job: Job, outputs: Mapping[str, str], folder: Path) -> None:
    """The clip shows this edit from now on, unless it shows a newer one; a clip that was never
    shown before gets its public handle."""
    plan = EditPlan.load(_plan(folder, job.spec))
    rendered = Rendered.load(_rendered(folder, plan))
    told = Span.load(folder / TOLD)
    row = _row(rendered, outputs, Facts.load(folder / "facts.json"))
    revisions.show(s, job, row, plan.model_dump(mode="json"), (told.start.us, told.end.us))
    clip_id = str(job.spec["clip"])
    if playbacks.for_clip(s, job.shop_id, clip_id) is None:
        playbacks.create(s, shop_id=job.shop_id, clip_id=clip_id)


def _row(rendered: Rendered, outputs: Mapping[str, str], facts: Facts) -> dict[str, Any]:
    """The columns of a `Clip` that an edit changes; its facts are those said in its span."""
    plan = rendered.plan
    below = {name: outputs.get(f"clips/{plan.folder}/{name}") for name in names(rendered)}
    return {
        "title": plan.title[:_TITLE_LENGTH],
        "language": plan.language,
        "start_us": plan.span.start.us,
        "end_us": plan.span.end.us,
        "facts": [f.model_dump(mode="json") for f in facts.facts if plan.span.holds(f.start)],
        "objects": {name: key for name, key in below.items() if key is not None},
    }


def names(rendered: Rendered) -> list[str]:
    """What belongs to the clip as it is now: an earlier edit may have had more languages."""
    pictures = (rendered.cover, *([rendered.preview] if rendered.preview else ()))
    videos = (rendition.name for rendition in rendered.renditions)
    return [*videos, *pictures, *rendered.captions, "plan.json", "rendered.json"]


def _plan(folder: Path, spec: Mapping[str, Any]) -> Path:
    return folder / "plans" / f"{EditPlan.model_validate(spec['plan']).folder}.json"


def _rendered(folder: Path, plan: EditPlan) -> Path:
    return folder / "clips" / plan.folder / "rendered.json"


def _revise_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return (*KNOWN, "clips/*/rendered.json")


def _render_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return (*_RENDER.needs(inputs), f"clips/{Path(inputs['plan']).stem}/*")


def _publish_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("plans/*.json", "clips/*/rendered.json", "facts.json", TOLD)


REVISION = Pipeline(
    "revision",
    (
        Step("revise", revise, _revise_needs, keys=("plan", "told", "draws", "languages")),
        Step("render", render, _render_needs),
        Step("publish", publish, _publish_needs, record=record_revision),
    ),
)
