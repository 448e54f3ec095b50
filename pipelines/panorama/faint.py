"""A second look for what is faint: clouds, plaster, a floor. Only where a picture hangs loose.

Noise drowns it in a picture of full size, and the strongest points all lie elsewhere. In one
several times smaller the noise is averaged away; every place is then stretched to the same
contrast, and a clear sky gives points that neighbours share.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.bundle import State
from pipelines.panorama.camera import Lens
from pipelines.panorama.evened import evened
from pipelines.panorama.features import Features, sift
from pipelines.panorama.groups import LOOSE, Edge, believed, groups_of, shared
from pipelines.panorama.inputs import Photo
from pipelines.panorama.matches import FEWEST, Ends, Pair, match
from pipelines.panorama.rotation import find_rotation

SIDE = 272
"""Pixels of the long side of the small picture."""
NOISE = 0.4
"""Grey levels by which places vary that show nothing at all."""
CONTRAST, MOST = 0.01, 800
NEXT = 0.8
"""Two pictures whose middles are nearer than this, in fields of view, should show the same."""
DETOUR = 4
"""Joints from one to the other from which on a joint between them is missed."""
MOST_PAIRS, MOST_APART = 1500, 300
"""Pairs that are looked at again; of a crowd, those between what was taken one after the other."""
FIRM = 25
"""Matches of a joint from which on a second look would not make it better."""
THIN = 3
"""Matches that two pictures must share for a joint when others hold the picture, too."""


class Faint:
    """The faint points of pictures (by name), looked for when they are first asked for."""

    def __init__(self, pictures: Mapping[str, Picture8]) -> None:
        self._pictures = pictures
        self._found: dict[str, Features] = {}

    def missed(
        self,
        photos: Sequence[Photo],
        pairs: Sequence[Pair],
        edges: Sequence[Edge],
        lenses: Sequence[Lens],
        state: State | None,
    ) -> list[Pair]:
        """Pairs between pictures that should be joined and are not, with their faint matches too.

        ``lenses``: per photo; ``state``: where the largest group lies, as far as that is known.
        """
        known = {pair.ends: pair for pair in pairs}
        found = []
        for ends in _loose(photos, edges, lenses, state):
            faint = match(*ends, *(self._features(photos[end].name) for end in ends))
            pair = _both(known[ends], faint) if ends in known else faint
            if len(faint) and len(pair) >= THIN:
                found.append(pair)
        return found

    def _features(self, name: str) -> Features:
        if name not in self._found:
            self._found[name] = faint_features(self._pictures[name])
        return self._found[name]


def faint_features(picture: Picture8) -> Features:
    """Points of a picture (H x W x 3) whose contrast was evened out."""
    tall, wide = picture.shape[:2]
    scale = min(1.0, SIDE / max(tall, wide))
    width, height = round(wide * scale), round(tall * scale)
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    found = sift(evened(np.asarray(small, np.float32), NOISE), MOST, CONTRAST)
    # Its sides were rounded, which would put the points off by half a pixel of few.
    true = np.array([wide, tall]) / max(wide, tall)
    rounded = np.array([width, height]) / max(width, height)
    return replace(found, points=found.points * true / rounded)


def renewed(edges: Sequence[Edge], better: Sequence[Edge]) -> list[Edge]:
    """The edges, each by the ``better`` one between the same two pictures where there is one."""
    new = {edge.ends: edge for edge in better}
    return list({**{edge.ends: edge for edge in edges}, **new}.values())


def held_by_several(
    pairs: Sequence[Pair],
    missed: Sequence[Pair],
    edges: Sequence[Edge],
    lenses: Sequence[Lens],
    placed: Mapping[int, Floats],
) -> list[Edge]:
    """Pictures that no pair holds well enough, but several together do: their edges.

    One turn must explain what they share with all that are placed already; the surest comes
    first, and then helps to place the next. ``missed``: pairs that were looked at again, used in
    place of those; ``placed``: rotations by number; ``edges``: those that are there already, and
    are not made again; ``lenses``: per picture.
    """
    turns = dict(placed)
    beside: dict[int, list[Pair]] = {}
    for pair in {pair.ends: pair for pair in (*pairs, *missed)}.values():
        beside.setdefault(pair.first, []).append(pair)
        beside.setdefault(pair.second, []).append(_turned_round(pair))
    there = {edge.ends for edge in edges}
    waiting = {index: _held(beside[index], lenses, turns) for index in beside if index not in turns}
    found = []
    while waiting:
        surest = max(waiting, key=lambda index: (waiting[index].matches, -index))
        held = waiting.pop(surest)
        if not held.matches:
            break
        turns[surest] = held.rotation
        found += [
            Edge(pair, turns[pair.second] @ turns[pair.first].T)
            for pair in held.pairs
            if pair.ends not in there
        ]
        for pair in beside[surest]:
            if pair.second in waiting:
                waiting[pair.second] = _held(beside[pair.second], lenses, turns)
    return found


@dataclass(frozen=True, slots=True)
class _Held:
    """``matches`` that agree on a picture's ``rotation`` (0: not enough), and the pairs of them."""

    matches: int
    rotation: Floats
    pairs: tuple[Pair, ...] = ()


