"""How much darker a lens draws its corners, told by places that one picture shows in its corner
and another nearer to its middle (Goldman and Chen, 2005): one gain for each view and one falloff
for each lens that explain all overlaps at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.exposure import multiplied, well_exposed
from pipelines.panorama.warp import Canvas, Region, Warped, look_up

TERMS = 2
"""Light is exp(-(a r^2 + b r^4)), r being 1 in the corners."""
SAMPLES = 150
"""Places that are compared for each two views."""
FEWEST = 200
ROUNDS = 6
SCALE = 0.04
"""Logarithm of a ratio that counts half; edges that lie a little off differ by more."""
DOUBT = 2.0
LEAST, MOST = 0.02, 1.2
"""Logarithm of the corner's light under which nothing is corrected, and the most that is."""
STRIPE = 256


@dataclass(frozen=True, slots=True)
class _Shared:
    """Places seen by views ``first`` and ``second``: how bright (log), how far out (squared)."""

    first: int
    second: int
    ratio: Floats
    out: tuple[Floats, Floats]


def find_vignetting(
    views: Sequence[View], warped: Sequence[Warped], canvas: Canvas
) -> tuple[Floats, ...]:
    """The terms of each view's lens (zeros where nothing is to be corrected), from the views
    warped onto a small canvas."""
    lenses = list(dict.fromkeys(view.lens for view in views))
    of = [lenses.index(view.lens) for view in views]
    shared = list(_overlaps(views, warped, canvas))
    nothing = np.zeros(TERMS)
    if sum(len(each.ratio) for each in shared) < FEWEST:
        return tuple(nothing for _ in views)
    terms = _solve(shared, of, len(views), len(lenses))
    return tuple(_allowed(terms[lens]) for lens in of)


def even_out(picture: Picture8, terms: Floats) -> Picture8:
    """The picture of any size with its corners as bright as its middle; white stays white."""
    if not terms.any():
        return picture
    height, width = picture.shape[:2]
    corner = float(np.hypot(height, width)) / 2
    x = ((np.arange(width, dtype=np.float32) - (width - 1) / 2) / corner) ** 2
    y = ((np.arange(height, dtype=np.float32) - (height - 1) / 2) / corner) ** 2
    result = np.empty_like(picture)
    for top in range(0, height, STRIPE):
        rows = slice(top, min(height, top + STRIPE))
        out = x[None] + y[rows, None]
        gain = np.exp(_dark(out, terms)).astype(np.float32)[:, :, None]
        result[rows] = multiplied(picture[rows].astype(np.float32), gain) + 0.5
    return result


def _dark(out: Floats | Singles, terms: Floats) -> Floats:
    return np.asarray(out * (terms[0] + out * terms[1]))


def _allowed(terms: Floats) -> Floats:
    """Darker all the way to the corner and by an amount that lenses have, or nothing."""
    course = _dark(np.linspace(0, 1, 33), terms)
    believed = LEAST < course[-1] < MOST and bool((course > -LEAST / 2).all())
    return terms if believed else np.zeros(TERMS)


def _solve(shared: Sequence[_Shared], of: Sequence[int], views: int, lenses: int) -> Floats:
    """Least squares, again with less weight for what does not fit."""
    parts = [(each.ratio, *_rows(each, of, views)) for each in shared]
    doubt = np.full(views + lenses * TERMS, 1e-3)
    doubt[views:] = DOUBT
    found: Floats = np.zeros(len(doubt))
    for turn in range(ROUNDS):
        normal, wanted = np.diag(doubt), np.zeros(len(doubt))
        for ratio, rows, columns in parts:
            off = ratio - rows @ found[columns]
            weight = 1 / (1 + (off / SCALE) ** 2) if turn else np.ones(len(ratio))
            weighed = rows * weight[:, None]
            np.add.at(normal, np.ix_(columns, columns), weighed.T @ rows)
            np.add.at(wanted, columns, ratio @ weighed)
        found = np.asarray(np.linalg.solve(normal, wanted), np.float64)
    return np.asarray(found[views:].reshape(lenses, TERMS))


def _rows(shared: _Shared, of: Sequence[int], views: int) -> tuple[Floats, Indices]:
    """What each ratio says of some unknowns, and which these are: the two views' gains and the
    terms of both lenses."""
    one = np.ones(len(shared.ratio))
    powers = np.arange(1, TERMS + 1)
    inner, outer = (out[:, None] ** powers for out in shared.out)
    rows = np.column_stack([one, -one, -inner, outer])
    terms = [views + of[end] * TERMS + np.arange(TERMS) for end in (shared.first, shared.second)]
    return rows, np.concatenate([[shared.first, shared.second], *terms]).astype(np.intp)


def _overlaps(views: Sequence[View], warped: Sequence[Warped], canvas: Canvas) -> Iterator[_Shared]:
    whole = Region(0, 0, canvas.width, canvas.height)
    seen = [_Seen.of(view, one, canvas, whole) for view, one in zip(views, warped, strict=True)]
    for first, second in combinations(range(len(views)), 2):
        _, here, there = np.intersect1d(
            seen[first].places, seen[second].places, assume_unique=True, return_indices=True
        )
        if len(here) < SAMPLES // 2:
            continue
        some = np.linspace(0, len(here) - 1, SAMPLES).astype(np.intp)
        one, other = here[some], there[some]
        yield _Shared(
            first,
            second,
            seen[first].light[one] - seen[second].light[other],
            (seen[first].out[one], seen[second].out[other]),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """The well exposed places of one view: flat index on the canvas, log of the light, how far
    out in the picture (squared, 1 in the corners)."""

    places: Indices
    light: Floats
    out: Floats

    @classmethod
    def of(cls, view: View, one: Warped, canvas: Canvas, whole: Region) -> "_Seen":
        good = well_exposed(one)
        rows, columns = np.nonzero(good)
        x, y, _ = look_up(view, canvas, one.region)
        corner = np.hypot(view.width, view.height) / 2 / view.long_side
        places = (rows + one.region.top) * whole.width + one.region.columns(canvas)[columns]
        return cls(
            places,
            np.log(one.picture[good].astype(float).mean(axis=1)),
            np.asarray((x[good] ** 2 + y[good] ** 2) / corner**2, float),
        )
