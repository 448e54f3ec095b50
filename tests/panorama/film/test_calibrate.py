"""Cameras of a rig are placed, whatever lens each of them has."""

from pathlib import Path

import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import angle_between, rotation_of
from pipelines.panorama.film.calibrate import calibrate
from pipelines.panorama.film.film import take_of
from pipelines.panorama.rotation import best_rotation
from tests.panorama.film.test_shot import clip

RING = [rotation_of(index * 90, 0.5 - index % 2, 0) for index in range(4)]
USUAL = ((400, 300), 112.0)


@pytest.mark.parametrize(
    "others",
    [{}, {1: ((400, 300), 100.0)}, {1: ((640, 480), 112.0), 3: ((320, 240), 108.0)},
     {2: ((300, 400), 92.0)}],
    ids=["all alike", "another lens", "other sizes", "one upright"],
)  # fmt: skip
def test_cameras_that_differ(
    world: Picture8, tmp_path: Path, others: dict[int, tuple[tuple[int, int], float]]
) -> None:
    kinds = [others.get(number, USUAL) for number in range(4)]
    files = [
        clip(tmp_path / f"{number}.mp4", [look(world, turn, *kind)], 8, 1.2)
        for number, (turn, kind) in enumerate(zip(RING, kinds, strict=True))
    ]
    take = take_of(files)
    found = calibrate(take.cameras, take.start, take.end, tmp_path)
    assert not found.strays
    views = found.placement.views
    turn = best_rotation(np.concatenate([view.rotation for view in views]), np.concatenate(RING))
    errors = [angle_between(v.rotation @ turn.T, t) for v, t in zip(views, RING, strict=True)]
    assert max(errors) < 0.25
    assert [view.fov for view in views] == pytest.approx([fov for _, fov in kinds], abs=1)
