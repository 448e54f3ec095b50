"""What a panorama is asked for: the options that every command which stitches has."""

import argparse
from pathlib import Path
from typing import Any, get_args

from pipelines.panorama.spec import Floor

NARROWEST, LARGEST = 64, 120


def add_wishes(command: argparse.ArgumentParser, logo: str) -> None:
    """``logo``: what may be given as one, for the help."""
    command.add_argument(
        "--width", type=_pixels, metavar="PIXELS", help="of the whole sphere, at most"
    )
    command.add_argument(
        "--floor", choices=get_args(Floor), default="open",
        help="what becomes of the tripod: left open, filled from its surroundings, or your logo",
    )  # fmt: skip
    command.add_argument("--logo", type=Path, metavar="FILE", help=f"{logo}; covers the floor")
    command.add_argument(
        "--floor-size", type=_degrees, metavar="DEGREES", help="across; 40 by default"
    )


def wishes_of(options: argparse.Namespace) -> dict[str, Any]:
    """Fields of a `PanoramaSpec`; a logo without another wish covers the floor."""
    floor = "logo" if options.logo and options.floor == "open" else options.floor
    size = {} if options.floor_size is None else {"floor_size": options.floor_size}
    return {"width": options.width, "floor": floor, **size}


def _pixels(text: str) -> int:
    value = int(text)
    if value < NARROWEST:
        raise argparse.ArgumentTypeError(f"at least {NARROWEST} pixels")
    return value


def _degrees(text: str) -> float:
    value = float(text)
    if not 0 < value <= LARGEST:
        raise argparse.ArgumentTypeError(f"more than 0 and at most {LARGEST} degrees")
    return value
