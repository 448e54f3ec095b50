"""Which pictures show the same points: a quick look at every pair, then the likely ones in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Singles
from pipelines.panorama.features import Features
from pipelines.progress import Progress, part, silent

RATIO = 0.8
QUICK = 900
LIKELY = 8
"""How many partners of each picture are matched in full."""
FEWEST = 8
ALL_PAIRS = 40
NEAR = 4
BLOCK = 256
"""Rows compared at once, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Points of picture ``first`` and where they are in ``second`` (N x 2, in long sides)."""

    first: int
    second: int
    here: Floats
    there: Floats

    def __len__(self) -> int:
        return len(self.here)

    def only(self, chosen: Indices) -> "Pair":
        return Pair(self.first, self.second, self.here[chosen], self.there[chosen])


def match_pairs(
    features: Sequence[Features], *, sequence: bool = False, progress: Progress = silent
) -> list[Pair]:
    """The matched pairs. ``sequence``: the pictures are in the order in which they were taken."""
    chosen = _likely(features, sequence, part(progress, 0, 0.3))
    progress = part(progress, 0.3, 1)
    pairs = []
    for done, (first, second) in enumerate(chosen):
        progress(done / len(chosen), f"matching pictures {first + 1} and {second + 1}")
        pair = match(first, second, features[first], features[second])
        if len(pair) >= FEWEST:
            pairs.append(pair)
    return pairs


def match(first: int, second: int, here: Features, there: Features) -> Pair:
    """Mutual nearest neighbours that pass the ratio test."""
    one, other = mutual(here.descriptors, there.descriptors)
    return Pair(first, second, here.points[one], there.points[other])


def mutual(here: Singles, there: Singles) -> tuple[Indices, Indices]:
    """Indices of the matched rows of two sets of unit descriptors."""
    if len(here) < 2 or len(there) < 2:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    best, distinct = _nearest(here, there)
    kept = np.flatnonzero(distinct)
    back = (there[best[kept]] @ here.T).argmax(axis=1)
    kept = kept[back == kept]
    return kept, best[kept]


def _nearest(here: Singles, there: Singles) -> tuple[Indices, Mask]:
    """The nearest row of ``there`` per row of ``here``, and whether it is clearly the nearest."""
    best = np.empty(len(here), np.intp)
    distinct = np.empty(len(here), bool)
    for start in range(0, len(here), BLOCK):
        alike = here[start : start + BLOCK] @ there.T
        rows = np.arange(len(alike))
        nearest = alike.argmax(axis=1)
        top = alike[rows, nearest]
        alike[rows, nearest] = -1
        best[start : start + BLOCK] = nearest
        distinct[start : start + BLOCK] = 1 - top < RATIO**2 * (1 - alike.max(axis=1))
    return best, distinct


def _likely(
    features: Sequence[Features], sequence: bool, progress: Progress
) -> list[tuple[int, int]]:
    """Pairs worth a full match: near in the sequence, or alike at a quick look."""
    count = len(features)
    if count <= LIKELY + 1:
        return list(combinations(range(count), 2))
    quick = QUICK if count <= ALL_PAIRS else QUICK // 2
    scores = np.zeros((count, count))
    for first, second in combinations(range(count), 2):
        if second == first + 1:
            progress(first / count, f"comparing picture {first + 1} with the others")
        one, _ = mutual(features[first].descriptors[:quick], features[second].descriptors[:quick])
        scores[first, second] = scores[second, first] = len(one)
    chosen = set()
    for index, row in enumerate(scores):
        for partner in np.argsort(-row, kind="stable")[:LIKELY]:
            chosen.add((min(index, int(partner)), max(index, int(partner))))
    if sequence or count > ALL_PAIRS:
        for index in range(count):
            chosen |= {(index, after) for after in range(index + 1, min(count, index + NEAR + 1))}
    return sorted((one, other) for one, other in chosen if one != other)
