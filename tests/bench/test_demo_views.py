"""The demo's cameras look where their truth says."""

import numpy as np
import pytest

from bench.demo.room import Quad, equirectangular
from bench.demo.tour import PAN_FOV, View, look

WIDTH = 720


def ramp() -> np.ndarray:
    """A sphere whose red tells the yaw (0..255 for -180..180), green the pitch (for -90..90)."""
    sphere = np.zeros((WIDTH // 2, WIDTH, 3), np.uint8)
    sphere[..., 0] = np.linspace(0, 255, WIDTH)[None]
    sphere[..., 1] = np.linspace(255, 0, WIDTH // 2)[:, None]
    return sphere


def seen(view: View, row: int, column: int) -> tuple[float, float]:
    """Yaw and pitch in degrees that the pixel of a 320 x 240 view shows."""
    red, green, _ = look(ramp(), view, (320, 240))[row, column].astype(float)
    return red / 255 * 360 - 180, green / 255 * 180 - 90


@pytest.mark.parametrize("yaw", [-120, -30, 0, 60, 150])
@pytest.mark.parametrize("pitch", [-20, 0, 35])
def test_the_middle_looks_along_the_axis(yaw: float, pitch: float) -> None:
    found = seen(View(yaw, pitch, 7.0, PAN_FOV), 120, 160)
    assert found == pytest.approx((yaw, pitch), abs=1.6)


def test_the_sides_are_half_the_field_of_view_away() -> None:
    left, _ = seen(View(0, 0, 0, 60), 120, 0)
    right, _ = seen(View(0, 0, 0, 60), 120, 319)
    assert (left, right) == pytest.approx((-30, 30), abs=1.6)


def test_a_camera_turned_clockwise_sees_higher_things_on_its_left() -> None:
    """Its right side has gone down."""
    _, left = seen(View(0, 0, 10, 60), 120, 8)
    _, right = seen(View(0, 0, 10, 60), 120, 311)
    assert left > 3
    assert right < -3


def test_a_wall_stands_where_it_was_built() -> None:
    """A red square of 2 m, 5 m to the right (yaw 90), at the height of the eye."""
    red = np.full((8, 8, 3), (255, 0, 0), np.uint8)
    wall = Quad((5.0, 1.0, 1.0), (0, -2.0, 0), (0, 0, -2.0), red)
    away = Quad((-5.0, 1.0, 1.0), (0, -2.0, 0), (0, 0, -2.0), red)
    sphere = equirectangular([wall, away], (0, 0, 0), WIDTH)
    rows, columns = np.nonzero(sphere[..., 0])
    half = np.degrees(np.arctan2(1, 5))
    assert columns.min() / 2 - 180 == pytest.approx(90 - half, abs=0.6)
    assert columns.max() / 2 - 180 == pytest.approx(90 + half, abs=0.6)
    assert 90 - rows.min() / 2 == pytest.approx(half, abs=0.6)
