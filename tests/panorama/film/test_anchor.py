"""How far a camera turned is told by what stands still in its picture."""

import cv2
import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, angle_between, rotation_of
from pipelines.panorama.film.anchor import LONG_SIDE, Anchor

SIZE, FOV = (LONG_SIDE, LONG_SIDE * 9 // 16), 100.0
LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))


def seen(world: Picture8, turn: tuple[float, float, float]) -> Picture8:
    picture = look(world, rotation_of(*turn), SIZE, FOV)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def darker(picture: Picture8) -> Picture8:
    return np.asarray(picture * 0.6 + 10, np.uint8)


def passed(picture: Picture8) -> Picture8:
    """Something covers half of it."""
    made = picture.copy()
    made[:, 60:300] = np.random.default_rng(1).integers(0, 255, 240)
    return made


@pytest.mark.parametrize("turn", [(0, 0, 0), (0.2, 0, 0), (1, -1.5, 2), (25, 3, 8)])
@pytest.mark.parametrize("changed", [np.copy, darker, passed])
def test_the_turn(world: Picture8, turn: tuple[float, float, float], changed: object) -> None:
    assert callable(changed)
    found = Anchor(seen(world, (0, 0, 0))).turned(changed(seen(world, turn)), LENS)
    assert found is not None
    assert angle_between(found.rotation, rotation_of(*turn)) < 0.04


def test_what_cannot_be_told(world: Picture8) -> None:
    anchor = Anchor(seen(world, (0, 0, 0)))
    assert anchor.turned(seen(world, (180, 0, 0)), LENS) is None
    assert Anchor(np.full(SIZE[::-1], 80, np.uint8)).turned(seen(world, (0, 0, 0)), LENS) is None
