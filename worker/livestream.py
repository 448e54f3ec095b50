"""A recorded livestream becomes shorts: ingest, observe, listen, transcribe × chunks, understand,
plan, render × clips, publish."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.highlights.observe import Observed
from pipelines.highlights.spec import Highlights, Signals, UnderstandSpec
from pipelines.media.spec import Ingested
from pipelines.media.time import Time
from pipelines.progress import Progress, part
from pipelines.shorts.spec import EditPlan
from pipelines.speech.spec import Chunk, ChunkPlan, SpeechSpec, Transcript
from worker.pipeline import COMPANIONS, SOURCE, Pipeline, Result, Step, Task
from worker.publish import record_clips, record_probe
from worker.speech_choice import SpeechChoice, choose_speech

LEAD = Time.seconds(2)
"""Parts are fetched this far around a clip, so that a cut near their border has its frames."""


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
    if ingested.speech and "transcript" not in task.companions:
        from pipelines.speech.chunks import plan_chunks

        plan = plan_chunks(work / ingested.speech, progress=part(progress, 0.8, 1))
        plan.save(task.out / "work" / "chunks.json")
    return Result()


def listen(task: Task, progress: Progress) -> Result:
    """Where the words come from, and the chunks to recognise."""
    work = task.folder / "work"
    ingested = Ingested.load(work / "ingested.json")
    speech = work / ingested.speech if ingested.speech else None
    choice = choose_speech(task, speech, progress)
    choice.save(task.out / "work" / "speech.json")
    chunks: Sequence[Chunk] = ()
    if choice.source == "recognised":
        chunks = ChunkPlan.load(work / "chunks.json").chunks
    # The model's name alone goes on: why it was chosen must not make a chunk be heard anew.
    fan = [{"chunk": each.model_dump(mode="json"), "model": choice.model} for each in chunks]
    return Result(fan=fan, notes=(choice.why,))


def transcribe(task: Task, progress: Progress) -> Result:
    """The words of one chunk."""
    from pipelines.speech.transcribe import transcribe_chunk
    from pipelines.speech.weights import resolve

    work = task.folder / "work"
    chunk = Chunk.model_validate(task.inputs["chunk"])
    model = str(task.inputs["model"])
    weights = resolve(model, task.tools.weights, download=task.tools.download)
    spec = SpeechSpec(model=model, language=task.spec.get("language"), hints=_hints(task))
    heard = transcribe_chunk(work / "speech.flac", chunk, spec, weights, progress)
    heard.save(task.out / "work" / "chunks" / f"{chunk.index:04}.json")
    return Result(fan=None)


def _hints(task: Task) -> tuple[str, ...]:
    from pipelines.highlights.products import read_products

    if "products" not in task.companions:
        return ()
    return tuple(product.name for product in read_products(task.companions["products"]))


def understand(task: Task, progress: Progress) -> Result:
    """Facts, and highlights with reasons."""
    from pipelines.highlights.events import read_events
    from pipelines.highlights.products import read_products
    from pipelines.highlights.understand import understand as find_highlights

    transcript = _transcript(task)
    _write_transcript(transcript, task.out)
    events, products = task.companions.get("events"), task.companions.get("products")
    understanding = find_highlights(
        Ingested.load(task.folder / "work" / "ingested.json"),
        Observed.load(task.folder / "work" / "observed.json"),
        transcript,
        events=read_events(events) if events else (),
        products=read_products(products) if products else (),
        spec=_wanted(task),
        out=task.out,
        progress=progress,
    )
    return Result(notes=understanding.highlights.notes)


def _wanted(task: Task) -> UnderstandSpec:
    asked = {name: task.spec.get(name) for name in ("shorts", "shortest", "longest")}
    return UnderstandSpec.model_validate({k: v for k, v in asked.items() if v is not None})


def plan(task: Task, progress: Progress) -> Result:
    """An edit plan for each highlight."""
    from pipelines.highlights.plans import PlanOptions, make_plans, write_plans
    from pipelines.highlights.understand import sentences_of

    ingested = Ingested.load(task.folder / "work" / "ingested.json")
    transcript = Transcript.load(task.folder / "transcript.json")
    plans = make_plans(
        Highlights.load(task.folder / "highlights.json").highlights,
        sentences_of(transcript, ingested),
        Signals.load(task.folder / "signals.json").shots,
        transcript.language,
        PlanOptions(
            ratios=tuple(task.spec.get("ratio") or ("9:16",)),
            captions=task.spec.get("captions") or "burn",
        ),
    )
    write_plans(plans, task.out / "plans")
    return Result(fan=[_clip(one, ingested) for one in plans] if ingested.probe.video else [])


def _transcript(task: Task) -> Transcript:
    from pipelines.speech.merge import merge
    from pipelines.speech.subtitles import read_transcript

    choice = SpeechChoice.load(task.folder / "work" / "speech.json")
    if choice.source == "brought":
        return read_transcript(task.companions["transcript"])
    chunks = sorted((task.folder / "work" / "chunks").glob("*.json"))
    if chunks:
        return merge([Transcript.load(path) for path in chunks])
    return Transcript(language="und", engine="none", model=choice.model, notes=(_silence(choice),))


def _silence(choice: SpeechChoice) -> str:
    return choice.why if choice.source == "none" else "Nobody speaks in this recording."


def _write_transcript(transcript: Transcript, out: Path) -> None:
    from pipelines.speech.subtitles import to_srt, to_vtt

    transcript.save(out / "transcript.json")
    (out / "transcript.srt").write_text(to_srt(transcript), encoding="utf-8")
    (out / "transcript.vtt").write_text(to_vtt(transcript), encoding="utf-8")


def _clip(plan: EditPlan, ingested: Ingested) -> dict[str, Any]:
    start, end = plan.span.start - LEAD, plan.span.end + LEAD
    parts = [p.name for p in ingested.parts if p.span.start < end and start < p.span.end]
    return {"plan": f"plans/{plan.folder}.json", "parts": [f"work/parts/{name}" for name in parts]}


def render(task: Task, progress: Progress) -> Result:
    """One clip: the parts around it joined, then every rendition out of one decode."""
    from pipelines.media.parts import join
    from pipelines.shorts.render import render as render_clip

    ingested = Ingested.load(task.folder / "work" / "ingested.json")
    plan = EditPlan.load(task.folder / str(task.inputs["plan"]))
    wanted = {Path(name).name for name in task.inputs["parts"]}
    parts = [p for p in ingested.parts if p.name in wanted]
    source = task.out.with_name(f"{task.out.name}.source.mkv")
    try:
        origin = join(task.folder / "work" / "parts", parts, plan.span, source)
        rotation = ingested.probe.video.rotation if ingested.probe.video else 0
        render_clip(plan, source, origin, rotation, task.out / "clips" / plan.folder, progress)
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


def _listen_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/*.json", COMPANIONS)


def _transcribe_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/speech.flac", COMPANIONS)


def _understand_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/*.json", "work/chunks/*.json", COMPANIONS)


def _plan_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/ingested.json", "*.json", COMPANIONS)


def _render_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/ingested.json", str(inputs["plan"]), *inputs["parts"])


def _publish_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("*.json", "clips/*/*.json", "clips/*/cover.jpg")


LIVESTREAM = Pipeline(
    "livestream",
    (
        Step("ingest", ingest, _ingest_needs, record=record_probe),
        Step("observe", observe, _observe_needs),
        Step("listen", listen, _listen_needs, keys=("model",)),
        Step("transcribe", transcribe, _transcribe_needs, keys=("language",)),
        Step("understand", understand, _understand_needs, keys=("shorts", "shortest", "longest")),
        Step("plan", plan, _plan_needs, keys=("captions", "ratio", "languages")),
        Step("render", render, _render_needs),
        Step("publish", publish, _publish_needs, keys=("title",), record=record_clips),
    ),
)
