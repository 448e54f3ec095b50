"""Near things that a lens beside the axis shows elsewhere: brought together at the seams."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import ring
from pipelines.panorama.arrays import Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.composition import choose_canvas, lay_out, paint
from pipelines.panorama.mend import find_bends, told_of
from pipelines.panorama.parallax import find_breaks
from pipelines.panorama.warp import Bend, Canvas, Region, Warped, find_region, warp
from tests.panorama.scenes import shown, take, view_of

ROWS = slice(430, 610)
"""Of the world, in which a bench goes all around; the seams have to cross it."""
ASIDE = 12
"""Pixels of the world, two degrees, by which every other view shows the bench elsewhere."""
CANVAS = Canvas(1024)


def beside(world: Picture8, index: int) -> Picture8:
    """What is seen from the axis, or with the lens beside it; nothing in it is black."""
    result = np.asarray(world * 0.8 + 40, np.uint8)
    result[ROWS] = np.roll(result[ROWS], ASIDE * (index % 2), axis=1)
    return result


def as_warped(views: list[View], pictures: list[Picture8], canvas: Canvas) -> list[Warped]:
    return [
        warp(view, picture, canvas, find_region(view, canvas))
        for view, picture in zip(views, pictures, strict=True)
    ]


@pytest.fixture(scope="module")
def wall(world: Picture8) -> Picture8:
    return np.asarray(cv2.resize(world, (CANVAS.width, CANVAS.height)), np.uint8)


@pytest.mark.parametrize("aims", [ring(8), [(150, 0), (-170, 0), (-130, 0)]], ids=["ring", "part"])
def test_edges_go_on_across_seams(
    world: Picture8, tmp_path: Path, aims: list[tuple[float, float]]
) -> None:
    photos, views, pictures = take(
        aims, 76, tmp_path, lambda index, view: shown(beside(world, index), view)
    )
    canvas = choose_canvas(views, CANVAS.width)
    layout = lay_out(views, pictures, canvas)
    before = find_breaks(as_warped(views, pictures, layout.small), layout.owner, layout.small)
    assert before[0].share > 0.15
    assert layout.breaks == ()
    assert set(layout.bends) == set(range(len(views)))
    picture, seen = paint(photos, views, layout, canvas)
    straight, _ = paint(photos, views, replace(layout, bends={}), canvas)
    changed = np.abs(picture.astype(int) - straight).max(axis=2) > 2
    assert 0.01 < changed[seen].mean() < 0.5
    assert picture[seen].max(axis=1).min() > 20


def test_what_fits_stays_as_it_is(world: Picture8, tmp_path: Path) -> None:
    _, views, pictures = take(ring(8), 76, tmp_path, lambda index, view: shown(world, view))
    layout = lay_out(views, pictures, CANVAS)
    assert layout.bends == {}
    assert layout.breaks == ()


def bent(wall: Picture8, somebody: int | None = None) -> list[Singles]:
    """The offsets along columns of two views of a wall, 300 columns each, that meet in the middle
    of what both see; the second shows all 6 pixels further to the left. ``somebody``: the column in
    which a person stands while the first is taken."""
    views, owner = [], np.full(wall.shape[:2], -1, np.intp)
    for index, left in enumerate((100, 200)):
        picture = wall[:, left + 6 * index : left + 6 * index + 300].copy()
        if somebody is not None and index == 0:
            picture[200:320, somebody - left : somebody - left + 24] = (20, 40, 90)
        region = Region(left, 0, 300, wall.shape[0])
        views.append(Warped(region, picture, np.ones(picture.shape[:2], np.float32)))
    owner[:, 100:300], owner[:, 300:500] = 0, 1
    bends = find_bends(views, owner, CANVAS)
    return [bends[index].offset[..., 0] for index in range(2)]


def test_both_are_bent_by_half_at_the_seam_and_not_far_from_it(wall: Picture8) -> None:
    one, other = bent(wall)
    assert np.median(one[100:400, 199]) == pytest.approx(3, abs=0.4)
    assert np.median(other[100:400, 100]) == pytest.approx(-3, abs=0.4)
    assert np.abs(one[:, :160]).max() < 0.1
    assert np.abs(other[:, 140:]).max() < 0.1


def test_who_is_in_one_picture_alone_is_pulled_nowhere(wall: Picture8) -> None:
    still, somebody = bent(wall)[0], bent(wall, somebody=280)[0]
    assert np.abs(somebody - still).max() < 3


@pytest.mark.parametrize("yaw", [0, 180], ids=["ahead", "at-180"])
def test_a_bend_moves_the_same_way_on_every_canvas(world: Picture8, yaw: float) -> None:
    view = view_of("view", yaw, 0, 70)
    picture = shown(world, view)
    region = find_region(view, CANVAS)
    offset = np.zeros((region.height, region.width, 2), np.float32)
    offset[..., 0] = 5
    bend = Bend(CANVAS, region, offset)
    for factor in (1, 2, 4):
        canvas = Canvas(CANVAS.width * factor)
        column = int((yaw / 360 + 0.5) * canvas.width)
        middle = Region((column - 40) % canvas.width, canvas.height // 2 - 40, 80, 80)
        further = replace(middle, left=(middle.left + 5 * factor) % canvas.width)
        bent = warp(view, picture, canvas, middle, bend).picture
        assert np.abs(bent.astype(int) - warp(view, picture, canvas, further).picture).mean() < 1


def test_what_was_bent_is_told_by_a_few_names() -> None:
    assert told_of([]) == ()
    (few,) = told_of(["1.jpg", "2.jpg"])
    assert "1.jpg, 2.jpg." in few
    (many,) = told_of([f"{number}.jpg" for number in range(40)])
    assert "and others" in many
    assert len(many) < 250
