"""A round hole in a floor covered by another piece of the same floor.

The piece is the one whose surroundings fit the hole's own best, turned and mirrored if need be; it
is cut where both hardly differ (Efros and Freeman, 2001), and its tones are pulled to those along
the cut (Farbman and others, 2009). Nothing is averaged, so grain and joints of the floor stay.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8, Singles

RADIUS = 56
"""Pixels of the hole in the small view that the piece is looked for in."""
RIMS = (1.4, 1.2)
"""How far the surroundings reach that must fit, in radii; the second where there is little room."""
FINE, COLOUR, BUSY, STRANGE = 1.0, 0.35, 0.8, 0.8
"""Weights of joints and grain that must go on, of the colours, of what stands on the piece, and of
what is of another colour than the surroundings."""
FAR = 0.4
"""How much dearer a piece gets with every radius: what is far is less likely to be the floor."""
ANGLES, STEPS = 360, 24
SLOW = 6.0
"""Pixels; detail is what is finer."""
CALM = 9
"""Degrees over which the tones along the cut are evened."""


@dataclass(frozen=True, slots=True)
class Donor:
    """All in radii of the hole, to the right (x) and downwards (y) of its middle.

    ``middle``: of the piece; ``turn``: takes steps from the hole's middle to steps from the
    piece's (2 x 2); ``cut``: radius of the cut for every degree, clockwise from the right;
    ``tones``: what is to be added along the cut (N x 3).
    """

    middle: Floats
    turn: Floats
    cut: Floats
    tones: Floats


def find_donor(view: Picture8, known: Mask) -> Donor | None:
    """``view``: straight down on a hole of `RADIUS` pixels in its middle, square; ``known``: where
    it shows something. None where no piece of the floor is large enough."""
    small = view.astype(np.float32)
    detail = small - cv2.GaussianBlur(small, (0, 0), SLOW)
    away = _away(len(view))
    usable = known & (away > RADIUS) & (away <= len(view) / 2)
    for rim in RIMS:
        if (away[~known] > RADIUS * (rim - 0.05)).any() and _rim_is_missing(known, away, rim):
            continue
        best: tuple[float, Floats, Floats] | None = None
        for flip in (False, True):
            for quarter in range(4):
                found = _best(small, detail, usable, away, rim, flip, quarter)
                if found is not None and (best is None or found[0] < best[0]):
                    best = found
        if best is not None:
            return _cut_out(small, best[1], best[2], rim)
    return None


def _rim_is_missing(known: Mask, away: Floats, rim: float) -> bool:
    ring = (away > RADIUS) & (away <= rim * RADIUS)
    return bool(known[ring].mean() < 0.9)


def _away(side: int) -> Floats:
    line = np.arange(side) - (side - 1) / 2
    return np.asarray(np.hypot(line[:, None], line[None]))


def _best(
    small: Singles,
    detail: Singles,
    usable: Mask,
    away: Floats,
    rim: float,
    flip: bool,
    quarter: int,
) -> tuple[float, Floats, Floats] | None:
    """Cost, middle (pixels from the view's middle) and turn of the piece that fits best."""
    reach = int(rim * RADIUS) + 1
    centre = len(small) // 2
    box = slice(centre - reach, centre + reach)
    ring = ((away[box, box] > RADIUS * 1.03) & (away[box, box] <= rim * RADIUS)).astype(np.float32)
    disc = (away[box, box] <= rim * RADIUS).astype(np.float32)

    def turned(canvas: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.rot90(canvas[:, ::-1] if flip else canvas, quarter))

    missing = cv2.matchTemplate((~turned(usable)).astype(np.float32), disc, cv2.TM_CCORR)
    open_ = missing < 0.5
    if not open_.any():
        return None
    cost = FINE * _off(turned(detail), detail[box, box], ring)
    cost += COLOUR * _off(turned(small), small[box, box], ring)
    for weight, canvas in ((BUSY, detail), (STRANGE, small)):
        usual = np.median(canvas[box, box][ring > 0], axis=0)
        energy = np.square(canvas - usual).mean(axis=2)
        inside = cv2.matchTemplate(turned(energy), disc, cv2.TM_CCORR) / disc.sum()
        own = float(np.median(energy[box, box][ring > 0]))
        cost += weight * np.maximum(inside - own, 0)
    rows, columns = np.indices(cost.shape) + reach - (len(small) - 1) / 2
    cost *= 1 + FAR * np.hypot(rows, columns) / RADIUS
    cost[~open_] = np.inf
    row, column = np.unravel_index(int(cost.argmin()), cost.shape)
    rows, columns = np.indices(small.shape[:2]) - (len(small) - 1) / 2
    x, y = turned(columns), turned(rows)
    # The box's middle lies between pixels: from its corner half a box less half a pixel.
    at = np.array([row + reach - 0.5, column + reach - 0.5])
    corner = np.array([x[0, 0], y[0, 0]])
    sideways, downwards = np.array([x[0, 1], y[0, 1]]), np.array([x[1, 0], y[1, 0]])
    step = np.stack([sideways - corner, downwards - corner], axis=1)
    middle = corner + step @ at[::-1]
    return float(cost[row, column]), middle, step


def _off(source: Singles, wanted: Singles, ring: Singles) -> Singles:
    """Mean square difference on the ring, for every place of the source."""
    mask = np.repeat(ring[:, :, None], 3, axis=2)
    squares = cv2.matchTemplate(source, wanted, cv2.TM_SQDIFF, mask=mask)
    return np.asarray(np.maximum(squares, 0) / (3 * ring.sum()), np.float32)


def _cut_out(small: Singles, middle: Floats, turn: Floats, rim: float) -> Donor:
    angles = np.radians(np.arange(ANGLES) * 360 / ANGLES)
    radii = RADIUS * np.linspace(1.02, rim - 0.03, STEPS)
    steps = np.stack([np.cos(angles)[:, None] * radii, np.sin(angles)[:, None] * radii], axis=2)
    own, others = _at(small, steps), _at(small, middle + steps @ turn.T)
    path = _cheapest_way(np.asarray(np.square(own - others).mean(axis=2), np.float64))
    tones = (own - others)[np.arange(ANGLES), path].astype(np.float64)
    return Donor(
        middle=middle / RADIUS,
        turn=turn,
        cut=_calm(radii[path][:, None], 3)[:, 0] / RADIUS,
        tones=_calm(tones, CALM),
    )


def _cheapest_way(cost: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The radius (index) for every angle with the least cost, one step at most from one to the
    next. Walked twice round; the middle of both rounds meets itself."""
    twice = np.concatenate([cost, cost])
    total = twice[0].copy()
    came = np.zeros(twice.shape, np.intp)
    for angle in range(1, len(twice)):
        padded = np.pad(total, 1, constant_values=np.inf)
        choices = np.stack([padded[:-2], padded[1:-1], padded[2:]])
        came[angle] = np.arange(len(total)) + choices.argmin(axis=0) - 1
        total = choices.min(axis=0) + twice[angle]
    way = np.zeros(len(twice), np.intp)
    way[-1] = int(total.argmin())
    for angle in range(len(twice) - 1, 0, -1):
        way[angle - 1] = came[angle, way[angle]]
    half = len(cost) // 2
    return np.roll(way[half : half + len(cost)], half)


def _calm(values: Floats, degrees: int) -> Floats:
    """Means over neighbouring angles (N x C), all the way round."""
    wide = np.concatenate([values[-degrees:], values, values[:degrees]])
    kernel = np.hanning(2 * degrees + 3)[1:-1]
    kernel /= kernel.sum()
    return np.stack(
        [np.convolve(channel, kernel, mode="valid") for channel in wide.T.astype(np.float64)],
        axis=1,
    )


def _at(small: Singles, steps: Floats) -> Singles:
    """Colours at places given from the view's middle in pixels (... x 2)."""
    x, y = (steps + (len(small) - 1) / 2).astype(np.float32).transpose(2, 0, 1)
    return np.asarray(
        cv2.remap(small, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32
    )


def tones_inside(donor: Donor, side: int, reach: float) -> Singles:
    """What is to be added to the piece (side x side x 3), ``reach`` radii to each side: along the
    cut its tones, further in their mean, the nearer the more."""
    line = (np.arange(side) + 0.5) / side * 2 * reach - reach
    angles = np.radians(np.arange(ANGLES) * 360 / ANGLES)
    x, y = np.cos(angles) * donor.cut, np.sin(angles) * donor.cut
    total = np.zeros((side, side, 3))
    weights = np.zeros((side, side))
    for index in range(ANGLES):
        near = 1 / ((line[None] - x[index]) ** 2 + (line[:, None] - y[index]) ** 2 + 1e-4) ** 1.5
        total += near[:, :, None] * donor.tones[index]
        weights += near
    return np.asarray(total / weights[:, :, None], np.float32)
