"""A camera that was turned is found, and the others stay where they were."""

from dataclasses import replace

import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, View, angle_between, rotation_of
from pipelines.panorama.film.repose import repose

SIZE, FOV, COUNT = (480, 360), 84.0, 6
LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))


def ring() -> list[View]:
    return [View(f"{i}", *SIZE, LENS, rotation_of(i * 360 / COUNT, 0, 0)) for i in range(COUNT)]


@pytest.mark.parametrize(
    ("turn", "which"),
    [((1.5, 0, 0), 2), ((0, -0.8, 0), 5), ((3, 2, 6), 0)],
    ids=["yaw", "pitch", "all, the first camera"],
)
def test_who_was_turned(world: Picture8, turn: tuple[float, float, float], which: int) -> None:
    views = ring()
    true = list(views)
    true[which] = replace(views[which], rotation=rotation_of(*turn) @ views[which].rotation)
    found = repose(views, [look(world, view.rotation, SIZE, FOV) for view in true])
    assert found is not None
    after, turns = found
    assert list(turns) == [which]
    assert angle_between(after[which].rotation, true[which].rotation) < 0.05
    assert turns[which] == pytest.approx(
        angle_between(views[which].rotation, true[which].rotation), abs=0.05
    )
    assert all(after[i] is views[i] or i == which for i in range(COUNT))


def test_nobody_was_turned(world: Picture8) -> None:
    assert repose(ring(), [look(world, view.rotation, SIZE, FOV) for view in ring()]) is None


def test_nothing_can_be_told_of_bare_walls() -> None:
    assert repose(ring(), [np.full((SIZE[1], SIZE[0], 3), 99, np.uint8)] * COUNT) is None
