"""A recorded livestream becomes shorts: ingest, observe, listen, transcribe × chunks, merge,
translate × languages, understand, plan, render × clips, publish."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import DependencyError
from pipelines.highlights.spec import Facts, Highlight, Highlights, Signals, UnderstandSpec
from pipelines.language_model import LanguageModel
from pipelines.media.spec import Ingested
from pipelines.media.time import Span, Time
from pipelines.progress import Progress, part
from pipelines.shorts.spec import EditPlan, LowerThird
from pipelines.speech.spec import Sentence, Transcript
from pipelines.speech.translation.spec import Translation
from worker.hearing import HEARING, languages, products
from worker.pipeline import BRAND, COMPANIONS, SOURCE, Pipeline, Result, Step, Task
from worker.publish import record_clips, record_facts, record_probe
from worker.stretch import render_inputs
from worker.translators import language_model, translator

if TYPE_CHECKING:
    from pipelines.highlights.plans import PlanOptions
    from pipelines.highlights.understand import Understanding

LEVELS = "work/levels.bin"
"""How loud each hundredth of a second is."""


def ingest(task: Task, progress: Progress) -> Result:
    """One honest timeline, the proxy, the sound for speech."""
    from pipelines.media.ingest import ingest as ingest_recording

    work = task.out / "work"
    ingested = ingest_recording(task.sources[0], work, progress)
    (work / "recording.json").replace(task.out / "recording.json")
    return Result(notes=ingested.probe.notes)


def observe(task: Task, progress: Progress) -> Result:
    """What picture and sound do, and where somebody speaks: all that a later choice of model,
    language or number of clips needs of the media, so that they are decoded once."""
    from pipelines.highlights.observe import observe as look_and_listen

    work = task.folder / "work"
    ingested = Ingested.load(work / "ingested.json")
    observed = look_and_listen(ingested, work, part(progress, 0, 0.8))
    observed.save(task.out / "work" / "observed.json")
    if ingested.speech:
        from pipelines.shorts.level_track import write_levels

        write_levels(work / ingested.speech, ingested.duration, task.out / LEVELS)
    if ingested.speech and "transcript" not in task.companions:
        from pipelines.speech.chunks import plan_chunks

        plan = plan_chunks(work / ingested.speech, progress=part(progress, 0.8, 1))
        plan.save(task.out / "work" / "chunks.json")
    return Result()


def understand(task: Task, progress: Progress) -> Result:
    """Facts, and highlights with reasons."""
    from pipelines.highlights.events import read_events
    from pipelines.highlights.observe import Observed
    from pipelines.highlights.understand import understand as find_highlights

    transcript = Transcript.load(task.folder / "transcript.json")
    model = language_model(task.tools)
    events = task.companions.get("events")
    understanding = find_highlights(
        Ingested.load(task.folder / "work" / "ingested.json"),
        Observed.load(task.folder / "work" / "observed.json"),
        transcript,
        events=read_events(events) if events else (),
        products=products(task),
        spec=_wanted(task),
        language=next(iter(languages(task)), None),
        model=model,
        out=task.out,
        progress=part(progress, 0.0, 0.9),
    )
    chosen = understanding.highlights
    titled = _titled(task, understanding, transcript.language, model)
    chosen.model_copy(update={"highlights": titled}).save(task.out / "highlights.json")
    return Result(notes=chosen.notes, lasting=not (model and model.failed))


def _wanted(task: Task) -> UnderstandSpec:
    asked = {name: task.spec.get(name) for name in ("shorts", "shortest", "longest")}
    return UnderstandSpec.model_validate({k: v for k, v in asked.items() if v is not None})


def _titled(
    task: Task, found: "Understanding", source: str, model: LanguageModel | None
) -> Sequence[Highlight]:
    """The highlights with a title in every language of the buyers."""
    from pipelines.highlights.titles_in import titles_by, translate_titles

    highlights, listed = found.highlights.highlights, products(task)
    for language in languages(task):
        try:
            engine = titles_by(translator(task, source, language, model), source, listed)
        except DependencyError:
            engine = None
        highlights = translate_titles(
            highlights, engine, language, source, facts=found.facts.facts, products=listed
        )
    return highlights


def plan(task: Task, progress: Progress) -> Result:
    """An edit plan for each highlight, in the buyers' language where there is a translation."""
    from pipelines.highlights.plans import make_plans, write_plans
    from pipelines.highlights.understand import sentences_of

    ingested = Ingested.load(task.folder / "work" / "ingested.json")
    transcript = Transcript.load(task.folder / "transcript.json")
    translations = [
        Translation.load(path)
        for path in sorted((task.folder / "work" / "translations").glob("*.json"))
        if path.stem in languages(task)
    ]
    highlights = Highlights.load(task.folder / "highlights.json").highlights
    sentences = sentences_of(transcript, ingested)
    facts = Facts.load(task.folder / "facts.json")
    shots = Signals.load(task.folder / "signals.json").shots
    plans = make_plans(
        highlights,
        sentences,
        shots,
        transcript.language,
        _options(task),
        translations,
        lower_thirds=_lower_thirds(task, highlights, facts, transcript.language),
        removed=_left_out(task, highlights, sentences, facts, shots, transcript.language),
    )
    write_plans(plans, task.out / "plans")
    return Result(
        fan=[render_inputs(one, ingested) for one in plans] if ingested.probe.video else []
    )


