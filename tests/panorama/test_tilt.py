"""Spheres stood upright by what stands in them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.tilt import UP, find_tilt, find_upright, turn_between, turn_sphere
from pipelines.panorama.warp import Canvas, directions

WIDTH = 1024


@pytest.fixture(scope="module")
def hall() -> Picture8:
    """A room of brick pillars under a bright ceiling: vertical edges all the way round."""
    canvas = Canvas(WIDTH)
    columns, rows = np.arange(WIDTH, dtype=float), np.arange(WIDTH / 2)
    rays = directions(canvas, columns, rows)
    flat = np.hypot(rays[..., 0], rays[..., 2])
    around = np.degrees(np.arctan2(rays[..., 0], rays[..., 2]))
    high = -rays[..., 1] / np.maximum(flat, 1e-6)
    stripes = ((around + 180) // 11).astype(int)
    shade = np.random.default_rng(3).integers(60, 190, 40)[stripes % 40].astype(float)
    shade[high > 1.2] = 235
    shade[high < -0.9] = 40
    picture = np.repeat(shade[..., None], 3, axis=2).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.7), np.uint8)


def tilted(hall: Picture8, way: tuple[float, float, float]) -> tuple[Picture8, Floats]:
    turn = rotation_of(*way)
    return turn_sphere(hall, turn), turn


@pytest.mark.parametrize(
    "way",
    [(0, 4, 0), (30, -8, 6), (0, 0, 15), (0, 0, 90), (0, 3, -90), (0, 0, 180)],
    ids=["pitch", "both", "roll", "on-its-right", "on-its-left", "on-its-head"],
)
def test_a_tilted_sphere_is_stood_upright(hall: Picture8, way: tuple[float, float, float]) -> None:
    picture, turn = tilted(hall, way)
    found = find_upright([picture])
    assert found is not None
    up = found @ turn @ UP
    assert np.degrees(np.arccos(up @ UP)) < 0.4


def test_a_level_sphere_stays_as_it_is(hall: Picture8) -> None:
    assert find_upright([hall]) is None
    found = find_tilt(hall)
    assert found is not None
    assert np.degrees(np.arccos(found.up @ UP)) < 0.4


@pytest.mark.shared
@pytest.mark.parametrize("yaw", [10, 20, 90, 120])
def test_light_from_the_side_lays_no_tunnel_on_its_side(shared: Path, yaw: float) -> None:
    tunnel = load_photo(shared / "vr" / "equirect" / "panolens_tunnel.jpg").read(2048)
    assert find_upright([turn_sphere(tunnel, rotation_of(yaw, 0, 0))]) is None


@pytest.mark.shared
@pytest.mark.parametrize("roll", [0, 90, -90, 180])
@pytest.mark.parametrize("name", ["vrview_whale-left.tb-stereo", "vrview_walrus.tb-stereo"])
def test_real_places_are_stood_up(shared: Path, name: str, roll: float) -> None:
    place = load_photo(shared / "vr" / "equirect" / f"{name}.jpg").read(2048)
    place = place[: place.shape[1] // 2]
    turn = rotation_of(20, 4, roll)
    found = find_upright([turn_sphere(place, turn)])
    assert found is not None
    assert np.degrees(np.arccos(found @ turn @ UP @ UP)) < 1.2


def test_stones_have_no_vertical(world: Picture8) -> None:
    assert find_upright([turn_sphere(world, rotation_of(0, 10, 0))]) is None


def test_nothing_at_all_has_no_vertical() -> None:
    assert find_tilt(np.full((256, 512, 3), 90, np.uint8)) is None


def test_turning_there_and_back_keeps_the_picture(hall: Picture8) -> None:
    turn = turn_between(UP, np.array([0.6, -0.8, 0.0]))
    back = turn_sphere(turn_sphere(hall, turn), turn.T)
    assert np.abs(back.astype(int) - hall).mean() < 2


@pytest.mark.parametrize(
    "other", [UP, -UP, np.array([1.0, 0, 0])], ids=["same", "opposite", "side"]
)
def test_a_turn_takes_one_direction_to_the_other(other: Floats) -> None:
    turn = turn_between(UP, other)
    assert turn @ UP == pytest.approx(other)
    assert np.linalg.det(turn) == pytest.approx(1)
