"""Points that can be found again in another picture: SIFT on an evened-out small picture.

CLAHE lifts the contrast of dim and blurred places; RootSIFT (Arandjelović and Zisserman, 2012)
compares the descriptors by the Hellinger distance, which is then a dot product.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.inputs import Photo, shrink
from pipelines.progress import Progress, silent

WORK_PIXELS = 1_250_000
MOST = 3000
MANY, MOST_OF_MANY = 60, 1200
"""From so many pictures on, fewer points of each, so that memory and time stay in bounds."""
THREADS = 2
THUMBNAIL = 640


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


def look_at(
    photos: Sequence[Photo], progress: Progress = silent, *, thumbnail: int = THUMBNAIL
) -> tuple[list[Features], dict[str, Picture8]]:
    """The features of each photo, and by name a small picture of it, ``thumbnail`` pixels long.

    Every photo is decoded once, no larger than needed. Raises `UnreadablePicture`.
    """
    most = MOST if len(photos) < MANY else MOST_OF_MANY

    def look(photo: Photo) -> tuple[Features, Picture8]:
        small = small_picture(photo)
        return find_features(small, most), shrink(small, thumbnail)

    features, thumbnails = [], {}
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for index, (found, small) in enumerate(pool.map(look, photos)):
                features.append(found)
                thumbnails[photos[index].name] = small
                progress((index + 1) / len(photos), f"looking for points in {photos[index].name}")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return features, thumbnails


def work_side(photo: Photo) -> int:
    """The long side of the small picture that features are looked for in."""
    pixels = photo.width * photo.height
    return int(photo.long_side * min(1.0, math.sqrt(WORK_PIXELS / pixels)))


def find_features(picture: Picture8, most: int = MOST) -> Features:
    """SIFT features of a small picture (H x W x 3, BGR), ``most`` of them at most."""
    grey = cv2.createCLAHE(2.0, (8, 8)).apply(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    # Without the precise enlargement all points lie a quarter of a pixel off, which tells as soon
    # as the camera was rolled: the mean error of the poses was four times as large.
    sift = cv2.SIFT.create(
        nfeatures=most, contrastThreshold=0.02, edgeThreshold=12, enable_precise_upscale=True
    )
    keypoints, found = sift.detectAndCompute(grey, None)
    height, width = picture.shape[:2]
    side = max(height, width)
    if not keypoints:
        return Features(np.zeros((0, 2)), np.zeros((0, 128), np.float32), side)
    order = np.argsort([-keypoint.response for keypoint in keypoints], kind="stable")[:most]
    points = np.array([keypoints[index].pt for index in order], np.float64)
    centre = (np.array([width, height]) - 1) / 2
    return Features((points - centre) / side, _root(np.asarray(found, np.float32)[order]), side)


def _root(descriptors: Singles) -> Singles:
    total = np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.sqrt(descriptors / total), np.float32)


def small_picture(photo: Photo) -> Picture8:
    """The photo as features are looked for in it."""
    return shrink(photo.read(work_side(photo)), work_side(photo))
