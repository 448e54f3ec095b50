"""The horizon, made level by how the camera was held and by upright lines."""

import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, View, angles_of, rotation_of
from pipelines.panorama.straighten import straighten
from pipelines.panorama.verticals import Planes, find_vertical

SIZE, FOV = (480, 360), 70.0


@pytest.fixture(scope="module")
def hall() -> Picture8:
    """1024 x 512, equirectangular: posts of many widths, and shelves that run around."""
    draw = np.random.default_rng(4)
    picture = np.full((512, 1024, 3), 90, np.uint8)
    for _ in range(70):
        left, wide = int(draw.integers(0, 1000)), int(draw.integers(3, 22))
        top, high = int(draw.integers(120, 240)), int(draw.integers(60, 180))
        picture[top : top + high, left : left + wide] = draw.integers(0, 256, 3)
    for row in draw.integers(140, 400, 12):
        picture[row : row + 3] = draw.integers(0, 256, 3)
    return picture


def leaning(yaws: list[float], lean: float) -> list[View]:
    """Views from a tripod whose axis leans by some degrees."""
    stand = rotation_of(0, 0, lean)
    lens = Lens(0.5 / np.tan(np.radians(FOV) / 2))
    return [View(str(yaw), *SIZE, lens, rotation_of(yaw, 0, 0) @ stand) for yaw in yaws]


def left_over(views: tuple[View, ...], before: list[View]) -> float:
    """Degrees by which the world's vertical is off after straightening."""
    up = views[0].rotation.T @ before[0].rotation @ (0, -1, 0)
    return float(np.degrees(np.arccos(np.clip(-up[1], -1, 1))))


@pytest.mark.parametrize("lean", [0.0, 3.0, -8.0])
@pytest.mark.parametrize(
    "yaws", [list(range(0, 360, 45)), [0, 40, 80], [10, 40]], ids=["circle", "three", "two"]
)
def test_upright_lines_level_a_leaning_tripod(
    hall: Picture8, yaws: list[float], lean: float
) -> None:
    views = leaning(yaws, lean)
    pictures = [look(hall, view.rotation, SIZE, FOV) for view in views]
    assert left_over(straighten(views, pictures), views) < 0.5
    assert left_over(straighten(views), views) == pytest.approx(abs(lean), abs=0.01)


def test_without_upright_lines_the_cameras_decide(world: Picture8) -> None:
    """Shapes in all directions, among which no direction stands out."""
    views = leaning(list(range(0, 360, 45)), 5.0)
    pictures = [look(world, view.rotation, SIZE, FOV) for view in views]
    assert left_over(straighten(views, pictures), views) == pytest.approx(5.0, abs=0.01)


def test_blank_pictures_change_nothing() -> None:
    views = leaning([0, 40, 80], 5.0)
    blank = [np.full((36, 48, 3), 128, np.uint8)] * 3
    before, after = straighten(views), straighten(views, blank)
    assert [angles_of(v.rotation) for v in before] == [angles_of(v.rotation) for v in after]


@pytest.mark.parametrize(
    ("lines", "lean", "believed"),
    [
        pytest.param(20, 1.0, True, id="few-that-agree"),
        pytest.param(20, 9.0, False, id="few-that-lean-far"),
        pytest.param(300, 9.0, True, id="many-that-lean-far"),
    ],
)
def test_a_few_lines_to_one_side_do_not_overrule_the_cameras(
    lines: int, lean: float, believed: bool
) -> None:
    guess, up = (rotation_of(0, 0, roll).T @ np.array([0.0, -1.0, 0.0]) for roll in (0.0, lean))
    ahead = np.linspace(-30, 30, lines)
    towards = np.array([rotation_of(yaw, 0, lean)[2] for yaw in ahead])
    normals = np.cross(towards, up)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    found = find_vertical(Planes(normals, np.full(lines, 0.1)), guess, 14.0)
    assert (found is not None) == believed
    if found is not None:
        assert np.degrees(np.arccos(min(1.0, found.up @ up))) < 0.1
