"""The plain ways of finding topics that `bench.topics` compares with, and how they are judged.

TextTiling after Hearst, "TextTiling: Segmenting Text into Multi-Paragraph Subtopic Passages"
(1997), C99 after Choi, "Advances in domain independent linear text segmentation" (2000), both with
the constants of their papers. Pk after Beeferman, Berger and Lafferty, "Statistical Models for
Text Segmentation" (1999), WindowDiff after Pevzner and Hearst, "A Critique and Improvement of an
Evaluation Metric for Text Segmentation" (2002).
"""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Texts = Sequence[Sequence[str]]
"""The words of each turn or sentence, common words left out."""
SEQUENCE, AROUND, APART = 20, 10, 4
"""TextTiling: words of a token sequence, sequences of a block, sequences between boundaries."""
RANK = 11
"""C99: side of the square in which a likeness is ranked."""
DEVIATIONS = 1.2
"""C99: how far the gain must fall off, in standard deviations."""
LONGEST = 300
"""C99 knows the likeness of all pairs; longer talks are pooled into so many pieces."""


def window(boundaries: Sequence[int], count: int) -> int:
    """Half the mean true topic, at least 2 units."""
    return max(2, round(count / (len(boundaries) + 1) / 2))


def errors(true: Sequence[int], found: Sequence[int], count: int) -> tuple[float, float]:
    """Pk and WindowDiff, both 0..1, the lower the better. ``count``: units of the text."""
    width = window(true, count)
    theirs, mine = _before(true, count), _before(found, count)
    if width >= count:
        return 0.0, 0.0
    pairs = [
        (theirs[at + width] - theirs[at], mine[at + width] - mine[at])
        for at in range(count - width)
    ]
    parted = sum((a > 0) != (b > 0) for a, b in pairs) / len(pairs)
    counted = sum(a != b for a, b in pairs) / len(pairs)
    return parted, counted


def _before(boundaries: Sequence[int], count: int) -> list[int]:
    """How many boundaries stand at or before each unit."""
    marks = [0] * count
    for at in boundaries:
        marks[at] = 1
    return list(accumulate(marks))


def spaced(count: int, topics: int) -> list[int]:
    """So many topics of even length."""
    return sorted({round(count * at / topics) for at in range(1, topics)} - {0, count})


def texttiling(texts: Texts, topics: int | None = None) -> list[int]:
    """Depths of lexical likeness between blocks of token sequences, cut off at the mean less half
    a deviation; the deepest ones where the number of ``topics`` is told."""
    owners = [at for at, text in enumerate(texts) for _ in text]
    words = [word for text in texts for word in text]
    count = len(words) // SEQUENCE
    if count < 3:
        return []
    tokens = [Counter(words[at * SEQUENCE : (at + 1) * SEQUENCE]) for at in range(count)]
    depths = _depths(_smooth([_likeness(tokens, gap) for gap in range(1, count)]))
    least = float(np.mean(depths) - np.std(depths) / 2)
    taken: list[int] = []
    for gap in sorted(range(len(depths)), key=lambda at: (-depths[at], at)):
        enough = depths[gap] <= least if topics is None else len(taken) >= topics - 1
        if enough:
            break
        if all(abs(gap - other) >= APART for other in taken):
            taken.append(gap)
    return sorted({owners[(gap + 1) * SEQUENCE] for gap in taken} - {0})


def _likeness(tokens: Sequence[Counter[str]], gap: int) -> float:
    width = min(AROUND, gap, len(tokens) - gap)
    left: Counter[str] = sum(tokens[gap - width : gap], Counter())
    right: Counter[str] = sum(tokens[gap : gap + width], Counter())
    size = sqrt(sum(n * n for n in left.values()) * sum(n * n for n in right.values()))
    return sum(n * right[word] for word, n in left.items()) / size if size else 0.0


def _smooth(scores: Sequence[float]) -> list[float]:
    return [float(np.mean(scores[max(0, at - 1) : at + 2])) for at in range(len(scores))]


def _depths(scores: Sequence[float]) -> list[float]:
    """How far the score rises on both sides of each gap."""
    depths: list[float] = []
    for at, score in enumerate(scores):
        left = right = at
        while left > 0 and scores[left - 1] >= scores[left]:
            left -= 1
        while right < len(scores) - 1 and scores[right + 1] >= scores[right]:
            right += 1
        depths.append(scores[left] + scores[right] - 2 * score)
    return depths


def c99(texts: Texts, topics: int | None = None) -> list[int]:
    """Ranks of the likeness of all pairs of sentences, parted in two again and again where the
    density inside grows most, until the growth falls off (or the number is reached)."""
    step = -(-len(texts) // LONGEST)
    pieces = [
        [word for text in texts[at : at + step] for word in text]
        for at in range(0, len(texts), step)
    ]
    if len(pieces) < 3:
        return []
    sums = _summed(_ranked(_cosines(pieces)))
    order, gains = _parted(sums, topics or min(len(pieces), 40))
    count = topics - 1 if topics is not None else _worthwhile(gains)
    return sorted(at * step for at in order[:count])


def _cosines(pieces: Texts) -> NDArray[np.float64]:
    known = {word: at for at, word in enumerate(sorted({w for piece in pieces for w in piece}))}
    rows = np.zeros((len(pieces), max(1, len(known))))
    for row, piece in zip(rows, pieces, strict=True):
        for word in piece:
            row[known[word]] += 1
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    likeness: NDArray[np.float64] = rows @ rows.T
    return likeness


def _ranked(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of the neighbours in the square that are less alike."""
    half, count = RANK // 2, len(likeness)
    lower, seen = np.zeros_like(likeness), np.zeros_like(likeness)
    padded = np.pad(likeness, half, constant_values=np.nan)
    for down in range(RANK):
        for right in range(RANK):
            other = padded[down : down + count, right : right + count]
            inside = ~np.isnan(other)
            lower += inside & (np.nan_to_num(other) < likeness - 1e-12)
            seen += inside
    ranked: NDArray[np.float64] = lower / np.maximum(seen - 1, 1)
    return ranked


def _summed(ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    sums: NDArray[np.float64] = np.pad(ranks, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    return sums


def _inside(sums: NDArray[np.float64], start: int, end: int) -> float:
    return float(sums[end, end] - sums[start, end] - sums[end, start] + sums[start, start])


def _parted(sums: NDArray[np.float64], most: int) -> tuple[list[int], list[float]]:
    """The boundaries in the order of their finding, and the density after each."""
    edges = [0, len(sums) - 1]
    order: list[int] = []
    density = [_density(sums, edges)]
    while len(edges) <= most:
        free = [at for at in range(1, len(sums) - 1) if at not in edges]
        if not free:
            break
        best = max(free, key=lambda at: (_density(sums, sorted([*edges, at])), -at))
        edges = sorted([*edges, best])
        order.append(best)
        density.append(_density(sums, edges))
    return order, [b - a for a, b in pairwise(density)]


def _density(sums: NDArray[np.float64], edges: Sequence[int]) -> float:
    spans = list(pairwise(edges))
    area = sum((end - start) ** 2 for start, end in spans)
    return sum(_inside(sums, start, end) for start, end in spans) / area


def _worthwhile(gains: Sequence[float]) -> int:
    """As many as come before the gain has fallen below its mean and 1.2 deviations."""
    if not gains:
        return 0
    smooth = np.convolve(gains, [1 / 8, 2 / 8, 1 / 4, 2 / 8, 1 / 8], mode="same")
    least = float(np.mean(smooth) + DEVIATIONS * np.std(smooth))
    return max((at + 1 for at, gain in enumerate(smooth) if gain >= least), default=0)
