"""Two fisheye lenses fitted to points that both of them see, to a fraction of a pixel.

Both pictures of the ring between the lenses are laid out as strips; corners are followed from one
to the other (Lucas and Kanade, 1981), and every lens's field of view, centre and bend and the turn
between them are those with which the points' directions fall together. What is near is seen from
two places and does not fit any lens: a robust loss lets it go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import turn_by
from pipelines.panorama.fisheye import Fisheye

COLUMNS = 2400
"""Samples around the ring; as dense across."""
RIM = 0.992
"""Share of the image circle whose points are followed."""
ROUNDS = 3
POINTS, APART = 1200, 6
FEWEST = 40
BACK = 0.6
"""Samples by which a point followed there and back may miss its start."""
SURE = 0.06
"""Degrees within which followed points are right."""
PRIOR = np.array([0.003, 0.006, 0.002])
"""How far lenses of one make differ in focal length (share), bend (of an equidistant lens) and how
far centres are from those of their rims (sides)."""
ROOM = 32


def refine(
    lenses: tuple[Fisheye, Fisheye],
    pictures: Sequence[tuple[Picture8, Picture8]],
    bends: bool,
) -> tuple[Fisheye, Fisheye] | None:
    """The lenses fitted; None when too few points are seen by both. ``pictures``: grey halves,
    H x H, of any number of pictures of one camera; ``bends``: whether the bend is fitted too."""
    first = lenses
    for _ in range(ROUNDS):
        strip, most = _laid_out(lenses), POINTS // len(pictures)
        followed = [_follow(lenses, strip, greys, most) for greys in pictures]
        here, there = (np.concatenate([pair[side] for pair in followed]) for side in (0, 1))
        if len(here) < FEWEST:
            return None
        lenses = _fitted(lenses, first, here, there, bends)
    return lenses


@dataclass(frozen=True, slots=True)
class _Strip:
    """How the ring is laid out: its ``rows``, where each lens sees it (sides of the half), and
    where both do."""

    rows: int
    at: tuple[Floats, ...]
    usable: Mask


def _laid_out(lenses: tuple[Fisheye, Fisheye]) -> _Strip:
    width = min(sum(lens.fov * RIM / 2 for lens in lenses) - 180, 24.0)
    step = 360 / COLUMNS
    rows = max(12, int(width / step))
    row, column = np.mgrid[0:rows, -ROOM : COLUMNS + ROOM].astype(float)
    rays = _rays(row, column, rows)
    points, usable = [], np.ones(row.shape, bool)
    for lens in lenses:
        at, angle = image_of(lens, rays)
        usable &= angle < np.radians(lens.fov / 2) * RIM
        usable &= (at > 0.01).all(-1) & (at < 0.99).all(-1)
        points.append(at)
    return _Strip(rows, tuple(points), usable)


def _follow(
    lenses: tuple[Fisheye, Fisheye], strip: _Strip, greys: tuple[Picture8, Picture8], most: int
) -> tuple[Floats, Floats]:
    """Points in sides of both halves (N x 2 each) that show the same."""
    seen = []
    for at, grey in zip(strip.at, greys, strict=True):
        pixels = (at * len(grey) - 0.5).astype(np.float32)
        picture = cv2.remap(grey, pixels[..., 0], pixels[..., 1], cv2.INTER_CUBIC)
        seen.append(_even(np.asarray(picture, np.uint8)))
    start, end = _tracks(seen[0], seen[1], strip.usable, most)
    here = image_of(lenses[0], _rays(start[:, 1], start[:, 0] - ROOM, strip.rows))[0]
    there = image_of(lenses[1], _rays(end[:, 1], end[:, 0] - ROOM, strip.rows))[0]
    return here, there


def _tracks(one: Picture8, other: Picture8, usable: Mask, most: int) -> tuple[Floats, Floats]:
    """Corners of one strip and where they are in the other: N x 2, column and row."""
    window = (25, int(np.clip(one.shape[0] // 2 * 2 - 1, 7, 21)))
    mask = usable.astype(np.uint8) * np.uint8(255)
    mask[:, :ROOM] = 0
    mask[:, -ROOM:] = 0
    corners = cv2.goodFeaturesToTrack(one, most, 0.02, APART, mask=mask)
    if corners is None:
        return np.zeros((0, 2)), np.zeros((0, 2))  # type: ignore[unreachable]
    begin = np.asarray(corners, np.float32)
    ends, ok, _ = cv2.calcOpticalFlowPyrLK(one, other, begin, begin.copy(), winSize=window)
    back, ok_back, _ = cv2.calcOpticalFlowPyrLK(
        other, one, np.asarray(ends), np.asarray(ends).copy(), winSize=window
    )
    missed = np.linalg.norm(np.asarray(back) - begin, axis=2)[:, 0]
    good = (np.asarray(ok)[:, 0] > 0) & (np.asarray(ok_back)[:, 0] > 0) & (missed < BACK)
    start, end = (np.asarray(points, np.float64)[:, 0] for points in (begin, ends))
    at = np.rint(end).astype(int)
    inside = (at >= 0).all(axis=1) & (at[:, 0] < one.shape[1]) & (at[:, 1] < one.shape[0])
    at = np.clip(at, 0, [one.shape[1] - 1, one.shape[0] - 1])
    good &= inside & usable[at[:, 1], at[:, 0]]
    return start[good], end[good]


def _fitted(
    lenses: tuple[Fisheye, Fisheye],
    first: tuple[Fisheye, Fisheye],
    here: Floats,
    there: Floats,
    bends: bool,
) -> tuple[Fisheye, Fisheye]:
    from scipy.optimize import least_squares  # heavy, and only needed here

    base = lenses
    bend = PRIOR[1] if bends else PRIOR[1] / 100
    # What fits no lens at all grows with the number of points, so what is known must too.
    weight = max(1.0, np.sqrt(len(here)) / 5)

    def made(x: Floats) -> tuple[Fisheye, Fisheye]:
        half = np.radians(x[3:6]) / 2
        turns = turn_by(np.stack([half, -half]))
        return tuple(  # type: ignore[return-value]
            replace(
                lens,
                circle=replace(lens.circle, x=lens.circle.x + x[6 + 2 * index],
                               y=lens.circle.y + x[7 + 2 * index]),
                fov=lens.fov + x[index],
                rotation=lens.rotation @ turns[index],
                bend=lens.bend + x[2],
            )
            for index, lens in enumerate(base)
        )  # fmt: skip

    def off(x: Floats) -> Floats:
        one, other = made(x)
        rays = (direction_of(one, here), direction_of(other, there))
        apart = np.degrees(rays[0] - rays[1]) / SURE
        middles = [
            (one.circle.x - first[0].circle.x, one.circle.y - first[0].circle.y),
            (other.circle.x - first[1].circle.x, other.circle.y - first[1].circle.y),
        ]
        known = [np.log(one.focal / other.focal) / PRIOR[0], one.bend / bend]
        known += (np.array(middles) / PRIOR[2]).ravel().tolist()
        return np.concatenate([apart.ravel(), weight * np.array(known)])

    scale = np.array([1, 1, 0.01, 1, 1, 1, 0.01, 0.01, 0.01, 0.01])
    result = least_squares(
        off, np.zeros(10), loss="soft_l1", x_scale=scale, max_nfev=25, tr_solver="lsmr"
    )
    return made(np.asarray(result.x))


def image_of(lens: Fisheye, world: Floats) -> tuple[Floats, Floats]:
    """Where directions (... x 3) are seen, in sides of the half (... x 2), and their angles from
    the axis (radians), beyond the rim too."""
    ray = world @ lens.rotation.T
    across = np.linalg.norm(ray[..., :2], axis=-1)
    angle = np.arctan2(across, ray[..., 2])
    radius = lens.focal * angle * (1 + lens.bend * angle**2)
    middle = np.array([lens.circle.x, lens.circle.y])
    return middle + ray[..., :2] * (radius / np.maximum(across, 1e-9))[..., None], angle


def direction_of(lens: Fisheye, points: Floats) -> Floats:
    """Unit world directions (N x 3) of points of the half, in sides (N x 2)."""
    from_middle = points - np.array([lens.circle.x, lens.circle.y])
    radius = np.linalg.norm(from_middle, axis=1) / lens.focal
    angle = radius.copy()
    for _ in range(6):
        angle = radius / (1 + lens.bend * angle**2)
    flat = np.sin(angle) / np.maximum(radius * lens.focal, 1e-9)
    ray = np.concatenate([from_middle * flat[:, None], np.cos(angle)[:, None]], axis=1)
    return np.asarray(ray @ lens.rotation)


def _rays(row: Floats, column: Floats, rows: int) -> Floats:
    """Directions of places in a strip: rows from the front backwards, columns clockwise from the
    right."""
    step = 2 * np.pi / COLUMNS
    across, around = ((rows - 1) / 2 - row) * step, column * step
    flat = np.cos(across)
    return np.stack([flat * np.cos(around), flat * np.sin(around), np.sin(across)], axis=-1)


def _even(strip: Picture8) -> Picture8:
    """Brightness and contrast of the surroundings taken away: unequal light does not count."""
    values = np.asarray(strip, np.float32)
    mean = cv2.blur(values, (31, 15))
    spread = np.sqrt(np.maximum(cv2.blur(values * values, (31, 15)) - mean * mean, 0))
    return np.asarray(np.clip(128 + 40 * (values - mean) / (spread + 4), 0, 255), np.uint8)
