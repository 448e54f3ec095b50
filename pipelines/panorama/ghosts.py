"""How much of a panorama's seams runs through places where the pictures disagree, and where that
is a stretch as long as a person: half of them is shown, or their legs alone."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Mask
from pipelines.panorama.composition import Layout

TORN = 0.5
"""Of `Layout.torn`; from here on a seam shows."""
LONG = 7.0
"""Degrees of a seam, in one piece: 11 and more where somebody walked, below 5 where nobody did."""
REACH = 5
"""Pixels within which what is torn counts as one piece."""


@dataclass(frozen=True, slots=True)
class Half:
    """The middle of a stretch of seam at which somebody is cut off; degrees."""

    yaw: float
    pitch: float
    long: float


@dataclass(frozen=True, slots=True)
class Ghosts:
    """``share`` (0..1) of the seams' pixels at which the two views that meet disagree, 0 where
    nothing meets; ``halves``: the longest first."""

    share: float
    halves: tuple[Half, ...] = ()


def ghosting(layout: Layout) -> Ghosts:
    """Where the seams show that something moved."""
    owner = layout.owner
    if layout.torn.shape != owner.shape:
        return Ghosts(0.0)
    seam = np.zeros(owner.shape, bool)
    for axis in (0, 1):
        for step in (-1, 1):
            other = np.roll(owner, step, axis)
            seam |= (other != owner) & (other >= 0) & (owner >= 0)
    if not seam.any():
        return Ghosts(0.0)
    torn = seam & (layout.torn > TORN)
    return Ghosts(float(torn.sum() / seam.sum()), _halves(torn))


def _halves(torn: Mask) -> tuple[Half, ...]:
    height, width = torn.shape
    step = 360 / width
    near = cv2.dilate(torn.astype(np.uint8), np.ones((REACH, REACH), np.uint8))
    count, pieces = cv2.connectedComponents(near)
    found = []
    for piece in range(1, count):
        rows, columns = np.nonzero((pieces == piece) & torn)
        if len(rows) * step >= LONG:
            yaw, pitch = columns.mean() * step - 180, 90 - rows.mean() * 180 / height
            found.append(Half(float(yaw), float(pitch), len(rows) * step))
    return tuple(sorted(found, key=lambda half: -half.long))
