"""How much of a panorama's seams runs through places where the pictures disagree, and where that
is a stretch as long as a person: half of them is shown, or their legs alone."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask
from pipelines.panorama.composition import Layout

TORN = 0.5
"""Of `Layout.torn`; from here on a seam shows."""
LONG = 7.0
"""Degrees of a seam, in one piece: 11 and more where somebody walked, below 5 where nobody did."""
SHORT, TALL = 4.5, 7.0
"""A shorter stretch tells where it runs through something that is TALL degrees high and not in
every picture: 4.9 and more for legs cut off, 3.5 beside somebody who is whole, 4.1 at edges that a
lens 40 centimetres off its axis breaks, where nothing so high differs."""
DIFFERS, BODY = 0.6, 5
"""Of `Layout.differs`, from which on something else is there; and what is no mere edge, pixels."""
REACH = 5
"""Pixels within which what is torn counts as one piece."""


@dataclass(frozen=True, slots=True)
class Half:
    """The middle of a stretch of seam at which somebody is cut off; degrees. ``views``: the indices
    of the two that meet there, the lower one first."""

    yaw: float
    pitch: float
    long: float
    views: tuple[int, int] = (-1, -1)


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
    return Ghosts(float(torn.sum() / seam.sum()), _halves(torn, layout))


def _halves(torn: Mask, layout: Layout) -> tuple[Half, ...]:
    height, width = torn.shape
    step = 360 / width
    high = _heights(layout) * step
    near = cv2.dilate(torn.astype(np.uint8), np.ones((REACH, REACH), np.uint8))
    count, pieces = cv2.connectedComponents(near)
    found = []
    for piece in range(1, count):
        rows, columns = np.nonzero((pieces == piece) & torn)
        long = len(rows) * step
        if long >= LONG or (long >= SHORT and high[rows, columns].max() >= TALL):
            yaw, pitch = columns.mean() * step - 180, 90 - rows.mean() * 180 / height
            views = _meeting(layout.owner[pieces == piece])
            found.append(Half(float(yaw), float(pitch), long, views))
    return tuple(sorted(found, key=lambda half: -half.long))


def _heights(layout: Layout) -> Floats:
    """Of each pixel, how many rows that reaches which is not in every picture there."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BODY, BODY))
    other = (layout.differs > DIFFERS).astype(np.uint8)
    bodies = cv2.morphologyEx(other, cv2.MORPH_OPEN, kernel)
    _, of, measured, _ = cv2.connectedComponentsWithStats(bodies)
    rows = measured[:, cv2.CC_STAT_HEIGHT].astype(np.float32)
    rows[0] = 0
    return np.asarray(cv2.dilate(rows[of], np.ones((REACH + 2, REACH + 2), np.uint8)))


def _meeting(owners: Indices) -> tuple[int, int]:
    """The two views that show most of a stretch."""
    views, counts = np.unique(owners[owners >= 0], return_counts=True)
    one, other = sorted(int(views[at]) for at in np.argsort(-counts, kind="stable")[:2])
    return one, other
