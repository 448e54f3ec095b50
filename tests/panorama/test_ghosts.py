"""People who move between the pictures: whole or away, never half and never twice at once."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import ring
from pipelines.panorama.agreement import find_differences, without_strangers
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import View, rotation_of
from pipelines.panorama.composition import Layout, choose_canvas, lay_out, paint
from pipelines.panorama.ghosts import ghosting
from pipelines.panorama.warp import Canvas, find_region, warp
from tests.panorama.scenes import shown, take

HIGH, WIDE = 150, 50
TOP, STEP = 440, 23
"""Of the person in the world, and how far it walks between two pictures (degrees)."""


@pytest.fixture(scope="module")
def hall(world: Picture8) -> Picture8:
    """The world with less contrast, so that a person is what stands out."""
    return np.asarray(world * 0.4 + 110, np.uint8)


def place(index: int) -> int:
    """The left column of the person while the picture with this number is taken."""
    return int((index * 30 + (index % 3 - 1) * STEP) % 360 / 360 * 2048 + 1024 - WIDE / 2) % 2048


def with_person(hall: Picture8, index: int) -> Picture8:
    draw = np.random.default_rng(5)
    coat = np.repeat(draw.integers(0, 90, (HIGH, 1, 3)), WIDE, axis=1)
    columns = (place(index) + np.arange(WIDE)) % 2048
    result = hall.copy()
    result[TOP : TOP + HIGH, columns] = coat
    return result


@pytest.mark.parametrize(
    ("fov", "nobody"),
    [(104, True), (68, True), (58, False)],
    ids=["three-see-a-place", "three-see-a-part", "two-see-a-place"],
)
def test_a_person_is_shown_whole_or_not_at_all(
    hall: Picture8, tmp_path: Path, fov: float, nobody: bool
) -> None:
    photos, views, pictures = take(
        ring(12), fov, tmp_path, lambda index, view: shown(with_person(hall, index), view)
    )
    canvas = choose_canvas(views, 2048)
    layout = lay_out(views, pictures, canvas)
    picture, _ = paint(photos, views, layout, canvas)
    picture = cv2.resize(picture, (2048, 1024), interpolation=cv2.INTER_LINEAR)
    parts = []
    for index in range(12):
        columns = (place(index) + np.arange(4, WIDE - 4)) % 2048
        at = np.ix_(np.arange(TOP + 4, TOP + HIGH - 4), columns)
        dark = picture[at].astype(float).mean(axis=2) < 95
        parts.append(float(dark.mean()))
    assert all(part < 0.04 or part > 0.9 for part in parts), parts
    if nobody:
        assert max(parts) < 0.04
    assert ghosting(layout).share < 0.06
    assert ghosting(layout).halves == ()


def test_ghosting_tells_places_that_changed(world: Picture8, tmp_path: Path) -> None:
    squares = np.kron(np.indices((64, 128)).sum(axis=0) % 2, np.ones((16, 16)))
    other = np.repeat(squares[:, :, None] * 220 + 20, 3, axis=2).astype(np.uint8)

    def shoot(index: int, view: View) -> Picture8:
        return shown(other if index % 2 else world, view)

    _, views, pictures = take(ring(12), 68, tmp_path, shoot)
    same = [shown(world, view) for view in views]
    canvas = choose_canvas(views, 1024)
    static, moved = (ghosting(lay_out(views, each, canvas)) for each in (same, pictures))
    assert static.share < 0.01
    assert static.halves == ()
    assert moved.share > 0.3
    assert moved.halves[0].long > 30


def test_only_the_stranger_steps_back(hall: Picture8, tmp_path: Path) -> None:
    canvas = Canvas(512)

    def shoot(index: int, view: View) -> Picture8:
        return shown(with_person(hall, 0) if index == 1 else hall, view)

    _, views, pictures = take([(-35, 0), (-20, 0), (-5, 0)], 100, tmp_path, shoot)
    warped = [
        warp(view, picture, canvas, find_region(view, canvas))
        for view, picture in zip(views, pictures, strict=True)
    ]
    kept = without_strangers(warped, canvas)
    assert (kept[0].depth == warped[0].depth).mean() > 0.99
    assert (kept[2].depth == warped[2].depth).mean() > 0.99
    middle = rotation_of(-STEP, 0, 0)[2]
    column = int((np.arctan2(middle[0], middle[2]) / (2 * np.pi) + 0.5) * canvas.width)
    at = (canvas.height // 2 - kept[1].region.top, column - kept[1].region.left)
    assert kept[1].depth[at] < 0.1 * warped[1].depth[at]
    differs = find_differences(warped, canvas)
    assert differs[canvas.height // 2, column] > 0.8
    assert np.median(differs) < 0.05


def test_a_person_whose_legs_only_one_view_sees_keeps_the_head(
    hall: Picture8, tmp_path: Path
) -> None:
    rows, columns = slice(557, 557 + HIGH), slice(1024 - WIDE // 2, 1024 + WIDE // 2)
    there = hall.copy()
    there[rows, columns] = (40, 30, 60)
    photos, views, pictures = take(
        [(-12, 20), (-3, 0), (10, 20), (25, 20)],
        100,
        tmp_path,
        lambda index, view: shown(there if index == 1 else hall, view),
    )
    canvas = choose_canvas(views, 1024)
    picture, _ = paint(photos, views, lay_out(views, pictures, canvas), canvas)
    large = cv2.resize(picture, (2048, 1024), interpolation=cv2.INTER_LINEAR)
    dark = large[rows, columns][6:-6, 6:-6].mean(axis=2) < 95
    assert dark.mean() > 0.97


def rows(degrees: float) -> slice:
    """So many, in the middle of a canvas 512 pixels wide."""
    half = round(degrees / 360 * 512 / 2)
    return slice(128 - half, 128 + half)


CUT = {
    "long": (8.0, 0.0, 0, True),
    "legs": (5.0, 12.0, 9, True),
    "edges-alone": (5.0, 12.0, 2, False),
    "beside-somebody": (3.0, 12.0, 9, False),
}


@pytest.mark.parametrize(("torn", "high", "wide", "told"), CUT.values(), ids=CUT)
def test_who_is_cut_by_a_seam_is_told(torn: float, high: float, wide: int, told: bool) -> None:
    """The seam between two views runs down the middle; one column beside it is torn."""
    canvas = Canvas(512)
    owner = np.zeros((256, 512), np.intp)
    owner[:, 256:] = 1
    seam, other = np.zeros((2, 256, 512), np.float32)
    seam[rows(torn), 256] = 1
    other[rows(high), 256 - wide // 2 : 256 + wide - wide // 2] = 1
    found = ghosting(Layout(canvas, owner, np.ones((2, 3)), differs=other, torn=seam)).halves
    assert [half.views for half in found] == ([(0, 1)] if told else [])
    assert [half.yaw for half in found] == pytest.approx([0.0] if told else [], abs=1)
