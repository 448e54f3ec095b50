"""All that follows from where the cameras of a rig look: made once, and anew when one was moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import pi

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.composition import MARGIN, choose_canvas, find_borders, small_canvas
from pipelines.panorama.film.glance import Strip, strips_of
from pipelines.panorama.film.shares import Sight, shares_of, sights_of
from pipelines.panorama.film.tables import Charts, Tables, cut_tables, make_charts
from pipelines.panorama.warp import Canvas

WIDEST = 3840
"""Pixels: what phones and headsets decode as H.264."""
SMALLER = 0.75
"""Frames are made smaller while they are read only where that takes away so much: scaling costs as
much as it saves otherwise."""
SEES = 0.25
"""A camera that turned goes on to paint where it sees this share as deep inside as the best."""


@dataclass(frozen=True, slots=True)
class Stand:
    """``small``: the canvas on which borders are drawn; ``owner``: the camera that paints each of
    its pixels at first; ``gains``: each camera's at calibration (N x 3)."""

    views: tuple[View, ...]
    sizes: tuple[tuple[int, int], ...]
    canvas: Canvas
    small: Canvas
    charts: tuple[Charts, ...]
    sights: tuple[Sight, ...]
    strips: tuple[Strip, ...]
    owner: Indices
    gains: Floats

    def shares(self, owner: Indices) -> Singles:
        return shares_of(self.sights, owner, self.small)

    def kept(self, owner: Indices) -> Indices:
        """As ``owner``, but where that camera no longer sees well, the one that sees best."""
        depth = np.stack([sight.depth for sight in self.sights])
        own = np.take_along_axis(depth, owner[None], axis=0)[0]
        best = depth.argmax(axis=0)
        return np.where(own > SEES * depth.max(axis=0), owner, best)

    def tables(self, shares: Singles, later: Singles | None = None) -> Tables:
        """Of ``shares`` (from `Stand.shares`), which may change to ``later``."""
        return cut_tables(self.charts, shares, self.canvas, self.sizes, later)


def set_up(
    views: Sequence[View],
    pictures: Sequence[Picture8],
    width: int | None,
    files: Sequence[tuple[int, int]],
) -> Stand:
    """``pictures``: one of each view, small; ``width``: of the canvas at most; ``files``: width and
    height of each camera's own frames."""
    canvas = choose_canvas(views, min(width or WIDEST, WIDEST))
    sizes = tuple(
        _size(file, MARGIN * canvas.width / (2 * pi * view.lens.focal))
        for view, file in zip(views, files, strict=True)
    )
    charts = tuple(make_charts(view, canvas, size) for view, size in zip(views, sizes, strict=True))
    small = small_canvas(canvas)
    borders = find_borders(views, pictures, small)
    sights = tuple(sights_of(views, small))
    return Stand(
        tuple(views), sizes, canvas, small, charts, sights, strips_of(sights), borders.owner,
        borders.gains,
    )  # fmt: skip


def set_up_again(before: Stand, views: Sequence[View], owner: Indices) -> Stand:
    """The same film after some cameras turned; those that did not keep their charts, and borders
    their places as far as can be (``owner``: as they were)."""
    charts = tuple(
        chart if new is old else make_charts(new, before.canvas, size)
        for chart, old, new, size in zip(
            before.charts, before.views, views, before.sizes, strict=True
        )
    )
    sights = tuple(sights_of(views, before.small))
    made = replace(
        before, views=tuple(views), charts=charts, sights=sights, strips=strips_of(sights)
    )
    return replace(made, owner=made.kept(owner))


def _size(file: tuple[int, int], finest: float) -> tuple[int, int]:
    """As fine as the canvas, or as the file where that is not much finer; even."""
    share = finest / max(file)
    if share > SMALLER:
        share = 1.0
    return max(2, int(file[0] * share / 2) * 2), max(2, int(file[1] * share / 2) * 2)
