"""Borders step aside for what is near, and for nothing else."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from pipelines.panorama.arrays import Singles
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.film.glance import strips_of
from pipelines.panorama.film.seams import Seams
from pipelines.panorama.film.shares import sights_of
from pipelines.panorama.warp import Canvas

SMALL = Canvas(360)
LENS = Lens(0.5 / np.tan(np.radians(110) / 2))


@dataclass
class Pair:
    seams: Seams
    ground: Singles


@pytest.fixture
def pair() -> Pair:
    """Two cameras whose border stands at yaw 0, and what both see."""
    views = [View(f"{yaw}", 1600, 1200, LENS, rotation_of(yaw, 0, 0)) for yaw in (-40, 40)]
    sights = sights_of(views, SMALL)
    owner = np.where(np.arange(SMALL.width) < SMALL.width // 2, 0, 1)
    owner = np.broadcast_to(owner, (SMALL.height, SMALL.width)).astype(np.intp)
    draw = np.random.default_rng(3)
    ground = cv2.GaussianBlur(draw.uniform(0, 200, owner.shape).astype(np.float32), (0, 0), 2)
    return Pair(Seams(sights, strips_of(sights), owner, SMALL.width), np.asarray(ground))


def person(ground: Singles, column: int) -> Singles:
    """Somebody near, whom this camera sees at that column."""
    seen = ground.copy()
    seen[70:110, column - 3 : column + 3] = 220
    return seen


def border(seams: Seams) -> list[int]:
    """Per row, the first column of the second camera."""
    return [int(row.argmax()) for row in seams.owner[70:110]]


def test_it_goes_around_who_is_near(pair: Pair) -> None:
    assert pair.seams.look([person(pair.ground, 178), person(pair.ground, 181)])
    places = border(pair.seams)
    assert all(at <= 175 or at >= 184 for at in places), "somebody was cut"
    assert np.abs(np.diff(places)).max() <= 2


def test_it_stays_where_all_is_far(pair: Pair) -> None:
    before = pair.seams.owner.copy()
    draw = np.random.default_rng(4)
    for _ in range(4):
        noisy = [pair.ground + draw.normal(0, 2, pair.ground.shape) for _ in range(2)]
        assert not pair.seams.look([np.asarray(each, np.float32) for each in noisy])
    assert np.array_equal(pair.seams.owner, before)


def test_it_does_not_hurry_back(pair: Pair) -> None:
    pair.seams.look([person(pair.ground, 178), person(pair.ground, 181)])
    aside = pair.seams.owner.copy()
    for _ in range(4):
        assert not pair.seams.look([pair.ground, pair.ground])
    assert np.array_equal(pair.seams.owner, aside)
