"""Borders between the cameras of a rig that step aside for what is near, as the film goes on.

Each camera's place is fixed at calibration; twice a second the border of every two neighbours is
looked for anew inside the strip that both see, by dynamic programming over how much their pictures
differ there. A border only leaves its place for a clearly better one, and then
slowly, so that nothing flickers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Singles
from pipelines.panorama.film.glance import Strip
from pipelines.panorama.film.shares import FEATHER_DEGREES, Sight

WANDER = 0.25
"""A border may move to where a camera sees this share as deep inside as the deepest one."""
STEEP = 2
"""Pixels that a border may step aside from one line to the next."""
KEEP = 0.7
"""A new border must cost less than this share of the old one …"""
WORTH = 0.6
"""… and so many luma levels less along every line of it."""
UNSEEN = 2.5
"""Luma levels of difference that nobody sees."""
STEADY = 0.5
"""How much of what was there at the last look counts on."""
BEND = 0.4
"""Luma levels for every pixel stepped aside."""
LEAST = 64
BODY_DEGREES = 6.0
"""What is near shows at both its sides; between them, so wide at most, the border may not be."""
WALL = 1e4


@dataclass(slots=True)
class _Border:
    """One border. Lines are the rows of the strip, or its columns where ``lying``; ``places``: per
    line the first pixel of the ``after`` camera; ``free``: where it may be (lines x pixels)."""

    strip: Strip
    lying: bool
    before: int
    after: int
    free: Mask
    places: Indices
    cost: Singles | None = None

    @property
    def lines(self) -> Mask:
        return np.asarray(self.free.any(axis=1))


class Seams:
    """The owner of every pixel of the small canvas, while the film goes on."""

    def __init__(
        self, sights: Sequence[Sight], strips: Sequence[Strip], owner: Indices, width: int
    ) -> None:
        """``owner``: at calibration, the index of the camera; ``width``: of the small canvas."""
        self.owner = owner.copy()
        deepest = np.max([sight.depth for sight in sights], axis=0)
        found = (_border(strip, sights, owner, deepest) for strip in strips)
        self._borders = [border for border in found if border is not None]
        self._soft = max(3, round(FEATHER_DEGREES / 360 * width) | 1)
        self._body = np.ones((1, max(3, round(BODY_DEGREES / 360 * width) | 1)), np.uint8)

    def look(self, lumas: Sequence[Singles]) -> bool:
        """Look at the cameras on the small canvas, even in brightness; whether a border moved."""
        moved = [self._follow(border, lumas) for border in self._borders]
        return any(moved)

    def _follow(self, border: _Border, lumas: Sequence[Singles]) -> bool:
        now = self._cost(border, lumas)
        border.cost = now if border.cost is None else STEADY * border.cost + (1 - STEADY) * now
        cost = np.where(border.free, border.cost, WALL).astype(np.float32)
        cost[~border.lines] = 0
        places = _cheapest(cost)
        old, new = (_along(cost, each) for each in (border.places, places))
        if new > KEEP * old or old - new < WORTH * border.lines.sum():
            return False
        border.places = places
        _paint(border, self.owner)
        return True

    def _cost(self, border: _Border, lumas: Sequence[Singles]) -> Singles:
        """Luma levels, lines x pixels: as soft as the border is."""
        one, other = (border.strip.of(lumas[camera]) for camera in (border.before, border.after))
        cost = np.maximum(np.abs(one - other) - UNSEEN, 0)
        cost = np.ascontiguousarray(cost.T if border.lying else cost)
        cost = cv2.morphologyEx(cv2.blur(cost, (3, 3)), cv2.MORPH_CLOSE, self._body)
        return np.asarray(cv2.blur(cost, (self._soft, 3)), np.float32)


def _border(
    strip: Strip, sights: Sequence[Sight], owner: Indices, deepest: Singles
) -> _Border | None:
    owners, deep = strip.of(owner), strip.of(deepest)
    free = strip.both & np.isin(owners, (strip.first, strip.second))
    for camera in (strip.first, strip.second):
        free &= strip.of(sights[camera].depth) > WANDER * deep
    mine, theirs = (free & (owners == camera) for camera in (strip.first, strip.second))
    if free.sum() < LEAST or not mine.any() or not theirs.any():
        return None
    lying = len(strip.rows) < len(strip.columns)
    if lying:
        free, mine, theirs = free.T, mine.T, theirs.T
    at = np.arange(free.shape[1])
    middles = [(at * mask.sum(axis=0)).sum() / mask.sum() for mask in (mine, theirs)]
    before, after = strip.first, strip.second
    if middles[0] > middles[1]:
        before, after, mine = after, before, theirs
    places = free.argmax(axis=1) + mine.sum(axis=1)
    return _Border(strip, lying, before, after, free, np.minimum(places, free.shape[1] - 1))


def _cheapest(cost: Singles) -> Indices:
    """The path down the lines, one pixel in each, of the least sum."""
    count, width = cost.shape
    total = cost.astype(np.float32).copy()
    came = np.zeros(cost.shape, np.int8)
    steps = range(-STEEP, STEEP + 1)
    padded = np.full(width + 2 * STEEP, np.inf, np.float32)
    for line in range(1, count):
        padded[STEEP:-STEEP] = total[line - 1]
        options = np.stack([
            padded[STEEP + step : STEEP + step + width] + BEND * abs(step) for step in steps
        ])  # fmt: skip
        best = options.argmin(axis=0)
        came[line] = best - STEEP
        total[line] += options[best, np.arange(width)]
    places = np.zeros(count, np.intp)
    places[-1] = int(total[-1].argmin())
    for line in range(count - 1, 0, -1):
        places[line - 1] = places[line] + came[line, places[line]]
    return places


def _along(cost: Singles, places: Indices) -> float:
    bends = BEND * np.abs(np.diff(places)).sum()
    return float(np.minimum(cost[np.arange(len(places)), places], 255).sum() + bends)


def _paint(border: _Border, owner: Indices) -> None:
    at = np.arange(border.free.shape[1])
    side = np.where(at < border.places[:, None], border.before, border.after)
    side, free = (side.T, border.free.T) if border.lying else (side, border.free)
    box = np.ix_(border.strip.rows, border.strip.columns)
    owner[box] = np.where(free, side, owner[box])
