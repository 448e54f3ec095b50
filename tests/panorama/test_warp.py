"""The canvas: where views lie on it, and that columns wrap."""

import numpy as np
import pytest

from pipelines.panorama.blend import Blender
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.report import coverage_of, span_of
from pipelines.panorama.seams import find_seams, share_of
from pipelines.panorama.warp import Canvas, Region, directions, find_region, look_up, warp

CANVAS = Canvas(1024)


def view(yaw: float, pitch: float, lens: Lens | None = None) -> View:
    return View("view", 640, 480, lens or Lens(0.7), rotation_of(yaw, pitch, 2))


def test_directions_run_from_back_left_to_back_right() -> None:
    world = directions(Canvas(4), np.arange(4.0), np.array([0.5]))
    assert world[0, 0] == pytest.approx((-np.sqrt(0.5), 0, -np.sqrt(0.5)))
    assert world[0, 2] == pytest.approx((np.sqrt(0.5), 0, np.sqrt(0.5)))


@pytest.mark.parametrize(
    ("yaw", "pitch", "whole"),
    [(0, 0, False), (180, 0, False), (-175, 30, False), (40, 90, True), (0, -75, True)],
    ids=["ahead", "over-the-edge", "high-over-the-edge", "zenith", "floor"],
)
def test_a_region_holds_the_whole_view_and_little_more(
    yaw: float, pitch: float, whole: bool
) -> None:
    one = view(yaw, pitch)
    full = Region(0, 0, CANVAS.width, CANVAS.height)
    everywhere = warp(one, np.full((480, 640, 3), 200, np.uint8), CANVAS, full).mask
    region = find_region(one, CANVAS)
    inside = np.zeros_like(everywhere)
    inside[np.ix_(np.arange(region.top, region.rows.stop), region.columns(CANVAS))] = True
    assert not (everywhere & ~inside).any()
    assert (region.width == CANVAS.width) == whole
    if not whole:
        assert inside.sum() < 1.6 * everywhere.sum()


@pytest.mark.parametrize("lens", [Lens(0.7), Lens(0.7, 0.15), Lens(0.9, -0.1, 0.03)])
@pytest.mark.parametrize("pitch", [0, 55, -90])
def test_the_interpolated_table_is_the_exact_one(lens: Lens, pitch: float) -> None:
    one = view(170, pitch, lens)
    region = find_region(one, CANVAS)
    x, y, ahead = look_up(one, CANVAS, region)
    columns = (region.left + np.arange(region.width)).astype(float)
    world = directions(CANVAS, columns, np.arange(region.top, region.rows.stop, dtype=float))
    ray = (world @ one.rotation.T).reshape(-1, 3)
    exact = lens.project(ray).reshape(*x.shape, 2)
    seen = (ahead > 0.05) & (np.abs(x) < 0.5) & (np.abs(y) < 0.375)
    assert seen.any()
    off = np.hypot(x - exact[..., 0], y - exact[..., 1])[seen] * 640
    assert off.max() < 0.15


def test_nothing_behind_the_camera_is_seen() -> None:
    one = view(0, 0)
    full = Region(0, 0, CANVAS.width, CANVAS.height)
    mask = warp(one, np.full((480, 640, 3), 200, np.uint8), CANVAS, full).mask
    assert not mask[:, : CANVAS.width // 4].any()
    assert not mask[:, -CANVAS.width // 4 :].any()


def test_every_seen_place_has_one_owner_that_sees_it() -> None:
    views = [view(yaw, pitch) for yaw in range(0, 360, 40) for pitch in (-30, 35)]
    grey = np.full((480, 640, 3), 120, np.uint8)
    warped = [warp(one, grey, CANVAS, find_region(one, CANVAS)) for one in views]
    owner = find_seams(warped, CANVAS)
    seen = np.zeros(owner.shape, bool)
    for index, one in enumerate(warped):
        at = np.ix_(np.arange(one.region.top, one.region.rows.stop), one.region.columns(CANVAS))
        seen[at] |= one.mask
        assert not ((owner[at] == index) & ~one.mask).any()
    assert ((owner >= 0) == seen).all()


def test_shares_of_all_views_add_up() -> None:
    small, large = Canvas(256), Canvas(1024)
    owner = np.repeat(np.arange(256) // 64, 128).reshape(256, 128).T
    total = np.zeros((large.height, large.width))
    for index in range(4):
        region = Region(index * 256 - 64, 96, 384, 256)
        share = share_of(owner, index, region, large, small)
        at = np.ix_(np.arange(96, 352), region.columns(large))
        assert share.shape == (256, 384)
        total[at] += share
    assert total[96:352] == pytest.approx(np.ones((256, 1024)), abs=1e-5)


def test_blending_one_colour_gives_that_colour_everywhere_and_black_outside() -> None:
    blender = Blender(CANVAS)
    seen = np.zeros((CANVAS.height, CANVAS.width), bool)
    for left in range(-128, 1024 - 128, 256):
        region = blender.room(Region(left % 1024, 128, 256, 256))
        share = np.zeros((region.height, region.width), np.float32)
        inner = (left - region.left) % 1024
        share[128 - region.top :, inner : inner + 256][:256] = 1
        blender.add(region, np.full((*share.shape, 3), (10, 120, 250), np.uint8), share)
    seen[128:384] = True
    result = blender.finish(seen)
    assert np.abs(result[128:384].astype(int) - (10, 120, 250)).max() <= 1
    assert not result[:128].any()


@pytest.mark.parametrize(
    ("seen", "start", "span"),
    [
        (slice(0, 360), -180, 360),
        (slice(90, 270), -90, 180),
        (slice(0, 0), 0, 0),
        (slice(300, 420), 120, 120),
    ],
    ids=["all", "half", "nothing", "over-the-edge"],
)
def test_span(seen: slice, start: float, span: float) -> None:
    columns = np.zeros(360, bool)
    columns[np.arange(360)[seen] if seen.stop <= 360 else np.arange(300, 420) % 360] = True
    assert span_of(columns) == pytest.approx((start, span))


@pytest.mark.parametrize(
    ("rows", "share"),
    [(slice(0, 512), 1.0), (slice(0, 256), 0.5), (slice(171, 341), 0.5)],
    ids=["all", "upper-half", "thirty-degrees-each-way"],
)
def test_coverage_is_of_the_sphere_not_of_the_canvas(rows: slice, share: float) -> None:
    seen = np.zeros((512, 1024), bool)
    seen[rows] = True
    assert coverage_of(seen) == pytest.approx(share, abs=0.01)
