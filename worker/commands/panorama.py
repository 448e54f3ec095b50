"""``tradereel panorama``: photos or a clip in, one equirectangular picture and its report out."""

import argparse
from pathlib import Path
from typing import Any, get_args

from pipelines.panorama.spec import Kind, PanoramaReport, PanoramaSpec
from worker import console
from worker.commands.process import existing


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("panorama", help="stitch a 360 picture")
    add.add_argument("inputs", type=Path, nargs="+", metavar="INPUT")
    add.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    add.add_argument("--kind", choices=get_args(Kind), default="auto")
    add.add_argument("--width", type=int, metavar="PIXELS", help="of the 2:1 canvas, at most")
    add.add_argument(
        "--film", action="store_true", help="of the clips of a rig: a panoramic film as well"
    )
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from pipelines.panorama.stitch import stitch

    inputs = [file for path in options.inputs for file in _files(existing(path))]
    spec = PanoramaSpec(kind=options.kind, width=options.width)
    with console.progressing("stitch") as progress:
        report = stitch(inputs, spec, options.output, progress)
    summarise(report, options.output)
    if options.film:
        _film(inputs, options)
    return 0


def _film(inputs: list[Path], options: argparse.Namespace) -> None:
    from pipelines.panorama.film.film import FILM, make_film

    with console.progressing("film") as progress:
        report = make_film(inputs, options.output, options.width, progress)
    say = console.out.print
    say(f"{options.output / FILM}  {report.width}x{report.height}, {report.fps:g} frames a second")
    for camera in report.cameras:
        say(f"{camera.name}: clock {camera.offset:+.3f} s (by {camera.by})", markup=False)
    for note in report.notes:
        say(f"· {note}", markup=False)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))


def summarise(report: PanoramaReport, out: Path) -> None:
    """The report in a few lines."""
    say = console.out.print
    say(f"{out / 'panorama.jpg'}  {report.width}x{report.height}, taken for: {report.kind}")
    circle = "the circle is closed" if report.closed else f"{report.span:.0f}° without a gap"
    say(f"{len(report.inputs)} input(s) used, {report.coverage:.0%} of the sphere, {circle}")
    if report.reprojection_error is not None:
        say(f"reprojection error {report.reprojection_error:.2f} px")
    if report.loop_error is not None:
        say(f"loop error {report.loop_error:.3f}°")
    for unused in report.unused:
        say(f"not used: {unused.name}: {unused.why}", markup=False)
    for text in (*report.notes, *(advice.text for advice in report.reshoot)):
        say(f"· {text}", markup=False)
