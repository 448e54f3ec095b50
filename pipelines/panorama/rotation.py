"""The turn of the camera between two pictures, found among wrong matches (RANSAC)."""

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask

TRIALS = 600
FIRST = 120
"""Trials after which no more are made when so many rays agree that one of these found them."""
PLENTY = 0.3
NEAREST = 0.005
"""Two rays nearer than this (radians) do not tell a rotation."""


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
    if len(here) < 2:
        return np.eye(3), np.zeros(len(here), bool)
    draw = np.random.default_rng(len(here))
    one = draw.integers(0, len(here), trials)
    other = (one + draw.integers(1, len(here), trials)) % len(here)
    apart = np.linalg.norm(_cross(here[one], here[other]), axis=1) > NEAREST
    apart &= np.linalg.norm(_cross(there[one], there[other]), axis=1) > NEAREST
    one, other = one[apart], other[apart]
    if not len(one):
        return np.eye(3), np.zeros(len(here), bool)
    best = _tried(here, there, one[:FIRST], other[:FIRST], tolerance)
    if len(one) > FIRST and best[0] > (1 - PLENTY) * len(here):
        best = min(best, _tried(here, there, one[FIRST:], other[FIRST:], tolerance), key=_loss)
    rotation = best[1]
    for _ in range(3):
        agree = np.linalg.norm(here @ rotation.T - there, axis=1) < tolerance
        if agree.sum() < 2:
            break
        rotation = best_rotation(here[agree], there[agree])
    return rotation, np.linalg.norm(here @ rotation.T - there, axis=1) < tolerance


def _tried(
    here: Floats, there: Floats, one: Indices, other: Indices, tolerance: float
) -> tuple[float, Floats]:
    """The best of the rotations that pairs of matches make: its loss (0 to 1 a match), itself."""
    turns = _frames(there[one], there[other]) @ _frames(here[one], here[other]).transpose(0, 2, 1)
    # there . (turn here) is linear in the turn: one product of matrices asks all turns at once.
    both = (there[:, :, None] * here[:, None, :]).reshape(len(here), 9)
    square = 2 - 2 * turns.reshape(-1, 9) @ both.T
    score = np.minimum(square / tolerance**2, 1).sum(axis=1)
    best = int(score.argmin())
    return float(score[best]), turns[best]


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
