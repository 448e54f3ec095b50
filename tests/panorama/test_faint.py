"""What a second look finds on walls and in skies, and when it is taken."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import Shot, cut, pose_alignment, ring
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import Lens, angle_between, rotation_of
from pipelines.panorama.faint import MOST_PAIRS, Faint, held_by_several
from pipelines.panorama.features import THUMBNAIL, find_features, small_picture
from pipelines.panorama.groups import Edge
from pipelines.panorama.inputs import Photo, load_photos, shrink
from pipelines.panorama.loop import find_ring
from pipelines.panorama.matches import Pair, match_pairs
from pipelines.panorama.placement import Placement, place_all

FOV, SIZE = 68.0, (480, 360)


def stained(world: Picture8, columns: slice, rows: slice) -> Picture8:
    """The world with a part painted over: faint stains of a few grey levels, no edge."""
    draw = np.random.default_rng(3)
    spots = 5 * cv2.GaussianBlur(draw.normal(0, 3, world.shape[:2]), (0, 0), 5)
    wall = (170 + spots)[:, :, None].repeat(3, axis=2)
    covered = np.zeros((*world.shape[:2], 1))
    covered[rows, columns] = 1
    soft = cv2.GaussianBlur(covered, (0, 0), 3)[:, :, None]
    return np.asarray(world * (1 - soft) + wall * soft, np.uint8)


def placed(folder: Path) -> tuple[Placement, Placement]:
    """The largest panorama of a folder, without and with a second look."""
    photos, _ = load_photos(sorted(folder.iterdir()))
    pictures = {photo.name: small_picture(photo) for photo in photos}
    pairs = match_pairs([find_features(picture) for picture in pictures.values()])
    small = {name: shrink(picture, THUMBNAIL) for name, picture in pictures.items()}
    return place_all(photos, pairs)[0], place_all(photos, pairs, pictures=small)[0]


def error(placement: Placement, shots: list[Shot]) -> float:
    """The mean of the degrees by which the views are off."""
    return pose_alignment({view.name: view.rotation for view in placement.views}, shots)[1]


def test_a_circle_closes_across_a_wall(world: Picture8, tmp_path: Path) -> None:
    wall = stained(world, slice(1060, 1250), slice(0, 1024))
    shots = cut(wall, ring(8), tmp_path, size=SIZE, fov=FOV)
    once, twice = placed(tmp_path)
    assert len(once.views) == len(twice.views) == 8
    assert find_ring(once.views, once.joints) is None
    assert find_ring(twice.views, twice.joints) is not None
    assert error(twice, shots) < 0.03 < error(once, shots)


def test_a_sky_is_placed(world: Picture8, tmp_path: Path) -> None:
    sky = stained(world, slice(0, 2048), slice(0, 420))
    aims = [*ring(7), *ring(5, 42), (0.0, 88.0)]
    shots = cut(sky, aims, tmp_path, size=SIZE, fov=FOV)
    once, twice = placed(tmp_path)
    assert len(once.views) < 13
    assert len(twice.views) == 13
    assert error(twice, shots) < 0.1 < error(once, shots)


LENS = Lens(0.8)


def some(first: int, second: int, turns: list[Floats], right: int, wrong: int) -> Pair:
    """A pair with few matches, most of them wrong."""
    draw = np.random.default_rng([first, second])
    here = draw.uniform((-0.5, -0.375), (0.5, 0.375), (4000, 2))
    rays = LENS.rays(here) @ (turns[second] @ turns[first].T).T
    there = LENS.project(rays)
    inside = np.flatnonzero((np.abs(there) < (0.5, 0.375)).all(axis=1) & (rays[:, 2] > 0.1))
    chosen = inside[: right + wrong]
    there = there[chosen]
    there[right:] = draw.uniform((-0.5, -0.375), (0.5, 0.375), (len(there) - right, 2))
    return Pair(first, second, here[chosen], there)


@pytest.mark.parametrize(
    ("right", "held"),
    [pytest.param(5, True, id="each a few"), pytest.param(0, False, id="all wrong")],
)
def test_several_hold_what_none_could(right: int, held: bool) -> None:
    turns = [rotation_of(yaw, pitch, 0) for yaw, pitch in ((0, 0), (30, 0), (60, 0), (30, 35))]
    pairs = [some(index, 3, turns, right, 7) for index in range(3)]
    placed = {index: turns[index] for index in range(3)}
    edges = held_by_several(pairs, [], [], [LENS] * 4, placed)
    assert [edge.ends for edge in edges] == ([(0, 3), (1, 3), (2, 3)] if held else [])
    for edge in edges:
        true = turns[3] @ turns[edge.ends[0]].T
        assert angle_between(edge.rotation, true) < 0.05
        assert len(edge.pair) == pytest.approx(right, abs=1)


def test_of_a_crowd_those_taken_together_come_first() -> None:
    count, ends = 130, (2, 41)
    names = [f"{number}.jpg" for number in range(count)]
    photos = [Photo(name, Path(name), 320, 240, "phone") for name in names]
    blank = np.full((240, 320, 3), 90, np.uint8)
    draw = np.random.default_rng(5)
    stains = 128 + 300 * cv2.GaussianBlur(draw.normal(0, 1, blank.shape[:2]), (0, 0), 4)
    pictures = dict.fromkeys(names, blank)
    for end in ends:
        pictures[names[end]] = np.clip(stains, 0, 255).astype(np.uint8)[:, :, None].repeat(3, 2)
    # Every other one of the first: a chain; the rest were taken between, or belong elsewhere.
    chain = range(0, 44, 2)
    points = np.zeros((40, 2))
    edges = [Edge(Pair(one, one + 2, points, points), np.eye(3)) for one in chain[:-1]]
    nearer = sum(count - apart for apart in range(1, ends[1] - ends[0]))
    assert nearer > MOST_PAIRS
    missed = Faint(pictures).missed(photos, [], edges, [LENS] * count, None)
    assert [pair.ends for pair in missed] == [ends]
