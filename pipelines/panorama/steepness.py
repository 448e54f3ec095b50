"""How sharp a picture is, told by its edges alone, so that a white wall is not called blurred."""

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8, Singles

COARSE = 4
EDGE = 20
"""Grey levels that an edge must span on the coarse picture to be one; noise stays below."""
FEWEST = 24
"""Edges without which nothing is said."""
BLOCK = np.ones((COARSE, COARSE), np.uint8)
SIDEWAYS, UPWARDS = np.ones((1, 3), np.uint8), np.ones((3, 1), np.uint8)


def steepness(grey: Picture8, *, across: bool = True, share: float = 0.0) -> float | None:
    """How much of an edge's height is climbed within two pixels: above 1 when sharp, about a half
    when it is smeared over six. None when there is hardly an edge.

    A sharp edge rises as much from pixel to pixel in a picture four times smaller, a blurred one
    rises more there. The worse of both directions counts, because a moving camera smears one.
    ``across``: False leaves out edges that are crossed sideways, for pictures stretched that way.
    ``share``: of the picture that must be edges for a direction to count.
    """
    kernels = (SIDEWAYS, UPWARDS) if across else (UPWARDS,)
    rises = [climbs(grey, kernel) for kernel in kernels]
    least = max(FEWEST, share * (grey.shape[0] // COARSE) * (grey.shape[1] // COARSE))
    told = [float(np.median(rise)) for rise in rises if len(rise) >= least]
    return min(told) if told else None


def climbs(grey: Picture8, kernel: Picture8) -> Singles:
    """`steepness` edge by edge (N), in the direction of the kernel."""
    height, width = (side // COARSE for side in grey.shape[:2])
    if min(height, width) < 3:
        return np.zeros(0, np.float32)
    whole = grey[: height * COARSE, : width * COARSE]
    fine = cv2.morphologyEx(whole, cv2.MORPH_GRADIENT, kernel)
    steepest = cv2.dilate(fine, BLOCK, anchor=(0, 0))[::COARSE, ::COARSE]
    small = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    rise = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, kernel)
    # The steepest place of an edge may lie in the block beside.
    steepest = cv2.dilate(np.ascontiguousarray(steepest), kernel)
    edges = rise >= EDGE
    return np.asarray(steepest[edges].astype(np.float32) / rise[edges], np.float32)
