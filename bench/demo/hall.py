"""The drawn factory hall as a panorama."""

import numpy as np

from bench.demo.furniture import footprints, furniture
from bench.demo.paint import Picture
from bench.demo.room import Quad, Vector, equirectangular
from bench.demo.walls import DEPTH, HEIGHT, WIDTH, ceiling, floor, wall

EYE: Vector = (7.6, 4.9, 1.65)
"""Where the camera stands, in metres from the south-west corner; not in the middle, so that no
two directions look alike."""


def hall(width: int, seed: int) -> Picture:
    """The hall as an equirectangular RGB picture ``width`` pixels wide; yaw 0 looks north."""
    return equirectangular(_room(seed), EYE, width)


def _room(seed: int) -> list[Quad]:
    random = np.random.default_rng(seed)
    return [
        Quad((0, DEPTH, 0), (WIDTH, 0, 0), (0, -DEPTH, 0), floor(footprints(), random)),
        Quad((0, 0, HEIGHT), (WIDTH, 0, 0), (0, DEPTH, 0), ceiling(random)),
        Quad((0, DEPTH, HEIGHT), (WIDTH, 0, 0), (0, 0, -HEIGHT), wall(WIDTH, "posters", random)),
        Quad((WIDTH, DEPTH, HEIGHT), (0, -DEPTH, 0), (0, 0, -HEIGHT), wall(DEPTH, "doors", random)),
        Quad((WIDTH, 0, HEIGHT), (-WIDTH, 0, 0), (0, 0, -HEIGHT), wall(WIDTH, "windows", random)),
        Quad((0, 0, HEIGHT), (0, DEPTH, 0), (0, 0, -HEIGHT), wall(DEPTH, "gate", random)),
        *furniture(random),
    ]
