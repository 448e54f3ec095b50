"""From transcript, sound, picture and events to facts and highlights."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.highlights.audience import Audience, read_audience
from pipelines.highlights.candidates import find_candidates
from pipelines.highlights.evidence import Evidence, causes, whole_seconds
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import Scene, prepare
from pipelines.highlights.notes import make_notes
from pipelines.highlights.observe import Observed
from pipelines.highlights.score import Scored, score_all
from pipelines.highlights.select import how_many, select
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
from pipelines.progress import Progress, silent
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import Sentence, Transcript


@dataclass(frozen=True, slots=True)
class Understanding:
    """What `understand` wrote."""

    facts: Facts
    highlights: Highlights
    signals: Signals


def understand(
    ingested: Ingested,
    observed: Observed,
    transcript: Transcript,
    *,
    events: Sequence[Event] = (),
    products: Sequence[Product] = (),
    spec: UnderstandSpec,
    out: Path,
    progress: Progress = silent,
) -> Understanding:
    """Choose the highlights of a recording; the same input gives the same bytes. Writes
    ``facts.json``, ``highlights.json`` and ``signals.json`` into ``out``."""
    progress(0.0, "reading what was said")
    evidence = gather(ingested, observed, transcript, events, products)
    progress(0.3, "weighing the candidates")
    scene = prepare(evidence)
    count = how_many(evidence.duration, spec.shorts, speech=bool(evidence.sentences))
    candidates = find_candidates(evidence, spec)
    chosen = select(score_all(scene, candidates), count, asked=spec.shorts is not None)
    highlights = tuple(_highlight(rank, one, scene) for rank, one in enumerate(chosen, start=1))
    found = Understanding(
        Facts(facts=evidence.facts),
        Highlights(
            highlights=highlights,
            notes=make_notes(ingested, transcript, evidence, spec, len(highlights)),
        ),
        evidence.signals(),
    )
    progress(0.95, "writing what was found")
    _write(found, out)
    progress(1.0, f"{len(highlights)} highlights")
    return found


def gather(
    ingested: Ingested,
    observed: Observed,
    transcript: Transcript,
    events: Sequence[Event],
    products: Sequence[Product],
) -> Evidence:
    """Find the facts and the audience's reactions, and put all evidence together."""
    sentences = sentences_of(transcript, ingested)
    facts = find_facts(sentences, products, events)
    seconds = whole_seconds(ingested.duration)
    heard: Audience = read_audience(events, seconds, causes(sentences, facts, seconds))
    return Evidence(
        duration=ingested.duration,
        sentences=sentences,
        facts=facts,
        events=tuple(events),
        products=tuple(products),
        sound=observed.sound,
        picture=observed.picture,
        audience=heard,
    )


def sentences_of(transcript: Transcript, ingested: Ingested) -> tuple[Sentence, ...]:
    """The sentences that start inside the recording (a brought transcript may run past it); what
    `Highlight.sentences` counts."""
    found = split_sentences(transcript)
    kept = [sentence for sentence in found if sentence.start < ingested.duration]
    return tuple(s.model_copy(update={"index": index}) for index, s in enumerate(kept))


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
