"""From a chosen highlight to the edit plan that rendering obeys and people may edit."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.highlights.cues import make_cues
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.spec import Highlight
from pipelines.highlights.titles import slug
from pipelines.media.time import Span
from pipelines.shorts.spec import CaptionMode, EditPlan, Ratio


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the seller asked of every clip."""

    ratios: tuple[Ratio, ...] = ("9:16",)
    captions: CaptionMode = "burn"
    style: str = "clean"


def make_plans(
    highlights: Sequence[Highlight], evidence: Evidence, language: str, options: PlanOptions
) -> tuple[EditPlan, ...]:
    """One plan a highlight, in their order; the rank is the place in that order."""
    return tuple(
        _plan(index, highlight, evidence, language, options)
        for index, highlight in enumerate(highlights, start=1)
    )


def _plan(
    index: int, highlight: Highlight, evidence: Evidence, language: str, options: PlanOptions
) -> EditPlan:
    span = Span(start=highlight.start, end=highlight.end)
    sentences = [evidence.sentences[number] for number in highlight.sentences]
    shots = evidence.picture.shots
    first, last = bisect_right(shots, span.start), bisect_right(shots, span.end)
    notes = () if sentences else ("Nothing is said in this clip, so it has no captions.",)
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
        cues=make_cues(sentences, span),
        shots=shots[first:last],
        notes=notes,
    )
