"""Cameras are made equally bright, without what is well exposed being spoilt."""

import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.film.exposure import Exposure
from pipelines.panorama.film.planes import Planes

SIZE, FOV = (320, 240), 116.0
LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))
VIEWS = [View(f"{i}", *SIZE, LENS, rotation_of(i * 90, 0, 0)) for i in range(4)]


def planes(world: Picture8, view: View, light: float) -> Planes:
    grey = look(world, view.rotation, SIZE, FOV).mean(axis=2) * light
    luma = (16 + grey * 219 / 255).astype(np.uint8)
    half = np.full((SIZE[1] // 2, SIZE[0] // 2), 128, np.uint8)
    return Planes(luma, half, half)


@pytest.mark.parametrize(
    "lights", [(1, 1, 1, 1), (1, 1, 0.3, 1), (0.6, 0.6, 1.0, 0.6)],
    ids=["alike", "one dark", "one light"],
)  # fmt: skip
def test_one_camera_is_brought_to_the_others(world: Picture8, lights: tuple[float, ...]) -> None:
    exposure = Exposure(VIEWS, [SIZE] * 4)
    frames = [planes(world, view, light) for view, light in zip(VIEWS, lights, strict=True)]
    exposure.look(frames, 0.5)
    usual = np.median(lights)
    assert exposure.gains == pytest.approx([usual / light for light in lights], rel=0.12)
