"""Which pictures belong together: pairs that a turn explains, and the groups they form."""

from collections.abc import Callable, Iterator, Sequence
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

STRICT = 8
"""True pairs look the same in nine tenths of their patches and more, others in few."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two pictures joined. ``rotation``: takes rays of the first camera into the second;
    ``likeness``: share of what both show that looks the same; ``rival``: whether another turn
    explains others of their points as well."""

    pair: Pair
    rotation: Floats
    likeness: float = 1.0
    rival: bool = False

    @property
    def ends(self) -> tuple[int, int]:
        return self.pair.first, self.pair.second

    @property
    def support(self) -> float:
        """How much speaks for it: its matches, hardly any where the pictures look different."""
        return len(self.pair) * self.likeness**STRICT


Choice = Callable[[Iterator[Edge]], Edge | None]


def join(
    pairs: Sequence[Pair],
    lenses: Sequence[Lens],
    tolerance: float = LOOSE,
    progress: Progress = silent,
    choose: Choice = lambda turns: next(turns, None),
) -> list[Edge]:
    """The pairs that one turn explains, with their agreeing matches. ``lenses``: per picture;
    ``choose``: takes one of the turns that `turns_of` a pair gives, or none."""
    edges = []
    for done, pair in enumerate(pairs):
        progress(done / len(pairs), "working out how the camera turned")
        edge = choose(turns_of(pair, lenses, tolerance))
        if edge is not None:
            edges.append(edge)
    return edges


def turns_of(pair: Pair, lenses: Sequence[Lens], tolerance: float) -> Iterator[Edge]:
    """The turn that most matches agree on, then the one of those that are left, and so on, as long
    as it is believed."""
    one, other = lenses[pair.first], lenses[pair.second]
    while len(pair) >= FEWEST:
        here, there = one.rays(pair.here), other.rays(pair.there)
        rotation, agree = find_rotation(here, there, tolerance / max(one.focal, other.focal))
        if not believed(int(agree.sum()), int(shared(here, rotation, other).sum())):
            return
        yield Edge(pair.only(np.flatnonzero(agree)), rotation)
        pair = pair.only(np.flatnonzero(~agree))


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
        support[list(edge.ends)] += edge.support
    near: dict[int, list[tuple[float, int, Edge]]] = {}
    for number, edge in enumerate(edges):
        for end in edge.ends:
            near.setdefault(end, []).append((-edge.support, number, edge))
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
