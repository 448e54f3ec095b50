"""A first focal length: the one under which the matched pictures differ by a mere turn."""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import Lens
from pipelines.panorama.inputs import Photo
from pipelines.panorama.matches import Pair
from pipelines.panorama.rotation import best_rotation

USUAL = 0.8
"""Phones and compact cameras: about 64 degrees across the long side."""
CANDIDATES = np.geomspace(0.35, 3.5, 47)
LOOSE = 0.005
FEWEST = 14
CAP = 0.004


def first_lenses(photos: Sequence[Photo], pairs: Sequence[Pair]) -> dict[str, Lens]:
    """A lens per camera: from EXIF where it is given, else from the matches, else the usual."""
    lenses: dict[str, Lens] = {}
    for camera in dict.fromkeys(photo.camera for photo in photos):
        known = [photo.focal for photo in photos if photo.camera == camera and photo.focal]
        own = [
            pair
            for pair in pairs
            if photos[pair.first].camera == photos[pair.second].camera == camera
        ]
        lenses[camera] = Lens(float(np.median(known)) if known else focal_of(own))
    return lenses


def focal_of(pairs: Sequence[Pair]) -> float:
    """In long sides, by trying each candidate on the matches that one homography explains."""
    plane = [agreed for agreed in map(_on_homography, pairs) if agreed is not None]
    if not plane:
        return USUAL
    costs = np.array([sum(_cost(pair, focal) for pair in plane) for focal in CANDIDATES])
    best = int(costs.argmin())
    if best in (0, len(CANDIDATES) - 1):
        return USUAL
    before, here, after = costs[best - 1 : best + 2]
    shift = 0.5 * (before - after) / max(before - 2 * here + after, 1e-12)
    step = np.log(CANDIDATES[1] / CANDIDATES[0])
    return float(CANDIDATES[best] * np.exp(np.clip(shift, -1, 1) * step))


def _on_homography(pair: Pair) -> Pair | None:
    if len(pair) < FEWEST:
        return None
    _, agree = cv2.findHomography(pair.here, pair.there, cv2.RANSAC, LOOSE, maxIters=1000)
    chosen = np.flatnonzero(np.asarray(agree)) if agree is not None else np.zeros(0, np.intp)
    return pair.only(chosen) if len(chosen) >= max(FEWEST, 0.25 * len(pair)) else None


def _cost(pair: Pair, focal: float) -> float:
    """How badly a turn explains the pair: capped distance in the picture, per match."""
    lens = Lens(focal)
    here, there = lens.rays(pair.here), lens.rays(pair.there)
    off = _distance(lens, here @ best_rotation(here, there).T, pair.there)
    return float(np.minimum(off / CAP, 1).sum() / len(pair) ** 0.5)


def _distance(lens: Lens, rays: Floats, points: Floats) -> Floats:
    plane = lens.focal * rays[:, :2] / np.maximum(rays[:, 2:], 0.05)
    return np.asarray(np.linalg.norm(plane - points, axis=1))
