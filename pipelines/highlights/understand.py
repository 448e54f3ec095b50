"""From transcript, sound, picture and events to facts, highlights and edit plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.highlights.audience import Audience, read_audience
from pipelines.highlights.candidates import find_candidates
from pipelines.highlights.evidence import Evidence, causes, whole_seconds
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import Scene, prepare
from pipelines.highlights.notes import make_notes
from pipelines.highlights.picture import Picture, read_picture
from pipelines.highlights.plans import PlanOptions, make_plans
from pipelines.highlights.score import Scored, score_all
from pipelines.highlights.select import how_many, select
from pipelines.highlights.sound import Sound, read_sound
from pipelines.highlights.spec import (
    Event,
    Facts,
    Highlight,
    Highlights,
    Product,
    Signals,
    UnderstandSpec,
)
from pipelines.highlights.titles import make_title
from pipelines.media.spec import Ingested
from pipelines.progress import Progress, part, silent
from pipelines.shorts.spec import EditPlan
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import Sentence, Transcript


@dataclass(frozen=True, slots=True)
class Understanding:
    """What `understand` wrote."""

    facts: Facts
    highlights: Highlights
    signals: Signals
    plans: tuple[EditPlan, ...]


def understand(
    ingested: Ingested,
    folder: Path,
    transcript: Transcript,
    *,
    events: Sequence[Event] = (),
    products: Sequence[Product] = (),
    spec: UnderstandSpec,
    plan: PlanOptions,
    out: Path,
    progress: Progress = silent,
) -> Understanding:
    """Choose the highlights of a recording; the same input gives the same bytes.

    ``folder``: where `ingest` left the proxy and the sound. Writes ``facts.json``,
    ``highlights.json``, ``signals.json`` and ``plans/NN-slug.json`` into ``out``.
    """
    evidence = gather(ingested, folder, transcript, events, products, progress)
    scene = prepare(evidence)
    count = how_many(evidence.duration, spec.shorts, speech=bool(evidence.sentences))
    candidates = find_candidates(evidence, spec)
    chosen = select(score_all(scene, candidates), count, asked=spec.shorts is not None)
    highlights = tuple(_highlight(rank, one, scene) for rank, one in enumerate(chosen, start=1))
    progress(0.95, "planning the clips")
    found = Understanding(
        Facts(facts=evidence.facts),
        Highlights(
            highlights=highlights,
            notes=make_notes(ingested, transcript, evidence, spec, len(highlights)),
        ),
        evidence.signals(),
        make_plans(highlights, evidence, transcript.language, plan),
    )
    _write(found, out)
    progress(1.0, f"{len(highlights)} highlights")
    return found


def gather(
    ingested: Ingested,
    folder: Path,
    transcript: Transcript,
    events: Sequence[Event],
    products: Sequence[Product],
    progress: Progress = silent,
) -> Evidence:
    """Read sound and picture once each, and find the facts."""
    sentences = _inside(split_sentences(transcript), ingested)
    sound = _sound(ingested, folder, part(progress, 0.0, 0.2))
    picture = _picture(ingested, folder, part(progress, 0.2, 0.9))
    facts = find_facts(sentences, products, events)
    seconds = whole_seconds(ingested.duration)
    heard: Audience = read_audience(events, seconds, causes(sentences, facts, seconds))
    return Evidence(
        duration=ingested.duration,
        sentences=sentences,
        facts=facts,
        events=tuple(events),
        products=tuple(products),
        sound=sound,
        picture=picture,
        audience=heard,
    )


def _inside(sentences: Sequence[Sentence], ingested: Ingested) -> tuple[Sentence, ...]:
    """The sentences that start inside the recording (a brought transcript may run past it)."""
    kept = [sentence for sentence in sentences if sentence.start < ingested.duration]
    return tuple(s.model_copy(update={"index": index}) for index, s in enumerate(kept))


def _sound(ingested: Ingested, folder: Path, progress: Progress) -> Sound:
    if ingested.speech is None:
        return Sound()
    return read_sound(folder / ingested.speech, ingested.duration, progress)


def _picture(ingested: Ingested, folder: Path, progress: Progress) -> Picture:
    if ingested.proxy is None:
        return Picture()
    return read_picture(folder / ingested.proxy, ingested.duration, progress)


def _highlight(rank: int, one: Scored, scene: Scene) -> Highlight:
    sentences = scene.evidence.sentences[one.candidate.first : one.candidate.last]
    return Highlight(
        id=f"h{rank:02}",
        start=one.candidate.start,
        end=one.candidate.end,
        score=one.score,
        category=one.category,
        title=make_title(sentences, one.facts, one.category, one.candidate.start),
        reasons=one.reasons,
        facts=tuple(fact.id for fact in one.facts),
        sentences=tuple(sentence.index for sentence in sentences),
        product=one.product,
    )


def _write(found: Understanding, out: Path) -> None:
    found.facts.save(out / "facts.json")
    found.highlights.save(out / "highlights.json")
    found.signals.save(out / "signals.json")
    plans = out / "plans"
    for stale in sorted(plans.glob("*.json")):
        stale.unlink()
    for plan in found.plans:
        plan.save(plans / f"{plan.folder}.json")
