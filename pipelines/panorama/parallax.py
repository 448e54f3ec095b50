"""How much a set fails to be one of a camera that only turned, and whether that shows.

A lens off the axis of the turn moves near things against far ones, and the matches of those miss
by a little; wrong matches miss by a lot. Measured on a drawn hall: 0.06, 0.09, 0.21, 0.35 and 0.52
of all matches for a lens 5, 10, 20, 40 and 70 centimetres off the axis.

It shows where an edge does not go on across a seam: on the small canvas, the optical flow (DIS;
Kroeger, Timofte, Dai and Van Gool, 2016) from one view to the other tells how far apart the two
show it. Measured on the same hall, at the worst seam: none, none, up to 0.05, up to 0.2 and up to
0.5 of the edges for 0, 5, 10, 20 and 40 centimetres; none for views of true spheres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.matches import Pair
from pipelines.panorama.warp import Canvas, Region, Warped, cyclic_span, laid

HIT, NEAR = 0.003, 0.060
"""Long sides of a picture: up to where a match is right, and from where it is wrong altogether."""
FEWEST = 30
STEP = 1.0
"""Pixels of the small canvas, some four of the finished one, by which a broken edge is off."""
STEEP = 6.0
"""Grey levels per pixel from which on there is an edge."""
SURE = 1.0
"""Pixels by which the flow there and back again may miss; else it is not believed."""
HALVED = 1
"""Times that pictures are halved before they are compared: what is finer does not show."""
AROUND = 24
"""Pixels beside a seam that the flow gets to see."""
EDGES = 40
"""Pixels of edges on a seam from which on their share means something."""
SHOWN = 0.08
"""Share of them, broken, from which on a seam shows."""


@dataclass(frozen=True, slots=True)
class Miss:
    """``share``: of the matches of two views (by name) that are not wrong, those that miss."""

    first: str
    second: str
    share: float


@dataclass(frozen=True, slots=True)
class Break:
    """``share``: of the edges on the seam of two views (by index), those that do not go on."""

    first: int
    second: int
    share: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two views around their seam: both grey, black where not ``both`` see anything."""

    region: Region
    one: Picture8
    other: Picture8
    both: Mask
    seam: Mask


def near_misses(
    views: Sequence[View], names: Sequence[str], pairs: Sequence[Pair]
) -> tuple[Miss, ...]:
    """Of every two placed views with matches enough, the worst first. ``names``: of the pictures
    that ``pairs`` count."""
    placed = {view.name: view for view in views}
    found = [miss for pair in pairs if (miss := _miss(placed, names, pair)) is not None]
    return tuple(sorted(found, key=lambda miss: (-miss.share, miss.first, miss.second)))


def _miss(placed: Mapping[str, View], names: Sequence[str], pair: Pair) -> Miss | None:
    one, other = placed.get(names[pair.first]), placed.get(names[pair.second])
    if one is None or other is None:
        return None
    off = _off(one, other, pair)
    near = off < NEAR
    if near.sum() < FEWEST:
        return None
    return Miss(one.name, other.name, float((off[near] >= HIT).mean()))


def _off(one: View, other: View, pair: Pair) -> Floats:
    """How far each match lies from where the turn has it, in long sides."""
    rays = one.lens.rays(pair.here) @ one.rotation @ other.rotation.T
    off = np.linalg.norm(other.lens.project(rays) - pair.there, axis=1)
    return np.asarray(np.where(rays[:, 2] < 0.1, np.inf, off))


def find_breaks(
    views: Sequence[Warped],
    owner: Indices,
    canvas: Canvas,
    step: float = STEP,
    shown: float = SHOWN,
) -> tuple[Break, ...]:
    """The seams that show, the worst first. ``views``: after gains; ``owner``: the index of the
    view that paints each pixel of the canvas, -1 for none; ``step``, ``shown``: as `STEP` and
    `SHOWN`."""
    found = [
        Break(*pair, _broken(meet(pair, at, views, canvas), step))
        for pair, at in seams_of(owner).items()
    ]
    told = [each for each in found if each.share > shown]
    return tuple(sorted(told, key=lambda each: (-each.share, each.first, each.second)))


