"""Where the cameras of a rig look after one of them was moved: from one moment's frames.

The lenses stay as they were. Points that two cameras see alike tell their turn against each other;
the whole rig is then laid onto the old one so that most cameras stay exactly where they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import View, angle_between
from pipelines.panorama.features import find_features
from pipelines.panorama.matches import match
from pipelines.panorama.rotation import best_rotation, find_rotation

TOLERANCE = np.radians(0.25)
FEWEST = 16
SWEEPS = 80
STILL = 0.12
"""Degrees: a camera that seems to have turned by less has not."""
FIRM = 1.0
"""Degrees that count when cameras vote which of them stayed; more counts no further."""
BETTER = 0.6


@dataclass(frozen=True, slots=True)
class _Rays:
    """What two cameras see of the same: N x 3 unit rays in each."""

    first: int
    second: int
    here: Floats
    there: Floats

    def apart(self, rotations: Sequence[Floats]) -> Floats:
        """Radians between the two in the world."""
        gap = self.here @ rotations[self.first] - self.there @ rotations[self.second]
        return np.asarray(np.linalg.norm(gap, axis=1))


def repose(
    views: Sequence[View], pictures: Sequence[Picture8]
) -> tuple[list[View], Mapping[int, float]] | None:
    """The views as they are now, and by how many degrees which of them turned.

    ``pictures``: of one moment (BGR). None when nothing turned, or when it cannot be told.
    """
    pairs = _pairs(views, pictures)
    old = [view.rotation for view in views]
    if not pairs:
        return None
    new = _laid(_solved(old, pairs, range(len(old))), old, pairs)
    turns = {i: angle_between(o, n) for i, (o, n) in enumerate(zip(old, new, strict=True))}
    turns = {index: turn for index, turn in turns.items() if turn > STILL}
    after = [new[index] if index in turns else old[index] for index in range(len(old))]
    after = _solved(after, pairs, sorted(turns))
    was, now = (
        np.median(np.concatenate([pair.apart(each) for pair in pairs])) for each in (old, after)
    )
    worst_was, worst_now = (
        max(float(np.median(pair.apart(each))) for pair in pairs) for each in (old, after)
    )
    if not turns or now > was + 1e-9 or worst_now > BETTER * worst_was:
        return None
    found = [
        replace(view, rotation=after[index]) if index in turns else view
        for index, view in enumerate(views)
    ]
    return found, turns


def _pairs(views: Sequence[View], pictures: Sequence[Picture8]) -> list[_Rays]:
    features = [find_features(picture) for picture in pictures]
    found = []
    for first, second in combinations(range(len(views)), 2):
        pair = match(first, second, features[first], features[second])
        if len(pair) < FEWEST:
            continue
        here, there = views[first].lens.rays(pair.here), views[second].lens.rays(pair.there)
        _, agree = find_rotation(here, there, TOLERANCE)
        if agree.sum() >= FEWEST:
            found.append(_Rays(first, second, here[agree], there[agree]))
    return found


def _solved(old: Sequence[Floats], pairs: Sequence[_Rays], free: Sequence[int]) -> list[Floats]:
    """One camera after the other turned to where its neighbours see the same, many times over."""
    rotations = list(old)
    for _ in range(SWEEPS):
        for index in free:
            ends = [_seen_from(pair, index, rotations) for pair in pairs
                    if index in (pair.first, pair.second)]  # fmt: skip
            if ends:
                world, own = (np.concatenate(side) for side in zip(*ends, strict=True))
                rotations[index] = best_rotation(world, own)
    return rotations


def _seen_from(pair: _Rays, index: int, rotations: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Where the other camera says they lie in the world, and this one's own rays."""
    if pair.first == index:
        return pair.there @ rotations[pair.second], pair.here
    return pair.here @ rotations[pair.first], pair.there


def _laid(new: Sequence[Floats], old: Sequence[Floats], pairs: Sequence[_Rays]) -> list[Floats]:
    """The whole turned so that as many cameras as can be are where they were."""
    told = sorted({end for pair in pairs for end in (pair.first, pair.second)})
    turns = {index: old[index].T @ new[index] for index in told}
    best = min(
        told,
        key=lambda one: sum(min(FIRM, angle_between(turns[one], turns[i])) for i in told),
    )
    return [
        np.asarray(new[index] @ turns[best].T) if index in turns else old[index]
        for index in range(len(new))
    ]
