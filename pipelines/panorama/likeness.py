"""Whether two pictures look the same where a turn lays one upon the other.

Points that repeat may agree on a wrong turn: a window is like the next one. What lies around them
then differs. Small patches are compared by their correlation, blind to exposure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8, Singles
from pipelines.panorama.camera import Lens, angle_between
from pipelines.panorama.groups import Choice, Edge
from pipelines.panorama.inputs import Photo
from pipelines.panorama.matches import Ends, Pair

SIDE = 128
"""Pixels of the long side of the pictures that are compared."""
BLUR, PATCH = 0.8, 7
"""Pixels: what is laid a little off is forgiven; the side of a patch."""
PLAIN = 4.0
"""Grey levels (standard deviation) below which a patch shows nothing to compare."""
SAME = 0.6
"""Correlation from which on two patches show the same."""
FEWEST = 30
"""Patches below which nothing can be said."""
WHOLE = 0.7
"""Share of a patch that both pictures must show."""

DIFFERENT, CLEAN = 0.5, 0.85
"""Share of patches that look the same, up to which a turn is wrong; if it is above the other one
in most pairs. Where the camera moved sideways, true pairs look different, too."""
STRANGE, NEXT = 0.7, 0.7
"""Share, on average, below which a picture lies among strangers; how near, in fields of view, the
middles of two pictures are that show much of the same."""
EVERY, FAR = 4, 1e4
"""Pixels between those that are asked where they lie in the other picture; pixels beyond which it
does not matter."""
BESIDE = 0.05
"""Directions nearer to sideways than this are not seen."""
TURNS = 4
"""How many turns of a pair are compared."""
EQUAL, APART = 0.03, 6.0
"""Shares that tell no difference; degrees between turns from which on they are two."""


class Likeness:
    """Compares pictures (H x W x 3, by name), each made small when it is first asked for."""

    def __init__(self, pictures: Mapping[str, Picture8]) -> None:
        self._pictures = pictures
        self._small: dict[str, Singles] = {}

    def choice(self, photos: Sequence[Photo], lenses: Sequence[Lens]) -> Choice:
        """For `groups.join`: of a pair's turns the one that most speaks for."""

        def choose(turns: Iterator[Edge]) -> Edge | None:
            told = self.weighed(list(islice(turns, TURNS)), photos, lenses)
            best = max(told, key=lambda edge: edge.support, default=None)
            if best is None:
                return None
            return replace(best, rival=any(_rivals(best, edge) for edge in told))

        return choose

    def weighed(
        self, edges: Sequence[Edge], photos: Sequence[Photo], lenses: Sequence[Lens]
    ) -> list[Edge]:
        """The edges, with how much of what both pictures show looks the same."""
        return [replace(edge, likeness=self._share(edge, photos, lenses)) for edge in edges]

    def misplaced(
        self,
        suspects: Iterable[int],
        photos: Sequence[Photo],
        lenses: Sequence[Lens],
        turns: Mapping[int, Floats],
        joined: Collection[Ends],
    ) -> int | None:
        """The suspect that differs most from the pictures among which it lies without a joint;
        None where all are where they should be. ``turns``: of the placed ones, world -> camera."""
        worst: tuple[float, int] | None = None
        for suspect in sorted(suspects):
            beside = [
                Edge(_nothing(*ends), turns[ends[1]] @ turns[ends[0]].T)
                for other in turns
                if other != suspect and (ends := _ordered(suspect, other)) not in joined
                and _overlap(turns, lenses, ends)
            ]  # fmt: skip
            shares = [edge.likeness for edge in self.weighed(beside, photos, lenses)]
            if shares and (worst is None or worst[0] > np.mean(shares)):
                worst = (float(np.mean(shares)), suspect)
        return worst[1] if worst is not None and worst[0] < STRANGE else None

    def _share(self, edge: Edge, photos: Sequence[Photo], lenses: Sequence[Lens]) -> float:
        """Of the patches in both pictures; one where they show too little in common to tell."""
        here, there = (self._grey(photos[end].name) for end in edge.ends)
        first, second = (lenses[end] for end in edge.ends)
        laid, both = _laid(there, here.shape, (first, second), edge)
        alike, told = _correlation(here, laid, both)
        return float((alike[told] > SAME).mean()) if told.sum() >= FEWEST else 1.0

    def _grey(self, name: str) -> Singles:
        if name not in self._small:
            picture = self._pictures[name]
            scale = min(1.0, SIDE / max(picture.shape[:2]))
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
            self._small[name] = np.asarray(cv2.GaussianBlur(grey, (0, 0), BLUR), np.float32)
        return self._small[name]


