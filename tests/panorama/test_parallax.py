"""A lens off the axis of the turn shows in the matches of what is near, and at the seams."""

import cv2
import numpy as np
import pytest

from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.matches import Pair
from pipelines.panorama.parallax import find_breaks, near_misses
from pipelines.panorama.warp import Canvas, Region, Warped

LENS = Lens(0.9)


def seen(aside: float) -> tuple[list[View], Pair]:
    """Two views 25 degrees apart of things 2 to 10 metres away; the second one's lens ``aside``
    metres to the right."""
    views = [View(f"{n}.jpg", 1000, 750, LENS, rotation_of(25.0 * n, 0, 0)) for n in range(2)]
    rng = np.random.default_rng(4)
    ahead = rotation_of(12.5, 0, 0).T @ np.array([0.0, 0.0, 1.0])
    rays = ahead + 0.14 * rng.standard_normal((400, 3))
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    things = rays * rng.uniform(2, 10, (400, 1))
    moved = things - views[1].rotation[0] * aside
    return views, Pair(
        0, 1, LENS.project(rays @ views[0].rotation.T), LENS.project(moved @ views[1].rotation.T)
    )


@pytest.mark.parametrize(
    ("aside", "low", "high"),
    [
        pytest.param(0.0, 0.0, 0.01, id="on-the-axis"),
        pytest.param(0.02, 0.1, 0.8, id="two-centimetres"),
        pytest.param(0.1, 0.8, 1.0, id="ten-centimetres"),
    ],
)
def test_the_share_grows_with_the_lens_off_the_axis(aside: float, low: float, high: float) -> None:
    views, pair = seen(aside)
    (miss,) = near_misses(views, ["0.jpg", "1.jpg"], [pair])
    assert low <= miss.share <= high
    assert (miss.first, miss.second) == ("0.jpg", "1.jpg")


def test_wrong_matches_do_not_count() -> None:
    views, pair = seen(0.0)
    pair.there[:100] += 0.2
    (miss,) = near_misses(views, ["0.jpg", "1.jpg"], [pair])
    assert miss.share < 0.01


def test_pictures_that_are_not_placed_are_left_out() -> None:
    views, pair = seen(0.0)
    assert near_misses(views[:1], ["0.jpg", "1.jpg"], [pair]) == ()


CANVAS = Canvas(512)


def meeting(left: int, shift: int, rows: slice) -> tuple[list[Warped], np.ndarray]:
    """Two views, 160 columns each, the second from ``left`` + 80 on, that meet in the middle of
    what both see; in some rows the second shows everything ``shift`` pixels further to the left.
    """
    rng = np.random.default_rng(5)
    wall = np.full((CANVAS.height, CANVAS.width, 3), 128, np.uint8)
    for x, y in rng.integers(0, (CANVAS.width, CANVAS.height), (900, 2)).tolist():
        colour = rng.integers(0, 256, 3).tolist()
        cv2.rectangle(wall, (x, y), (x + 14, y + 14), colour, -1)
    wall = cv2.GaussianBlur(wall, (0, 0), 0.8)
    views = []
    for start, moved in ((left, 0), (left + 80, shift)):
        picture = np.take(wall, np.arange(start, start + 160), axis=1, mode="wrap")
        aside = np.take(wall, np.arange(start, start + 160) + moved, axis=1, mode="wrap")
        picture[rows] = aside[rows]
        region = Region(start % CANVAS.width, 0, 160, CANVAS.height)
        views.append(Warped(region, picture, np.ones(picture.shape[:2], np.float32)))
    owner = np.full((CANVAS.height, CANVAS.width), -1, np.intp)
    owner[:, np.arange(left, left + 120) % CANVAS.width] = 0
    owner[:, np.arange(left + 120, left + 240) % CANVAS.width] = 1
    return views, owner


@pytest.mark.parametrize("left", [pytest.param(100, id="inside"), pytest.param(392, id="at-180")])
@pytest.mark.parametrize(
    ("shift", "rows", "low", "high"),
    [
        pytest.param(0, slice(0), 0.0, 0.0, id="as-it-is"),
        pytest.param(3, slice(100, 160), 0.1, 0.5, id="a-near-thing-aside"),
        pytest.param(3, slice(None), 0.4, 1.0, id="all-aside"),
    ],
)
def test_edges_that_do_not_go_on(
    left: int, shift: int, rows: slice, low: float, high: float
) -> None:
    views, owner = meeting(left, shift, rows)
    found = find_breaks(views, owner, CANVAS)
    assert low <= sum(each.share for each in found) <= high
    assert all((each.first, each.second) == (0, 1) for each in found)


def test_a_seam_between_an_upper_and_a_lower_view() -> None:
    views, _ = meeting(100, 0, slice(0))
    shifted, _ = meeting(100, 3, slice(None))
    lower = Warped(views[0].region, shifted[1].picture, views[0].depth)
    upper = Warped(views[0].region, meeting(180, 0, slice(0))[0][0].picture, views[0].depth)
    owner = np.full((CANVAS.height, CANVAS.width), -1, np.intp)
    owner[:128, 100:260], owner[128:, 100:260] = 0, 1
    (found,) = find_breaks([upper, lower], owner, CANVAS)
    assert found.share > 0.4
