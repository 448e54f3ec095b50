"""``tradereel panorama``: photos or a clip in, one equirectangular picture and its report out."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pipelines.errors import Interrupted
from pipelines.panorama.spec import Kind, PanoramaReport, PanoramaSpec
from worker import console
from worker.commands.disk import folder
from worker.commands.process import existing
from worker.commands.wishes import add_wishes, wishes_of

if TYPE_CHECKING:
    from pipelines.panorama.film.lenses import Lenses

MOST_TOLD = 12
"""Files that were not used, on the screen."""


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("panorama", help="stitch a 360 picture")
    add.add_argument(
        "inputs", type=Path, nargs="+", metavar="INPUT",
        help="photos or a folder of them, one panning clip, a clip of each camera on a stand, or "
        "what a 360 camera made",
    )  # fmt: skip
    add.add_argument(
        "-o", "--output", type=folder, required=True, metavar="DIR", help="folder for the results"
    )
    add.add_argument(
        "--kind", choices=get_args(Kind), default="auto", help="found out when not given"
    )
    add.add_argument(
        "--all", action="store_true",
        help="every panorama among the photos: the largest into DIR, the others into DIR/2, DIR/3",
    )  # fmt: skip
    add_wishes(add, "PNG or JPEG")
    add.add_argument(
        "--film", action="store_true", help="of a 360 camera's clip or a rig's: the film as well"
    )
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    try:
        return _stitch(options)
    except KeyboardInterrupt:
        # Unlike a pipeline of stages, one panorama keeps nothing of a run that was not finished.
        raise Interrupted("interrupted; the same command starts again") from None


def _stitch(options: argparse.Namespace) -> int:
    from pipelines.panorama.film.lenses import Lenses
    from pipelines.panorama.stitch import stitch, stitch_all

    inputs = [existing(path) for path in options.inputs]
    logo, lenses = existing(options.logo) if options.logo else None, Lenses()
    with console.progressing("stitch") as progress:
        if options.all:
            made = stitch_all(inputs, spec_of(options), options.output, progress, logo=logo)
        else:
            spec = spec_of(options)
            made = (stitch(inputs, spec, options.output, progress, logo=logo, lenses=lenses),)
    for number, report in enumerate(made, start=1):
        summarise(report, options.output / str(number) if number > 1 else options.output)
    if made[0].groups and not options.all:
        console.out.print("--all makes the other panoramas as well", markup=False)
    if options.film:
        _film(inputs, made[0].kind, lenses, options)
    return 0


def spec_of(options: argparse.Namespace) -> PanoramaSpec:
    return PanoramaSpec(kind=options.kind, **wishes_of(options))


def _film(
    inputs: Sequence[Path], kind: Kind, lenses: "Lenses", options: argparse.Namespace
) -> None:
    from pipelines.panorama.given import list_files

    files = list_files(inputs)
    if kind == "rig":
        _film_of_rig(files, options)
    else:
        _film_of_sphere(files, kind, lenses, options)


def _film_of_sphere(
    files: Sequence[Path], kind: Kind, lenses: "Lenses", options: argparse.Namespace
) -> None:
    from pipelines.panorama.film.film import FILM
    from pipelines.panorama.film.sphere import film_of_sphere

    with console.progressing("film") as progress:
        report = film_of_sphere(
            files, options.output, options.width, progress, kind=kind, lenses=lenses
        )
    say = console.out.print
    say(f"{options.output / FILM}  {report.width}x{report.height}, {report.fps:g} frames a second")
    say("encoded anew" if report.encoded else "passed on as it was encoded")
    for text in (*report.notes, *(advice.text for advice in report.reshoot)):
        say(f"· {text}", markup=False)


def _film_of_rig(files: Sequence[Path], options: argparse.Namespace) -> None:
    from pipelines.panorama.film.film import FILM, make_film

    with console.progressing("film") as progress:
        report = make_film(files, options.output, options.width, progress)
    say = console.out.print
    say(f"{options.output / FILM}  {report.width}x{report.height}, {report.fps:g} frames a second")
    for camera in report.cameras:
        say(f"{camera.name}: clock {camera.offset:+.3f} s (by {camera.by})", markup=False)
    for note in report.notes:
        say(f"· {note}", markup=False)


def not_used(told: Sequence[str]) -> list[str]:
    """Lines for files that were not used, a few of them in full: of hundreds the page tells."""
    more = len(told) - MOST_TOLD
    lines = [f"not used: {each}" for each in told[:MOST_TOLD]]
    return [*lines, f"not used: {more} more, as the report shows"] if more > 0 else lines


def summarise(report: PanoramaReport, out: Path) -> None:
    """The report in a few lines, and where the rest of it is."""
    from pipelines.panorama.page import left_out, named

    say = console.out.print
    pictures = named(report)[1]
    given = len(report.inputs) + len(report.unused)
    circle = "the circle is closed" if report.closed else f"{report.span:.0f}° without a gap"
    say(f"{out / 'panorama.jpg'}  {report.width} x {report.height} pixels", markup=False)
    used = f"{len(report.inputs)} of {given} {pictures} used, " if given > 1 else ""
    say(f"{used}{report.coverage:.0%} of the sphere, {circle}")
    if report.reprojection_error is not None:
        say(f"where {pictures} meet, things lie {report.reprojection_error:.1f} pixels apart")
    if report.loop_error is not None:
        say(f"the full turn was missed by {report.loop_error:.2f}°, which was evened out")
    if report.ghosting is not None:
        say(f"{report.ghosting:.1%} of the seams run through what moved or stood too near")
    for line in not_used([left_out(unused) for unused in report.unused]):
        say(line, markup=False)
    for note in report.notes:
        say(f"· {note}", markup=False)
    for number, advice in enumerate(report.reshoot, start=1):
        say(f"{number}. {advice.text}", markup=False)
    say(f"{out / 'report.html'} shows all of it", markup=False)
