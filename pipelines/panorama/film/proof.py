"""Whether a camera of a rig that seems to have turned did: by what its neighbours see of the same.

Something large that moves through one picture alone looks like a turn of its camera. Then what two
cameras share would no longer lie at the same place; after a true turn only then it does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import View
from pipelines.panorama.features import Features, find_features
from pipelines.panorama.matches import match
from pipelines.panorama.rotation import best_rotation, find_rotation

TOLERANCE = np.radians(0.25)
FEWEST = 16
BETTER = 0.75


@dataclass(frozen=True, slots=True)
class _Met:
    """Points that the camera shows: N x 3 rays in it, and where another sees them in the world."""

    own: Floats
    world: Floats

    def apart(self, view: View) -> float:
        """Radians between the two, median."""
        return float(np.median(np.linalg.norm(self.own @ view.rotation - self.world, axis=1)))


def proven(
    was: View,
    turned: View,
    picture: Picture8,
    others: Sequence[tuple[View, Picture8]],
    earlier: tuple[View, Picture8],
) -> View | None:
    """How the camera of ``picture`` looks, near to ``turned``, if it meets the others better so
    than as it ``was``; None if not, or when that cannot be told.

    ``others``: at the same moment (BGR); ``earlier``: the same camera before it turned.
    """
    features = find_features(picture)
    met = list(_meetings(turned, features, others))
    if not met:
        return None
    gaps = [float(np.mean([each.apart(view) for each in met])) for view in (was, turned)]
    if gaps[1] > BETTER * gaps[0]:
        return None
    met += _meetings(turned, features, [earlier])
    own = np.concatenate([each.own for each in met])
    world = np.concatenate([each.world for each in met])
    return replace(turned, rotation=best_rotation(world, own))


def _meetings(
    view: View, features: Features, others: Sequence[tuple[View, Picture8]]
) -> Iterator[_Met]:
    for other, picture in others:
        pair = match(0, 1, features, find_features(picture))
        if len(pair) < FEWEST:
            continue
        own, there = view.lens.rays(pair.here), other.lens.rays(pair.there)
        _, agree = find_rotation(own, there, TOLERANCE)
        if agree.sum() >= FEWEST:
            yield _Met(own[agree], there[agree] @ other.rotation)
