"""Which pictures are alike as a whole, told by the visual words they share.

After Sivic and Zisserman, "Video Google" (2003): descriptors are rounded to the nearest of some
words, rare words count more, and pictures are compared by how often each word is in them.
"""

from collections.abc import Sequence

import numpy as np

from pipelines.panorama.arrays import Singles
from pipelines.panorama.similarity import nearest

WORDS = 2048
OF_EACH = 500
"""The strongest descriptors of each picture that are turned into words."""


def alike(descriptors: Sequence[Singles], most: int) -> list[tuple[int, int]]:
    """The pairs of pictures of which one is among the ``most`` that are most like the other.

    ``descriptors``: per picture N x 128 of length one, the strongest first.
    """
    counts = histograms([each[:OF_EACH] for each in descriptors])
    chosen = set()
    for index, row in enumerate(counts @ counts.T):
        row[index] = -1
        for partner in np.argsort(-row, kind="stable")[:most]:
            chosen.add((min(index, int(partner)), max(index, int(partner))))
    return sorted(ends for ends in chosen if ends[0] != ends[1])


def histograms(descriptors: Sequence[Singles]) -> Singles:
    """Per picture how often each word is in it, rare words first, as a row of length one."""
    words = _words(descriptors)
    counts = np.zeros((len(descriptors), len(words)), np.float32)
    for row, each in zip(counts, descriptors, strict=True):
        np.add.at(row, nearest(each, words), 1)
    seen_in = np.maximum((counts > 0).sum(axis=0), 1)
    weighted = np.sqrt(counts) * np.log(len(descriptors) / seen_in)
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    return np.asarray(weighted / np.maximum(length, 1e-9), np.float32)


def _words(descriptors: Sequence[Singles]) -> Singles:
    """Descriptors of all pictures, evenly drawn: where many are, many words are."""
    everything = np.cumsum([0, *(len(each) for each in descriptors)])
    total = int(everything[-1])
    wanted = np.unique(np.linspace(0, max(total - 1, 0), min(WORDS, total)).astype(np.intp))
    picture = np.searchsorted(everything, wanted, side="right") - 1
    rows = [descriptors[p][w - everything[p]] for p, w in zip(picture, wanted, strict=True)]
    return np.array(rows, np.float32).reshape(-1, 128)
