"""What captions cover, and what they cost.

``python -m bench.captions [FOLDER] [--publish]``: ``folder`` holds ``recording.*`` with its truth,
as the bundled demo (the default). Captions of the clips that would be made are placed, then held
against the true boxes of faces and of things held out, frame by frame; beside them the same
captions in the one low place. Then a clip is encoded with and without them.
"""

import argparse
import resource
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from assets import asset, shipped
from bench.tables import publish, table
from bench.understanding import UNDERSTOOD
from bench.world.spec import Truth
from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.shorts import ass, avoid, captions, fonts, footage, reframe
from pipelines.shorts.cut import Cut
from pipelines.shorts.encoder import X264
from pipelines.shorts.faces import Box
from pipelines.shorts.footage import Scene
from pipelines.shorts.measure import line_width
from pipelines.shorts.preset import load_preset
from pipelines.shorts.screen import Screen
from pipelines.shorts.shown import Rect, places
from pipelines.shorts.source import open_source
from pipelines.shorts.spec import SIZES, EditPlan, Framing, Ratio, Subtitles
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import Timeline, timeline
from pipelines.shorts.zone import FOOT, HEAD, Zone
from worker import console
from worker.local import LocalRun
from worker.pipeline import Tools

TOUCHED = 0.02
"""A face is touched when this share of its box is covered."""
MIDDLE = 0.6
"""What of a thing's box (of each side) is its middle."""
TURNS = 3
PRESET = load_preset("universal")


@dataclass(frozen=True, slots=True)
class Clip:
    plan: EditPlan
    scenes: tuple[Scene, ...]

    @property
    def timeline(self) -> Timeline:
        return timeline(self.plan.span, self.plan.removed)


@dataclass
class Tally:
    """Frames with captions and a true face or thing, and how much of that they cover."""

    faces: int = 0
    touched: int = 0
    things: int = 0
    covered: float = 0.0
    moves: int = 0
    seconds: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=asset("demo"))
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    recording = options.folder / "recording.mp4"
    truth = Truth.load(options.folder / "recording.truth.json")
    clips = understood(recording)
    body = f"{covered(clips, truth)}\n\n{cost(clips, recording)}"
    console.out.print(body, markup=False)
    if options.publish:
        publish("captions", "Captions", body)
    return 0


def understood(recording: Path) -> list[Clip]:
    """The clips that would be made, with the samples of their shots."""
    with TemporaryDirectory() as scratch:
        out, tools = Path(scratch) / "out", Tools(weights=Path(scratch), download=False)
        spec = {"model": "none", "ratio": ["9:16"], "title": recording.stem}
        companions = {"transcript": recording.with_suffix(".vtt")}
        LocalRun(UNDERSTOOD, (recording,), out, spec, tools, companions).run()
        plans = [EditPlan.load(path) for path in sorted((out / "plans").glob("*.json"))]
    source = open_source(recording)
    found = []
    for plan in plans:
        shown = timeline(plan.span, plan.removed)
        cut = Cut(plan.span.start, shown)
        found.append(Clip(plan, footage.scenes(plan, footage.look(source, cut), shown)))
    return found


def covered(clips: Sequence[Clip], truth: Truth) -> str:
    """The table of what captions cover in each ratio."""
    told = (
        f"Captions of {len(clips)} clips (style “clean”) against the true box of the face or of "
        "the thing held out that each frame is about, on the canvas of each ratio. *Low*: always "
        "in the lowest place that the platforms leave free. *Placed*: as rendered. A face is "
        f"touched when {TOUCHED:.0%} of its box is covered; of a thing counts the middle "
        f"({MIDDLE:.0%} of each side). *Moves*: changes of place a minute, nearly all at cuts."
    )
    head = ["ratio", "face touched: low", "placed", "thing covered: low", "placed", "moves"]
    rows = [_row(ratio, clips, truth) for ratio in SIZES]
    return f"{told}\n\n{table(head, rows)}"


def _row(ratio: Ratio, clips: Sequence[Clip], truth: Truth) -> list[str]:
    low, placed = Tally(), Tally()
    for clip in clips:
        _count(clip, ratio, truth, low, placed)
    return [
        ratio,
        *(f"{one.touched / max(1, one.faces):.1%}" for one in (low, placed)),
        *(f"{one.covered / max(1, one.things):.1%}" for one in (low, placed)),
        f"{60 * placed.moves / placed.seconds:.1f}",
    ]


def _count(clip: Clip, ratio: Ratio, truth: Truth, low: Tally, placed: Tally) -> None:
    style = load_style("clean")
    area = captions.zone(ratio, style, PRESET)
    framings = reframe.decide(clip.scenes, ratio)
    plan = clip.plan.model_copy(update={"framings": (framings,)})
    seen = avoid.obstacles(clip.scenes, framings, ratio, clip.timeline)
    after = captions.screens(plan, clip.timeline, area, style, seen)
    before = tuple(replace(screen, baseline=area.baseline) for screen in after)
    for tally, screens in ((low, before), (placed, after)):
        tally.seconds += clip.timeline.duration.s
        tally.moves += sum(a.baseline != b.baseline for a, b in pairwise(screens))
        for kind, boxes, block in _together(clip, framings.shots, ratio, truth, screens, area):
            if kind == "face":
                tally.faces += 1
                tally.touched += max(block.within(b).area / b.area for b in boxes) > TOUCHED
            else:
                tally.things += 1
                tally.covered += max(_middle(block, box) for box in boxes)


