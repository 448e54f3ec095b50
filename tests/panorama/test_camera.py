"""Angles, lenses and rotations: pure geometry."""

import numpy as np
import pytest

from pipelines.panorama.camera import (
    Lens,
    View,
    angle_between,
    angles_of,
    rotation_of,
    turn_by,
)
from pipelines.panorama.rotation import best_rotation, find_rotation
from pipelines.panorama.straighten import middle, straighten


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"),
    [(0, 0, 0), (90, 0, 0), (-170, 30, 5), (12.5, -80, -45), (179.9, 1, 179)],
    ids=["ahead", "right", "back-up", "down-leaning", "upside-down"],
)
def test_angles_survive_the_rotation(yaw: float, pitch: float, roll: float) -> None:
    assert angles_of(rotation_of(yaw, pitch, roll)) == pytest.approx((yaw, pitch, roll), abs=1e-6)


@pytest.mark.parametrize(
    ("angles", "ahead"),
    [((90, 0, 0), (1, 0, 0)), ((0, 90, 0), (0, -1, 0)), ((180, 0, 0), (0, 0, -1))],
    ids=["right-is-x", "up-is-minus-y", "back-is-minus-z"],
)
def test_the_camera_looks_where_the_angles_say(
    angles: tuple[float, float, float], ahead: tuple[float, float, float]
) -> None:
    assert rotation_of(*angles)[2] == pytest.approx(ahead, abs=1e-9)


def test_positive_roll_leans_the_camera_clockwise() -> None:
    right = rotation_of(0, 0, 90)[0]
    assert right == pytest.approx((0, 1, 0), abs=1e-9)


@pytest.mark.parametrize(
    "lens",
    [Lens(0.8), Lens(0.8, 0.15), Lens(0.6, -0.12, 0.02), Lens(2.5, 0.4, -0.1)],
    ids=["pinhole", "pincushion", "barrel", "long"],
)
def test_a_lens_sees_a_point_where_it_projects_it(lens: Lens) -> None:
    points = np.random.default_rng(1).uniform(-0.5, 0.5, (200, 2))
    assert lens.project(lens.rays(points)) == pytest.approx(points, abs=1e-6)


@pytest.mark.parametrize(
    ("focal", "side", "fov"), [(0.5, 1.0, 90.0), (0.5, 0.75, 73.7398), (1.0, 1.0, 53.1301)]
)
def test_field_of_view(focal: float, side: float, fov: float) -> None:
    assert Lens(focal).fov(side) == pytest.approx(fov, abs=1e-3)


def test_rodrigues_turns_by_the_length_of_the_vector() -> None:
    turns = turn_by(np.array([[0, np.radians(30), 0], [0, 0, 0]]))
    assert angle_between(turns[0], np.eye(3)) == pytest.approx(30)
    assert turns[1] == pytest.approx(np.eye(3))


def test_a_rotation_is_found_among_wrong_matches() -> None:
    draw = np.random.default_rng(3)
    true = rotation_of(20, 5, -3)
    here = Lens(0.8).rays(draw.uniform(-0.5, 0.5, (120, 2)))
    there = here @ true.T
    there[:70] = Lens(0.8).rays(draw.uniform(-0.5, 0.5, (70, 2)))
    rotation, agree = find_rotation(here, there, 0.004)
    assert angle_between(rotation, true) < 0.01
    assert agree[70:].all()
    assert agree[:70].sum() <= 3


def test_matches_at_one_place_do_not_mislead() -> None:
    """One feature with two orientations gives the same match twice."""
    true = rotation_of(10, 0, 0)
    here = Lens(0.8).rays(np.random.default_rng(4).uniform(-0.5, 0.5, (40, 2)))
    here = np.concatenate([here, np.repeat(here[:1], 40, axis=0)])
    rotation, agree = find_rotation(here, here @ true.T, 0.004)
    assert angle_between(rotation, true) < 0.01
    assert agree.all()


def test_the_best_rotation_is_never_a_mirror() -> None:
    flat = np.array([[0.0, 0.0, 1.0], [0.1, 0.0, 1.0], [0.2, 0.0, 1.0]])
    assert np.linalg.det(best_rotation(flat, -flat)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("yaws", "expected"),
    [
        (tuple(range(10, 370, 30)), 10),
        ((0, 20, 40), 20),
        ((350, 10), 0),
        ((100, 160, 220, 280), -170),
    ],
    ids=["closed-keeps-the-first", "middle-of-three", "over-the-edge", "wide-gap"],
)
def test_the_middle_of_the_picture(yaws: tuple[float, ...], expected: float) -> None:
    assert middle(np.array(yaws, float), 60) == pytest.approx(expected)


@pytest.mark.parametrize("span", [360, 60], ids=["circle", "two-thirds-of-a-view"])
def test_a_tilted_set_is_levelled(span: float) -> None:
    tilt = rotation_of(15, 20, 25)
    yaws = np.arange(0, span, 30)
    views = [View(str(y), 4, 3, Lens(0.8), rotation_of(y, 0, 0) @ tilt) for y in yaws]
    angles = np.array([angles_of(view.rotation) for view in straighten(views)])
    assert np.abs(angles[:, 1:]).max() < 0.01
    steps = np.diff(angles[:, 0]) % 360
    assert steps == pytest.approx(30 * np.ones(len(steps)))
