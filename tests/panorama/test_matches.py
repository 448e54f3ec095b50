"""Points found in pictures, and which of them are the same."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.panorama.arrays import Picture8, Singles
from pipelines.panorama.features import Features, find_features, work_side
from pipelines.panorama.inputs import Photo
from pipelines.panorama.matches import ALL_PAIRS, LIKELY, match, match_pairs, mutual
from pipelines.panorama.similarity import nearest
from pipelines.panorama.vocabulary import alike


def descriptors(count: int, seed: int) -> Singles:
    found = np.random.default_rng(seed).exponential(1.0, (count, 128)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize(("rows", "count"), [(1, 1), (256, 64), (257, 65), (600, 310)])
def test_the_nearest_is_found_block_by_block(rows: int, count: int) -> None:
    here, there = descriptors(rows, 1), descriptors(count, 2)
    assert (nearest(here, there) == (here @ there.T).argmax(axis=1)).all()


def test_the_same_descriptors_find_each_other() -> None:
    here = descriptors(300, 3)
    order = np.random.default_rng(4).permutation(300)
    one, other = mutual(here, np.concatenate([descriptors(90, 5), here[order]]))
    assert len(one) == 300
    assert (order[other - 90] == one).all()


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_descriptors_match_nothing(count: int) -> None:
    one, other = mutual(descriptors(count, 1), descriptors(50, 2))
    assert len(one) == len(other) == 0


def chain(count: int) -> list[Features]:
    """Pictures in a mixed order, each of which shares half of its points with the next."""
    everything = descriptors(60 * (count + 1), 6)
    points = np.random.default_rng(7).uniform(-0.5, 0.5, (120, 2))
    return [
        Features(points, everything[60 * index : 60 * index + 120], 1000)
        for index in np.random.default_rng(8).permutation(count)
    ]


def test_of_many_pictures_the_neighbours_are_matched() -> None:
    count = ALL_PAIRS + 20
    order = np.random.default_rng(8).permutation(count)
    told: list[float] = []
    pairs = match_pairs(chain(count), progress=lambda fraction, note: told.append(fraction))
    joined = {tuple(sorted((order[pair.first], order[pair.second]))) for pair in pairs}
    assert {(index, index + 1) for index in range(count - 1)} <= joined
    assert told == sorted(told)


def test_who_has_partners_wants_no_strangers() -> None:
    everything = descriptors(60 * 14, 6)
    points = np.random.default_rng(7).uniform(-0.5, 0.5, (120, 2))
    row = [Features(points, everything[60 * at : 60 * at + 120], 1000) for at in range(12)]
    told: list[str] = []
    pairs = match_pairs(row, progress=lambda fraction, note: told.append(note))
    near = {(one, one + 1) for one in range(11)}
    assert near <= {pair.ends for pair in pairs}
    tried = [note.split() for note in told if note.startswith("matching")]
    met = {(int(words[2]) - 1, int(words[4]) - 1) for words in tried}
    # The first and the last have one partner only, and go on looking.
    assert len({ends for ends in met if 0 in ends}) >= LIKELY
    # Of the other 36 pairs those alone that chance made alike.
    assert sum(one >= 1 and other <= 10 for one, other in met - near) <= 4


def test_alike_pictures_are_few_for_each() -> None:
    found = alike([each.descriptors for each in chain(200)], 6)
    assert len(found) <= 200 * 6
    assert all(one < other for one, other in found)


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 960), (4000, 3000), (6000, 4000), (1080, 1920), (8064, 6048)]
)
def test_the_small_picture_keeps_its_proportions(width: int, height: int) -> None:
    side = work_side(Photo("a.jpg", Path("a.jpg"), width, height, "phone"))
    short = side * min(width, height) / max(width, height)
    assert abs(short - round(short)) < 0.02
    assert 420_000 < side * short <= 501_000


def test_a_tiny_picture_is_taken_as_it_is() -> None:
    assert work_side(Photo("a.jpg", Path("a.jpg"), 333, 250, "phone")) == 333


def test_points_lie_where_they_lie_when_the_picture_is_turned(world: Picture8) -> None:
    """A bias of a quarter of a pixel would show as half a pixel here."""
    picture = np.ascontiguousarray(world[300:660, 100:580])
    turned = np.ascontiguousarray(np.rot90(picture, 2))
    pair = match(0, 1, find_features(picture), find_features(turned))
    assert len(pair) > 200
    off = (pair.here + pair.there) * 480
    assert np.abs(np.median(off, axis=0)).max() < 0.03
    assert np.median(pair.zooms) == pytest.approx(1, abs=0.02)
