"""A turn of one camera is believed when its neighbours bear it out."""

from dataclasses import replace

import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, View, angle_between, rotation_of
from pipelines.panorama.film.proof import proven

SIZE, FOV, COUNT = (480, 360), 84.0, 6
LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))
WAS, *OTHERS = (View(f"{i}", *SIZE, LENS, rotation_of(i * 360 / COUNT, 0, 0)) for i in range(COUNT))


def seen(world: Picture8, view: View) -> Picture8:
    return look(world, view.rotation, SIZE, FOV)


@pytest.mark.parametrize("turn", [(1.5, 0, 0), (0, -0.8, 0), (3, 2, 6)])
def test_a_true_turn_is_told_better(world: Picture8, turn: tuple[float, float, float]) -> None:
    true = replace(WAS, rotation=rotation_of(*turn) @ WAS.rotation)
    rough = replace(WAS, rotation=rotation_of(0.05, 0.05, 0) @ true.rotation)
    others = [(view, seen(world, view)) for view in OTHERS]
    found = proven(WAS, rough, seen(world, true), others, (WAS, seen(world, WAS)))
    assert found is not None
    assert angle_between(found.rotation, true.rotation) < 0.02


def test_what_only_seems_a_turn(world: Picture8) -> None:
    seeming = replace(WAS, rotation=rotation_of(1, 0, 0) @ WAS.rotation)
    others = [(view, seen(world, view)) for view in OTHERS]
    assert proven(WAS, seeming, seen(world, WAS), others, (WAS, seen(world, WAS))) is None


def test_nothing_can_be_told_of_bare_walls() -> None:
    bare = np.full((SIZE[1], SIZE[0], 3), 99, np.uint8)
    turned = replace(WAS, rotation=rotation_of(1, 0, 0) @ WAS.rotation)
    assert proven(WAS, turned, bare, [(view, bare) for view in OTHERS], (WAS, bare)) is None
