"""Rolling shutter: a sensor is read row by row, so a frame taken while turning leans.

How long the reading takes is told by the clip itself, without a calibration: where the speed of
the turn changes, one frame leans more than its neighbour, and points that are followed from one to
the other show it. A frame is then straightened by turning each row back to where the camera looked
in the middle of the frame. The model (one rotation per row, interpolated between frames) is that
of Forssén and Ringaby, "Rectifying rolling shutter video from hand-held devices" (CVPR 2010); the
reading time is found by linear least squares here, as the turns are known beforehand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import Lens, cross_matrix, turn_by
from pipelines.panorama.motion import FEWEST_POINTS, Motion, Way, key_pairs

USUAL = 0.02
"""Seconds that most phones take, where the clip does not tell."""
SHORTEST, LONGEST = 0.004, 0.045
SURE = 6.0
"""Standard deviations that a reading time must be away from zero to be believed."""
EXPLAINS = 0.01
"""Share of the squared errors that it must explain: near things explain less."""
OUTLIERS = 3.0
NOTICED = 0.5
"""Pixels by which a frame must lean to be straightened; less is lost in resampling."""
GRID = 24
"""Pixels between the places where the straightening is worked out; it is smooth."""
SOLVE_STEPS = 3


@dataclass(frozen=True, slots=True)
class Readout:
    """``seconds`` from the first row of a picture as shown to its last one; negative where it is
    read from below. ``doubt``: one standard deviation. ``gain``: share of the squared errors of
    the followed points that it explains."""

    seconds: float
    doubt: float
    gain: float

    @property
    def sure(self) -> bool:
        known = SHORTEST <= abs(self.seconds) <= LONGEST
        return known and abs(self.seconds) > SURE * self.doubt and self.gain > EXPLAINS


@dataclass(frozen=True, slots=True)
class Scan:
    """Along which way of the upright picture the sensor was read: ``axis`` 0 across, 1 down;
    ``sign``: -1 towards the left or up."""

    axis: int
    sign: float

    def at(self, points: Floats, half: Floats) -> Floats:
        """When each point (N x 2, in long sides) was read: -0.5 first, 0.5 last."""
        return np.asarray(self.sign * points[:, self.axis] / half[self.axis] / 2)


def scan_of(rotation: int) -> Scan:
    """``rotation``: degrees clockwise by which the picture was turned to be upright."""
    return {0: Scan(1, 1.0), 90: Scan(0, -1.0), 180: Scan(1, -1.0), 270: Scan(0, 1.0)}[rotation]


def find_readout(way: Way, motion: Motion, scan: Scan) -> Readout:
    """The reading time under which the followed points fit best.

    Each step's own turn is refitted alongside, and so is what leans in proportion to the speed
    itself: that is what near things below or above do when the lens is off the axis of the turn.
    """
    normal, right, total, count = np.zeros((2, 2)), np.zeros(2), 0.0, 0
    for errors, patterns in _equations(way, motion, scan):
        normal += patterns.T @ patterns
        right += patterns.T @ errors
        total += float(errors @ errors)
        count += len(errors)
    if count < 100 or np.linalg.matrix_rank(normal) < 2:
        return Readout(0.0, np.inf, 0.0)
    solved = np.linalg.solve(normal, right)
    left = max(total - float(right @ solved), 1e-18)
    doubt = float(np.sqrt(left / count * np.linalg.inv(normal)[0, 0]))
    alone = right[1] ** 2 / normal[1, 1]
    return Readout(float(solved[0]), doubt, float((right @ solved - alone) / max(total, 1e-18)))


def lean_of(rate: Floats, seconds: float, focal: float, long_side: int) -> float:
    """Pixels by which the first and the last row are apart because of the turn."""
    return float(np.linalg.norm(rate) * abs(seconds) * focal * long_side)


def straightened(
    picture: Picture8, rate: Floats, seconds: float, lens: Lens, scan: Scan
) -> Picture8:
    """The picture as if all rows were taken in the middle of the frame (same size).

    ``rate``: radians a second about the camera's axes.
    """
    height, width = picture.shape[:2]
    side, half = max(height, width), np.array([width, height]) / 2 / max(height, width)
    x, y = np.meshgrid(np.arange(0, width + GRID, GRID), np.arange(0, height + GRID, GRID))
    centre = (np.array([width, height]) - 1) / 2
    wanted = (np.stack([x.ravel(), y.ravel()], axis=1) - centre) / side
    rays, found = lens.rays(wanted), wanted
    for _ in range(SOLVE_STEPS):
        turns = turn_by(-scan.at(found, half)[:, None] * seconds * rate)
        found = lens.project(np.einsum("nij,nj->ni", turns, rays))
    coarse = ((found - wanted) * side).reshape(*x.shape, 2).astype(np.float32)
    at = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=2).astype(np.float32)
    shift = cv2.remap(coarse, at[..., 0] / GRID, at[..., 1] / GRID, cv2.INTER_LINEAR)
    table = at + shift
    return np.asarray(
        cv2.remap(
            picture, table[..., 0], table[..., 1], cv2.INTER_LANCZOS4,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )  # fmt: skip


def _equations(way: Way, motion: Motion, scan: Scan) -> Iterator[tuple[Floats, Floats]]:
    """Per pair of frames: errors (N), and what a second of reading and a second of leaning by the
    speed would make of them (N x 2), both without what the pair's own turn explains."""
    for index, look in enumerate(way.looks[1:], 1):
        if motion.followed[index] and look.at > way.looks[index - 1].at:
            yield from _of_pair(look.here, look.there, (index - 1, index), way, motion, scan)
    for pair in key_pairs(way):
        yield from _of_pair(pair.here, pair.there, (pair.first, pair.second), way, motion, scan)


def _of_pair(
    here: Floats, there: Floats, ends: tuple[int, int], way: Way, motion: Motion, scan: Scan
) -> Iterator[tuple[Floats, Floats]]:
    lens, (first, second) = Lens(motion.focal), ends
    turn = motion.rotations[second] @ motion.rotations[first].T
    before, after = lens.rays(here) @ turn.T, lens.rays(there)
    read = (scan.at(here, way.half), scan.at(there, way.half))
    speeds = (turn @ motion.rates[first], motion.rates[second])
    leaning = np.cross(speeds[0], before) * read[0][:, None]
    leaned = np.cross(speeds[1], after) * read[1][:, None]
    middle = (speeds[0] + speeds[1]) / 2
    by_speed = np.cross(middle, after) * read[1][:, None]
    errors, patterns = before - after, np.stack([leaned - leaning, by_speed], axis=2)
    turns = cross_matrix(after)
    good = np.ones(len(here), bool)
    for _ in range(3):
        fit = _fit(turns[good], errors[good])
        off = np.linalg.norm(errors - turns @ fit, axis=1)
        good = off < OUTLIERS * max(float(np.median(off[good])), 1e-5)
        if good.sum() < FEWEST_POINTS:
            return
    base = np.linalg.qr(turns[good].reshape(-1, 3))[0]
    rows = np.concatenate([errors[good][..., None], patterns[good]], axis=2).reshape(-1, 3)
    rows = rows - base @ (base.T @ rows)
    yield rows[:, 0], rows[:, 1:]


def _fit(turns: Floats, errors: Floats) -> Floats:
    flat = turns.reshape(-1, 3)
    return np.asarray(np.linalg.solve(flat.T @ flat + 1e-9 * np.eye(3), flat.T @ errors.ravel()))
