"""A partial panorama as fine as its pictures: what a whole circle of such a canvas would cost is
not paid for the part that was seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.blend import window_of
from pipelines.panorama.camera import View
from pipelines.panorama.composition import SMALL, Layout, canvas_of, paint
from pipelines.panorama.gpano import Box
from pipelines.panorama.inputs import Photo
from pipelines.panorama.warp import Canvas, Region, find_region
from pipelines.progress import Progress, silent

MOST = 40_000_000
"""Pixels of the seen box, at most."""
WIDEST = 65_536
WORTH = 1.1
"""Times by which it must be finer than the whole canvas."""
SMALL_MOST = 4 * SMALL


@dataclass(frozen=True, slots=True)
class Detail:
    """``picture``: the seen box alone; ``box``: where it lies on its canvas."""

    picture: Picture8
    box: Box


def small_width(views: Sequence[View]) -> int:
    """How wide the canvas for gains and seams may be: the wider, the less of it is seen."""
    coarse = Canvas(SMALL)
    regions = [find_region(view, coarse) for view in views]
    share = sum(one.width * one.height for one in regions) / (coarse.width * coarse.height)
    return int(min(SMALL_MOST, SMALL / np.sqrt(min(share, 1.0))))


def paint_detail(
    photos: Sequence[Photo],
    views: Sequence[View],
    layout: Layout,
    canvas: Canvas,
    progress: Progress = silent,
) -> Detail | None:
    """The seen part, finer than on ``canvas``; None where that gains nothing or it runs over the
    canvas's edge."""
    small = layout.small
    rows, columns = (np.flatnonzero((layout.owner >= 0).any(axis=axis)) for axis in (1, 0))
    tall, wide = (int(found[-1] - found[0] + 1) for found in (rows, columns))
    if wide == small.width:
        return None
    fine = _fine(views, tall * wide / (small.width * small.height))
    if fine.width < WORTH * canvas.width:
        return None
    scale = fine.width / small.width
    left, top = int(columns[0] * scale), int(rows[0] * scale)
    seen_box = Region(left, top, int(wide * scale) + 1, int(tall * scale) + 1)
    window = window_of(seen_box, fine)
    picture, seen = paint(photos, views, layout, fine, progress, window=window)
    found_rows, found_columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    inner = (
        slice(int(found_rows[0]), int(found_rows[-1]) + 1),
        slice(int(found_columns[0]), int(found_columns[-1]) + 1),
    )
    shown = picture[inner]
    box = Box(
        fine.width, fine.height, window.left + inner[1].start, window.top + inner[0].start,
        shown.shape[1], shown.shape[0],
    )  # fmt: skip
    return Detail(shown, box)


def _fine(views: Sequence[View], share: float) -> Canvas:
    """As fine as the pictures, but no more than `MOST` pixels of the ``share`` that is seen."""
    affordable = int(min(WIDEST, np.sqrt(2 * MOST / share)))
    return canvas_of(max(view.lens.focal * view.long_side for view in views), affordable)
