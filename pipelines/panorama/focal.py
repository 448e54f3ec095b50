"""A first focal length: the one under which the matched pictures differ by a mere turn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import Lens
from pipelines.panorama.matches import Pair
from pipelines.panorama.rotation import find_rotation

USUAL, DOUBT = 0.8, 0.45
"""Phones and compact cameras: about 64 degrees across the long side; spread of the logarithm."""
CANDIDATES, EVERY = np.geomspace(0.35, 3.5, 25), 3
"""And how far apart those are that are tried first: support falls off evenly on both sides."""
MOST_PAIRS, MOST_MATCHES, FEWEST = 16, 250, 14
TRIALS = 160
CLOSE = 0.006
"""Where a match must come to lie to count, in long sides."""
BELIEVED = 0.75
"""Share of the best focal length's support that EXIF's must have."""
PRIOR = 12.0
"""Matches that a focal length one spread from the usual must win by."""


@dataclass(frozen=True, slots=True)
class FirstLens:
    """``known``: its focal length is EXIF's, and the matches do not speak against it."""

    lens: Lens
    known: bool


def first_lens(
    focals: Sequence[float], pairs: Sequence[Pair], scales: Floats | None = None
) -> FirstLens:
    """The lens of one camera, from its pictures' EXIF (``focals``), else from its own pairs.

    ``scales``: per picture, how much longer its focal length is than the one looked for.
    EXIF can be wrong: cropped pictures, adapters, phones that give another lens's length. It is
    dropped when the matches bear out another focal length far better.
    """
    if not focals:
        return FirstLens(Lens(focal_of(pairs, scales)), False)
    told = float(np.median(focals))
    best = _best(pairs)
    if best:
        support = sum(_support(pair, told, scales) for pair in best)
        other = focal_of(pairs, scales)
        if support < BELIEVED * sum(_support(pair, other, scales) for pair in best):
            return FirstLens(Lens(other), False)
    return FirstLens(Lens(told), True)


def focal_of(pairs: Sequence[Pair], scales: Floats | None = None) -> float:
    """In long sides, by trying candidates on the best-matched pairs: some of all, and then those
    around the best."""
    best = _best(pairs)
    scores: dict[int, float] = {}

    def score(number: int) -> float:
        if number not in scores:
            focal = float(CANDIDATES[number])
            unusual = PRIOR * (np.log(focal / USUAL) / DOUBT) ** 2
            scores[number] = sum(_support(pair, focal, scales) for pair in best) - unusual
        return scores[number]

    last = len(CANDIDATES) - 1
    top = max(range(0, last + 1, EVERY), key=score)
    top = max(range(max(0, top - EVERY + 1), min(last, top + EVERY - 1) + 1), key=score)
    top = min(max(top, 1), last - 1)
    before, here, after = (score(number) for number in (top - 1, top, top + 1))
    shift = 0.5 * (before - after) / min(before - 2 * here + after, -1e-9)
    step = np.log(CANDIDATES[1] / CANDIDATES[0])
    return float(CANDIDATES[top] * np.exp(np.clip(shift, -1, 1) * step))


def _best(pairs: Sequence[Pair]) -> list[Pair]:
    chosen = sorted(pairs, key=lambda pair: -len(pair))[:MOST_PAIRS]
    return [_thinned(pair) for pair in chosen if len(pair) >= FEWEST]


def _thinned(pair: Pair) -> Pair:
    chosen = np.random.default_rng(len(pair)).permutation(len(pair))[:MOST_MATCHES]
    return pair.only(chosen)


def _support(pair: Pair, focal: float, scales: Floats | None) -> float:
    """How well a turn explains the pair: matches, each counted less the further off it is."""
    first, second = (1.0, 1.0) if scales is None else scales[[pair.first, pair.second]]
    one, other = Lens(focal * first), Lens(focal * second)
    here, there = one.rays(pair.here), other.rays(pair.there)
    rotation, _ = find_rotation(here, there, CLOSE / focal, TRIALS)
    off = _distance(other, here @ rotation.T, pair.there)
    return float(np.maximum(1 - (off / CLOSE) ** 2, 0).sum())


def _distance(lens: Lens, rays: Floats, points: Floats) -> Floats:
    plane = lens.focal * rays[:, :2] / np.maximum(rays[:, 2:], 0.05)
    return np.asarray(np.linalg.norm(plane - points, axis=1))
