"""A hole filled from its surroundings, texture and all.

Every place of the hole looks for the small patch of the surroundings that fits it best (PatchMatch:
Barnes, Shechtman, Finkelstein and Goldman, 2009), the patches vote for the colours, and both are
repeated from coarse to fine (Wexler, Shechtman and Irani, 2007). The finest detail, noise included,
is then copied from where the patches came from.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8, Singles

PATCH = 3
"""Pixels around the middle of a patch."""
COARSEST, FINEST = 14, 112
"""How large the hole is, in pixels, on the first and on the last level that is searched."""
ROUNDS, SWEEPS = 4, 2
NEAR = 0.6
"""How fast the random search narrows."""
SEED = 7


@dataclass(frozen=True, slots=True)
class _Level:
    """``picture``: float32; ``hole``: to be filled; ``usable``: where patches may come from;
    ``targets``: rows and columns (2 x N) of the places that look for a patch."""

    picture: Singles
    hole: Mask
    usable: Mask
    targets: Indices
    number: Indices
    """The index of each pixel among the targets, -1 for the others."""


def complete(picture: Picture8, hole: Mask, known: Mask) -> Picture8:
    """The picture (H x W x 3) with ``hole`` filled from where ``known`` is true and ``hole`` is
    not. Comes back as it is where nothing is known around the hole."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if not len(rows):
        return picture
    extent = max(int(np.ptp(rows)), int(np.ptp(columns))) + 1
    sizes = [float(min(extent, FINEST))]
    while sizes[-1] / 2 >= COARSEST:
        sizes.append(sizes[-1] / 2)
    draw = np.random.default_rng(SEED)
    filled: Singles | None = None
    offsets: Indices | None = None
    level: _Level | None = None
    for size in reversed(sizes):
        above, level = level, _level(picture, hole, known, size / extent)
        if not level.usable.any():
            return picture
        if filled is None or above is None or offsets is None:
            level = replace(level, picture=_membrane(level.picture, level.hole))
            offsets = _random(level, draw)
        else:
            level = replace(level, picture=_grown(filled, level))
            offsets = _finer(offsets, above, level)
        for _ in range(ROUNDS):
            offsets = _search(level, offsets, draw)
            level = replace(level, picture=_vote(level, offsets))
        filled = level.picture
    assert level is not None and offsets is not None
    return _detailed(picture, hole, level, offsets)


