"""One rendering: the plan with what it needs, checked before anything is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.media.time import Span, Time
from pipelines.shorts import captions, fonts
from pipelines.shorts.cut import Cut
from pipelines.shorts.encoder import Encoder
from pipelines.shorts.errors import NothingToShow
from pipelines.shorts.preset import Preset, load_preset
from pipelines.shorts.shots import Shot, shots
from pipelines.shorts.source import Source
from pipelines.shorts.spec import EditPlan, Framings, Ratio
from pipelines.shorts.style import Style, load_style
from pipelines.shorts.timeline import timeline
from pipelines.shorts.words import tidy

SHORTEST_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Job:
    """What all steps share. ``framings``: of the ratios that are decided; ``work``: the folder of
    unfinished files, emptied at the end."""

    plan: EditPlan
    source: Source
    cut: Cut
    style: Style
    preset: Preset
    encoder: Encoder
    work: Path
    out: Path
    framings: Mapping[Ratio, Framings]

    def framed(self, framings: Mapping[Ratio, Framings]) -> "Job":
        """The job with these framings, which its plan then tells."""
        shown = tuple(framings[ratio] for ratio in self.plan.ratios)
        plan = self.plan.model_copy(update={"framings": shown})
        return replace(self, plan=plan, framings=framings)

    def shots(self, ratio: Ratio) -> tuple[Shot, ...]:
        return shots(self.framings[ratio].shots, self.cut.timeline)


def make_job(
    plan: EditPlan, source: Source, origin: Time, rotation: int, out: Path, encoder: Encoder
) -> Job:
    """The job of a plan; raises `NothingToShow`, `UnknownStyle`, `UnknownPreset` and
    `MissingGlyphs`."""
    span = _inside(plan.span, Span(start=origin, end=origin + source.length))
    whole = timeline(span, plan.removed)
    if whole.frames < SHORTEST_FRAMES:
        raise NothingToShow(
            f"The recording has no picture from {plan.span.start} to {plan.span.end}.",
            remedy="Choose a span inside the recording.",
        )
    cut = Cut(span.start - origin, whole, rotation)
    exact = Span(start=span.start, end=span.start + cut.length)
    style, preset = load_style(plan.style), load_preset(plan.preset)
    exactly = plan.model_copy(update={"span": exact})
    _check(exactly, style)
    return Job(exactly, source, cut, style, preset, encoder, out / ".render", out, {})


def _inside(span: Span, recording: Span) -> Span:
    """The part of the span that was recorded; empty when they do not meet."""
    start = min(max(span.start, recording.start), recording.end)
    return Span(start=start, end=max(start, min(span.end, recording.end)))


def _check(plan: EditPlan, style: Style) -> None:
    """Raises `MissingGlyphs` before anything is drawn."""
    if plan.captions == "burn":
        captions.check(plan, style)
    fonts.split_runs(tidy(plan.title) or " ", plan.language)


def name_of(ratio: Ratio) -> str:
    """As files are called."""
    return ratio.replace(":", "x")
