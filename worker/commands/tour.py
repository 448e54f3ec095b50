"""``tradereel tour``: footage of the factory in, a tour that a storefront embeds out."""

import argparse
from pathlib import Path
from typing import Any

from pipelines.tours.spec import TourManifest
from settings import Settings
from worker import console
from worker.commands.process import existing
from worker.local import LocalRun
from worker.tools import tools


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("tour", help="build a 360 factory tour")
    add.add_argument("inputs", type=Path, nargs="+", metavar="INPUT")
    add.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    add.add_argument("--title", default="Factory tour")
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from worker.showcase import write_tour_page
    from worker.tour import TOUR

    sources = tuple(existing(path) for path in options.inputs)
    with console.watching() as watcher:
        notes = LocalRun(
            TOUR,
            sources,
            options.output,
            {"title": options.title},
            tools(Settings()),
            watcher=watcher,
        ).run()
    page = write_tour_page(options.output)
    for note in notes:
        console.out.print(f"· {note}", markup=False)
    manifest = TourManifest.load(options.output / "tour.json")
    console.out.print(f"{len(manifest.scenes)} scene(s); open {page}", markup=False)
    return 0
