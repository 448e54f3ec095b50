"""``tradereel render``: one edited plan becomes its clip again; only what changed is redone."""

import argparse
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

from assets import shipped
from pipelines.errors import InputError
from pipelines.media.spec import Ingested
from pipelines.media.time import Span
from pipelines.progress import Progress
from pipelines.shorts.spec import CaptionMode, EditPlan, Rendered
from settings import Settings
from worker import console, kept_brand
from worker.amend import amend, check_span, framed, parse, read_plan
from worker.commands.disk import folder
from worker.commands.process import existing, ratios
from worker.pipeline import Task
from worker.tools import tools

INGESTED = "work/ingested.json"
MEDIA = frozenset([".mp4", ".mov", ".m4v", ".mkv", ".webm", ".flv", ".ts", ".avi", ".wmv"])


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser(
        "render", help="render an edited plan again; only what changed is redone"
    )
    add.add_argument("plan", type=Path, metavar="PLAN.json", help="plans/NN-slug.json of `process`")
    add.add_argument(
        "-o", "--output", type=folder, required=True, metavar="DIR",
        help="the clip comes into DIR/clips, the plan as it was rendered into DIR/plans",
    )  # fmt: skip
    add.add_argument(
        "--recording", type=Path, metavar="FILE", help="when the plan lies alone; ingested first"
    )
    add.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE",
        help="title=…, span=12.5-40, cover=14, hashtags=#a,#b, crop=auto|fit|left|centre|right",
    )  # fmt: skip
    add.add_argument("--ratio", type=ratios, metavar="9:16,1:1,4:5,16:9")
    add.add_argument("--captions", choices=get_args(CaptionMode))
    add.add_argument("--style", choices=shipped("captions"))
    add.add_argument("--preset", choices=shipped("presets"))
    add.add_argument("--denoise", action=argparse.BooleanOptionalAction)
    add.add_argument("--no-tighten", action="store_true", help="show what had been left out")
    add.add_argument(
        "--brand", type=Path, metavar="DIR|ZIP", help="kept in DIR, for the next edits too"
    )
    add.add_argument("--no-brand", action="store_true", help="this clip wears none")
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    out: Path = options.output
    plan = read_plan(options.plan)
    _refuse_another(plan, out)
    wanted = changes(options)
    crop = wanted.pop("crop", None)
    changed = amend(plan, wanted)
    home = _home(options.plan, out, options.recording)
    check_span(changed, Ingested.load(home / INGESTED).duration)
    whole = _completed(changed, _told(plan, out), home)
    final = whole if crop is None else framed(whole, str(crop))
    brand = _brand(options.brand, home, out)
    with console.progressing("render") as progress:
        made, kept = render(final, home, out, brand, progress)
    _refresh(home, out)
    console.out.print(f"made {', '.join(made)}" if made else "nothing changed", markup=False)
    if kept:
        console.out.print(f"kept {', '.join(kept)}", markup=False)
    console.out.print(f"in {out / 'clips' / plan.folder}", markup=False)
    return 0


def changes(options: argparse.Namespace) -> dict[str, Any]:
    """What the options say, as fields of a plan."""
    wanted = parse(options.set)
    plain = {name: getattr(options, name) for name in ("captions", "style", "preset", "denoise")}
    wanted |= {name: value for name, value in plain.items() if value is not None}
    if options.ratio:
        wanted["ratios"] = list(options.ratio)
    if options.no_tighten:
        wanted["removed"] = []
    if options.no_brand:
        wanted["branded"] = False
    return wanted


def _refuse_another(plan: EditPlan, out: Path) -> None:
    """A clip is only ever rendered over itself."""
    there = out / "clips" / plan.folder / "rendered.json"
    if there.is_file() and Rendered.load(there).plan.highlight != plan.highlight:
        raise InputError(
            f"{there.parent} is the clip of another plan.", remedy="Give another folder with -o."
        )


