"""Where views that see the same place show the same, and which of them stands alone.

On the small canvas, after gains, and after a blur that forgives what is placed a little off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Picture8, Singles
from pipelines.panorama.channels import highest
from pipelines.panorama.warp import Canvas, Warped

BLUR = 1.5
NOTHING, ALL = 10.0, 60.0
"""Levels between views below which they agree, and from which on they disagree altogether."""
STRANGE = 24.0
"""Levels from what most views show, from which on a view shows something else there."""
SPECK, AROUND = 3, 9
"""Strange places smaller than a speck are edges placed a little off; others count with what is
around them, for a person's outline is strange only where it differs from the ground."""
FAINT = 0.02
MAJORITY = 3


def find_differences(views: Sequence[Warped], canvas: Canvas) -> Singles:
    """How much the views that see a place disagree: 0..1; 0 where less than two see it."""
    low, high = _range(views, canvas)
    apart = highest(np.asarray(cv2.subtract(high, low), np.uint8))
    return _disagreement(apart.astype(np.float32))


def _range(views: Sequence[Warped], canvas: Canvas) -> tuple[Picture8, Picture8]:
    """The least and the most that any view shows, per channel."""
    low = np.full((canvas.height, canvas.width, 3), 255, np.uint8)
    high = np.zeros_like(low)
    for view in views:
        at = view.region.places(canvas)
        soft, unseen = _soft(view), ~view.mask[:, :, None] * np.uint8(255)
        low[at] = np.minimum(low[at], soft | unseen)
        high[at] = np.maximum(high[at], soft & ~unseen)
    return np.minimum(low, high), high


def composed(views: Sequence[Warped], owner: Indices, canvas: Canvas) -> Picture8:
    """What each place's owner shows there; black where nobody sees."""
    result = np.zeros((canvas.height, canvas.width, 3), np.uint8)
    for index, view in enumerate(views):
        at = view.region.places(canvas)
        mine = (owner[at] == index)[:, :, None]
        result[at] = np.where(mine, view.picture, result[at])
    return result


def find_torn(views: Sequence[Warped], owner: Indices, canvas: Canvas) -> Singles:
    """How much, at the seams, the two views that meet disagree: 0..1; 0 off the seams."""
    soft = [_soft(view) for view in views]
    pictures = [replace(view, picture=each) for view, each in zip(views, soft, strict=True)]
    mine = composed(pictures, owner, canvas).astype(np.float32)
    apart = np.zeros(owner.shape, np.float32)
    for axis, step in ((0, -1), (0, 1), (1, -1), (1, 1)):
        theirs = np.roll(owner, step, axis)
        met = np.where((theirs != owner) & (owner >= 0), theirs, -1)
        for index, view in enumerate(views):
            rows, columns = np.nonzero((met[view.region.places(canvas)] == index) & view.mask)
            place = rows + view.region.top, view.region.columns(canvas)[columns]
            off = np.abs(soft[index][rows, columns] - mine[place]).max(axis=1, initial=0)
            apart[place] = np.maximum(apart[place], off)
    return _disagreement(apart)


def _disagreement(apart: Singles) -> Singles:
    return np.asarray(np.clip((apart - NOTHING) / (ALL - NOTHING), 0, 1), np.float32)


def without_strangers(views: Sequence[Warped], canvas: Canvas) -> list[Warped]:
    """The views, each hardly deep where it shows something else than most of three or more; and
    where that goes on into places that only two see, there too.

    What goes on into places that one view alone sees cannot be taken away as a whole: there the
    other views are hardly deep instead.
    """
    common, count = _common(views, canvas)
    spread = _range(views, canvas)
    claimed = np.full(count.shape, -1, np.intp)
    away = []
    for index, view in enumerate(views):
        at = view.region.places(canvas)
        gone, stays = _strange(view, common[at], count[at], (spread[0][at], spread[1][at]))
        away.append(gone)
        claimed[at] = np.where(stays & (claimed[at] < 0), index, claimed[at])
    return [
        _stepped_back(view, gone | _others(claimed[view.region.places(canvas)], index))
        for index, (view, gone) in enumerate(zip(views, away, strict=True))
    ]


def _others(claimed: Indices, index: int) -> Mask:
    return np.asarray((claimed >= 0) & (claimed != index))


def _stepped_back(view: Warped, where: Mask) -> Warped:
    return replace(view, depth=np.where(where, view.depth * np.float32(FAINT), view.depth))


def _strange(
    view: Warped, common: Picture8, count: Indices, spread: tuple[Picture8, Picture8]
) -> tuple[Mask, Mask]:
    """Where a view shows a stranger that can be taken away, and one that has to stay."""
    soft = _soft(view)
    known, shared = view.mask & (count >= MAJORITY), view.mask & (count > 1)
    strange = known & (highest(np.asarray(cv2.absdiff(soft, common), np.uint8)) > STRANGE)
    beyond = cv2.max(cv2.subtract(soft, spread[0]), cv2.subtract(spread[1], soft))
    alone = highest(np.asarray(beyond, np.uint8)) > STRANGE
    patches, patch = cv2.connectedComponents(_opened(shared & alone))
    of = np.asarray(patch)
    told = np.bincount(of[known], minlength=patches)
    taken = 2 * np.bincount(of[strange], minlength=patches) > np.maximum(told, 1)
    taken[0] = False
    lonely = _widened(view.mask & (count == 1))
    kept = np.bincount(of[lonely], minlength=patches) > 0
    return _widened((taken & ~kept)[of]) & shared, _widened((taken & kept)[of]) & shared


def _widened(mask: Mask) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(AROUND)) > 0)


def _opened(mask: Mask) -> Picture8:
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, _disc(SPECK)))


def _common(views: Sequence[Warped], canvas: Canvas) -> tuple[Picture8, Indices]:
    """The median colour of each place (of an even number, the lower one), and how many see it."""
    count = np.zeros((canvas.height, canvas.width), np.intp)
    for view in views:
        count[view.region.places(canvas)] += view.mask
    stack = np.full((int(count.max()), canvas.height, canvas.width, 3), 255, np.uint8)
    for (rows, columns), colours, slot in _placed(views, canvas):
        stack[slot, rows, columns] = colours
    stack.sort(axis=0)
    middle = np.maximum(count - 1, 0) // 2
    common = np.take_along_axis(stack, middle[None, :, :, None], axis=0)[0]
    return np.asarray(common, np.uint8), count


def _placed(
    views: Sequence[Warped], canvas: Canvas
) -> Iterator[tuple[tuple[Indices, Indices], Picture8, Indices]]:
    """For each view the canvas pixels it sees, their colours, and how many views came before."""
    before = np.zeros((canvas.height, canvas.width), np.intp)
    for view in views:
        rows, columns = np.nonzero(view.mask)
        place = rows + view.region.top, view.region.columns(canvas)[columns]
        yield place, _soft(view)[rows, columns], before[place]
        before[place] += 1


def _soft(view: Warped) -> Picture8:
    return np.asarray(cv2.GaussianBlur(view.picture, (0, 0), BLUR), np.uint8)


def _disc(size: int) -> Picture8:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
