"""The captions of a clip: what stands on the screen, when, and where."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.shorts.avoid import Obstacle
from pipelines.shorts.fonts import split_runs
from pipelines.shorts.measure import BLANK, text_length, width_of
from pipelines.shorts.screen import Screen, laid_out
from pipelines.shorts.spec import EditPlan
from pipelines.shorts.style import Style
from pipelines.shorts.timeline import Timeline
from pipelines.shorts.words import tidy
from pipelines.shorts.zone import Zone, zone

__all__ = [
    "BLANK", "Screen", "Zone", "check", "notes", "screens", "text_length", "width_of", "zone",
]  # fmt: skip


def check(plan: EditPlan, style: Style) -> None:
    """Raises `MissingGlyphs` for what no font on the machine draws, before anything is drawn."""
    spoken = ((plan.spoken.language, plan.spoken.cues),) if plan.spoken else ()
    for language, cues in ((plan.language, plan.cues), *spoken):
        text = tidy(" ".join(cue.text for cue in cues))
        if text:
            split_runs(text, language, font=style.font)


def screens(
    plan: EditPlan, timeline: Timeline, area: Zone, style: Style, obstacles: Sequence[Obstacle] = ()
) -> tuple[Screen, ...]:
    """All screens of the clip in order, placed; raises `MissingGlyphs`.

    ``obstacles``: what captions should not cover (`pipelines.shorts.avoid`).
    """
    found = laid_out(plan.cues, timeline, area.room, style, plan.language)
    return tuple(replace(screen, baseline=area.baseline) for screen in found)


def notes(shown: Sequence[Screen]) -> tuple[str, ...]:
    """What people should know of these captions."""
    covered = sorted({kind for screen in shown for kind in screen.covers})
    return tuple(f"Captions cover {kind} where nothing was free." for kind in covered)
