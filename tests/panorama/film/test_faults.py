"""What is wrong with one camera of a rig is told, and where; nothing is told of a good one."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.film.faults import faults_of

SIZE, FOV = (640, 360), 112.0
LENS = Lens(0.5 / np.tan(np.radians(FOV) / 2))
VIEWS = [View(f"camera-{i}", *SIZE, LENS, rotation_of(i * 90, 0, 0)) for i in range(4)]


def blown(picture: Picture8) -> Picture8:
    """A window to the right of the middle."""
    made = picture.copy()
    made[100:260, 380:560] = 255
    return made


def smeared(picture: Picture8) -> Picture8:
    """A finger's print left of the middle."""
    made = picture.copy()
    part = (slice(70, 290), slice(100, 320))
    made[part] = cv2.GaussianBlur(picture, (0, 0), 4)[part]
    return made


def unfocused(picture: Picture8) -> Picture8:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 3), np.uint8)


def good(picture: Picture8) -> Picture8:
    return picture


@pytest.mark.parametrize(
    ("spoil", "gain", "told"),
    [
        (good, 1.0, []),
        (blown, 1.0, ["white, at yaw 1", "pitch -0"]),
        (smeared, 1.0, ["Something on the lens of camera-1", "at yaw 6"]),
        (unfocused, 1.0, ["camera-1 is out of focus"]),
        (good, 2.6, ["camera-1 filmed far darker"]),
    ],
    ids=["good", "window", "dirty", "out of focus", "dark"],
)
def test_what_is_told(
    world: Picture8, spoil: Callable[[Picture8], Picture8], gain: float, told: list[str]
) -> None:
    pictures = [look(world, view.rotation, SIZE, FOV) for view in VIEWS]
    pictures[1] = spoil(pictures[1])
    found = list(faults_of(pictures, VIEWS, [1.0, gain, 1.0, 0.9]))
    assert len(found) == bool(told)
    assert all(words in found[0] for words in told)
