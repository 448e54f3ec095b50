"""``python -m bench.world tour``: footage of stations, with its truth, into a folder."""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from bench.world.spec import STATIONS
from bench.world.tour.material import Material
from bench.world.tour.photos import PhotoSet
from bench.world.tour.recipe import KINDS, OF_THE_HALL, SIZES, Kind, Recipe, station_of


def command(argv: Sequence[str]) -> None:
    """Make what is asked for; what was made before with the same seed is taken again."""
    given = _parser().parse_args(argv)
    wanted = [(kind, name) for kind in given.sets for name in _places(kind, given.station)]
    with Material(_recipe(given), given.seed) as material, _bars() as bars:
        whole = bars.add_task("", total=len(wanted))
        for done, (kind, name) in enumerate(wanted):

            def tell(share: float, note: str, done: int = done, name: str = name) -> None:
                bars.update(whole, completed=done + share, description=f"{name}: {note}")

            made = material.folder(kind, station_of(name), tell)
            out = given.out if kind in OF_THE_HALL else given.out / name
            shutil.copytree(made, out, dirs_exist_ok=True)
        bars.update(whole, completed=len(wanted), description=f"{given.out} is ready")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.world tour", description=__doc__)
    parser.add_argument("out", type=Path, help="a folder; one folder a station is made in it")
    names = [station.name for station in STATIONS]
    parser.add_argument("--station", type=Words(names), default=["assembly"],
                        help=f"one or more of {', '.join(names)}, by commas, or all")  # fmt: skip
    parser.add_argument("--sets", type=Words(KINDS), default=["photos", "pan", "sphere"],
                        help=f"one or more of {', '.join(KINDS)}, by commas, or all")  # fmt: skip
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--layout", choices=("ring", "sphere-18", "sphere-26"), default="ring")
    parser.add_argument("--upright", action="store_true", help="the phone is held upright")
    parser.add_argument("--seed", type=int, default=7)
    return parser


class Words:
    """Words by commas, each one of the known."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = list(known)

    def __call__(self, text: str) -> list[str]:
        words = self._known if text == "all" else text.split(",")
        if unknown := set(words) - set(self._known):
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
        return words


def _recipe(given: argparse.Namespace) -> Recipe:
    recipe = SIZES[given.size]
    photos: PhotoSet = recipe.photos
    turned = {"upright": given.upright}
    return recipe.model_copy(
        update={
            "photos": photos.model_copy(update=turned | {"layout": given.layout}),
            "pan": recipe.pan.model_copy(update=turned),
        }
    )


def _places(kind: Kind, stations: Sequence[str]) -> Sequence[str]:
    return stations[:1] if kind in OF_THE_HALL else stations


def _bars() -> Bars:
    return Bars(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
