"""A turned camera shifts all of a strip, something near only a part of it."""

import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.film.compose import Frame
from pipelines.panorama.film.drift import Drift, turned
from pipelines.panorama.film.glance import Glance, strips_of
from pipelines.panorama.film.shares import sights_of
from pipelines.panorama.warp import Canvas

SIZE, FOV, SMALL = (640, 480), 90.0, Canvas(720)
LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))
VIEWS = [View(f"{yaw}", *SIZE, LENS, rotation_of(yaw, 0, 0)) for yaw in (-30, 30)]


def frame(world: Picture8, rotation: Floats) -> Frame:
    made = np.full((SIZE[1] * 3 // 2, SIZE[0]), 128, np.uint8)
    made[: SIZE[1]] = look(world, rotation, SIZE, FOV).mean(axis=2)
    return made


def seen(world: Picture8, turn: float) -> list[Singles]:
    """What both see, the second one turned by so many degrees."""
    aims = [VIEWS[0].rotation, rotation_of(turn, 0, 0) @ VIEWS[1].rotation]
    return Glance(VIEWS, SMALL, [SIZE, SIZE]).see([frame(world, aim) for aim in aims], np.ones(2))


@pytest.fixture(scope="module")
def drift() -> Drift:
    return Drift(strips_of(sights_of(VIEWS, SMALL)), SMALL)


@pytest.mark.parametrize("degrees", [0.6, 1.5, -2.0])
def test_a_turned_camera(world: Picture8, drift: Drift, degrees: float) -> None:
    bands = drift.look(seen(world, degrees))
    assert turned(bands)
    middle = [band for band in bands if abs(band.pitch) < 10]
    assert middle and all(abs(band.shift[0] + degrees) < 0.25 for band in middle)


def test_nothing_was_turned(world: Picture8, drift: Drift) -> None:
    bands = drift.look(seen(world, 0))
    assert bands and max(band.apart for band in bands) < 0.1
    assert not turned(bands)


def test_something_near(world: Picture8, drift: Drift) -> None:
    lumas = seen(world, 0)
    near = np.roll(lumas[1], 4, axis=1)
    lumas[1][150:180] = near[150:180]
    bands = drift.look(lumas)
    assert not turned(bands)
    worst = max(bands, key=lambda band: band.apart)
    assert worst.apart == pytest.approx(2, abs=0.6)
    assert abs(worst.yaw) < 15 and -5 < worst.pitch < 20
