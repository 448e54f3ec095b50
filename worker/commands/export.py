"""``tradereel export``: clips as timelines for Premiere, Resolve, Final Cut Pro and others."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import InputError
from pipelines.highlights.spec import Facts, Highlights
from pipelines.media.spec import Probe
from pipelines.media.time import Span
from pipelines.shorts.editorial import Cutting, Footage, Remark
from pipelines.shorts.spec import EditPlan
from worker import console
from worker.amend import read_plan


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser(
        "export", help="write clips as timelines that an editor goes on with"
    )
    add.add_argument("folder", type=Path, metavar="DIR", help="what `process` or `render` made")
    add.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE|DIR",
        help="FILE.otio, .fcpxml, .xml (Premiere) or .edl; a folder gets all of them",
    )  # fmt: skip
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from pipelines.shorts.editorial import export

    folder: Path = options.folder
    if not (folder / "recording.json").exists():
        raise _nothing(folder)
    probe = Probe.load(folder / "recording.json")
    for path in export(cuttings(folder), Footage.of(probe), options.output):
        console.out.print(str(path), markup=False)
    for note in probe.notes:
        console.out.print(f"· {note} Check the cuts against the recording.", markup=False)
    return 0


def cuttings(folder: Path) -> list[Cutting]:
    """The clips of a folder as they were rendered, else as they are planned."""
    found = [read_plan(path) for path in _plans(folder)]
    if not found:
        raise _nothing(folder)
    categories = _categories(folder)
    said = list(_said(folder))
    return [Cutting(plan, categories.get(plan.highlight, ""), _in(plan, said)) for plan in found]


def _nothing(folder: Path) -> InputError:
    return InputError(f"There is no clip in {folder}.", remedy="Run `tradereel process` first.")


def _plans(folder: Path) -> list[Path]:
    rendered = sorted(folder.glob("clips/*/plan.json"))
    return rendered or sorted(folder.glob("plans/*.json"))


def _categories(folder: Path) -> dict[str, str]:
    path = folder / "highlights.json"
    found = Highlights.load(path).highlights if path.is_file() else ()
    return {highlight.id: highlight.category for highlight in found}


def _said(folder: Path) -> Iterator[Remark]:
    from pipelines.highlights.wording import describe

    path = folder / "facts.json"
    for fact in Facts.load(path).facts if path.is_file() else ():
        yield Remark("fact", describe(fact), Span(start=fact.start, end=max(fact.start, fact.end)))


def _in(plan: EditPlan, said: list[Remark]) -> tuple[Remark, ...]:
    return tuple(remark for remark in said if plan.span.holds(remark.span.start))
