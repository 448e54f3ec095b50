"""How alike descriptors are: dot products in small tiles.

One large product would be spread by the BLAS over threads of its own, beside those that compare
the pairs; on busy machines they wait for each other by spinning, at five times the processor time.
Tiles of this size stay below its threshold and in the cache, and are no slower.
"""

import numpy as np

from pipelines.panorama.arrays import Singles

ROWS, COLUMNS = 32, 64
BLOCK = 8 * ROWS
"""Rows compared at once."""


class Compared:
    """Descriptors (N x D) laid out so that others are quickly compared with them."""

    def __init__(self, descriptors: Singles) -> None:
        count, depth = descriptors.shape
        padded = np.zeros((-(-count // COLUMNS) * COLUMNS, depth), np.float32)
        padded[:count] = descriptors
        tiles = padded.reshape(-1, COLUMNS, depth).transpose(0, 2, 1)
        self._tiles = np.ascontiguousarray(tiles)[None]
        self._count: int = count

    def __len__(self) -> int:
        return self._count

    def with_rows(self, rows: Singles) -> Singles:
        """The products of M other descriptors with all N: M x N. M: at most ``BLOCK`` or so."""
        count, depth = rows.shape
        padded = np.zeros((-(-count // ROWS) * ROWS, depth), np.float32)
        padded[:count] = rows
        products = np.matmul(padded.reshape(-1, 1, ROWS, depth), self._tiles)
        flat = products.transpose(0, 2, 1, 3).reshape(len(padded), -1)
        return np.asarray(flat[:count, : self._count])

    def nearest(self, rows: Singles) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
        """For each of M descriptors the number of the one most like it."""
        best = np.empty(len(rows), np.intp)
        for start in range(0, len(rows), BLOCK):
            best[start : start + BLOCK] = self.with_rows(rows[start : start + BLOCK]).argmax(axis=1)
        return best
