"""Over the three channels of a picture: numpy takes many times as long along so short an axis."""

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8


def highest(picture: Picture8) -> Picture8:
    """The brightest channel of each pixel: H x W x 3 -> H x W."""
    first, second, third = cv2.split(picture)
    return np.asarray(cv2.max(cv2.max(first, second), third), np.uint8)


def lowest(picture: Picture8) -> Picture8:
    """The darkest channel of each pixel: H x W x 3 -> H x W."""
    first, second, third = cv2.split(picture)
    return np.asarray(cv2.min(cv2.min(first, second), third), np.uint8)
