"""Pairs that lie: machines, windows and shelves repeat, and so do their points.

A false pair may be explained by a turn as well as a true one. What gives it away is the way round:
going from one picture to the other over better-supported pairs leads somewhere else.
"""

from collections import deque
from collections.abc import Mapping, Sequence

import numpy as np

from pipelines.panorama.arrays import Floats
from pipelines.panorama.groups import Edge

BASE, PER_STEP = 6.0, 3.0
"""Degrees that a pair may differ from the way round: a first lens is wrong by some per cent, and
the error adds up with each step."""


def without_contradictions(edges: Sequence[Edge]) -> list[Edge]:
    """The edges that agree with the trees of the best-supported ones (which all stay)."""
    near = _neighbours(_tree(edges))
    ways = {start: _ways(start, near) for start in near}
    return [edge for edge in edges if _agrees(edge, *ways[edge.ends[0]][edge.ends[1]])]


def _agrees(edge: Edge, steps: int, turn: Floats) -> bool:
    difference = np.trace(edge.rotation @ turn.T)
    off = np.degrees(np.arccos(np.clip((difference - 1) / 2, -1.0, 1.0)))
    return bool(off <= BASE + PER_STEP * steps)


def _tree(edges: Sequence[Edge]) -> list[Edge]:
    """A spanning tree of each group, the best-supported edges first (Kruskal)."""
    owner: dict[int, int] = {}

    def root(index: int) -> int:
        while (above := owner.setdefault(index, index)) != index:
            index = above
        return index

    kept = []
    for edge in sorted(edges, key=lambda edge: -edge.support):
        one, other = (root(end) for end in edge.ends)
        if one != other:
            owner[other] = one
            kept.append(edge)
    return kept


def _neighbours(tree: Sequence[Edge]) -> dict[int, list[tuple[int, Floats]]]:
    """Per picture: those next to it in the tree, and the turn from it to them."""
    near: dict[int, list[tuple[int, Floats]]] = {}
    for edge in tree:
        first, second = edge.ends
        near.setdefault(first, []).append((second, edge.rotation))
        near.setdefault(second, []).append((first, edge.rotation.T))
    return near


def _ways(
    start: int, near: Mapping[int, Sequence[tuple[int, Floats]]]
) -> dict[int, tuple[int, Floats]]:
    """For each picture that the tree leads to: in how many steps, and by which turn."""
    found, waiting = {start: (0, np.eye(3))}, deque([start])
    while waiting:
        here = waiting.popleft()
        steps, turn = found[here]
        for there, further in near[here]:
            if there not in found:
                found[there] = (steps + 1, further @ turn)
                waiting.append(there)
    return found
