"""How alike descriptors are: dot products, some rows at a time.

The BLAS stays on one thread: its own, beside those that compare the pairs, wait for each other by
spinning on busy machines, at five times the processor time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from threadpoolctl import threadpool_limits

from pipelines.panorama.arrays import Indices, Singles

BLOCK = 256
"""Rows compared at once, so that their products stay in the cache."""


@contextmanager
def unspread() -> Iterator[None]:
    """Within it the BLAS leaves threads to its callers. It holds for the whole process."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield


def products(rows: Singles, others: Singles) -> Iterator[tuple[slice, Singles]]:
    """The products of M x D with N x D descriptors: which of the M rows, and theirs with all N."""
    turned = np.ascontiguousarray(others.T)
    for start in range(0, len(rows), BLOCK):
        part = slice(start, start + BLOCK)
        yield part, rows[part] @ turned


def nearest(rows: Singles, others: Singles) -> Indices:
    """For each of M descriptors the number of the one of N most like it."""
    best = np.empty(len(rows), np.intp)
    for part, alike in products(rows, others):
        best[part] = alike.argmax(axis=1)
    return best
