"""From a chosen highlight to the edit plan that rendering obeys and people may edit."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.highlights.cues import make_cues
from pipelines.highlights.spec import Highlight
from pipelines.highlights.titles import slug
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import CaptionMode, EditPlan, Ratio
from pipelines.speech.spec import Sentence


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the seller asked of every clip."""

    ratios: tuple[Ratio, ...] = ("9:16",)
    captions: CaptionMode = "burn"
    style: str = "clean"


def make_plans(
    highlights: Sequence[Highlight],
    sentences: Sequence[Sentence],
    shots: Sequence[Time],
    language: str,
    options: PlanOptions,
) -> tuple[EditPlan, ...]:
    """One plan a highlight, in their order; the rank is the place in that order. ``sentences``:
    all of the recording; ``shots``: its shot changes."""
    return tuple(
        _plan(index, highlight, sentences, shots, language, options)
        for index, highlight in enumerate(highlights, start=1)
    )


def _plan(
    index: int,
    highlight: Highlight,
    sentences: Sequence[Sentence],
    shots: Sequence[Time],
    language: str,
    options: PlanOptions,
) -> EditPlan:
    span = Span(start=highlight.start, end=highlight.end)
    said = [sentences[number] for number in highlight.sentences]
    first, last = bisect_right(shots, span.start), bisect_right(shots, span.end)
    notes = () if said else ("Nothing is said in this clip, so it has no captions.",)
    return EditPlan(
        index=index,
        slug=slug(highlight.title, highlight.category),
        title=highlight.title,
        highlight=highlight.id,
        language=language,
        span=span,
        ratios=options.ratios,
        captions=options.captions,
        style=options.style,
        cues=make_cues(said, span),
        shots=tuple(shots[first:last]),
        notes=notes,
    )


def write_plans(plans: Sequence[EditPlan], folder: Path) -> None:
    """One file a plan, ``NN-slug.json``; plans of an earlier choice are removed."""
    for stale in sorted(folder.glob("*.json")):
        stale.unlink()
    for plan in plans:
        plan.save(folder / f"{plan.folder}.json")
