"""The very frame from which on a camera looks elsewhere, and where."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.media.time import ZERO
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import angle_between
from pipelines.panorama.film.course import Clips, Course, find_course
from pipelines.panorama.film.watch import Span, Watch
from tests.panorama.film.moving import FPS, RING, Aims, film, jolted, knocked, tilted, views

FRAMES = 30
RIG, ONE = tilted(0.8, -1.0, 0.6), tilted(-0.9, 1.2, 0.3)


@dataclass(frozen=True)
class Case:
    """``moves``: when it is looked at closely; ``told``: frame, camera and degrees."""

    aims: Aims
    moves: tuple[Span, ...]
    told: tuple[tuple[int, int | None, float], ...]


ONCE = (Span(1.0, 1.7),)
CASES = {
    "nothing moved": Case(lambda _: RING, ONCE, ()),
    "a camera": Case(knocked(2, 14, ONE), ONCE, ((14, 2, 1.53),)),
    "the first camera, far": Case(
        knocked(0, 14, tilted(3, 20, 5)), ONCE, ((14, 0, 20.84),)
    ),
    "the rig": Case(jolted(14, RIG), ONCE, ((14, None, 1.41),)),
    "the rig, then a camera": Case(
        knocked(1, 21, ONE, jolted(7, RIG)), (Span(0.5, 0.9), Span(1.9, 2.2)),
        ((7, None, 1.41), (21, 1, 1.53)),
    ),
}  # fmt: skip


def course(world: Picture8, folder: Path, case: Case, still: int) -> Course:
    """Calibrated in the ``still``-th stretch."""
    clips = Clips(film(world, folder, case.aims, FRAMES), ZERO, FPS)
    watched = Watch(case.moves, FRAMES / FPS)
    stretch = watched.still()[still]
    at = round((stretch.start + stretch.end) / 2 * FPS)
    return find_course(clips, watched, stretch, views(case.aims(at)))


@pytest.mark.parametrize("still", [0, -1], ids=["known before", "known after"])
@pytest.mark.parametrize("name", CASES)
def test_where_the_cameras_look(world: Picture8, tmp_path: Path, name: str, still: int) -> None:
    case = CASES[name]
    found = course(world, tmp_path, case, still)
    assert [(round(move.at * FPS), move.camera) for move in found.moves] == [
        told[:2] for told in case.told
    ]
    assert [move.degrees for move in found.moves] == pytest.approx(
        [told[2] for told in case.told], abs=0.05
    )
    now = found.views
    for number in range(FRAMES):
        now = next((c.views for c in found.changes if c.frame == number), now)
        true = case.aims(number)
        worst = max(angle_between(view.rotation, aim) for view, aim in zip(now, true, strict=True))
        assert worst < 0.06, f"frame {number}"


def test_the_others_keep_their_tables(world: Picture8, tmp_path: Path) -> None:
    found = course(world, tmp_path, CASES["a camera"], 0)
    change = found.changes[-1]
    assert [new is old for new, old in zip(change.views, found.views, strict=True)] == [
        True, True, False, True,
    ]  # fmt: skip
