"""What is good and bad about single pictures, so that the report can name the one to take again."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.channels import highest, lowest
from pipelines.panorama.steepness import steepness

DARK, WHITE = 18, 250
ROWS, COLUMNS = 4, 6
MOST_OF = 0.6
FEWEST_LOOKS = 6
"""Pictures without which a spot in all of them may be chance."""


@dataclass(frozen=True, slots=True)
class Look:
    """``sharpness``: `steepness`, None where there are no edges; ``light``: mean, 0..1; ``dark``,
    ``white``: shares that show nothing; ``spots``: sharpness by rows and columns, NaN: unknown."""

    sharpness: float | None
    light: float
    dark: float
    white: float
    spots: Floats


def look_at(picture: Picture8) -> Look:
    """A look at a small picture (BGR, upright)."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return Look(
        sharpness=steepness(grey),
        light=float(grey.mean()) / 255,
        dark=float((highest(picture) < DARK).mean()),
        white=float((lowest(picture) >= WHITE).mean()),
        spots=_spots(grey),
    )


def _spots(grey: Picture8) -> Floats:
    found = np.full((ROWS, COLUMNS), np.nan)
    for row, band in enumerate(np.array_split(grey, ROWS, axis=0)):
        for column, field in enumerate(np.array_split(band, COLUMNS, axis=1)):
            sharp = steepness(np.ascontiguousarray(field))
            found[row, column] = np.nan if sharp is None else sharp
    return found


def soft_spot(looks: Sequence[Look], least: float) -> tuple[int, int] | None:
    """Row and column where nearly all pictures are softer than ``least`` of what is usual in them:
    something on the lens. None where there is no such place, or too few pictures to tell.

    The rim is left out: every lens is softer there.
    """
    shapes = [look.spots for look in looks if np.isfinite(look.spots).any()]
    if len(shapes) < FEWEST_LOOKS:
        return None
    beside = np.stack([spots / np.nanmedian(spots) for spots in shapes])[:, 1:-1, 1:-1]
    known = np.isfinite(beside).mean(axis=0) >= MOST_OF
    if not known.any():
        return None
    usual = np.full(known.shape, np.inf)
    usual[known] = np.nanmedian(beside[:, known], axis=0)
    place = int(usual.argmin())
    row, column = divmod(place, usual.shape[1])
    return (row + 1, column + 1) if usual.flat[place] < least else None


def sharpest(looks: Sequence[Look]) -> float | None:
    """The median sharpness of the pictures that have edges."""
    known = [look.sharpness for look in looks if look.sharpness is not None]
    return float(np.median(known)) if known else None
