"""From a chosen highlight to the edit plan that rendering obeys and people may edit."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from pipelines.highlights.cues import make_cues
from pipelines.highlights.spec import Highlight
from pipelines.highlights.titles import slug
from pipelines.media.time import Span, Time
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import (
    CaptionCue,
    CaptionMode,
    EditPlan,
    LowerThird,
    Ratio,
    Subtitles,
)
from pipelines.speech.spec import Sentence
from pipelines.speech.translation.lay import translated
from pipelines.speech.translation.spec import Translation


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the seller asked of every clip. ``language``: the buyers' (ISO 639-1), for captions and
    titles; None: as it was spoken. ``bilingual``: what was said stands small above a translation;
    ``tighten``: dead air and fillers are left out; ``branded``: the shop's brand is worn."""

    ratios: tuple[Ratio, ...] = ("9:16",)
    captions: CaptionMode = "burn"
    style: str = "clean"
    language: str | None = None
    preset: str = "universal"
    bilingual: bool = False
    tighten: bool = False
    denoise: bool = False
    branded: bool = True


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The sentences of the recording in one language. ``kept``: which of them stayed as spoken
    because their translation was refused; ``spoken``: as they were said, in any language."""

    language: str
    sentences: Sequence[Sentence]
    kept: frozenset[int] = frozenset()
    spoken: bool = False


def make_plans(
    highlights: Sequence[Highlight],
    sentences: Sequence[Sentence],
    shots: Sequence[Time],
    language: str,
    options: PlanOptions,
    translations: Sequence[Translation] = (),
    *,
    lower_thirds: Mapping[str, LowerThird] = MappingProxyType({}),
    removed: Mapping[str, tuple[Span, ...]] = MappingProxyType({}),
) -> tuple[EditPlan, ...]:
    """One plan a highlight, in their order; the rank is the place in that order. ``sentences``:
    all of the recording; ``shots``: its shot changes; ``language``: the spoken one;
    ``lower_thirds``, ``removed`` (what the clip leaves out): by the highlight's id.

    The captions are in the buyers' language where there is a translation, and every other
    language, the spoken one included, becomes subtitles beside the clip.
    """
    tongues = _tongues(sentences, language, options, translations)
    return tuple(
        _plan(index, highlight, tongues, shots, options).model_copy(
            update={
                "lower_third": lower_thirds.get(highlight.id),
                "removed": removed.get(highlight.id, ()),
            }
        )
        for index, highlight in enumerate(highlights, start=1)
    )


def _tongues(
    sentences: Sequence[Sentence],
    language: str,
    options: PlanOptions,
    translations: Sequence[Translation],
) -> list[_Tongue]:
    """All languages, the one of the captions first."""
    spoken = _Tongue(language, sentences, spoken=True)
    others = [
        _Tongue(
            translation.language,
            translated(sentences, translation),
            frozenset(line.index for line in translation.lines if line.refused),
        )
        for translation in translations
        if translation.language != language
    ]
    found = [spoken, *others]
    return sorted(found, key=lambda tongue: tongue.language != options.language)


def _plan(
    index: int,
    highlight: Highlight,
    tongues: Sequence[_Tongue],
    shots: Sequence[Time],
    options: PlanOptions,
) -> EditPlan:
    span = Span(start=highlight.start, end=highlight.end)
    first, last = bisect_right(shots, span.start), bisect_right(shots, span.end)
    shown, *others = _of_clip(highlight, tongues)
    subtitles = [
        Subtitles(language=tongue.language, cues=_cues(highlight, tongue, span))
        for tongue in others
    ]
    return EditPlan(
        index=index,
        slug=slug(highlight.title, highlight.category),
        title=highlight.titles.get(shown.language, highlight.title),
        highlight=highlight.id,
        language=shown.language,
        span=span,
        ratios=options.ratios,
        captions=options.captions,
        style=options.style,
        cues=_cues(highlight, shown, span),
        subtitles=tuple(one for one in subtitles if one.cues),
        spoken=_small(highlight, others, span) if options.bilingual else None,
        branded=options.branded,
        preset=options.preset,
        denoise=options.denoise,
        hashtags=highlight.hashtags,
        shots=tuple(shots[first:last]),
        notes=tuple(_notes(highlight, shown, options)),
    )


def _small(highlight: Highlight, others: Sequence[_Tongue], span: Span) -> Subtitles | None:
    """What was said, where the captions are a translation of it."""
    for tongue in others:
        if tongue.spoken and (cues := _cues(highlight, tongue, span)):
            return Subtitles(language=tongue.language, cues=cues)
    return None


def _of_clip(highlight: Highlight, tongues: Sequence[_Tongue]) -> list[_Tongue]:
    """The languages of one clip: what was said is in the language that most of it is in, and is
    left out where a translation into that one brings the rest of it too."""
    own = [_said_in(highlight, tongue) if tongue.spoken else tongue for tongue in tongues]
    foreign = {tongue.language for tongue in own if not tongue.spoken}
    return [tongue for tongue in own if not tongue.spoken or tongue.language not in foreign]


def _said_in(highlight: Highlight, tongue: _Tongue) -> _Tongue:
    time: dict[str, int] = {}
    for sentence in (tongue.sentences[number] for number in highlight.sentences):
        language = sentence.language or tongue.language
        time[language] = time.get(language, 0) + (sentence.end - sentence.start).us
    return replace(tongue, language=max(time, key=lambda one: time[one], default=tongue.language))


def _cues(highlight: Highlight, tongue: _Tongue, span: Span) -> tuple[CaptionCue, ...]:
    return make_cues([tongue.sentences[number] for number in highlight.sentences], span)


def _notes(highlight: Highlight, shown: _Tongue, options: PlanOptions) -> Iterator[str]:
    if advice := load_preset(options.preset).advice:
        yield advice
    if not highlight.sentences:
        yield "Nothing is said in this clip, so it has no captions."
        return
    if options.language and shown.language != options.language:
        yield f"There is no translation into {options.language}, so the captions are as spoken."
    kept = len(shown.kept.intersection(highlight.sentences))
    if kept:
        stay = "1 sentence stays" if kept == 1 else f"{kept} sentences stay"
        yield f"{stay} in the spoken language, because the translation changed a figure or failed."


def write_plans(plans: Sequence[EditPlan], folder: Path) -> None:
    """One file a plan, ``NN-slug.json``; plans of an earlier choice are removed."""
    for stale in sorted(folder.glob("*.json")):
        stale.unlink()
    for plan in plans:
        plan.save(folder / f"{plan.folder}.json")
