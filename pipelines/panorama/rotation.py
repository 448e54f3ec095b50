"""The turn of the camera between two pictures, found among wrong matches (RANSAC)."""

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask

TRIALS = 600
FIRST = 60
"""Trials after which no more are made when so many rays agree that one of these found them."""
PLENTY = 0.3
NEAREST, FARTHEST = 0.005, 1.999
"""Two rays nearer than this, or almost opposite (distance of their tips), tell no rotation."""
ROUNDS = 3
"""How often a turn is fitted anew to all that agree with it."""
AT_ONCE = 200_000
"""Multiplications of one product of matrices; larger ones the BLAS spreads over threads, which
wait for each other by spinning."""


def best_rotation(here: Floats, there: Floats, weights: Floats | None = None) -> Floats:
    """The rotation that takes N x 3 unit rays nearest to N x 3 others (Kabsch)."""
    weighted = here if weights is None else here * weights[:, None]
    u, _, v = np.linalg.svd(weighted.T @ there)
    mirror = np.diag([1.0, 1.0, np.sign(np.linalg.det(v.T @ u.T))])
    return np.asarray(v.T @ mirror @ u.T)


def find_rotation(
    here: Floats, there: Floats, tolerance: float, trials: int = TRIALS
) -> tuple[Floats, Mask]:
    """The rotation that most rays agree with, and which do. ``tolerance`` in radians.

    Two matches make a rotation; the same input always gives the same answer.
    """
    one, other = _samples(here, there, tolerance, trials)
    if not len(one):
        return np.eye(3), np.zeros(len(here), bool)
    best = _tried(here, there, one[:FIRST], other[:FIRST], tolerance)
    if len(one) > FIRST and best[0] > (1 - PLENTY) * len(here):
        best = min(best, _tried(here, there, one[FIRST:], other[FIRST:], tolerance), key=_loss)
    rotation, agree = best[1], _near(here, there, best[1], tolerance)
    for _ in range(ROUNDS):
        if agree.sum() < 2:
            break
        before, rotation = agree, best_rotation(here[agree], there[agree])
        agree = _near(here, there, rotation, tolerance)
        if np.array_equal(agree, before):
            break
    return rotation, agree


def _near(here: Floats, there: Floats, rotation: Floats, tolerance: float) -> Mask:
    return np.asarray(((here @ rotation.T - there) ** 2).sum(axis=1) < tolerance**2)


def _samples(here: Floats, there: Floats, tolerance: float, trials: int) -> tuple[Indices, Indices]:
    """Pairs of matches of which each may make a rotation: a turn keeps the distance between two
    rays, and what does not is no pair of right ones. All pairs where they are few."""
    count = len(here)
    if count * (count - 1) // 2 <= trials:
        one, other = np.triu_indices(count, 1)
    else:
        draw = np.random.default_rng(count)
        one = draw.integers(0, count, trials)
        other = (one + draw.integers(1, count, trials)) % count
    apart, beyond = _apart(here, one, other), _apart(there, one, other)
    good = (np.minimum(apart, beyond) > NEAREST) & (np.maximum(apart, beyond) < FARTHEST)
    good &= np.abs(apart - beyond) < 2 * tolerance
    return one[good], other[good]


def _apart(rays: Floats, one: Indices, other: Indices) -> Floats:
    return np.asarray(np.sqrt(((rays[one] - rays[other]) ** 2).sum(axis=1)))


def _tried(
    here: Floats, there: Floats, one: Indices, other: Indices, tolerance: float
) -> tuple[float, Floats]:
    """The best of the rotations that pairs of matches make: its loss (0 to 1 a match), itself."""
    turns = _frames(there[one], there[other]) @ _frames(here[one], here[other]).transpose(0, 2, 1)
    # there . (turn here) is linear in the turn: one product of matrices asks many turns at once.
    both = (there[:, :, None] * here[:, None, :]).reshape(len(here), 9).T
    step = max(1, AT_ONCE // both.size)
    loss = np.empty(len(turns))
    for start in range(0, len(turns), step):
        square = 2 - 2 * turns[start : start + step].reshape(-1, 9) @ both
        loss[start : start + step] = np.minimum(square / tolerance**2, 1).sum(axis=1)
    best = int(loss.argmin())
    return float(loss[best]), turns[best]


def _loss(tried: tuple[float, Floats]) -> float:
    return tried[0]


def _frames(one: Floats, other: Floats) -> Floats:
    """An orthonormal frame per pair of rays: N x 3 x 3, axes in columns."""
    middle = _unit(one + other)
    across = _unit(_cross(one, other))
    return np.stack([middle, across, _cross(middle, across)], axis=2)


def _cross(one: Floats, other: Floats) -> Floats:
    """numpy's own spends ten times as long on asking for axes."""
    a, b, c = one.T
    x, y, z = other.T
    return np.stack([b * z - c * y, c * x - a * z, a * y - b * x], axis=1)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))
