"""What repeats is told by what lies around it; what repeats as a whole is owned up to."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench.panorama_truth import Shot, cut, ring
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, angle_between, rotation_of
from pipelines.panorama.groups import Edge
from pipelines.panorama.inputs import Photo, load_photos
from pipelines.panorama.likeness import Likeness, alike, least_likeness
from pipelines.panorama.matches import Pair

FOV, SIZE, STEP = 60.0, (480, 360), 30
LENS = Lens(0.5 / np.tan(np.radians(FOV / 2)))
EVERY = 22.5
"""Degrees after which the repeating world is the same again."""


def edge(first: int, second: int, turn: float, shots: Sequence[Shot], matches: int) -> Edge:
    """The turn between two pictures if the second had been turned by so many degrees."""
    points = np.zeros((matches, 2))
    turned = rotation_of(turn, 0, 0) @ shots[first].rotation.T
    return Edge(Pair(first, second, points, points), shots[second].rotation @ turned)


def taken(world: Picture8, folder: Path, count: int = 4) -> tuple[tuple[Photo, ...], list[Shot]]:
    shots = cut(world, ring(360 // STEP)[:count], folder, size=SIZE, fov=FOV)
    return load_photos(sorted(folder.iterdir()))[0], shots


def likeness_of(photos: Sequence[Photo]) -> Likeness:
    return Likeness({photo.name: photo.read() for photo in photos})


def repeating(world: Picture8) -> Picture8:
    times = int(360 / EVERY)
    return np.tile(world[:, : world.shape[1] // times], (1, times, 1))


def test_a_true_turn_looks_the_same_and_a_false_one_does_not(
    world: Picture8, tmp_path: Path
) -> None:
    photos, shots = taken(world, tmp_path)
    tried = [edge(0, 1, turn, shots, 50) for turn in (0, 12)]
    true, false = likeness_of(photos).weighed(tried, photos, [LENS] * 4)
    assert true.likeness > 0.97
    assert false.likeness < 0.5
    assert false.support < 1 < 40 < true.support


def test_of_two_turns_the_one_that_looks_the_same_is_taken(world: Picture8, tmp_path: Path) -> None:
    photos, shots = taken(world, tmp_path)
    choose = likeness_of(photos).choice(photos, [LENS] * 4)
    found = choose(iter([edge(0, 1, 12, shots, 90), edge(0, 1, 0, shots, 20)]))
    assert found is not None
    assert angle_between(found.rotation, edge(0, 1, 0, shots, 1).rotation) < 0.01
    assert not found.rival


@pytest.mark.parametrize("turn", [0.0, EVERY])
def test_a_turn_that_another_looks_like_has_a_rival(
    world: Picture8, tmp_path: Path, turn: float
) -> None:
    photos, shots = taken(repeating(world), tmp_path)
    choose = likeness_of(photos).choice(photos, [LENS] * 4)
    found = choose(iter([edge(0, 1, turn, shots, 90), edge(0, 1, EVERY - turn, shots, 40)]))
    assert found is not None
    assert found.rival


def test_a_picture_among_strangers_is_found(world: Picture8, tmp_path: Path) -> None:
    photos, shots = taken(world, tmp_path, 5)
    likeness, lenses = likeness_of(photos), [LENS] * 5
    turns = {index: shot.rotation for index, shot in enumerate(shots)}
    assert likeness.misplaced(turns, photos, lenses, turns, ()) is None
    turns[4] = rotation_of(-100, 0, 0) @ turns[4]
    assert likeness.misplaced(turns, photos, lenses, turns, ()) == 4
    assert likeness.misplaced([0, 1], photos, lenses, turns, [(0, 4), (1, 4)]) is None


@pytest.mark.parametrize(
    ("shares", "kept"),
    [
        pytest.param((1.0, 0.99, 0.98, 0.4), 3, id="one that differs is left out"),
        pytest.param((0.7, 0.8, 0.6, 0.4), 4, id="a camera that moved makes all differ"),
        pytest.param((), 0, id="nothing"),
    ],
)
def test_what_differs_is_told_by_what_is_usual(shares: tuple[float, ...], kept: int) -> None:
    nothing = Pair(0, 1, np.zeros((9, 2)), np.zeros((9, 2)))
    edges = [Edge(nothing, np.eye(3), share) for share in shares]
    assert len(alike(edges, least_likeness(edges))) == kept
