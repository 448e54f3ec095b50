"""People who walk through are painted out of a frame, whole or not at all."""

import cv2
import numpy as np
import pytest

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens
from pipelines.panorama.walkers import Frame, cleared, moved_places, small_of
from tests.panorama.turning import FOV, Pose, rotation, taken

LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))
SIZE = (640, 360)
TIMES = (-1.6, -1.1, -0.6, 0.0, 0.5, 1.0, 1.5)


def turning(t: float) -> tuple[float, float, float]:
    return 50 + 12 * t, 0.5 * np.sin(3 * t), 0.0


def figure() -> Picture8:
    """A textured person, 60 x 170 pixels."""
    draw = np.random.default_rng(5)
    body = draw.integers(0, 256, (17, 6, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(body, (60, 170), interpolation=cv2.INTER_CUBIC), np.uint8)


def walking(picture: Picture8, left: int) -> Picture8:
    crowded = picture.copy()
    first, last = max(left, 0), min(left + 60, picture.shape[1])
    if last > first:
        crowded[120:290, first:last] = figure()[:, first - left : last - left]
    return crowded


def frame(world: Picture8, pose: Pose, t: float, left: int | None) -> tuple[Frame, Picture8]:
    """A frame at a time with somebody at ``left`` pixels, and the same without."""
    clean = taken(world, pose, t, size=SIZE)
    shown = clean if left is None else walking(clean, left)
    return Frame(small_of(shown), rotation(pose, t), lambda: shown), clean


def scene(world: Picture8, speed: float | None) -> tuple[Frame, list[Frame], Picture8]:
    """The middle frame, its neighbours, and the middle one with nobody in it."""
    made = [
        frame(world, turning, t, None if speed is None else round(280 + speed * t)) for t in TIMES
    ]
    middle = TIMES.index(0.0)
    others = [one for index, (one, _) in enumerate(made) if index != middle]
    return made[middle][0], others, made[middle][1]


@pytest.mark.parametrize("speed", [-260, 180, 400], ids=["against", "with", "running"])
def test_nobody_is_left_and_the_ground_is_sharp(world: Picture8, speed: float) -> None:
    chosen, others, clean = scene(world, speed)
    found, repaired = cleared(chosen, others, LENS)
    assert repaired == 1
    place = np.s_[100:310, 260:360]
    crowded = np.abs(chosen.whole()[place].astype(int) - clean[place]).mean()
    left = np.abs(found[place].astype(int) - clean[place])
    assert left.mean() < 0.12 * crowded
    assert np.percentile(left, 99) < 40
    edges = [cv2.Laplacian(one[place], cv2.CV_32F).var() for one in (found, clean)]
    assert edges[0] > 0.8 * edges[1]
    assert np.array_equal(found[:, :200], clean[:, :200])


def test_where_nobody_walks_nothing_is_changed(world: Picture8) -> None:
    chosen, others, clean = scene(world, None)
    found, repaired = cleared(chosen, others, LENS)
    assert repaired == 0
    assert np.array_equal(found, clean)


def test_who_stays_is_left_whole(world: Picture8) -> None:
    """Somebody who goes along with the camera hides the same place all the time."""
    _, others, _ = scene(world, -160)
    slow, _ = frame(world, turning, 0.0, 280)
    found, repaired = cleared(slow, others[:2], LENS)
    assert repaired == 0
    assert np.array_equal(found, slow.whole())


def test_edges_that_are_off_by_a_pixel_have_not_moved(world: Picture8) -> None:
    still = world[300:570, 200:680]
    shifted = np.roll(still, 1, axis=1)
    known = np.ones(still.shape[:2], bool)
    assert moved_places(shifted, still.astype(np.float32), known) == []
