"""The panorama told field by field."""

import cv2
import numpy as np
import pytest

from pipelines.panorama.areas import find_areas
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.spec import Area

YAW, PITCH = 45, 15
HIGH, LEFT, SIDE = 1024 * 2 // 6, 2048 * 7 // 12, 171


def field(picture: Picture8) -> Area:
    """The one that is changed by the tests."""
    areas = find_areas(picture, np.ones(picture.shape[:2], bool))
    return next(area for area in areas if (area.yaw, area.pitch) == (YAW, PITCH))


def clouds() -> Picture8:
    """Bright, with a few soft edges."""
    soft = np.full((SIDE, SIDE, 3), 200, np.uint8)
    for at in (40, 120):
        cv2.circle(soft, (at, at // 2 + 20), 14, (120, 120, 120), -1)
    return np.asarray(cv2.GaussianBlur(soft, (0, 0), 5), np.uint8)


@pytest.mark.parametrize(("blur", "least", "most"), [(0, 0.8, 2), (2, 0.2, 0.6)])
def test_sharpness_is_told_beside_the_rest(
    world: Picture8, blur: float, least: float, most: float
) -> None:
    picture = world.copy()
    part = picture[HIGH : HIGH + SIDE, LEFT : LEFT + SIDE]
    if blur:
        part[:] = cv2.GaussianBlur(part, (0, 0), blur)
    found = field(picture).sharpness
    assert found is not None and least < found < most


def test_clouds_are_not_called_blurred(world: Picture8) -> None:
    picture = world.copy()
    picture[HIGH : HIGH + SIDE, LEFT : LEFT + SIDE] = clouds()
    assert field(picture).sharpness is None
