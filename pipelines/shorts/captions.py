"""The captions of a clip: what stands on the screen, when, and where."""

from collections.abc import Sequence

from pipelines.shorts.avoid import Obstacle
from pipelines.shorts.fonts import split_runs
from pipelines.shorts.measure import BLANK, text_length, width_of
from pipelines.shorts.place import placed, shots
from pipelines.shorts.screen import Screen, laid_out
from pipelines.shorts.spec import EditPlan, Subtitles
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

    What was spoken in another language stands small above the captions. With the plan's framings
    captions move where the shots change, never more than once inside a shot.
    ``obstacles``: what captions should not cover (`pipelines.shorts.avoid`).
    """
    main = laid_out(plan.cues, timeline, area.room, style, plan.language)
    small = _spoken(plan.spoken, timeline, area, style) if plan.spoken else ()
    framings = next((one.shots for one in plan.framings if one.ratio == area.ratio), ())
    return placed(main, small, area, shots(framings, area, timeline), obstacles)


def _spoken(spoken: Subtitles, timeline: Timeline, area: Zone, style: Style) -> tuple[Screen, ...]:
    return laid_out(spoken.cues, timeline, area.room, style.small(), spoken.language)


def notes(shown: Sequence[Screen]) -> tuple[str, ...]:
    """What people should know of these captions."""
    covered = sorted({kind for screen in shown for kind in screen.covers})
    return tuple(f"Captions cover {kind} where nothing was free." for kind in covered)