def _lower_thirds(
    task: Task, highlights: Sequence[Highlight], facts: Facts, spoken: str
) -> dict[str, LowerThird]:
    from pipelines.highlights.lower_thirds import lower_third

    language = next(iter(languages(task)), spoken)
    made = {one.id: lower_third(one, facts, products(task), language) for one in highlights}
    return {name: third for name, third in made.items() if third is not None}


def _left_out(
    task: Task,
    highlights: Sequence[Highlight],
    sentences: Sequence[Sentence],
    facts: Facts,
    shots: Sequence[Time],
    spoken: str,
) -> dict[str, tuple[Span, ...]]:
    """What tightening removes, where it was asked for."""
    if not task.spec.get("tighten"):
        return {}
    from pipelines.highlights.leave_out import leave_out
    from pipelines.highlights.observe import Observed

    observed = Observed.load(task.folder / "work" / "observed.json")
    levels = task.folder / LEVELS
    found = levels if levels.is_file() else None
    return leave_out(highlights, sentences, facts.facts, observed, shots, spoken, found)


def _options(task: Task) -> "PlanOptions":
    from pipelines.highlights.plans import PlanOptions

    return PlanOptions(
        ratios=tuple(task.spec.get("ratio") or ("9:16",)),
        captions=task.spec.get("captions") or "burn",
        style=task.spec.get("style") or "clean",
        language=next(iter(languages(task)), None),
        preset=task.spec.get("preset") or "universal",
        bilingual=bool(task.spec.get("bilingual")),
        tighten=bool(task.spec.get("tighten")),
        denoise=bool(task.spec.get("denoise")),
        branded=task.spec.get("branded") is not False,
    )


def render(task: Task, progress: Progress) -> Result:
    """One clip: the parts around it joined, then every rendition out of one decode."""
    from pipelines.media.parts import join
    from pipelines.shorts.brand.kit import load_kit
    from pipelines.shorts.encoder import find
    from pipelines.shorts.render import render as render_clip

    ingested = Ingested.load(task.folder / "work" / "ingested.json")
    plan = EditPlan.load(task.folder / str(task.inputs["plan"]))
    wanted = {Path(name).name for name in task.inputs["parts"]}
    brand = task.companions.get("brand")
    parts = [p for p in ingested.parts if p.name in wanted]
    source = task.out.with_name(f"{task.out.name}.source.mkv")
    try:
        origin = join(task.folder / "work" / "parts", parts, plan.span, source)
        rotation = ingested.probe.video.rotation if ingested.probe.video else 0
        render_clip(
            plan,
            source,
            origin,
            rotation,
            task.out / "clips" / plan.folder,
            progress,
            kit=load_kit(brand) if brand else None,
            encoder=find(task.tools.encoder),
            cache=task.tools.kept,
            faces=task.tools.faces,
        )
    finally:
        source.unlink(missing_ok=True)
    return Result()


def publish(task: Task, progress: Progress) -> Result:
    """The report; what came out is recorded in the catalog with the commit."""
    from pipelines.highlights.report import write_report

    report = write_report(task.folder, title=_title(task.folder / "recording.json", task))
    if report.parent != task.out:
        (task.out / report.name).write_bytes(report.read_bytes())
    return Result()


def _title(recording: Path, task: Task) -> str:
    from pipelines.media.spec import Probe

    return str(task.spec.get("title") or Probe.load(recording).name)


def _ingest_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return (SOURCE,)


def _observe_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/ingested.json", "work/speech.flac", "work/proxy.mp4", COMPANIONS)


def _understand_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/ingested.json", "work/observed.json", "transcript.json", COMPANIONS)


def _plan_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return (
        "work/ingested.json", "work/observed.json", LEVELS, "work/translations/*.json", "*.json",
        COMPANIONS,
    )  # fmt: skip


def _render_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/ingested.json", str(inputs["plan"]), *inputs["parts"], BRAND)


def _publish_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("*.json", "clips/*/*.json", "clips/*/cover.jpg")


PLAN_KEYS = (
    "captions", "style", "ratio", "languages", "preset", "bilingual", "tighten", "denoise",
    "branded",
)  # fmt: skip
UNDERSTAND_KEYS = ("shorts", "shortest", "longest", "languages")

LIVESTREAM = Pipeline(
    "livestream",
    (
        Step("ingest", ingest, _ingest_needs, record=record_probe),
        Step("observe", observe, _observe_needs),
        *HEARING,
        Step(
            "understand", understand, _understand_needs, keys=UNDERSTAND_KEYS, record=record_facts
        ),
        Step("plan", plan, _plan_needs, keys=PLAN_KEYS),
        Step("render", render, _render_needs),
        Step("publish", publish, _publish_needs, keys=("title",), record=record_clips),
    ),
)
