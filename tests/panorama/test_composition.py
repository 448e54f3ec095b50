"""What is painted: in strips as in one piece, the same again, without holes."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import ring, score, seam_ratio, sphere
from pipelines.errors import Interrupted
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import View
from pipelines.panorama.composition import choose_canvas, lay_out, paint
from pipelines.panorama.detail import paint_detail, small_width
from pipelines.panorama.strips import strips_of
from pipelines.panorama.warp import Canvas, Region, warp
from tests.panorama.scenes import shown, take

SEAMS = "looking for the seams"
UNEVEN = (1.0, 0.8, 1.1, 0.9)


def unevenly(world: Picture8, index: int, view: View) -> Picture8:
    draw = np.random.default_rng(index)
    light = shown(world, view) * UNEVEN[index % 4] + draw.normal(0, 20, (360, 480, 3))
    return np.clip(light, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("aims", [ring(8), [(0, 90), *ring(5, 40)]], ids=["ring", "zenith"])
def test_strips_give_what_one_piece_gives(
    world: Picture8, tmp_path: Path, aims: list[tuple[float, float]]
) -> None:
    photos, views, pictures = take(
        aims, 80, tmp_path, lambda index, view: unevenly(world, index, view)
    )
    canvas = choose_canvas(views, 1536)
    layout = lay_out(views, pictures, canvas)
    whole, seen = paint(photos, views, layout, canvas)
    parts, seen_in_parts = paint(photos, views, layout, canvas, pixels=1)
    assert (seen == seen_in_parts).all()
    assert np.abs(whole.astype(int) - parts).max() <= 1
    again, _ = paint(photos, views, layout, canvas)
    assert (whole == again).all()


def test_a_whole_sphere_has_no_hole_and_no_edge(world: Picture8, tmp_path: Path) -> None:
    photos, views, pictures = take(sphere(), 84, tmp_path, lambda index, view: shown(world, view))
    canvas = choose_canvas(views, 2048)
    layout = lay_out(views, pictures, canvas)
    picture, seen = paint(photos, views, layout, canvas)
    assert seen.all()
    assert (layout.owner >= 0).all()
    truth = cv2.resize(world, (canvas.width, canvas.height), interpolation=cv2.INTER_AREA)
    result = score(picture, seen, np.asarray(truth, np.uint8), np.eye(3), 0)
    assert result.psnr > 37
    assert result.ssim > 0.985
    assert seam_ratio(picture, seen) < 1.1 * seam_ratio(np.asarray(truth, np.uint8), seen)


def test_a_picture_a_little_finer_than_the_canvas_keeps_its_sharpness(
    world: Picture8, tmp_path: Path
) -> None:
    photos, views, pictures = take([(0, 0)], 60, tmp_path, lambda index, view: shown(world, view))
    canvas = Canvas(choose_canvas(views, None).width // 3 * 2 // 64 * 64)
    picture, _ = paint(photos, views, lay_out(views, pictures, canvas), canvas)
    middle = Region(canvas.width * 15 // 32, canvas.height * 7 // 16, 128, 64)
    straight = warp(views[0], photos[0].read(), canvas, middle).picture
    painted = picture[middle.rows, middle.left : middle.left + middle.width]
    assert np.abs(straight.astype(int) - painted).max() <= 2


@pytest.mark.parametrize(
    ("box", "pixels", "count"),
    [
        (Region(900, 10, 300, 100), 10**6, 1),
        (Region(900, 10, 300, 100), 100, 2),
        (Region(0, 0, 1024, 512), 512 * 256, 4),
    ],
    ids=["small", "never-too-narrow", "whole-canvas"],
)
def test_strips_lie_side_by_side(box: Region, pixels: int, count: int) -> None:
    strips = strips_of(box, Canvas(1024), pixels)
    assert len(strips) == count
    columns = np.concatenate([strip.columns(Canvas(1024)) for strip in strips])
    assert (columns == box.columns(Canvas(1024))).all()
    assert all(strip.rows == box.rows for strip in strips)


def test_a_part_is_as_fine_as_its_pictures(world: Picture8, tmp_path: Path) -> None:
    photos, views, pictures = take(
        [(-30, 5), (0, 0), (30, -5)], 50, tmp_path, lambda index, view: shown(world, view)
    )
    canvas = Canvas(1024)
    layout = lay_out(views, pictures, canvas, small_width(views))
    detail = paint_detail(photos, views, layout, canvas)
    assert detail is not None
    box = detail.box
    assert box.full_width == choose_canvas(views, None).width > 2 * canvas.width
    whole, seen = paint(photos, views, layout, Canvas(box.full_width))
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    assert (box.left, box.top) == (columns[0], rows[0])
    assert (box.width, box.height) == (np.ptp(columns) + 1, np.ptp(rows) + 1)
    there = whole[box.top : box.top + box.height, box.left : box.left + box.width]
    assert np.abs(there.astype(int) - detail.picture).max() <= 1


def test_what_runs_all_around_is_painted_once(world: Picture8, tmp_path: Path) -> None:
    photos, views, pictures = take(ring(8), 70, tmp_path, lambda index, view: shown(world, view))
    layout = lay_out(views, pictures, Canvas(512))
    assert paint_detail(photos, views, layout, Canvas(512)) is None


def test_laying_out_tells_how_far_it_is_and_stops_when_told(
    world: Picture8, tmp_path: Path
) -> None:
    _, views, pictures = take(ring(8), 70, tmp_path, lambda index, view: shown(world, view))
    told: list[tuple[float, str]] = []
    lay_out(views, pictures, Canvas(512), progress=lambda *each: told.append(each))
    assert told == sorted(told, key=lambda each: each[0])
    assert len([note for _, note in told if note == SEAMS]) >= 8

    def stop(fraction: float, note: str) -> None:
        if note == SEAMS:
            raise Interrupted("Enough.")

    with pytest.raises(Interrupted):
        lay_out(views, pictures, Canvas(512), progress=stop)
