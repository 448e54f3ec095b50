"""Points that can be found again in another picture: SIFT on an evened-out small picture.

CLAHE lifts the contrast of dim and blurred places; RootSIFT (Arandjelović and Zisserman, 2012)
compares the descriptors by the Hellinger distance, which is then a dot product.
"""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.inputs import Photo, shrink

WORK_PIXELS = 500_000
"""SIFT enlarges this twice; from a larger one the poses come out no better, at twice the time."""
MOST, FEW = 2500, 900
"""From more points the poses come out no better, at twice the time for comparing them."""
CONTRAST, FAINT = 0.02, 0.007
"""Fog and bare walls give few points; then the faint ones count too."""
MANY, MOST_OF_MANY = 60, 1200
"""From so many pictures on, fewer points of each, so that memory and time stay in bounds."""
THREADS = 2
THUMBNAIL = 640


@dataclass(frozen=True, slots=True)
class Features:
    """``points``: N x 2 centred, in long sides; ``descriptors``: N x 128 of length one.

    The strongest come first. ``long_side``: pixels of the small picture they were found in;
    ``sizes``: how large each is, in long sides.
    """

    points: Floats
    descriptors: Singles
    long_side: int
    sizes: Floats = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.points)


def work_side(photo: Photo) -> int:
    """The long side of the small picture that features are looked for in.

    Both its sides come out whole, as nearly as may be: a height rounded by half a pixel would put
    the points off by a quarter of a pixel at the edge.
    """
    long, short = photo.long_side, min(photo.width, photo.height)
    most = int(long * math.sqrt(WORK_PIXELS / (long * short)))
    if most >= long:
        return long
    sides = range(most, max(1, int(most * 0.96)), -1)
    return min(sides, key=lambda side: abs(side * short / long - round(side * short / long)))


def find_features(picture: Picture8, most: int = MOST) -> Features:
    """SIFT features of a small picture (H x W x 3, BGR), ``most`` of them at most."""
    even = cv2.createCLAHE(2.0, (8, 8)).apply(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    grey = np.asarray(even, np.uint8)
    found = sift(grey, most, CONTRAST)
    return found if len(found) >= min(FEW, most) else sift(grey, most, FAINT)


def sift(grey: Picture8, most: int, contrast: float) -> Features:
    """Features of a grey picture (H x W), the faintest as ``contrast`` allows."""
    # Without the precise enlargement all points lie a quarter of a pixel off, which tells as soon
    # as the camera was rolled: the mean error of the poses was four times as large.
    finder = cv2.SIFT.create(
        nfeatures=most, contrastThreshold=contrast, edgeThreshold=12, enable_precise_upscale=True
    )
    keypoints, found = finder.detectAndCompute(grey, None)
    height, width = grey.shape
    side = max(height, width)
    if not keypoints:
        return Features(np.zeros((0, 2)), np.zeros((0, 128), np.float32), side)
    order = np.argsort([-keypoint.response for keypoint in keypoints], kind="stable")[:most]
    points = np.array([keypoints[index].pt for index in order], np.float64)
    sizes = np.array([keypoints[index].size for index in order], np.float64)
    centre = (np.array([width, height]) - 1) / 2
    descriptors = _root(np.asarray(found, np.float32)[order])
    return Features((points - centre) / side, descriptors, side, sizes / side)


def _root(descriptors: Singles) -> Singles:
    total = np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.sqrt(descriptors / total), np.float32)


def small_picture(photo: Photo) -> Picture8:
    """The photo as features are looked for in it."""
    return shrink(photo.read(work_side(photo)), work_side(photo))
