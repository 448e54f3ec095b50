"""One rendering: the plan with what it needs, checked before anything is drawn."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipelines.media.time import Span, Time
from pipelines.shorts import captions, fonts, phase
from pipelines.shorts.brand import HOUSE, Kit, worn
from pipelines.shorts.brand.bookends import frames_of
from pipelines.shorts.branded import branded
from pipelines.shorts.cut import Cut
from pipelines.shorts.encoder import X264, Encoder
from pipelines.shorts.errors import NothingToShow
from pipelines.shorts.preset import Preset, load_preset
from pipelines.shorts.shots import Shot, shots
from pipelines.shorts.source import Source
from pipelines.shorts.spec import EditPlan, Framings, Ratio
from pipelines.shorts.style import Style, load_style
from pipelines.shorts.timeline import FPS, timeline
from pipelines.shorts.words import tidy

SHORTEST_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Job:
    """What all steps share. ``kit``: what the clip wears; ``framings``: of the ratios that are
    decided; ``work``: the folder of unfinished files, emptied at the end; ``cache``: where a
    brand's intro and outro are kept; ``faces``: the model that finds them."""

    plan: EditPlan
    source: Source
    cut: Cut
    style: Style
    preset: Preset
    encoder: Encoder
    kit: Kit
    work: Path
    out: Path
    cache: Path
    faces: Path | None = None
    framings: Mapping[Ratio, Framings] = field(default_factory=dict)

    def framed(self, framings: Mapping[Ratio, Framings]) -> "Job":
        """The job with these framings, which its plan then tells."""
        shown = tuple(framings[ratio] for ratio in self.plan.ratios)
        plan = self.plan.model_copy(update={"framings": shown})
        return replace(self, plan=plan, framings=framings)

    def given(self, ratio: Ratio) -> Framings | None:
        """How people framed the ratio, where that meets what is shown."""
        found = (framings for framings in self.plan.framings if framings.ratio == ratio)
        timeline = self.cut.timeline
        return next((each for each in found if shots(each.shots, timeline)), None)

    def shots(self, ratio: Ratio) -> tuple[Shot, ...]:
        return shots(self.framings[ratio].shots, self.cut.timeline)

    @property
    def before(self) -> int:
        """Frames of the intro."""
        return frames_of(self.kit.brand.intro)

    @property
    def after(self) -> int:
        """Frames of the outro."""
        return frames_of(self.kit.brand.outro)

    @property
    def duration(self) -> Time:
        """Of a finished file: the clip with its intro and outro."""
        return Time.seconds((self.before + self.cut.frames + self.after) / FPS)

    def coding(self, ratio: Ratio) -> dict[str, Any]:
        """The encoder's options for a rendition."""
        return self.encoder.video(self.preset.fitted(ratio, self.duration))


def make_job(
    plan: EditPlan,
    source: Source,
    origin: Time,
    rotation: int,
    out: Path,
    *,
    kit: Kit | None = None,
    encoder: Encoder = X264,
    cache: Path | None = None,
    faces: Path | None = None,
) -> Job:
    """The job of a plan, and its folder for unfinished files; raises `NothingToShow`,
    `UnknownStyle`, `UnknownPreset` and `MissingGlyphs`."""
    recording = Span(start=origin, end=origin + source.length)
    span = _settled(_inside(plan.span, recording), recording, source)
    whole = timeline(span, plan.removed)
    if whole.frames < SHORTEST_FRAMES:
        raise NothingToShow(
            f"The recording has no picture from {plan.span.start} to {plan.span.end}.",
            remedy="Choose a span inside the recording.",
        )
    cut = Cut(span.start - origin, whole, rotation)
    exact = plan.model_copy(update={"span": Span(start=span.start, end=span.start + cut.length)})
    work, dress, preset = work_of(out), worn(kit, plan), load_preset(plan.preset)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    style = _style(exact, dress, work)
    kept = cache or work / "kept"
    return Job(exact, source, cut, style, preset, encoder, dress, work, out, kept, faces)


def work_of(out: Path) -> Path:
    """The folder of unfinished files; who renders removes it at the end, whatever happened."""
    return out / ".render"


def _style(plan: EditPlan, kit: Kit, work: Path) -> Style:
    """The captions' style in the brand's colour and letters; raises `MissingGlyphs` before
    anything is drawn."""
    style = load_style(kit.style(plan))
    if kit is not HOUSE:
        style = branded(style, kit.brand.accent, kit.font_file(work))
    if plan.captions == "burn":
        captions.check(plan, style)
    fonts.split_runs(tidy(plan.title) or " ", plan.language, font=style.font)
    return style


def _inside(span: Span, recording: Span) -> Span:
    """The part of the span that was recorded; empty when they do not meet."""
    start = min(max(span.start, recording.start), recording.end)
    return Span(start=start, end=max(start, min(span.end, recording.end)))


def _settled(span: Span, recording: Span, source: Source) -> Span:
    """The span on the recording's pictures; where it is at an edge of it, it stays."""
    origin = recording.start
    late = phase.shift(source.path, Span(start=span.start - origin, end=span.end - origin))
    moved = Span(start=span.start + late, end=span.end + late)
    return moved if _inside(moved, recording) == moved else span


def name_of(ratio: Ratio) -> str:
    """As files are called, without a suffix."""
    return ratio.replace(":", "x")


def file_of(ratio: Ratio) -> str:
    """The name of a finished rendition."""
    return f"{name_of(ratio)}.mp4"
