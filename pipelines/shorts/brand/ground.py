"""What stands behind an intro or outro: the brand's colour with two large quiet discs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.brand.colour import Rgb, mixed
from pipelines.shorts.brand.motion import Move

SHIFT = 4
"""Bits of a fraction of a pixel that discs are placed by."""


@dataclass(frozen=True, slots=True)
class Disc:
    """``x``, ``y``: its middle as shares of the picture; ``across``: as a share of its mean side;
    ``tint`` and ``share``: what is mixed into the brand's colour."""

    x: float
    y: float
    across: float
    tint: Rgb
    share: float
    move: Move


DISCS = (
    Disc(0.86, 0.1, 1.15, (255, 255, 255), 0.07, Move(start=-0.2, seconds=1.6, scale=0.55)),
    Disc(0.06, 0.94, 0.9, (0, 0, 0), 0.13, Move(start=-0.1, seconds=1.7, scale=0.5)),
)
"""Even colours: soft ones show bands once they are coded."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The picture (RGB, as ``size`` says) at a time in seconds."""

    colour: Rgb
    size: tuple[int, int]

    def __call__(self, time: float) -> NDArray[np.uint8]:
        import cv2

        picture = np.full((self.size[1], self.size[0], 3), self.colour, np.uint8)
        mean = 0.35 * max(self.size) + 0.65 * min(self.size)
        for disc in DISCS:
            grown = disc.move.scale + (1 - disc.move.scale) * disc.move.done(time)
            middle = (round(disc.x * self.size[0]) << SHIFT, round(disc.y * self.size[1]) << SHIFT)
            radius = round(disc.across * mean / 2 * grown * (1 << SHIFT))
            colour = mixed(self.colour, disc.tint, disc.share)
            cv2.circle(picture, middle, radius, colour, cv2.FILLED, cv2.LINE_AA, SHIFT)
        return picture