def _home(plan: Path, out: Path, recording: Path | None) -> Path:
    """The folder with ``work/``: that of the plan, ``out``, or what is ingested into ``out``."""
    folder = plan.absolute().parent
    around = (folder.parent, folder.parent.parent, out)
    ready = next((each for each in around if (each / INGESTED).is_file()), None)
    if recording is None and ready is not None:
        return ready
    source = existing(recording) if recording else _beside(folder)
    if ready is None or not _same(source, Ingested.load(ready / INGESTED)):
        _ingest(source, out)
        return out
    return ready


def _beside(folder: Path) -> Path:
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in MEDIA]
    if len(found) != 1:
        told = "no recording" if not found else f"{len(found)} media files"
        raise InputError(
            f"There is {told} beside the plan.", remedy="Name it with --recording FILE."
        )
    return found[0]


def _same(source: Path, ingested: Ingested) -> bool:
    probe = ingested.probe
    return (probe.name, probe.size) == (source.name, source.stat().st_size)


def _ingest(source: Path, out: Path) -> None:
    from pipelines.media.ingest import ingest

    with console.progressing("ingest") as progress:
        ingest(source, out / "work", progress)
    (out / "work" / "recording.json").replace(out / "recording.json")


def _brand(asked: Path | None, home: Path, out: Path) -> Path | None:
    """What is asked for, from now on; else what the clips of the folder wear."""
    if asked is not None:
        return kept_brand.keep(existing(asked), out)
    return kept_brand.kept(out) or kept_brand.kept(home)


def _told(plan: EditPlan, out: Path) -> Span:
    """What the plan has the words of: somebody may have moved its span since it was rendered."""
    there = out / "clips" / plan.folder / "rendered.json"
    return Rendered.load(there).plan.span if there.is_file() else plan.span


def _completed(plan: EditPlan, told: Span, home: Path) -> EditPlan:
    from worker.revise import completed

    known = all((home / name).is_file() for name in ("transcript.json", "signals.json"))
    return completed(plan, told, home) if known and plan.span != told else plan


def render(
    plan: EditPlan, home: Path, out: Path, brand: Path | None, progress: Progress
) -> tuple[list[str], list[str]]:
    """Render into ``out``; returns the names of the files that were made, and of those kept."""
    from worker.livestream import LIVESTREAM
    from worker.revise import lay, names
    from worker.stretch import render_inputs

    clip = out / "clips" / plan.folder
    with _draft(out, plan) as draft:
        inputs = render_inputs(plan, Ingested.load(home / INGESTED))
        asked = plan.save(draft / inputs["plan"]).absolute()
        lay(clip, draft / "clips" / plan.folder)
        before = _inodes(clip)
        given = {"brand": brand} if brand else {}
        inputs |= {"plan": str(asked)}
        task = Task({}, inputs, home, draft, tools(Settings()), companions=given)
        LIVESTREAM.step("render").run(task, progress)
        wanted = names(Rendered.load(draft / "clips" / plan.folder / "rendered.json"))
        _adopt(draft / "clips" / plan.folder, clip, wanted)
        (out / "plans").mkdir(exist_ok=True)
        asked.replace(out / "plans" / asked.name)
    after = _inodes(clip)
    made = [name for name in wanted if name in after and after[name] != before.get(name)]
    return made, [name for name in wanted if name in after and name not in made]


@contextmanager
def _draft(out: Path, plan: EditPlan) -> Iterator[Path]:
    """A folder for what is not whole yet; nothing is moved out of it when rendering fails."""
    draft = out.absolute() / "work" / f".render-{plan.folder}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _adopt(draft: Path, clip: Path, wanted: list[str]) -> None:
    """Move the files to their place; those of an earlier edit that are no more of it go."""
    clip.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        if (draft / name).is_file():
            (draft / name).replace(clip / name)
    for path in clip.iterdir():
        if path.is_file() and path.name not in wanted:
            path.unlink()


def _inodes(folder: Path) -> Mapping[str, int]:
    return {path.name: path.stat().st_ino for path in folder.glob("*")}


def _refresh(home: Path, out: Path) -> None:
    """The report of a folder that has one shows the clip as it is now."""
    from worker.livestream import LIVESTREAM

    if (out / "report.html").is_file() and home.absolute() == out.absolute():
        LIVESTREAM.step("publish").run(
            Task({}, {}, out, out, tools(Settings())), lambda fraction, note: None
        )
