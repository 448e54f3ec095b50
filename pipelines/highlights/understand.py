"""From transcript, sound, picture and events to facts and highlights."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.highlights.audience import Audience, read_audience
from pipelines.highlights.choose import Choice, choose
from pipelines.highlights.evidence import Evidence, causes, whole_seconds
from pipelines.highlights.exchange import exchange_of, question_title
from pipelines.highlights.facts import find_contradictions, find_denied, find_facts
from pipelines.highlights.features import Scene, prepare
from pipelines.highlights.hashtags import hashtags
from pipelines.highlights.notes import make_notes
from pipelines.highlights.observe import Observed
from pipelines.highlights.passed_over import passed_over
from pipelines.highlights.rerank import Asked, accepted_title
from pipelines.highlights.score import Scored
from pipelines.highlights.select import explain
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
    language: str | None = None,
    model: Asked | None = None,
    progress: Progress = silent,
) -> Understanding:
    """Choose the highlights of a recording; the same input gives the same bytes. Writes
    ``facts.json``, ``highlights.json`` and ``signals.json`` into ``out``.

    ``language``: the buyers', for hashtags (ISO 639-1; None: as it was spoken); ``model``: a
    language model that may weigh and title, and is not needed.
    """
    progress(0.0, "reading what was said")
    evidence = gather(ingested, observed, transcript, events, products)
    progress(0.3, "weighing the candidates")
    scene = prepare(evidence, shortest=spec.shortest)
    choice = choose(scene, spec, model)
    progress(0.8, "naming what was chosen")
    highlights = _highlights(choice, scene, language or transcript.language)
    explained = explain(choice.opinion.scored, choice.chosen, shots=evidence.picture.shots)
    more = choice.opinion.notes
    found = Understanding(
        _facts(evidence, scene),
        Highlights(
            highlights=highlights,
            notes=make_notes(ingested, transcript, evidence, spec, len(highlights), more),
            passed_over=passed_over(explained, scene, [one.title for one in highlights]),
            products={
                one.product: scene.names.get(one.product, one.product)
                for one in highlights
                if one.product
            },
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


def _facts(evidence: Evidence, scene: Scene) -> Facts:
    """The facts, and those of them that exclude each other."""
    denied = find_denied(evidence.sentences, evidence.products, evidence.events)
    topics = [evidence.sentences[block.first].start for block in scene.blocks]
    return Facts(
        facts=evidence.facts,
        contradictions=find_contradictions(evidence.facts, topics, evidence.products, denied),
    )


def _highlights(choice: Choice, scene: Scene, language: str) -> tuple[Highlight, ...]:
    """The documents of what was chosen, no two with one title where more was said."""
    made: list[Highlight] = []
    for rank, one in enumerate(choice.chosen, start=1):
        made.append(_highlight(rank, one, choice, scene, language, [h.title for h in made]))
    return tuple(made)


def _highlight(
    rank: int, one: Scored, choice: Choice, scene: Scene, language: str, taken: Sequence[str]
) -> Highlight:
    sentences = scene.evidence.sentences[one.candidate.first : one.candidate.last]
    product = next((each for each in scene.evidence.products if each.id == one.product), None)
    exchange = exchange_of(one, choice.replies)
    start, category = one.candidate.start, one.category
    said = make_title(sentences, one.facts, category, start, product, taken)
    asked = question_title(exchange) if exchange and category == "question" else said
    return Highlight(
        id=f"h{rank:02}",
        start=start,
        end=one.candidate.end,
        score=one.score,
        category=category,
        title=accepted_title(choice.opinion, scene, one) or asked,
        reasons=one.reasons,
        facts=tuple(fact.id for fact in one.facts),
        sentences=tuple(sentence.index for sentence in sentences),
        product=one.product,
        hashtags=hashtags(category, product, one.facts, language),
        exchange=exchange,
    )


def _write(found: Understanding, out: Path) -> None:
    found.facts.save(out / "facts.json")
    found.highlights.save(out / "highlights.json")
    found.signals.save(out / "signals.json")
