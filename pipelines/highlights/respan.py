"""What a plan needs when people move its span or make it by hand: words and shots of what came in.

What people wrote stays: a cue is never taken out, because rendering shows only those of the span;
so a clip that is cut short and made longer again has its own words back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.highlights.cues import make_cues
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import CaptionCue, EditPlan, Framings, Subtitles
from pipelines.speech.spec import Sentence
from pipelines.speech.translation.lay import translated
from pipelines.speech.translation.spec import Translation

UNKNOWN = "und"


@dataclass(frozen=True, slots=True)
class Said:
    """All that is known of the recording. ``language``: the spoken one; ``wanted``: the buyers',
    for a plan that has no language yet."""

    sentences: Sequence[Sentence]
    language: str
    translations: Sequence[Translation] = ()
    shots: Sequence[Time] = ()
    wanted: str | None = None

    def within(self, language: str) -> Sequence[Sentence]:
        """The sentences in a language; as they were spoken where there is no translation."""
        for translation in self.translations:
            if translation.language == language != self.language:
                return translated(self.sentences, translation)
        return self.sentences

    @property
    def languages(self) -> tuple[str, ...]:
        """Of the captions first."""
        found = dict.fromkeys((self.language, *(t.language for t in self.translations)))
        return tuple(sorted(found, key=lambda each: each != self.wanted))


def respan(plan: EditPlan, told: Span, said: Said) -> EditPlan:
    """The plan with words and shots for the parts of its span outside ``told``, whose words it
    has. A plan without a language gets the buyers' one, and every other language beside it."""
    fresh = _named(plan, said)
    parts = tuple(_outside(fresh.span, told))
    cues = _grown(fresh.cues, fresh.language, parts, said)
    spoken = fresh.spoken and _longer(fresh.spoken, parts, said)
    subtitles = tuple(_longer(each, parts, said) for each in fresh.subtitles)
    inside = tuple(shot for shot in said.shots if fresh.span.start < shot <= fresh.span.end)
    return fresh.model_copy(
        update={
            "cues": cues,
            "spoken": spoken,
            "subtitles": tuple(each for each in subtitles if each.cues),
            "shots": inside,
            "framings": tuple(_framed(fresh)),
        }
    )


def hull(span: Span, told: Span) -> Span:
    """What the plan has the words of afterwards."""
    if told.overlap(span).us == 0:
        return span
    return Span(start=min(span.start, told.start), end=max(span.end, told.end))


def _named(plan: EditPlan, said: Said) -> EditPlan:
    if plan.language != UNKNOWN or not said.sentences:
        return plan
    first, *rest = said.languages
    beside = tuple(Subtitles(language=each, cues=()) for each in rest)
    return plan.model_copy(update={"language": first, "subtitles": plan.subtitles or beside})


def _outside(span: Span, told: Span) -> Iterator[Span]:
    if told.duration.us == 0 or told.end <= span.start or told.start >= span.end:
        yield span
        return
    if span.start < told.start:
        yield Span(start=span.start, end=told.start)
    if span.end > told.end:
        yield Span(start=told.end, end=span.end)


def _longer(subtitles: Subtitles, parts: Sequence[Span], said: Said) -> Subtitles:
    cues = _grown(subtitles.cues, subtitles.language, parts, said)
    return subtitles.model_copy(update={"cues": cues})


def _grown(
    cues: Sequence[CaptionCue], language: str, parts: Sequence[Span], said: Said
) -> tuple[CaptionCue, ...]:
    """The cues with those of the parts in their place, by time."""
    kept = [cue for cue in cues if not any(part.holds(_middle(cue)) for part in parts)]
    fresh = [cue for part in parts for cue in make_cues(said.within(language), part)]
    return tuple(sorted([*kept, *fresh], key=lambda cue: (cue.start, cue.end)))


def _middle(cue: CaptionCue) -> Time:
    return Time((cue.start.us + cue.end.us) // 2)


def _framed(plan: EditPlan) -> Iterator[Framings]:
    """The framings that hold for the span. One for a whole clip goes with it; several that leave
    some of it out are decided anew, because a shot may have come in."""
    for framings in plan.framings:
        shots = sorted(framings.shots, key=lambda shot: shot.span.start)
        if len(shots) == 1:
            yield framings.model_copy(
                update={"shots": (shots[0].model_copy(update={"span": plan.span}),)}
            )
        elif shots and shots[0].span.start <= plan.span.start and shots[-1].span.end >= _last(plan):
            yield framings


def _last(plan: EditPlan) -> Time:
    """Spans are rounded to frames when they are rendered."""
    return plan.span.end - Time.seconds(1 / 30)
