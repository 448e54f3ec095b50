"""What may be changed of a plan, and what a changed plan must keep to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from api.errors import Unusable
from api.reply import Shape
from api.retell import retell
from api.spec import Preset, Ratios, Style
from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts.spec import (
    CaptionCue,
    CaptionMode,
    CaptionWord,
    EditPlan,
    Framing,
    Framings,
    Subtitles,
)

SHORTEST, LONGEST = Time.seconds(1), Time.seconds(180)
"""Of what is shown of a clip."""
ROUNDING = Time.seconds(0.05)
Crop = Literal["auto", "fit", "left", "centre", "right"]
_CROPS = {"left": 0.0, "centre": 0.5, "right": 1.0}
UNDRAWN = frozenset({"hashtags"})
"""What is in no file that is rendered."""


class CueChange(Shape):
    """A caption: its words with their times, or its ``text`` alone; then words that stay keep
    their times."""

    start: float
    end: float
    text: str | None = Field(None, max_length=400)
    words: tuple[CaptionWord, ...] | None = None


class SpanChange(Shape):
    """Seconds of the recording; one that is left out stays."""

    start: float | None = None
    end: float | None = None


class LowerThirdChange(Shape):
    title: str | None = Field(None, max_length=120)
    lines: tuple[str, ...] | None = Field(None, max_length=4)
    span: SpanChange | None = None


class PlanChange(Shape):
    """A JSON merge patch (RFC 7396) of a plan: what is left out stays, null goes back to the
    default, lists are replaced whole.

    ``crop``: one framing for the whole clip; ``auto``: rendering decides per shot (as do empty
    ``framings``). ``removed``: parts of the span that are left out. ``cover``: the moment of the
    recording that the cover shows. ``branded``: true puts on the brand that the shop has now.
    """

    title: str | None = Field(None, min_length=1, max_length=200)
    span: SpanChange | None = None
    ratios: Ratios | None = None
    crop: Crop | None = None
    framings: tuple[Framings, ...] | None = Field(None, max_length=4)
    captions: CaptionMode | None = None
    style: Style | None = None
    cues: tuple[CueChange, ...] | None = Field(None, max_length=400)
    spoken: Subtitles | None = None
    hashtags: tuple[str, ...] | None = Field(None, max_length=30)
    cover: float | None = None
    removed: tuple[Span, ...] | None = Field(None, max_length=200)
    lower_third: LowerThirdChange | None = None
    branded: bool | None = None
    preset: Preset | None = None
    denoise: bool | None = None


def change(plan: EditPlan, patch: PlanChange) -> EditPlan:
    """The plan as the patch wants it; raises `pydantic.ValidationError`. A cover or a lower third
    that a new span leaves behind is decided anew."""
    wanted = patch.model_dump(mode="json", exclude_unset=True)
    crop = wanted.pop("crop", None)
    if patch.cues is not None:
        cues = (_cue(each, plan.cues) for each in patch.cues)
        wanted["cues"] = [cue for cue in cues if cue["words"]]
    merged = EditPlan.model_validate(merge(plan.model_dump(mode="json"), wanted))
    updates: dict[str, Any] = {} if crop is None else {"framings": _framings(merged, crop)}
    if plan.cover is not None and plan.cover == merged.cover and not _inside(merged, merged.cover):
        updates["cover"] = None
    third = merged.lower_third
    if third and third == plan.lower_third and third.span.overlap(merged.span) == ZERO:
        updates["lower_third"] = None
    return merged.model_copy(update=updates)


def _inside(plan: EditPlan, moment: Time) -> bool:
    return plan.span.start <= moment <= plan.span.end


def merge(document: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7396: null takes a member out, an object is merged, anything else replaces."""
    merged = dict(document)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, Mapping):
            before = merged.get(name)
            merged[name] = merge(before if isinstance(before, Mapping) else {}, value)
        else:
            merged[name] = value
    return merged


def changed(before: EditPlan, after: EditPlan) -> list[str]:
    """The names of the fields that differ."""
    names = EditPlan.model_fields
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _cue(wanted: CueChange, known: Sequence[CaptionCue]) -> dict[str, Any]:
    if wanted.words is not None:
        words = [word.model_dump(mode="json") for word in wanted.words]
        return {"start": wanted.start, "end": wanted.end, "words": words}
    start, end = Time.seconds(wanted.start), Time.seconds(wanted.end)
    before = next((cue for cue in known if (cue.start, cue.end) == (start, end)), None)
    whole = before or CaptionCue(start=start, end=max(start, end), words=())
    return retell(whole, wanted.text or "").model_dump(mode="json")


def _framings(plan: EditPlan, crop: Crop) -> tuple[Framings, ...]:
    if crop == "auto":
        return ()
    mode: Literal["crop", "fit"] = "fit" if crop == "fit" else "crop"
    shot = Framing(span=plan.span, mode=mode, x=_CROPS.get(crop, 0.5), why="Chosen by hand.")
    return tuple(Framings(ratio=ratio, shots=(shot,)) for ratio in plan.ratios)


def check(plan: EditPlan, fields: Sequence[str], duration: Time) -> None:
    """Raise `Unusable` with a pointer to each place of the changed ``fields`` that does not fit
    the recording; ``duration``: of that."""
    wrong = [*_wrong_span(plan, duration), *_wrong_moments(plan), *_wrong_cues(plan.cues)]
    found = [
        {"pointer": pointer, "detail": detail}
        for pointer, detail in wrong
        if pointer.split("/")[1] in fields
    ]
    if found:
        detail = "; ".join(f"{each['pointer']}: {each['detail']}" for each in found[:3])
        raise Unusable(detail, remedy="Change these fields and send the patch again.", errors=found)


def _wrong_span(plan: EditPlan, duration: Time) -> Iterator[tuple[str, str]]:
    span = plan.span
    if span.start < ZERO:
        yield "/span/start", "the recording starts at 0"
    if span.end > duration + ROUNDING:
        yield "/span/end", f"the recording lasts {duration.s:.2f} s"
    removed = sum((part.overlap(span).us for part in plan.removed), 0)
    if span.duration.us - removed < SHORTEST.us:
        for field in ("/span", "/removed"):
            yield field, f"at least {SHORTEST.s:g} s must be shown"
    if span.duration > LONGEST:
        yield "/span", f"at most {LONGEST.s:g} s fit into a clip"


def _wrong_moments(plan: EditPlan) -> Iterator[tuple[str, str]]:
    clip = f"the clip is from {plan.span.start.s:g} to {plan.span.end.s:g} s"
    if plan.cover is not None and not _inside(plan, plan.cover):
        yield "/cover", clip
    if plan.lower_third and plan.lower_third.span.overlap(plan.span) == ZERO:
        yield "/lower_third/span", clip
    if len({framings.ratio for framings in plan.framings}) < len(plan.framings):
        yield "/framings", "a ratio is there twice"


def _wrong_cues(cues: Sequence[CaptionCue]) -> Iterator[tuple[str, str]]:
    for number, cue in enumerate(cues):
        if cue.end <= cue.start:
            yield f"/cues/{number}/end", "a caption ends after it starts"
        if number and cue.start < cues[number - 1].start:
            yield f"/cues/{number}/start", "captions follow each other in time"
        if any(word.start < cue.start or word.start > cue.end for word in cue.words):
            yield f"/cues/{number}/words", "every word starts inside its caption"
