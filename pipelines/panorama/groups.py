"""Which pictures belong together: pairs that a turn explains, and the groups they form."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from pipelines.panorama.arrays import Floats, Mask
from pipelines.panorama.camera import Lens
from pipelines.panorama.matches import Pair
from pipelines.panorama.rotation import find_rotation
from pipelines.progress import Progress, silent

LOOSE = 0.008
"""Radians at focal length 1, before the lens is known well."""
TIGHT = 0.004
FEWEST = 9
OFFSET, SHARE = 6.0, 0.22
"""A pair is believed with more than OFFSET + SHARE * (matches where both see) in agreement, after
Brown and Lowe (2007)."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two pictures joined. ``rotation``: takes rays of the first camera into the second."""

    pair: Pair
    rotation: Floats

    @property
    def ends(self) -> tuple[int, int]:
        return self.pair.first, self.pair.second


def join(
    pairs: Sequence[Pair],
    lenses: Sequence[Lens],
    tolerance: float = LOOSE,
    progress: Progress = silent,
) -> list[Edge]:
    """The pairs that one turn explains, with their agreeing matches. ``lenses``: per picture."""
    edges = []
    for done, pair in enumerate(pairs):
        progress(done / len(pairs), "working out how the camera turned")
        one, other = lenses[pair.first], lenses[pair.second]
        here, there = one.rays(pair.here), other.rays(pair.there)
        rotation, agree = find_rotation(here, there, tolerance / max(one.focal, other.focal))
        if believed(int(agree.sum()), int(shared(here, rotation, other).sum())):
            edges.append(Edge(pair.only(np.flatnonzero(agree)), rotation))
    return edges


def believed(agree: int, both: int) -> bool:
    """Whether so many matches that agree on a turn, of those where both see, are no chance."""
    return agree >= max(FEWEST, OFFSET + SHARE * both)


def shared(here: Floats, rotation: Floats, lens: Lens) -> Mask:
    """Which rays fall into the other picture (into its square of long sides, to be simple)."""
    turned = here @ rotation.T
    inside = np.abs(lens.project(turned)).max(axis=1) < 0.5
    return np.asarray(inside & (turned[:, 2] > 0.05))


def groups_of(count: int, edges: Sequence[Edge]) -> list[tuple[int, ...]]:
    """The connected groups of pictures, largest first."""
    owner = list(range(count))

    def root(index: int) -> int:
        while owner[index] != index:
            index = owner[index]
        return index

    for edge in edges:
        one, other = sorted((root(edge.ends[0]), root(edge.ends[1])))
        owner[other] = one
    members: dict[int, list[int]] = {}
    for index in range(count):
        members.setdefault(root(index), []).append(index)
    weight = {key: sum(len(e.pair) for e in edges if root(e.ends[0]) == key) for key in members}
    order = sorted(members, key=lambda key: (-len(members[key]), -weight[key], key))
    return [tuple(members[key]) for key in order]


def within(edges: Sequence[Edge], group: Sequence[int]) -> list[Edge]:
    """The edges between members of a group."""
    inside = set(group)
    return [edge for edge in edges if inside.issuperset(edge.ends)]


def spread(count: int, edges: Sequence[Edge]) -> list[Floats]:
    """First rotations (world -> camera), along the tree of the best-supported edges.

    Pictures outside the edges' group keep the identity. The picture with the most matches is
    the root.
    """
    rotations = [np.eye(3) for _ in range(count)]
    support = np.zeros(count)
    for edge in edges:
        support[list(edge.ends)] += len(edge.pair)
    near: dict[int, list[tuple[int, int, Edge]]] = {}
    for number, edge in enumerate(edges):
        for end in edge.ends:
            near.setdefault(end, []).append((-len(edge.pair), number, edge))
    placed = {int(support.argmax())}
    ready = [step for start in placed for step in near.get(start, [])]
    heapify(ready)
    while ready:
        _, _, edge = heappop(ready)
        first, second = edge.ends
        if first in placed and second in placed:
            continue
        if first in placed:
            rotations[second] = edge.rotation @ rotations[first]
        else:
            rotations[first] = edge.rotation.T @ rotations[second]
        new = second if first in placed else first
        placed.add(new)
        for step in near[new]:
            heappush(ready, step)
    return rotations
