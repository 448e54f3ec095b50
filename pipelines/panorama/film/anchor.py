"""How far a camera turned since a picture of it: points of that picture found again in later ones.

Points are followed by Lucas and Kanade's method on evened-out small pictures, so that light that
changes counts little; one turn explains where most of them went, whatever walks through. Where
nothing can be followed, because the camera turned too far, SIFT is asked.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.camera import Lens
from pipelines.panorama.evened import evened
from pipelines.panorama.features import Features, find_features
from pipelines.panorama.matches import Pair, match
from pipelines.panorama.rotation import find_rotation

LONG_SIDE = 480
"""Pixels of the pictures that are compared."""
POINTS, FEWEST = 240, 16
WINDOW, LEVELS = 15, 4
CLOSE = 1.2
"""Pixels by which a point may differ from the turn."""
BACK = 0.5
"""Pixels from where it came that a point may be when followed back."""
SHARE = 0.3
"""Of the points that were followed, at least so many must agree."""
ELSEWHERE = 2.0
"""Pixels that most of what is found again must be shifted by where a camera was turned far."""
NOISE = 8.0
"""Grey levels by which places vary where nothing can be followed."""


@dataclass(frozen=True, slots=True)
class Turned:
    """``rotation`` takes rays of the camera in the anchor's picture to where they are now;
    ``share``: of the anchor's points that say so."""

    rotation: Floats
    share: float


class Anchor:
    """A grey picture, `LONG_SIDE` long, that later ones of the same camera are compared with."""

    def __init__(self, picture: Picture8) -> None:
        self._raw, self._picture = picture, evened(picture, NOISE)
        found = cv2.goodFeaturesToTrack(self._picture, POINTS, 0.01, LONG_SIDE / 60)
        self._points = (
            np.zeros((0, 1, 2), np.float32) if found is None else np.asarray(found, np.float32)
        )

    def turned(self, picture: Picture8, lens: Lens, far: bool = True) -> Turned | None:
        """How the camera had turned when it took this; None where that cannot be told.

        ``far``: whether to look for large turns too.
        """
        if len(self._points) < FEWEST:
            return None
        here, there = self._followed(evened(picture, NOISE))
        found = self._agreed(here, there, lens, len(self._points))
        if found is None and far:
            pair = self._again(picture)
            found = self._agreed(pair.here, pair.there, lens, max(len(pair), 1))
        return found

    def elsewhere(self, picture: Picture8) -> bool | None:
        """Whether the camera, whose lens is not known, looks elsewhere by far, or does not; None
        where that cannot be told: because what it shows is covered, or turned out of sight."""
        pair = self._again(picture)
        if len(pair) < FEWEST:
            return None
        _, mask = cv2.findHomography(pair.here, pair.there, cv2.RANSAC, CLOSE / LONG_SIDE)
        agree = np.asarray(mask).ravel() > 0
        if agree.sum() < max(FEWEST, SHARE * len(pair)):
            return None
        shifts = np.linalg.norm(pair.there - pair.here, axis=1)[agree]
        return bool(np.median(shifts) > ELSEWHERE / LONG_SIDE)

    @cached_property
    def _features(self) -> Features:
        return find_features(_coloured(self._raw))

    def _again(self, picture: Picture8) -> Pair:
        return match(0, 1, self._features, find_features(_coloured(picture)))

    def _followed(self, picture: Picture8) -> tuple[Floats, Floats]:
        """Points and where they are now, centred, in long sides."""
        found = _flow(self._picture, picture, self._points)
        back = _flow(picture, self._picture, found)
        good = np.linalg.norm((back - self._points)[:, 0], axis=1) < BACK
        size = np.array(picture.shape[::-1])
        good &= (found[:, 0] >= 0).all(axis=1) & (found[:, 0] <= size - 1).all(axis=1)
        here, there = (
            (each[good, 0].astype(np.float64) - (size - 1) / 2) / size.max()
            for each in (self._points, found)
        )
        return here, there

    def _agreed(self, here: Floats, there: Floats, lens: Lens, count: int) -> Turned | None:
        if len(here) < FEWEST:
            return None
        tolerance = CLOSE / LONG_SIDE / lens.focal
        rotation, agree = find_rotation(lens.rays(here), lens.rays(there), tolerance)
        if agree.sum() < max(FEWEST, SHARE * len(here)):
            return None
        return Turned(rotation, float(agree.sum()) / count)


def _flow(one: Picture8, other: Picture8, points: Singles) -> Singles:
    found, _, _ = cv2.calcOpticalFlowPyrLK(
        one, other, points, np.empty_like(points), winSize=(WINDOW, WINDOW), maxLevel=LEVELS
    )
    return np.asarray(found, np.float32)


def _coloured(picture: Picture8) -> Picture8:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
