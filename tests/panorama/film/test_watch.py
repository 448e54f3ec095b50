"""Whether a rig stood still is told by a quick look."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.media.time import ZERO, Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.watch import Span, Watch, watch
from tests.panorama.film.moving import CROWD, FPS, RING, Aims, film, jolted, knocked, tilted

FRAMES = 40


def watched(world: Picture8, folder: Path, aims: Aims, every: int = 10) -> Watch:
    return watch(film(world, folder, aims, FRAMES, every), ZERO, Time.seconds(FRAMES / FPS))


def test_people_who_walk_are_no_move(world: Picture8, tmp_path: Path) -> None:
    found = watched(world, tmp_path, lambda _: RING)
    assert found == Watch((), FRAMES / FPS)
    assert found.still() == [Span(0.0, FRAMES / FPS)]


@pytest.mark.parametrize("every", [10, 250], ids=["key frames", "one key frame"])
@pytest.mark.parametrize(
    "aims",
    [knocked(2, 23, tilted(0.5, 0.9)), jolted(23, tilted(0.8, -0.4, 0.6)),
     knocked(1, 23, tilted(3, 30, 5))],
    ids=["one camera", "all", "far"],
)  # fmt: skip
def test_when_it_moved(world: Picture8, tmp_path: Path, aims: Aims, every: int) -> None:
    found = watched(world, tmp_path, aims, every)
    assert len(found.moves) == 1 and not found.restless
    move = found.moves[0]
    assert move.start < 23 / FPS <= move.end + 1e-6
    assert move.length < 1
    before, after = found.still()
    assert found.stillest() == sorted([before, after], key=lambda span: -span.length)


@pytest.mark.parametrize("every", [10, 250], ids=["key frames", "one key frame"])
@pytest.mark.parametrize("jolt", [False, True], ids=["still", "jolted"])
def test_a_crowd_that_covers_nearly_all(
    world: Picture8, tmp_path: Path, jolt: bool, every: int
) -> None:
    aims: Aims = jolted(23, tilted(0.8, -0.4, 0.6)) if jolt else lambda _: RING
    cameras = film(world, tmp_path, aims, FRAMES, every, CROWD)
    found = watch(cameras, ZERO, Time.seconds(FRAMES / FPS))
    assert not found.restless, "what is covered was taken to have moved"
    assert sum(move.length for move in found.moves) < 2
    if jolt:
        assert any(move.start < 23 / FPS <= move.end + 1e-6 for move in found.moves)


def test_a_rig_that_is_carried(world: Picture8, tmp_path: Path) -> None:
    found = watched(
        world, tmp_path, lambda n: [aim @ tilted(0.6 * np.sin(n), 0.5 * n) for aim in RING], 5
    )
    assert found.restless and not found.moves
    assert found.stillest() == [Span(0.0, FRAMES / FPS)]
