"""How much of a panorama's seams runs through places where the pictures disagree."""

import numpy as np

from pipelines.panorama.composition import Layout

TORN = 0.5
"""Of `Layout.differs`; from here on a seam shows."""


def ghosting(layout: Layout) -> float:
    """The share (0..1) of the seams' pixels where the views that see them disagree; 0 where
    nothing meets."""
    owner, differs = layout.owner, layout.differs
    if differs.shape != owner.shape:
        return 0.0
    right, below = np.roll(owner, -1, axis=1), np.roll(owner, -1, axis=0)
    below[-1] = owner[-1]
    seam = (owner >= 0) & (((right >= 0) & (right != owner)) | ((below >= 0) & (below != owner)))
    return float((differs[seam] > TORN).mean()) if seam.any() else 0.0
