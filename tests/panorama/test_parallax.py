"""A lens off the axis of the turn shows in the matches of what is near."""

import numpy as np
import pytest

from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.matches import Pair
from pipelines.panorama.parallax import near_misses

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
