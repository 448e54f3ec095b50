"""Points that can be found again in another picture: SIFT on an evened-out small picture.

CLAHE lifts the contrast of dim and blurred places; RootSIFT (Arandjelović and Zisserman, 2012)
compares the descriptors by the Hellinger distance, which is then a dot product.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.inputs import Photo, shrink

WORK_PIXELS = 1_200_000
MOST = 3000


@dataclass(frozen=True, slots=True)
class Features:
    """``points``: N x 2 centred, in long sides; ``descriptors``: N x 128 of length one.

    The strongest come first. ``long_side``: pixels of the small picture they were found in.
    """

    points: Floats
    descriptors: Singles
    long_side: int

    def __len__(self) -> int:
        return len(self.points)


def work_side(photo: Photo) -> int:
    """The long side of the small picture that features are looked for in."""
    pixels = photo.width * photo.height
    return int(photo.long_side * min(1.0, math.sqrt(WORK_PIXELS / pixels)))


def find_features(picture: Picture8) -> Features:
    """SIFT features of a small picture (H x W x 3, BGR)."""
    grey = cv2.createCLAHE(2.0, (8, 8)).apply(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    sift = cv2.SIFT.create(nfeatures=MOST, contrastThreshold=0.02, edgeThreshold=12)
    keypoints, found = sift.detectAndCompute(grey, None)
    height, width = picture.shape[:2]
    side = max(height, width)
    if not keypoints:
        return Features(np.zeros((0, 2)), np.zeros((0, 128), np.float32), side)
    order = np.argsort([-keypoint.response for keypoint in keypoints], kind="stable")[:MOST]
    points = np.array([keypoints[index].pt for index in order], np.float64)
    centre = (np.array([width, height]) - 1) / 2
    return Features((points - centre) / side, _root(np.asarray(found, np.float32)[order]), side)


def _root(descriptors: Singles) -> Singles:
    total = np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.sqrt(descriptors / total), np.float32)


def small_picture(photo: Photo) -> Picture8:
    """The photo as features are looked for in it."""
    return shrink(photo.read(work_side(photo)), work_side(photo))