def _level(picture: Picture8, hole: Mask, known: Mask, scale: float) -> _Level:
    height, width = (max(8, round(side * scale)) for side in hole.shape)
    size = (width, height)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = cv2.resize((hole | ~known).astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    gap = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    square = np.ones((2 * PATCH + 1,) * 2, np.uint8)
    usable = cv2.dilate(inside.astype(np.uint8), square) == 0
    targets = cv2.dilate(gap.astype(np.uint8), square) > 0
    for mask in (usable, targets):
        mask[:PATCH] = mask[-PATCH:] = mask[:, :PATCH] = mask[:, -PATCH:] = False
    number = np.full(gap.shape, -1, np.intp)
    number[targets] = np.arange(int(targets.sum()))
    return _Level(small, gap, usable, np.stack(np.nonzero(targets)), number)


def _membrane(picture: Singles, hole: Mask) -> Singles:
    """The hole filled as a soap film would, from its rim; coarse pictures only."""
    filled = picture.copy()
    filled[hole] = picture[~hole].mean(axis=0)
    for _ in range(4 * max(hole.shape)):
        filled[hole] = cv2.blur(filled, (3, 3))[hole]
    return filled


def _random(level: _Level, draw: np.random.Generator) -> Indices:
    """For every target some usable place: rows and columns (2 x N)."""
    places = np.stack(np.nonzero(level.usable))
    return places[:, draw.integers(0, places.shape[1], level.targets.shape[1])]


def _search(level: _Level, found: Indices, draw: np.random.Generator) -> Indices:
    """Better places for every target: those beside its neighbours' places, and random ones."""
    wanted = _patches(level.picture, level.targets)
    cost = _cost(level.picture, wanted, found)
    height, width = level.hole.shape
    for _ in range(SWEEPS):
        for step in (4, 2, 1):
            for down, right in ((step, 0), (-step, 0), (0, step), (0, -step)):
                rows = np.clip(level.targets[0] + down, 0, height - 1)
                columns = np.clip(level.targets[1] + right, 0, width - 1)
                neighbour = level.number[rows, columns]
                tried = found[:, neighbour] - np.array([[down], [right]])
                tried = np.where(neighbour >= 0, tried, found)
                found, cost = _better(level, wanted, found, cost, tried)
        radius = float(max(height, width))
        while radius > 1:
            jump = draw.uniform(-radius, radius, found.shape)
            found, cost = _better(level, wanted, found, cost, found + np.rint(jump).astype(np.intp))
            radius *= NEAR**2
    return found


def _better(
    level: _Level, wanted: Singles, found: Indices, cost: Singles, tried: Indices
) -> tuple[Indices, Singles]:
    height, width = level.hole.shape
    inside = (tried >= 0).all(axis=0) & (tried[0] < height) & (tried[1] < width)
    tried = np.where(inside, tried, found)
    open_ = np.flatnonzero(level.usable[tried[0], tried[1]] & (tried != found).any(axis=0))
    found, cost = found.copy(), cost.copy()
    costs = _cost(level.picture, wanted[open_], tried[:, open_])
    wins = costs < cost[open_]
    found[:, open_[wins]] = tried[:, open_[wins]]
    cost[open_[wins]] = costs[wins]
    return found, cost


def _patches(picture: Singles, places: Indices) -> Singles:
    """N x (patch pixels * 3)."""
    span = np.arange(-PATCH, PATCH + 1)
    rows = places[0][:, None, None] + span[None, :, None]
    columns = places[1][:, None, None] + span[None, None, :]
    return np.asarray(picture[rows, columns].reshape(places.shape[1], -1))


def _cost(picture: Singles, wanted: Singles, places: Indices) -> Singles:
    off = _patches(picture, places) - wanted
    return np.asarray(np.einsum("ij,ij->i", off, off))


def _vote(level: _Level, found: Indices) -> Singles:
    """The hole in the colours that the chosen patches have at each place, the better ones more."""
    cost = _cost(level.picture, _patches(level.picture, level.targets), found)
    weight = np.exp(-cost / max(2 * float(np.percentile(cost, 75)), 1e-6)).astype(np.float32)
    total = np.zeros_like(level.picture)
    sure = np.zeros(level.hole.shape, np.float32)
    for down in range(-PATCH, PATCH + 1):
        for right in range(-PATCH, PATCH + 1):
            at = level.targets[0] + down, level.targets[1] + right
            source = level.picture[found[0] + down, found[1] + right]
            total[at] += weight[:, None] * source
            sure[at] += weight
    voted = level.picture.copy()
    voted[level.hole] = (total / np.maximum(sure, 1e-6)[:, :, None])[level.hole]
    return voted


def _grown(filled: Singles, level: _Level) -> Singles:
    height, width = level.hole.shape
    large = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.where(level.hole[:, :, None], large, level.picture).astype(np.float32)


def _finer(found: Indices, above: _Level, level: _Level) -> Indices:
    """The places of a coarse level on the next one; unusable ones keep the nearest usable."""
    scale = np.array(level.hole.shape) / np.array(above.hole.shape)
    moved = _spread(found, above)
    at = [
        np.clip((side / factor).astype(np.intp), 0, most - 1)
        for side, factor, most in zip(level.targets, scale, above.hole.shape, strict=True)
    ]
    shift = moved[:, at[0], at[1]] * scale[:, None]
    places = np.rint(level.targets + shift).astype(np.intp)
    return _nearest_usable(places, level.usable)


def _spread(found: Indices, level: _Level) -> Floats:
    """How far each pixel's patch lies away (2 x H x W), also beside the targets."""
    missing = (level.number < 0).astype(np.uint8)
    _, labels = cv2.distanceTransformWithLabels(
        missing, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    owner = np.zeros(int(labels.max()) + 1, np.intp)
    owner[labels[level.number >= 0]] = level.number[level.number >= 0]
    return np.asarray((found - level.targets)[:, owner[labels]], np.float64)


def _nearest_usable(places: Indices, usable: Mask) -> Indices:
    _, labels = cv2.distanceTransformWithLabels(
        (~usable).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    where = np.zeros((2, int(labels.max()) + 1), np.intp)
    where[:, labels[usable]] = np.stack(np.nonzero(usable))
    height, width = usable.shape
    rows, columns = np.clip(places[0], 0, height - 1), np.clip(places[1], 0, width - 1)
    return where[:, labels[rows, columns]]


def _detailed(picture: Picture8, hole: Mask, level: _Level, found: Indices) -> Picture8:
    """The filled level at full size, with the detail of the places that the patches came from."""
    height, width = hole.shape
    small_height, small_width = level.hole.shape
    scale = np.array([height / small_height, width / small_width])
    shift = _spread(found, level)
    rows, columns = np.nonzero(hole)
    at = (rows / scale[0]).astype(np.intp), (columns / scale[1]).astype(np.intp)
    from_rows = np.clip(np.rint(rows + shift[0][at] * scale[0]).astype(np.intp), 0, height - 1)
    from_columns = np.clip(np.rint(columns + shift[1][at] * scale[1]).astype(np.intp), 0, width - 1)
    size = (small_width, small_height)
    coarse = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    base = cv2.resize(level.picture, (width, height), interpolation=cv2.INTER_CUBIC)
    detail = picture[from_rows, from_columns].astype(np.float32) - smooth[from_rows, from_columns]
    result = picture.copy()
    result[rows, columns] = np.clip(base[rows, columns] + detail + 0.5, 0, 255).astype(np.uint8)
    return result
