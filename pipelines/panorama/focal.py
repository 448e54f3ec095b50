"""A first focal length: the one under which the matched pictures differ by a mere turn."""

from collections.abc import Sequence

import numpy as np

from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import Lens
from pipelines.panorama.inputs import Photo
from pipelines.panorama.matches import Pair
from pipelines.panorama.rotation import find_rotation

USUAL, DOUBT = 0.8, 0.45
"""Phones and compact cameras: about 64 degrees across the long side; spread of the logarithm."""
CANDIDATES = np.geomspace(0.35, 3.5, 25)
MOST_PAIRS, MOST_MATCHES, FEWEST = 16, 250, 14
TRIALS = 160
CLOSE = 0.006
"""Where a match must come to lie to count, in long sides."""
PRIOR = 12.0
"""Matches that a focal length one spread from the usual must win by."""


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
    """In long sides, by trying each candidate on the best-matched pairs."""
    best = sorted(pairs, key=lambda pair: -len(pair))[:MOST_PAIRS]
    best = [_thinned(pair) for pair in best if len(pair) >= FEWEST]
    scores = np.array([sum(_support(pair, focal) for pair in best) for focal in CANDIDATES])
    scores = scores - PRIOR * (np.log(CANDIDATES / USUAL) / DOUBT) ** 2
    top = int(np.clip(scores.argmax(), 1, len(CANDIDATES) - 2))
    before, here, after = scores[top - 1 : top + 2]
    shift = 0.5 * (before - after) / min(before - 2 * here + after, -1e-9)
    step = np.log(CANDIDATES[1] / CANDIDATES[0])
    return float(CANDIDATES[top] * np.exp(np.clip(shift, -1, 1) * step))


def _thinned(pair: Pair) -> Pair:
    chosen = np.random.default_rng(len(pair)).permutation(len(pair))[:MOST_MATCHES]
    return pair.only(chosen)


def _support(pair: Pair, focal: float) -> float:
    """How well a turn explains the pair: matches, each counted less the further off it is."""
    lens = Lens(focal)
    here, there = lens.rays(pair.here), lens.rays(pair.there)
    rotation, _ = find_rotation(here, there, CLOSE / focal, TRIALS)
    off = _distance(lens, here @ rotation.T, pair.there)
    return float(np.maximum(1 - (off / CLOSE) ** 2, 0).sum())


def _distance(lens: Lens, rays: Floats, points: Floats) -> Floats:
    plane = lens.focal * rays[:, :2] / np.maximum(rays[:, 2:], 0.05)
    return np.asarray(np.linalg.norm(plane - points, axis=1))