def _together(
    clip: Clip,
    shots: Sequence[Framing],
    ratio: Ratio,
    truth: Truth,
    screens: Sequence[Screen],
    area: Zone,
) -> Iterator[tuple[str, tuple[Rect, ...], Rect]]:
    """Each frame that shows captions and a face or a thing: what, where, and the captions."""
    for subject in truth.subjects:
        kind, moment = subject.name.partition(":")[0], Time.seconds(subject.t)
        if kind not in ("face", "held", "prop") or subject.box is None:
            continue
        if not clip.plan.span.start <= moment < clip.plan.span.end:
            continue
        now = clip.timeline.clip(moment)
        screen = next((one for one in screens if one.start <= now < one.end), None)
        framing = next((s for s in shots if s.span.start <= moment < s.span.end), shots[-1])
        share = (moment - framing.span.start).s / max(framing.span.duration.s, 1e-6)
        aspect = truth.width / truth.height
        boxes = places(_box(subject.box, truth), aspect, framing, ratio, share)
        if screen and boxes:
            yield kind, boxes, _block(screen, area)


def _box(box: tuple[float, float, float, float], truth: Truth) -> Box:
    left, top, right, bottom = box
    return Box(
        (left + right) / 2 / truth.width, (top + bottom) / 2 / truth.height,
        (right - left) / truth.width, (bottom - top) / truth.height,
    )  # fmt: skip


def _block(screen: Screen, area: Zone) -> Rect:
    style = screen.style
    half = max(line_width(line, style, screen.language) for line in screen.lines) / 2
    rise = (len(screen.lines) - 1) * style.leading * style.em + HEAD * style.em
    foot = screen.baseline + FOOT * style.em
    return Rect(area.centre - half, screen.baseline - rise, area.centre + half, foot)


def _middle(block: Rect, box: Rect) -> float:
    core = box.shrunk(MIDDLE)
    smaller = min(block.area, core.area)
    return block.within(core).area / smaller if smaller > 0 else 0.0


def cost(clips: Sequence[Clip], recording: Path) -> str:
    """The table of CPU seconds with and without captions, in turns."""
    clip = min(clips, key=lambda clip: clip.timeline.duration)
    told = (
        f"The shortest clip ({clip.timeline.duration.s:.0f} s) cropped, scaled and encoded by one "
        f"ffmpeg to 1080x1920, bare and with captions: CPU seconds, median of {TURNS} turns. "
        "`python -m bench.captions --publish` makes these tables."
    )
    spoken = Subtitles(language=clip.plan.language, cues=clip.plan.cues)
    ways: list[tuple[str, EditPlan | None]] = [("bare", None)]
    ways += [(name, _styled(clip.plan, name, None)) for name in shipped("captions")]
    ways.append(("clean, two languages", _styled(clip.plan, "clean", spoken)))
    with TemporaryDirectory() as scratch:
        made = [(name, _script(clip, plan, Path(scratch))) for name, plan in ways]
        spent: dict[str, list[float]] = {name: [] for name, _ in ways}
        for _ in range(TURNS):
            for name, (filters, _) in made:
                spent[name].append(_encode(clip, recording, filters))
    bare = median(spent["bare"])
    rows = [
        [name, f"{events}", f"{median(spent[name]):.1f}", f"{median(spent[name]) / bare:.3f}"]
        for name, (_, events) in made
    ]
    return f"{told}\n\n{table(['captions', 'events', 'CPU seconds', '× bare'], rows)}"


def _styled(plan: EditPlan, style: str, spoken: Subtitles | None) -> EditPlan:
    return plan.model_copy(update={"style": style, "spoken": spoken})


def _script(clip: Clip, plan: EditPlan | None, folder: Path) -> tuple[str, int]:
    """The filter that draws the captions, and how many events its script has."""
    if plan is None:
        return "", 0
    style = load_style(plan.style)
    area = captions.zone("9:16", style, PRESET)
    screens = captions.screens(plan, clip.timeline, area, style)
    text = ass.script(screens, area)
    name = f"{plan.style}{'-two' if plan.spoken else ''}"
    path = ass.write_script(folder / f"{name}.ass", text)
    gathered = fonts.gather(ass.faces(screens), folder / "fonts")
    return f",ass=filename={path}:fontsdir={gathered}", text.count("\nDialogue:")


def _encode(clip: Clip, recording: Path, filters: str) -> float:
    """CPU seconds of one bare ffmpeg, outside of any sandbox, which would hide them."""
    begun = _children()
    frames = ["-ss", f"{clip.plan.span.start.s}", "-t", f"{clip.timeline.duration.s}"]
    picture = f"fps=30,crop=ih*9/16:ih,scale=1080:1920:flags=lanczos,format=yuv420p{filters}"
    coded = [part for k, v in X264.video(PRESET).items() for part in (f"-{k}", str(v))]
    command = [str(ffmpeg.binary().path), "-v", "error", "-nostdin", *frames, "-i", str(recording)]
    subprocess.run([*command, "-an", "-vf", picture, *coded, "-f", "null", "-"], check=True)
    return _children() - begun


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    raise SystemExit(main())
