"""``python -m bench.world.stage``: one picture of the world, to look at it."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import cv2

from bench.world.spec import EYES, Camera, Moment, Product
from bench.world.stage import FINE, Stage

PRODUCTS = (
    ("bottle", "bottle", "#2f6f62"),
    ("mug", "mug", "#c9492f"),
    ("jar", "jar", "#e2b33c"),
    ("stove", "stove", "#9aa3a8"),
    ("lantern", "lantern", "#3a4f73"),
    ("kettle", "kettle", "#8a8f94"),
)
"""Ids are the names of the shapes."""


def command(arguments: list[str] | None = None) -> None:
    """Draw what the arguments ask for into their OUT."""
    asked = _parser().parse_args(arguments)
    moment = _moment(asked)
    with Stage(products(), asked.seed, fine=asked.fine) as stage:
        started = time.monotonic()
        frame = stage.render(moment)
        spent = time.monotonic() - started
    cv2.imwrite(str(asked.out), cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR))
    for name, box in frame.boxes.items():
        sys.stdout.write(f"{name:28} {' '.join(f'{side:7.1f}' for side in box)}\n")
    sys.stdout.write(f"{asked.out} in {spent:.2f} s\n")


def products() -> list[Product]:
    """One product of each shape."""
    return [
        Product.model_validate(
            {
                "id": id,
                "name": id,
                "aliases": (),
                "model": model,
                "colour": colour,
                "price_usd": 1.0,
                "moq": 1,
            }
        )
        for id, model, colour in PRODUCTS
    ]


def _moment(asked: argparse.Namespace) -> Moment:
    """The moment of the file, its camera changed by what was given."""
    told: dict[str, Any] = json.loads(asked.figures.read_text()) if asked.figures else {"t": 0.0}
    camera = Camera.model_validate(told.get("camera", {})).model_dump()
    for name in ("yaw", "pitch", "roll", "fov", "k1", "k2", "exposure", "projection"):
        if getattr(asked, name) is not None:
            camera[name] = getattr(asked, name)
    if asked.at:
        x, z = (float(part) for part in asked.at.split(","))
        camera["position"] = (x, asked.height, z)
    if asked.size:
        camera["width"], camera["height"] = (int(part) for part in asked.size.split("x"))
    if asked.t is not None:
        told["t"] = asked.t
    return Moment.model_validate({**told, "camera": camera})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.world.stage", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--at", help="X,Z in metres")
    parser.add_argument("--height", type=float, default=EYES, help="of the camera, metres")
    parser.add_argument("--size", help="WIDTHxHEIGHT")
    parser.add_argument("--projection", help="perspective, fisheye, dual-fisheye, equirectangular")
    for name in ("yaw", "pitch", "roll", "fov", "k1", "k2", "exposure", "t"):
        parser.add_argument(f"--{name}", type=float)
    parser.add_argument("--figures", type=Path, help="JSON file of a Moment")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--fine", type=float, default=FINE, help="texels a pixel")
    return parser