def least_likeness(edges: Sequence[Edge]) -> float:
    """What a pair must have more of to be believed, told by those that agree with each other."""
    usual = float(np.median([edge.likeness for edge in edges])) if edges else 0.0
    return DIFFERENT if usual > CLEAN else 0.0


def alike(edges: Sequence[Edge], least: float) -> list[Edge]:
    """Those that are as much alike as that."""
    return [edge for edge in edges if least <= edge.likeness]


def _nothing(first: int, second: int) -> Pair:
    return Pair(first, second, np.zeros((0, 2)), np.zeros((0, 2)))


def _ordered(one: int, other: int) -> Ends:
    return min(one, other), max(one, other)


def _overlap(turns: Mapping[int, Floats], lenses: Sequence[Lens], ends: Ends) -> bool:
    """Whether two pictures show much of the same."""
    one, other = ends
    ahead = float(turns[one][2] @ turns[other][2])
    narrow = min(lenses[one].fov(), lenses[other].fov())
    return bool(np.degrees(np.arccos(np.clip(ahead, -1, 1))) < NEXT * narrow)


def _rivals(one: Edge, other: Edge) -> bool:
    near = abs(one.likeness - other.likeness) < EQUAL
    return near and angle_between(one.rotation, other.rotation) > APART


def _laid(
    there: Singles, shape: tuple[int, ...], lenses: tuple[Lens, Lens], edge: Edge
) -> tuple[Singles, Singles]:
    """The second picture as the first camera would have taken it, and where it is seen (0 or 1)."""
    height, width = shape
    # Asked of some pixels only; between them the way is nearly straight.
    tall, wide = -(-height // EVERY) + 1, -(-width // EVERY) + 1
    rows, columns = EVERY * np.mgrid[0:tall, 0:wide]
    points = np.stack([columns - (width - 1) / 2, rows - (height - 1) / 2], axis=2)
    rays = lenses[0].rays(points.reshape(-1, 2) / max(shape)) @ edge.rotation.T
    far = np.array(there.shape[::-1]) - 1
    seen = lenses[1].project(rays) * max(there.shape) + far / 2
    seen[rays[:, 2] < BESIDE] = -FAR
    coarse = np.clip(seen, -FAR, FAR).reshape(tall, wide, 2).astype(np.float32)
    grow = np.array([[1 / EVERY, 0, 0], [0, 1 / EVERY, 0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    table = np.asarray(cv2.warpAffine(coarse, grow, (width, height), flags=flags))
    laid = cv2.remap(there, table[..., 0], table[..., 1], cv2.INTER_LINEAR)
    inside = ((table >= 0) & (table <= far)).all(axis=2)
    return np.asarray(laid, np.float32), np.asarray(inside, np.float32)


def _correlation(one: Singles, other: Singles, both: Singles) -> tuple[Singles, Mask]:
    """Of the patch around each pixel, as far as both show it; and where that tells anything."""
    share = cv2.blur(both, (PATCH, PATCH))

    def mean(values: Singles) -> Singles:
        return np.asarray(cv2.blur(values * both, (PATCH, PATCH)) / np.maximum(share, 1e-3))

    mean_one, mean_other = mean(one), mean(other)
    power_one = np.maximum(mean(one * one) - mean_one**2, 0)
    power_other = np.maximum(mean(other * other) - mean_other**2, 0)
    common = mean(one * other) - mean_one * mean_other
    alike = common / np.sqrt(np.maximum(power_one * power_other, 1e-3))
    told = (share > WHOLE) & (both > 0) & (np.maximum(power_one, power_other) > PLAIN**2)
    return alike, told
