"""What a highlight's clip does without: dead air, fillers, repeated starts."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.highlights.observe import Observed
from pipelines.highlights.spec import Fact, Highlight
from pipelines.media.time import Span, Time
from pipelines.shorts.level_track import read_levels
from pipelines.shorts.tighten import removals, shown
from pipelines.speech.spec import Sentence

SECOND = Time.seconds(1)


def leave_out(
    highlights: Sequence[Highlight],
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    observed: Observed,
    shots: Sequence[Time],
    language: str,
    levels: Path | None,
) -> dict[str, tuple[Span, ...]]:
    """The spans to remove, by the highlight's id. ``levels``: of
    `pipelines.shorts.level_track`; ``language``: the recording's, where a sentence names none."""
    return {
        one.id: _of_one(one, sentences, facts, observed, shots, language, levels)
        for one in highlights
    }


def _of_one(
    highlight: Highlight,
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    observed: Observed,
    shots: Sequence[Time],
    language: str,
    levels: Path | None,
) -> tuple[Span, ...]:
    span = Span(start=highlight.start, end=highlight.end)
    said = [one for one in sentences if one.start < span.end and span.start < one.end]
    words = sorted((word for one in said for word in one.words), key=lambda word: word.start)
    own = (sentences[number].language for number in highlight.sentences)
    spoken = next((one for one in own if one), None) or language
    found = removals(
        words,
        span,
        language=spoken,
        levels=read_levels(levels, span) if levels else None,
        protect=[Span(start=f.start, end=f.end) for f in facts if span.holds(f.start)],
        shows=shown(observed.picture.motion, observed.sound.impact, SECOND, span),
        shots=[shot for shot in shots if span.holds(shot)],
    )
    return tuple(one.span for one in found)
