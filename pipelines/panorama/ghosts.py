"""How much of a panorama's seams runs through places where the pictures disagree."""

import numpy as np

from pipelines.panorama.composition import Layout

TORN = 0.5
"""Of `Layout.torn`; from here on a seam shows."""


def ghosting(layout: Layout) -> float:
    """The share (0..1) of the seams' pixels where the two views that meet disagree; 0 where
    nothing meets."""
    owner = layout.owner
    if layout.torn.shape != owner.shape:
        return 0.0
    seam = np.zeros(owner.shape, bool)
    for axis in (0, 1):
        for step in (-1, 1):
            other = np.roll(owner, step, axis)
            seam |= (other != owner) & (other >= 0) & (owner >= 0)
    return float((layout.torn[seam] > TORN).mean()) if seam.any() else 0.0
