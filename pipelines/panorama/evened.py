"""Pictures in which every place has the same mean and contrast: what is faint gives points, too."""

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8, Singles

AROUND = 31
"""Side, in pixels, of the square over which mean and contrast are taken."""
STRETCH = 48.0
"""Grey levels that one standard deviation becomes where there is plenty of contrast."""


def evened(grey: Singles | Picture8, noise: float) -> Picture8:
    """An H x W picture, evened out. ``noise``: the standard deviation (grey levels) of what is
    taken for half noise; places that vary less stay the calmer, the less they do."""
    light = np.asarray(grey, np.float32)
    off = light - cv2.blur(light, (AROUND, AROUND))
    power = np.maximum(cv2.blur(off * off, (AROUND, AROUND)), 0)  # sliding sums can fall below zero
    return np.asarray(np.clip(128 + STRETCH * off / (np.sqrt(power) + noise), 0, 255), np.uint8)
