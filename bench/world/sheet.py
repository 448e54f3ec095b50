"""Contact sheets, to look at much at once: ``python -m bench.world sheet OUT.jpg``.

Without more it shows every station; given videos it shows frames of them, evenly spread.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.world.spec import EYES, STATIONS, Camera, Moment
from bench.world.stage import Picture, Stage
from pipelines.errors import InputError

Labelled = tuple[str, Picture]

GAP = 6
LABEL = 22
_PAPER, _INK = (24, 26, 29), (228, 230, 232)
_QUALITY = 90


def grid(pictures: Sequence[Labelled], columns: int) -> Image.Image:
    """The pictures (RGB, any sizes) row by row, each with its label above it."""
    width = max(picture.shape[1] for _, picture in pictures) + GAP
    height = max(picture.shape[0] for _, picture in pictures) + LABEL + GAP
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * width + GAP, rows * height + GAP), _PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for index, (label, picture) in enumerate(pictures):
        left, top = GAP + index % columns * width, GAP + index // columns * height
        draw.text((left + 2, top + 1), label, _INK, font)
        sheet.paste(Image.fromarray(picture), (left, top + LABEL))
    return sheet


def of_moments(stage: Stage, moments: Sequence[tuple[str, Moment]]) -> Iterator[Labelled]:
    """Each moment drawn finely, under its label."""
    for label, moment in moments:
        yield label, stage.render(moment).image


def stations(width: int, height: int) -> list[tuple[str, Moment]]:
    """Each station as the tour camera sees it, and from the other side of the aisle."""
    shown = []
    for station in STATIONS:
        x, z = station.place
        for label, at, yaw in (
            ("", z, station.facing),
            (" from afar", z + (2.5 if station.facing == 0 else -2.5), station.facing + 18),
        ):
            camera = Camera(width=width, height=height, position=(x, EYES, at), yaw=yaw, fov=75)
            shown.append((f"{station.title}{label}", Moment(t=4.0, camera=camera)))
    return shown


def of_video(path: Path, count: int, width: int) -> Iterator[Labelled]:
    """``count`` frames evenly spread, ``width`` pixels wide. Raises `InputError`."""
    video = cv2.VideoCapture(str(path))
    try:
        frames, fps = int(video.get(cv2.CAP_PROP_FRAME_COUNT)), video.get(cv2.CAP_PROP_FPS)
        if frames <= 0 or fps <= 0:
            raise InputError(f"{path.name} is not a readable video.", remedy="Check the path.")
        for index in np.linspace(0, frames - 1, min(count, frames)).round().astype(int):
            video.set(cv2.CAP_PROP_POS_FRAMES, float(index))
            read, frame = video.read()
            if read:
                picture = np.asarray(frame, np.uint8)
                yield f"{path.name} {index / fps:.2f} s", _narrowed(picture, width)
    finally:
        video.release()


def _narrowed(frame: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], width: int) -> Picture:
    height = round(frame.shape[0] * width / frame.shape[1])
    small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), np.uint8)


def command(arguments: Sequence[str]) -> None:
    """Write the sheet that the arguments ask for."""
    asked = _parser().parse_args(arguments)
    width, height = (int(side) for side in asked.size.split("x"))
    if asked.videos:
        shown = [one for path in asked.videos for one in of_video(path, asked.count, width)]
    else:
        with Stage(seed=asked.seed) as stage:
            shown = list(of_moments(stage, stations(width, height)))
    grid(shown, asked.columns).save(asked.out, quality=_QUALITY)
    sys.stdout.write(f"{asked.out}: {len(shown)} pictures\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.world sheet", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("videos", type=Path, nargs="*")
    parser.add_argument("--count", type=int, default=12, help="frames of each video")
    parser.add_argument("--columns", type=int, default=4)
    parser.add_argument("--size", default="480x270", help="WIDTHxHEIGHT of each picture")
    parser.add_argument("--seed", type=int, default=7)
    return parser


if __name__ == "__main__":
    command(sys.argv[1:])
