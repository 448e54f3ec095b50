"""Which pictures show the same points: a quick look at every pair, then the likely ones in full.

Of many pictures only those that are alike as a whole get the quick look (see `vocabulary`), so that
time and memory grow with their number and not with its square.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Singles
from pipelines.panorama.features import THREADS, Features
from pipelines.panorama.similarity import nearest, products, unspread
from pipelines.panorama.vocabulary import alike
from pipelines.progress import Progress, part, silent

RATIO = 0.8
QUICK = 900
LIKELY = 8
"""How many partners of each picture are matched in full."""
HELD, SURE = 2, 2.5
"""A picture with so many partners whose scores are so many times what strangers reach (the median)
wants no strangers. Views of known spheres lose one match in 500 by it, and rings a quarter of the
work."""
FEWEST = 8
ALL_PAIRS = 40
"""Up to so many pictures, every pair gets the quick look; of more, each picture's ``ALIKE``."""
ALIKE = 24
NEAR = 4

AHEAD = 16

Ends = tuple[int, int]
"""Two pictures by number."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Pair:
    """Points of picture ``first`` and where they are in ``second`` (N x 2, in long sides).

    ``zooms``: how much larger each is in ``second``; empty where that is not known.
    """

    first: int
    second: int
    here: Floats
    there: Floats
    zooms: Floats = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.here)

    @property
    def ends(self) -> Ends:
        return self.first, self.second

    def only(self, chosen: Indices) -> "Pair":
        zooms = self.zooms[chosen] if len(self.zooms) else self.zooms
        return Pair(self.first, self.second, self.here[chosen], self.there[chosen], zooms)


@unspread()
def match_pairs(
    features: Sequence[Features], *, sequence: bool = False, progress: Progress = silent
) -> list[Pair]:
    """The matched pairs. ``sequence``: the pictures are in the order in which they were taken."""
    chosen = _likely(features, sequence, part(progress, 0, 0.3))
    progress = part(progress, 0.3, 1)
    pairs = []
    for done, pair in enumerate(_each(chosen, lambda ends: _match_ends(features, ends))):
        if len(pair) >= FEWEST:
            pairs.append(pair)
        names = f"matching pictures {pair.first + 1} and {pair.second + 1}"
        progress((done + 1) / len(chosen), names)
    return pairs


def _match_ends(features: Sequence[Features], ends: Ends) -> Pair:
    return match(*ends, features[ends[0]], features[ends[1]])


def _each(chosen: Sequence[Ends], work: Callable[[Ends], Result]) -> Iterator[Result]:
    """The work's results in order, done on several threads, never far ahead of who asks."""
    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, len(chosen), AHEAD):
            yield from pool.map(work, chosen[start : start + AHEAD])


def match(first: int, second: int, here: Features, there: Features) -> Pair:
    """Mutual nearest neighbours that pass the ratio test."""
    one, other = mutual(here.descriptors, there.descriptors)
    zooms = np.zeros(0)
    if len(here.sizes) and len(there.sizes):
        zooms = there.sizes[other] / here.sizes[one]
    return Pair(first, second, here.points[one], there.points[other], zooms)


def mutual(here: Singles, there: Singles) -> tuple[Indices, Indices]:
    """Indices of the matched rows of two sets of unit descriptors."""
    if len(here) < 2 or len(there) < 2:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    best, distinct = _nearest(here, there)
    kept = np.flatnonzero(distinct)
    back = nearest(there[best[kept]], here)
    kept = kept[back == kept]
    return kept, best[kept]


def _nearest(here: Singles, there: Singles) -> tuple[Indices, Mask]:
    """The nearest row of ``there`` per row of ``here``, and whether it is clearly the nearest."""
    best = np.empty(len(here), np.intp)
    distinct = np.empty(len(here), bool)
    for block, scores in products(here, there):
        rows = np.arange(len(scores))
        most = scores.argmax(axis=1)
        top = scores[rows, most]
        scores[rows, most] = -1
        best[block] = most
        distinct[block] = 1 - top < RATIO**2 * (1 - scores.max(axis=1))
    return best, distinct


def _likely(features: Sequence[Features], sequence: bool, progress: Progress) -> list[Ends]:
    """Pairs worth a full match: near in the sequence, or alike at a quick look."""
    count = len(features)
    if count <= LIKELY + 1:
        return list(combinations(range(count), 2))
    if count <= ALL_PAIRS:
        looked, quick = list(combinations(range(count), 2)), QUICK
    else:
        looked, quick = alike([each.descriptors for each in features], ALIKE), QUICK // 2
    near = NEAR if sequence or count > ALL_PAIRS else 0
    beside = {(one, other) for one in range(count) for other in range(one + 1, one + near + 1)}
    scores: list[dict[int, int]] = [{} for _ in features]

    def look(ends: Ends) -> int:
        one, other = (features[end].descriptors[:quick] for end in ends)
        return len(mutual(one, other)[0])

    for done, (ends, score) in enumerate(zip(looked, _each(looked, look), strict=True)):
        scores[ends[0]][ends[1]] = scores[ends[1]][ends[0]] = score
        progress(done / len(looked), f"comparing picture {ends[0] + 1} with the others")
    chosen = {ends for ends in beside if ends[1] < count}
    for index, partners in enumerate(scores):
        chosen |= {(min(index, other), max(index, other)) for other in _best(partners)}
    return sorted(chosen)


def _best(partners: Mapping[int, int]) -> list[int]:
    """Of the partners of a picture (with their scores) those to match in full."""
    best = sorted(partners, key=lambda partner: (-partners[partner], partner))[:LIKELY]
    chance = float(np.median(list(partners.values()))) if partners else 0.0
    sure = SURE * max(chance, FEWEST)
    if sum(partners[partner] > sure for partner in best) < HELD:
        return best
    return [partner for partner in best if partners[partner] > chance]
