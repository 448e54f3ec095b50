"""Finds the same voice again in blocks of a recording that were heard apart."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Voice = NDArray[np.float32]
"""An embedding: its direction says whose voice it is, its length nothing."""

ALIKE = 0.5
"""Cosine from which two voices are one. Half a minute of the same voice lies around 0.7 with CAM++,
two voices below 0.4."""


def match_voices(voices: Sequence[Voice], count: int | None = None) -> tuple[int, ...]:
    """A number for every voice, the same for the same speaker, from 0 in order of appearance.
    ``count``: how many speakers there are, None when that is not known. Agglomerative clustering
    with average linkage over cosine distance: no order of the blocks is better than another."""
    if len(voices) < 2:
        return (0,) * len(voices)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    table = np.stack(voices).astype(np.float64)
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-12)
    apart = np.clip(1.0 - table @ table.T, 0.0, 2.0)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), method="average")
    if count:
        clusters = fcluster(tree, count, criterion="maxclust")
    else:
        clusters = fcluster(tree, 1.0 - ALIKE, criterion="distance")
    found = [int(cluster) for cluster in clusters]
    order = list(dict.fromkeys(found))
    return tuple(order.index(cluster) for cluster in found)
