"""Who paints which pixel: every place goes to one view, and the border runs where they agree.

On a small canvas. Each place first goes to the view that sees it deepest inside its frame; then
each border between two views moves to where their pictures differ least (graph cut), so that it
avoids people and edges. Columns wrap: a border may run over the edge of the canvas.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Picture8, Places, Singles
from pipelines.panorama.warp import Canvas, Region, Warped, cyclic_span
from pipelines.progress import Progress, silent

NOBODY = -1
WANDER = 0.45
"""A border may move to where a view sees this share as deep inside as the deepest view."""
LEAST_SHARED = 24
RIM = 2
"""Pixels around what is free to move that the cut looks at too."""


def find_seams(views: Sequence[Warped], canvas: Canvas, progress: Progress = silent) -> Indices:
    """The index of the view that paints each pixel of the small canvas; -1 where none sees."""
    depth = np.zeros((canvas.height, canvas.width), np.float32)
    owner = np.full(depth.shape, NOBODY, np.intp)
    for index, view in enumerate(views):
        at = view.region.places(canvas)
        deeper = view.depth > depth[at]
        depth[at] = np.where(deeper, view.depth, depth[at])
        owner[at] = np.where(deeper, index, owner[at])
    pairs = sorted(_neighbours(owner))
    for count, pair in enumerate(pairs):
        progress(count / len(pairs), "looking for the seams")
        _cut(pair, views, owner, depth, canvas)
    return owner


def _neighbours(owner: Indices) -> set[tuple[int, int]]:
    """The views between which a border runs, the lower index first."""
    found: set[tuple[int, int]] = set()
    for one, other in ((owner[1:], owner[:-1]), (owner, np.roll(owner, 1, axis=1))):
        met = (one != other) & (one != NOBODY) & (other != NOBODY)
        pairs = np.sort(np.stack([one[met], other[met]]), axis=0)
        found.update((int(first), int(second)) for first, second in np.unique(pairs, axis=1).T)
    return found


def _cut(
    pair: tuple[int, int], views: Sequence[Warped], owner: Indices, depth: Singles, canvas: Canvas
) -> None:
    """Move the border between two views; other views' places stay as they are."""
    one, other = (views[index] for index in pair)
    box = _common(one.region, other.region, canvas)
    if box is None:
        return
    theirs, deepest = (values[box.places(canvas)] for values in (owner, depth))
    free = np.isin(theirs, pair)
    for index in pair:
        deep = views[index].depth[_inside(views[index].region, box, canvas)] > WANDER * deepest
        free &= deep | (theirs == index)
    if free.sum() < LEAST_SHARED:
        return
    room = _around(free, box, canvas)
    at, free = room.places(canvas), free[_inside(box, room, canvas)]
    theirs = owner[at]
    if not all((theirs == index).any() for index in pair):
        return
    pictures = [view.picture[_inside(view.region, room, canvas)] for view in (one, other)]
    masks = [free | (theirs == index) for index in pair]
    kept = _graph_cut(pictures, masks)
    owner[at] = np.where(free, np.where(kept, *pair), theirs)


def _around(free: Mask, box: Region, canvas: Canvas) -> Region:
    """The part of a box that holds all that is free, and a little of what stands around it."""
    rows, columns = (np.flatnonzero(free.any(axis=axis)) for axis in (1, 0))
    top, bottom = max(0, int(rows[0]) - RIM), min(box.height, int(rows[-1]) + 1 + RIM)
    first, wide = int(columns[0]), int(np.ptp(columns)) + 1
    if box.width == canvas.width:
        first, wide = cyclic_span(columns, canvas.width)
        left, width = first - RIM, min(box.width, wide + 2 * RIM)
    else:
        left = max(0, first - RIM)
        width = min(box.width, first + wide + RIM) - left
    return Region((box.left + left) % canvas.width, box.top + top, width, bottom - top)


def _graph_cut(pictures: Sequence[Picture8], masks: Sequence[Mask]) -> Mask:
    """Where the first view stays, of two pictures of one box."""
    finder = cv2.detail.GraphCutSeamFinder("COST_COLOR_GRAD")
    shown = [_handed(picture.astype(np.float32)) for picture in pictures]
    open_to = [_handed(mask.astype(np.uint8) * np.uint8(255)) for mask in masks]
    kept = finder.find(shown, [(0, 0), (0, 0)], open_to)[0].get()
    return np.asarray(np.asarray(kept) > 0)


def _handed(array: Singles | Picture8) -> cv2.UMat:
    """The array as OpenCV's seam finder takes it; its type stubs do not know this constructor."""
    return cv2.UMat(array)  # type: ignore[call-overload, no-any-return]


def _common(one: Region, other: Region, canvas: Canvas) -> Region | None:
    """The box where two regions meet; of two meetings around the circle, the wider."""
    top, bottom = max(one.top, other.top), min(one.rows.stop, other.rows.stop)
    if bottom <= top:
        return None
    best: tuple[int, int] | None = None
    if one.width == canvas.width:
        best = (other.left, other.width)
    elif other.width == canvas.width:
        best = (one.left, one.width)
    else:
        for turn in (-canvas.width, 0, canvas.width):
            left = max(one.left, other.left + turn)
            right = min(one.left + one.width, other.left + turn + other.width)
            if right > left and (best is None or right - left > best[1]):
                best = (left, right - left)
    if best is None:
        return None
    return Region(best[0] % canvas.width, top, best[1], bottom - top)


def _inside(region: Region, box: Region, canvas: Canvas) -> Places:
    """What picks a box out of values given for a region that holds it."""
    left = (box.left - region.left) % canvas.width
    return Region(left, box.top - region.top, box.width, box.height).places(canvas)


def share_of(owner: Indices, index: int, region: Region, canvas: Canvas, small: Canvas) -> Singles:
    """The pixels of a region of the large canvas that a view paints (H x W, 0..1, hard but
    smoothed by half a small pixel)."""
    return enlarged((owner == index).astype(np.float32), region, canvas, small)


def enlarged(values: Singles | Picture8, region: Region, canvas: Canvas, small: Canvas) -> Singles:
    """A region of the large canvas from values on the small one (H x W or H x W x 3)."""
    scale = small.width / canvas.width
    margin = 2
    left = int(np.floor(region.left * scale)) - margin
    top = int(np.floor(region.top * scale)) - margin
    right = int(np.ceil((region.left + region.width) * scale)) + margin
    bottom = int(np.ceil(region.rows.stop * scale)) + margin
    columns = np.arange(left, right) % small.width
    rows = np.clip(np.arange(top, bottom), 0, small.height - 1)
    part = values[np.ix_(rows, columns)].astype(np.float32)
    large = cv2.resize(part, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_LINEAR)
    x, y = region.left - round(left / scale), region.top - round(top / scale)
    return np.asarray(large[y : y + region.height, x : x + region.width], np.float32)
