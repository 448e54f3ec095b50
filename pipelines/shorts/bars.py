"""Black in the picture: bars at its edges, gaps between views that stand side by side."""

import numpy as np

from pipelines.shorts import attention
from pipelines.shorts.attention import Interval
from pipelines.shorts.footage import Scene
from pipelines.shorts.framing import Window

BARS_ZOOM = 1.35
GAP = 0.06
"""The share of a window that a black gap takes."""
SEAM = 1.015
"""A little closer: bars are found on a grid of 160 cells."""


def torn(scene: Scene, centre: float, length: float, across: bool) -> bool:
    """Whether the window lies across a black gap, as between two views side by side, so that it
    would show parts of both."""
    profile = attention.lit(attention.shrink(scene.frames), 0 if across else 1)
    count = len(profile)
    low = round(min(max(centre - length / 2, 0.0), 1 - length) * count)
    inside = np.flatnonzero(profile[low : low + round(length * count)])
    if not len(inside):
        return False
    dark = int(inside[-1] - inside[0]) + 1 - len(inside)
    return dark > GAP * length * count


def without_bars(scene: Scene, centre: Interval, view: Window) -> tuple[float, float, float]:
    """The window's place and zoom after leaving out black bars at its edges."""
    small = attention.shrink(scene.frames)
    columns = lit_within(attention.lit(small, 0), centre.low, view.width)
    rows = lit_within(attention.lit(small, 1), centre.high, view.height)
    zoom = max(view.width / columns.length, view.height / rows.length)
    if not 1.02 < zoom <= BARS_ZOOM:
        return centre.low, centre.high, 1.0
    zoom *= SEAM
    smaller = Window(view.width / zoom, view.height / zoom)
    x, y = smaller.place(columns.centre, rows.centre)
    return x, y, round(zoom, 3)


def lit_within(profile: attention.Profile, centre: float, length: float) -> Interval:
    """The part of the window that is not black; the whole window when all of it is."""
    count = len(profile)
    low, high = round((centre - length / 2) * count), round((centre + length / 2) * count)
    bright = np.flatnonzero(profile[max(low, 0) : high])
    if not len(bright):
        return Interval(centre - length / 2, centre + length / 2)
    first = max(low, 0)
    return Interval((first + int(bright[0])) / count, (first + int(bright[-1]) + 1) / count)
