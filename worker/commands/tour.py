"""``tradereel tour``: footage of the factory in, a tour that a storefront embeds out."""

import argparse
from pathlib import Path
from typing import Any

from pipelines.tours.spec import REPORTS, SceneReport, TourReport
from settings import Settings
from worker import console
from worker.commands.disk import folder
from worker.commands.panorama import not_used
from worker.commands.process import existing
from worker.commands.wishes import add_wishes, wishes_of
from worker.local import LocalRun
from worker.tools import tools


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("tour", help="build a 360 factory tour")
    add.add_argument(
        "inputs", type=Path, nargs="+", metavar="INPUT",
        help="one place each: a folder or a zip of photos, a panning clip, a 360 picture or film",
    )  # fmt: skip
    add.add_argument(
        "-o", "--output", type=folder, required=True, metavar="DIR", help="folder for the results"
    )
    add.add_argument("--title", default="Factory tour", help="what buyers read above it")
    add.add_argument(
        "--all", action="store_true",
        help="a folder that holds several panoramas gives a scene for each, not the largest alone",
    )  # fmt: skip
    add.add_argument(
        "--rig", action="store_true",
        help="clips that lie together are those of one rig's cameras: one scene, not one each",
    )  # fmt: skip
    add_wishes(add, "PNG or JPEG, or a brand")
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from worker.showcase import write_tour_page
    from worker.tour import TOUR

    sources = tuple(existing(path) for path in options.inputs)
    companions = {"brand": existing(options.logo)} if options.logo else {}
    with console.watching() as watcher:
        LocalRun(
            TOUR,
            sources,
            options.output,
            spec(options),
            tools(Settings()),
            companions,
            watcher,
        ).run()
    page = write_tour_page(options.output)
    scenes = TourReport.load(options.output / REPORTS).scenes
    for scene in scenes:
        summarise(scene, options.output)
    console.out.print(f"{len(scenes)} scene(s); open {page}", markup=False)
    return 0


def spec(options: argparse.Namespace) -> dict[str, Any]:
    names = ("title", "all", "rig")
    return {**{name: getattr(options, name) for name in names}, **wishes_of(options)}


def summarise(scene: SceneReport, out: Path) -> None:
    """What there is to know of a scene, and where the rest of it is."""
    say = console.out.print
    circle = "the circle is closed" if scene.closed else f"{scene.span:.0f}° without a gap"
    pictures = f"{scene.used} of {scene.given} picture(s) used"
    say(f"{scene.title}: {pictures}, {circle}; {out / scene.page}", markup=False)
    for line in not_used(scene.unused):
        say(f"  {line}", markup=False)
    for note in scene.notes:
        say(f"  · {note}", markup=False)
    for number, advice in enumerate(scene.reshoot, start=1):
        say(f"  {number}. {advice}", markup=False)
