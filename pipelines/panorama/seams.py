"""Who paints which pixel: every place goes to one view, and the border runs where they agree.

On a small canvas. Each place first goes to the view that sees it deepest inside its frame; then
each border between two views moves to where their pictures differ least (graph cut), so that it
avoids people and edges. Columns wrap: a border may run over the edge of the canvas.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Picture8, Singles
from pipelines.panorama.warp import Canvas, Region, Warped

NOBODY = -1
WANDER = 0.45
"""A border may move to where a view sees this share as deep inside as the deepest view."""
LEAST_SHARED = 24


def find_seams(views: Sequence[Warped], canvas: Canvas) -> Indices:
    """The index of the view that paints each pixel of the small canvas; -1 where none sees."""
    depth = np.zeros((canvas.height, canvas.width), np.float32)
    owner = np.full(depth.shape, NOBODY, np.intp)
    for index, view in enumerate(views):
        at = np.ix_(np.arange(view.region.top, view.region.rows.stop), view.region.columns(canvas))
        deeper = view.depth > depth[at]
        depth[at] = np.where(deeper, view.depth, depth[at])
        owner[at] = np.where(deeper, index, owner[at])
    for first in range(len(views)):
        for second in range(first + 1, len(views)):
            _cut(first, second, views, owner, depth, canvas)
    return owner


def _cut(
    first: int,
    second: int,
    views: Sequence[Warped],
    owner: Indices,
    depth: Singles,
    canvas: Canvas,
) -> None:
    """Move the border between two views; other views' places stay as they are."""
    box = _common(views[first].region, views[second].region, canvas)
    if box is None:
        return
    at = np.ix_(np.arange(box.top, box.rows.stop), box.columns(canvas))
    theirs, deepest = owner[at], depth[at]
    ours = (theirs == first) | (theirs == second)
    one, one_depth = _crop(views[first], box, canvas)
    other, other_depth = _crop(views[second], box, canvas)
    one_mask = ours & (one_depth > WANDER * deepest) & (one_depth > 0)
    other_mask = ours & (other_depth > WANDER * deepest) & (other_depth > 0)
    one_mask |= theirs == first
    other_mask |= theirs == second
    if (one_mask & other_mask).sum() < LEAST_SHARED:
        return
    if not (theirs == first).any() or not (theirs == second).any():
        return
    kept = _graph_cut(one, other, one_mask, other_mask)
    theirs = np.where(ours & one_mask & (kept | ~other_mask), first, theirs)
    theirs = np.where(ours & other_mask & (~kept | ~one_mask), second, theirs)
    owner[at] = theirs


def _graph_cut(one: Picture8, other: Picture8, one_mask: Mask, other_mask: Mask) -> Mask:
    """Where the first view stays, of two pictures of one box."""
    finder = cv2.detail.GraphCutSeamFinder("COST_COLOR_GRAD")
    pictures = [_handed(picture.astype(np.float32)) for picture in (one, other)]
    masks = [_handed(mask.astype(np.uint8) * np.uint8(255)) for mask in (one_mask, other_mask)]
    kept = finder.find(pictures, [(0, 0), (0, 0)], masks)[0].get()
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


def _crop(view: Warped, box: Region, canvas: Canvas) -> tuple[Picture8, Singles]:
    """What a view shows in a box that lies in its region."""
    columns = (box.left + np.arange(box.width) - view.region.left) % canvas.width
    rows = np.arange(box.top, box.rows.stop) - view.region.top
    at = np.ix_(rows, columns)
    return view.picture[at], view.depth[at]


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