def seams_of(owner: Indices) -> dict[tuple[int, int], Indices]:
    """The flat pixels at which two views (by index, the lower first) meet."""
    met: dict[tuple[int, int], list[Indices]] = {}
    for beside, mine in ((np.roll(owner, 1, axis=1), owner), (owner[:-1], owner[1:])):
        at = np.flatnonzero((beside != mine) & (beside >= 0) & (mine >= 0))
        pairs = np.sort(np.stack([beside.flat[at], mine.flat[at]], axis=1), axis=1)
        at += owner.size - mine.size
        for pair in np.unique(pairs, axis=0):
            here = at[(pairs == pair).all(axis=1)]
            met.setdefault((int(pair[0]), int(pair[1])), []).append(here)
    return {pair: np.unique(np.concatenate(parts)) for pair, parts in met.items()}


def meet(pair: tuple[int, int], at: Indices, views: Sequence[Warped], canvas: Canvas) -> Meeting:
    """``pair``: of views, by index; ``at``: the flat pixels of their seam."""
    rows, columns = np.divmod(at, canvas.width)
    left, wide = cyclic_span(np.unique(columns), canvas.width)
    top = max(0, int(rows.min()) - AROUND)
    bottom = min(canvas.height, int(rows.max()) + AROUND + 1)
    width = min(wide + 2 * AROUND, canvas.width)
    region = Region((left - AROUND) % canvas.width, top, width, bottom - top)
    (one, in_one), (other, in_other) = (_cut(views[each], region, canvas) for each in pair)
    both, seam = in_one & in_other, np.zeros(one.shape, bool)
    seam[rows - top, (columns - region.left) % canvas.width] = True
    one, other = (np.where(both, each, 0).astype(np.uint8) for each in (one, other))
    return Meeting(region, one, other, both, seam & both)


def _cut(view: Warped, region: Region, canvas: Canvas) -> tuple[Picture8, Mask]:
    """What a view shows in a box, grey, and where it sees anything."""
    picture = laid(view.picture, view.region, region, canvas)
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return grey, laid(view.mask, view.region, region, canvas)


def flows(one: Picture8, other: Picture8, finest: int) -> tuple[Singles, Singles]:
    """How far (H x W x 2; pixels: columns, rows) the other picture shows what is in the first, and
    the same from the other to the first. ``finest``: how often both are halved at the least."""
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    finder.setFinestScale(finest)
    nothing = np.zeros((*one.shape, 2), np.float32)
    there, back = (finder.calc(*two, nothing.copy()) for two in ((one, other), (other, one)))
    return np.asarray(there, np.float32), np.asarray(back, np.float32)


def missed(there: Singles, back: Singles) -> Singles:
    """The pixels by which going there and back again misses (H x W)."""
    return np.asarray(np.linalg.norm(there + beyond(back, there), axis=2), np.float32)


def _broken(meeting: Meeting, step: float) -> float:
    """The share of the edges on a seam that are off by more than ``step``; 0 where there are
    few."""
    there, back = flows(meeting.one, meeting.other, HALVED)
    slope = slopes(meeting.one)
    steep = np.linalg.norm(slope, axis=2)
    across = np.abs((there * slope).sum(axis=2)) / np.maximum(steep, 1e-3)
    edges = np.where(missed(there, back) < SURE, across, 0)[meeting.seam & (steep > STEEP)]
    return float((edges > step).mean()) if len(edges) >= EDGES else 0.0


def slopes(picture: Picture8) -> Singles:
    """Grey levels per pixel, along columns and rows."""
    steps = [cv2.Sobel(picture, cv2.CV_32F, *d, scale=1 / 8) for d in ((1, 0), (0, 1))]
    return np.stack(steps, axis=2)


def beyond(values: Singles, offset: Singles) -> Singles:
    """What each pixel finds ``offset`` (H x W x 2: columns, rows) away from it; 0 outside."""
    y, x = np.mgrid[: offset.shape[0], : offset.shape[1]].astype(np.float32)
    found = cv2.remap(values, x + offset[..., 0], y + offset[..., 1], cv2.INTER_LINEAR)
    return np.asarray(found, np.float32)
