"""Which pictures were taken through the same lens at the same zoom.

EXIF tells the camera. Where it was stripped, or where somebody zoomed with two fingers, the sizes
of the matched points tell: what two pictures show at different sizes was not taken at one zoom.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.arrays import Floats, Indices
from pipelines.panorama.camera import Lens
from pipelines.panorama.focal import FirstLens, first_lens
from pipelines.panorama.inputs import Photo
from pipelines.panorama.matches import Pair

STEP = 0.05
"""Logarithm of the focal lengths' ratio from which pictures count as zoomed differently; of
pictures taken at one zoom it comes out within 0.03."""
FEWEST = 25
SPREAD = 0.35
"""Sizes of wrong matches have nothing to do with each other: their logarithms spread further."""
USUAL = 0.75
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Zooms:
    """``log``: per picture the logarithm of its focal length beside the others of its ``island``
    (pictures that hang together, by number)."""

    log: Floats
    island: Indices


@dataclass(frozen=True, slots=True)
class Cameras:
    """``of``: index of the lens of each photo. Per lens: ``first``, what it may be to begin with;
    ``known``: whether that is EXIF's focal length."""

    of: tuple[int, ...]
    first: tuple[Lens, ...]
    known: tuple[bool, ...]

    def each(self, lenses: Sequence[Lens]) -> list[Lens]:
        """The lens of each photo."""
        return [lenses[index] for index in self.of]


@dataclass(frozen=True, slots=True)
class _Model:
    """The pictures ``own`` of one camera. ``steps``: numbers their zooms, zero is the commonest;
    ``scales``: focal length beside that of step zero."""

    own: list[int]
    steps: list[int]
    scales: list[float]

    @property
    def usual(self) -> list[int]:
        return [index for index, step in zip(self.own, self.steps, strict=True) if step == 0]


def find_cameras(photos: Sequence[Photo], pairs: Sequence[Pair]) -> Cameras:
    """The lenses through which the photos were taken, one for each camera and zoom."""
    zooms = find_zooms(len(photos), pairs)
    names = dict.fromkeys(photo.camera for photo in photos)
    models = [
        _model(zooms, [i for i, p in enumerate(photos) if p.camera == name]) for name in names
    ]
    scales = np.ones(len(photos))
    for model in models:
        scales[model.own] = model.scales
    found = [_first(photos, pairs, model, scales) for model in models]
    lenses: dict[tuple[int, int], FirstLens] = {}
    of = [0] * len(photos)
    for number, model in enumerate(models):
        base = found[number] or _beside(models, found, model, zooms)
        for index, step, scale in zip(model.own, model.steps, model.scales, strict=True):
            own = FirstLens(Lens(base.lens.focal * scale), base.known)
            lenses.setdefault((number, step), own)
            of[index] = list(lenses).index((number, step))
    each = lenses.values()
    return Cameras(tuple(of), tuple(one.lens for one in each), tuple(one.known for one in each))


def _first(
    photos: Sequence[Photo], pairs: Sequence[Pair], model: _Model, scales: Floats
) -> FirstLens | None:
    """The lens of a camera at its commonest zoom; None where nothing tells of it."""
    inside = set(model.own)
    own = [pair for pair in pairs if inside.issuperset((pair.first, pair.second))]
    focals = [focal / scales[index] for index in model.own if (focal := photos[index].focal)]
    return first_lens(focals, own, scales) if focals or own else None


def _beside(
    models: Sequence[_Model], found: Sequence[FirstLens | None], model: _Model, zooms: Zooms
) -> FirstLens:
    """The lens of a camera of which only pairs with other cameras' pictures tell."""
    told = [(len(o.own), o, lens) for o, lens in zip(models, found, strict=True) if lens]
    for _, other, first in sorted(told, key=lambda each: -each[0]):
        for island in np.unique(zooms.island[model.usual]):
            here = [index for index in model.usual if zooms.island[index] == island]
            there = [index for index in other.usual if zooms.island[index] == island]
            if there:
                apart = float(np.median(zooms.log[here]) - np.median(zooms.log[there]))
                return FirstLens(Lens(first.lens.focal * float(np.exp(apart))), False)
    return first_lens([], [])


def find_zooms(count: int, pairs: Sequence[Pair]) -> Zooms:
    """How the pictures' focal lengths differ, from the sizes of the matched points.

    Least absolute differences, so that false pairs do not count (reweighted least squares).
    """
    told = [(pair, *found) for pair in pairs if (found := _ratio(pair)) is not None]
    island = np.arange(count)
    for pair, _, _ in told:
        island[island == island[pair.second]] = island[pair.first]
    log: Floats = np.zeros(count)
    if not told:
        return Zooms(log, island)
    first = np.array([pair.first for pair, _, _ in told])
    second = np.array([pair.second for pair, _, _ in told])
    ratio = np.array([value for _, value, _ in told])
    support = np.array([weight for _, _, weight in told])
    weight = support
    for _ in range(ROUNDS):
        # The Laplacian of the graph of pairs; a little weight at zero pins each island.
        pull = np.diag(np.full(count, 1e-6 * support.mean()))
        np.add.at(pull, (first, first), weight)
        np.add.at(pull, (second, second), weight)
        np.add.at(pull, (first, second), -weight)
        np.add.at(pull, (second, first), -weight)
        slope = np.zeros(count)
        np.add.at(slope, second, weight * ratio)
        np.add.at(slope, first, -weight * ratio)
        log = np.asarray(np.linalg.solve(pull, slope), np.float64)
        weight = support / np.maximum(np.abs(log[second] - log[first] - ratio), 0.02)
    return Zooms(log, island)


def _ratio(pair: Pair) -> tuple[float, float] | None:
    """The logarithm of the pair's focal lengths' ratio, and how much it counts."""
    if len(pair.zooms) < FEWEST:
        return None
    logs = np.log(pair.zooms) - _stretch(pair.there) + _stretch(pair.here)
    low, middle, high = np.quantile(logs, (0.25, 0.5, 0.75))
    return (float(middle), float(np.sqrt(len(pair)))) if high - low < SPREAD else None


def _stretch(points: Floats) -> Floats:
    """A flat picture shows the same thing larger near its edge; the logarithm of that."""
    return np.asarray(0.75 * np.log1p(np.sum((points / USUAL) ** 2, axis=1)))


def _model(zooms: Zooms, own: list[int]) -> _Model:
    """Tells the different zooms among the pictures of one camera apart."""
    log = zooms.log[own]
    island = zooms.island[own]
    for number in np.unique(island):
        log[island == number] -= _commonest(log[island == number])
    order = np.argsort(log, kind="stable")
    run = np.zeros(len(own), int)
    run[order[1:]] = np.cumsum(np.diff(log[order]) > STEP)
    sizes = np.bincount(run)
    steps = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")[run]
    scales = [1.0 if not step else float(np.exp(np.median(log[steps == step]))) for step in steps]
    return _Model(own, [int(step) for step in steps], scales)


def _commonest(log: Floats) -> float:
    """The middle of the zoom that most of the pictures share."""
    ordered = np.sort(log)
    runs = np.split(ordered, np.flatnonzero(np.diff(ordered) > STEP) + 1)
    return float(np.median(max(runs, key=len)))