def _held(beside: Sequence[Pair], lenses: Sequence[Lens], turns: Mapping[int, Floats]) -> _Held:
    """``beside``: the pairs of a picture, itself the first."""
    some = [pair for pair in beside if pair.second in turns]
    if sum(len(pair) for pair in some) < FEWEST:
        return _Held(0, np.eye(3))
    lens = lenses[some[0].first]
    own = np.concatenate([lens.rays(pair.here) for pair in some])
    world = [lenses[pair.second].rays(pair.there) @ turns[pair.second] for pair in some]
    longest = max([lens.focal, *(lenses[pair.second].focal for pair in some)])
    rotation, agree = find_rotation(np.concatenate(world), own, LOOSE / longest)
    each = np.split(agree, np.cumsum([len(pair) for pair in some])[:-1])
    common = sum(int(shared(rays, rotation, lens).sum()) for rays in world)
    matches = int(agree.sum())
    if not believed(matches, common):
        return _Held(0, rotation)
    kept = [pair.only(np.flatnonzero(good)) for pair, good in zip(some, each, strict=True)]
    return _Held(matches, rotation, tuple(_in_order(pair) for pair in kept if len(pair) >= THIN))


def _turned_round(pair: Pair) -> Pair:
    zooms = 1 / pair.zooms if len(pair.zooms) else pair.zooms
    return Pair(pair.second, pair.first, pair.there, pair.here, zooms)


def _in_order(pair: Pair) -> Pair:
    return pair if pair.first < pair.second else _turned_round(pair)


def _both(one: Pair, other: Pair) -> Pair:
    return Pair(
        one.first,
        one.second,
        np.concatenate([one.here, other.here]),
        np.concatenate([one.there, other.there]),
        np.concatenate([one.zooms, other.zooms]),
    )


def _loose(
    photos: Sequence[Photo],
    edges: Sequence[Edge],
    lenses: Sequence[Lens],
    state: State | None,
) -> list[Ends]:
    """Pairs that are not joined: of a picture outside the largest group with any, and of two
    within it that lie side by side although no short way leads from one to the other. Those next
    to each other in order come first; of too many, those taken while the largest group was, and
    few of the rest."""
    firm = [edge for edge in edges if len(edge.pair) >= FIRM]
    groups = groups_of(len(photos), firm)
    of = {index: group for group in groups for index in group}
    largest = groups[0] if firm else tuple(range(len(photos)))
    near = _near(firm)
    loose = []
    for one in range(len(photos)):
        steps = _steps(one, near)
        for other in range(one + 1, len(photos)):
            if firm and of[one] is of[other] is largest:
                missed = steps[other] >= DETOUR and _beside(one, other, lenses, state)
            else:
                missed = other not in near.get(one, ())
            if missed:
                loose.append((one, other))

    loose.sort(key=lambda ends: (ends[1] - ends[0], ends))
    if len(loose) <= MOST_PAIRS:
        return loose

    def away(ends: Ends) -> float:
        one, other = (of[end] for end in ends)
        inside = one is other is not largest
        return np.inf if inside else max(_gap(one, largest), _gap(other, largest))

    together = [ends for ends in loose if not away(ends)]
    apart = sorted((ends for ends in loose if 0 < away(ends) < np.inf), key=away)
    return together[:MOST_PAIRS] + apart[:MOST_APART]


def _gap(one: Sequence[int], other: Sequence[int]) -> int:
    """How many numbers lie between the two rows of ascending ones; 0 where they mix."""
    return max(0, one[0] - other[-1], other[0] - one[-1])


def _near(edges: Sequence[Edge]) -> dict[int, set[int]]:
    near: dict[int, set[int]] = {}
    for edge in edges:
        one, other = edge.ends
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    return near


def _steps(start: int, near: Mapping[int, set[int]]) -> dict[int, int]:
    """How many joints lead from one picture to each of those that it hangs together with."""
    steps, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for there in sorted(near.get(here, ())):
            if there not in steps:
                steps[there] = steps[here] + 1
                waiting.append(there)
    return steps


def _beside(one: int, other: int, lenses: Sequence[Lens], state: State | None) -> bool:
    if state is None:
        return False
    ahead = float(state.rotations[one][2] @ state.rotations[other][2])
    narrow = min(lenses[one].fov(), lenses[other].fov())
    return bool(np.degrees(np.arccos(np.clip(ahead, -1, 1))) < NEXT * narrow)
