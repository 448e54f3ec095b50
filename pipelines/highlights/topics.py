"""Where the talk turns to another topic, from its words alone and from what else speaks for a turn.

The words are pooled into blocks of even length, weighed by their rarity over the blocks, and
brought into a space of few dimensions in which words that go together lie close (latent semantic
analysis, Deerwester et al. 1990; for segmentation Choi, Wiemer-Hastings and Moore 2001). The
boundaries are the ones that leave the least variance inside the topics for a fixed price each:
change points with a kernel (Arlot, Celisse and Harchaoui 2019) by dynamic programming, so that
every boundary is weighed against all others, as in Utiyama and Isahara 2001. No list of words is
needed, so it works in every language that can be cut into words or pairs of characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

BLOCKS = 80
"""Into so many blocks the words are pooled; more cost time and tell no more."""
DIMENSIONS = 10
PRICE = 0.1
"""What a boundary must explain, of the variance of the whole."""
CHANCE = 2.5
"""Over the number of blocks: what a boundary explains by chance, and must explain at least."""
SHORTEST = 3
"""Blocks of the shortest topic."""
FEWEST = 2 * SHORTEST
_SPACED = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿฀-๿]+")
_ENDINGS = ("'s", "ing", "ed", "es", "s", "e")
_STEM = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a turn of speech. ``cue``: what else speaks for a new topic before it, 0..1
    (1: it costs nothing to begin one)."""

    terms: tuple[str, ...]
    cue: float = 0.0


def terms(text: str) -> tuple[str, ...]:
    """The words of a text without their endings; scripts without spaces in pairs."""
    low = text.lower()
    pairs = [
        run[at : at + 2] for run in _UNSPACED.findall(low) for at in range(max(1, len(run) - 1))
    ]
    spaced = _SPACED.findall(_UNSPACED.sub(" ", low))
    return (*(_stem(word) for word in spaced if len(word) > 2), *pairs)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


def segment(units: Sequence[Unit], price: float = PRICE) -> tuple[int, ...]:
    """The indexes of the units that begin another topic, ascending, never 0.

    Time grows with the words; what follows the pooling is the same for an hour and a day.
    """
    edges = _edges(units)
    if len(edges) - 1 < FEWEST:
        return ()
    points = _points([units[a:b] for a, b in pairwise(edges)])
    cues = [units[edge].cue for edge in edges[:-1]]
    return tuple(edges[at] for at in _cheapest(points, cues, max(price, CHANCE / len(points))))


def _edges(units: Sequence[Unit]) -> list[int]:
    """Where the blocks begin: evenly by words, each moved to the strongest cue near it."""
    count = min(BLOCKS, len(units))
    sizes = list(accumulate((len(unit.terms) + 0.3 for unit in units), initial=0.0))
    edges = [0]
    for at in range(1, count):
        wish = _first(sizes, sizes[-1] * at / count)
        low = max(_first(sizes, sizes[-1] * (at - 0.5) / count), edges[-1] + 1)
        high = min(_first(sizes, sizes[-1] * (at + 0.5) / count), len(units) - 1)
        if low <= high:
            near = range(low, high + 1)
            edges.append(max(near, key=lambda index: (units[index].cue, -abs(index - wish))))
    return [*edges, len(units)] if units else []


def _first(sizes: Sequence[float], least: float) -> int:
    return bisect_left(sizes, least - 1e-9)


def _points(blocks: Sequence[Sequence[Unit]]) -> Matrix:
    """Blocks x dimensions, each of length 1 (0 where a block says nothing)."""
    import numpy as np

    counts = [Counter(term for unit in block for term in unit.terms) for block in blocks]
    spread = Counter(term for count in counts for term in count)
    known = {term: at for at, term in enumerate(sorted(t for t, n in spread.items() if n > 1))}
    rows = np.zeros((len(blocks), max(1, len(known))))
    for row, count in zip(rows, counts, strict=True):
        for term, number in count.items():
            if term in known:
                row[known[term]] = number**0.5 * log(len(blocks) / spread[term])
    return _unit(_reduced(_unit(rows)))


def _reduced(rows: Matrix) -> Matrix:
    import numpy as np

    values, vectors = np.linalg.eigh(rows @ rows.T)
    most = values.argsort()[::-1][:DIMENSIONS]
    reduced: Matrix = vectors[:, most] * np.sqrt(np.maximum(values[most], 0.0))
    return reduced


def _unit(rows: Matrix) -> Matrix:
    import numpy as np

    unit: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _cheapest(points: Matrix, cues: Sequence[float], price: float) -> list[int]:
    """The boundaries (blocks that begin a topic) with the lowest sum of the variance inside the
    topics, as a share of the whole's, and of the prices, lowered by the cues."""
    import numpy as np

    count = len(points)
    sums = np.vstack([np.zeros(points.shape[1]), np.cumsum(points, axis=0)])
    squares = np.concatenate([[0.0], np.cumsum(np.square(points).sum(axis=1))])
    whole = float(squares[-1] - np.square(sums[-1]).sum() / count)
    if whole <= 1e-9:
        return []
    prices = price * (1 - np.minimum(1.0, np.array(cues)))
    best, before = np.full(count + 1, np.inf), [0] * (count + 1)
    best[0], prices[0] = 0.0, 0.0
    for end in range(SHORTEST, count + 1):
        starts = np.arange(end - SHORTEST + 1)
        inside = np.square(sums[end] - sums[starts]).sum(axis=1) / (end - starts)
        costs = best[starts] + (squares[end] - squares[starts] - inside) / whole + prices[starts]
        before[end] = int(np.argmin(np.round(costs, 9)))
        best[end] = costs[before[end]]
    found, at = [], before[count]
    while at > 0:
        found.append(at)
        at = before[at]
    return found[::-1]
