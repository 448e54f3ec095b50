"""Where views that see the same place show the same, and which of them stands alone.

On the small canvas, after gains, and after a blur that forgives what is placed a little off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Picture8, Singles
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
    return _disagreement((high.astype(np.float32) - low).max(axis=2))


def _range(views: Sequence[Warped], canvas: Canvas) -> tuple[Picture8, Picture8]:
    """The least and the most that any view shows, per channel."""
    low = np.full((canvas.height, canvas.width, 3), 255, np.uint8)
    high = np.zeros_like(low)
    for view in views:
        at = _at(view, canvas)
        soft, seen = _soft(view), view.mask[:, :, None]
        low[at] = np.where(seen, np.minimum(low[at], soft), low[at])
        high[at] = np.where(seen, np.maximum(high[at], soft), high[at])
    return np.minimum(low, high), high


def composed(views: Sequence[Warped], owner: Indices, canvas: Canvas) -> Picture8:
    """What each place's owner shows there; black where nobody sees."""
    result = np.zeros((canvas.height, canvas.width, 3), np.uint8)
    for index, view in enumerate(views):
        at = _at(view, canvas)
        mine = (owner[at] == index)[:, :, None]
        result[at] = np.where(mine, view.picture, result[at])
    return result


def find_torn(views: Sequence[Warped], owner: Indices, canvas: Canvas) -> Singles:
    """How much, at the seams, the two views that meet disagree: 0..1; 0 off the seams."""
    soft = [replace(view, picture=_soft(view)) for view in views]
    mine = composed(soft, owner, canvas).astype(np.float32)
    apart = np.zeros(owner.shape, np.float32)
    for axis in (0, 1):
        for step in (-1, 1):
            theirs = np.roll(owner, step, axis)
            for index, view in enumerate(soft):
                at = _at(view, canvas)
                meets = (theirs[at] == index) & (owner[at] != index) & (owner[at] >= 0) & view.mask
                off = np.abs(view.picture - mine[at]).max(axis=2)
                apart[at] = np.where(meets, np.maximum(apart[at], off), apart[at])
    return _disagreement(apart)


def _disagreement(apart: Singles) -> Singles:
    return np.asarray(np.clip((apart - NOTHING) / (ALL - NOTHING), 0, 1), np.float32)


def without_strangers(views: Sequence[Warped], canvas: Canvas) -> list[Warped]:
    """The views, each hardly deep where it shows something else than most of three or more; and
    where that goes on into places that only two see, there too."""
    common, count = _common(views, canvas)
    low, high = _range(views, canvas)
    result = []
    for view in views:
        at, soft = _at(view, canvas), _soft(view).astype(np.float32)
        shared = view.mask & (count[at] > 1)
        known = view.mask & (count[at] >= MAJORITY)
        strange = known & (np.abs(soft - common[at]).max(axis=2) > STRANGE)
        alone = np.maximum(soft - low[at], high[at] - soft).max(axis=2) > STRANGE
        solid = _opened(_grown(strange, known, shared & alone))
        around = np.asarray(cv2.dilate(solid, _disc(AROUND))) > 0
        depth = np.where(around & shared, view.depth * np.float32(FAINT), view.depth)
        result.append(replace(view, depth=depth))
    return result


def _grown(strange: Mask, known: Mask, alone: Mask) -> Mask:
    """The patches of ``alone`` that are mostly strange as far as that is known."""
    count, patch = cv2.connectedComponents(alone.astype(np.uint8))
    of = np.asarray(patch)
    told = np.bincount(of[known], minlength=count)
    against = np.bincount(of[strange], minlength=count)
    taken = 2 * against > np.maximum(told, 1)
    taken[0] = False
    return np.asarray(taken[of])


def _opened(mask: Mask) -> Picture8:
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, _disc(SPECK)))


def _common(views: Sequence[Warped], canvas: Canvas) -> tuple[Picture8, Indices]:
    """The median colour of each place (of an even number, the lower one), and how many see it."""
    count = np.zeros((canvas.height, canvas.width), np.intp)
    for view in views:
        count[_at(view, canvas)] += view.mask
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


def _at(view: Warped, canvas: Canvas) -> tuple[Indices, ...]:
    return np.ix_(np.arange(view.region.top, view.region.rows.stop), view.region.columns(canvas))
