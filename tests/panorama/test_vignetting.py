"""Dark corners, uneven exposure and white balance: told from the overlaps and evened out."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import ring
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import View
from pipelines.panorama.composition import Layout, canvas_of, lay_out, paint
from pipelines.panorama.exposure import apply_gain
from pipelines.panorama.vignetting import even_out, find_vignetting
from pipelines.panorama.warp import Canvas, Warped, find_region, warp
from tests.panorama.scenes import shown, take

FOV = 80.0


def falloff(picture: Picture8) -> Floats:
    """The cosine's fourth power of the angle, as pictures of gamma 2.2 show it."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    tangent = np.hypot(x, y) / (width / 2) * np.tan(np.radians(FOV / 2))
    return np.asarray((1 / np.sqrt(1 + tangent**2)) ** (4 / 2.2))[:, :, None]


def shot(world: Picture8, view: View, index: int, spread: float, dark: bool) -> Picture8:
    draw = np.random.default_rng(index)
    light = shown(world, view).astype(float) * 0.8 * draw.uniform(1 - spread, 1 + spread)
    light *= draw.uniform(1 - spread / 4, 1 + spread / 4, 3)
    light = light * falloff(light) if dark else light
    return np.clip(light + draw.normal(0, 2, light.shape) + 0.5, 0, 255).astype(np.uint8)


def step_at_seams(layout: Layout, views: list[View], pictures: list[Picture8]) -> float:
    """Mean difference in levels of what two views show where one hands over to the other."""
    small = layout.small
    even = []
    for index, (view, picture) in enumerate(zip(views, pictures, strict=True)):
        lifted = even_out(picture, layout.falloff[index]) if layout.falloff else picture
        one = warp(view, lifted, small, find_region(view, small))
        soft = np.asarray(cv2.GaussianBlur(apply_gain(one, layout.gains[index]).picture, (0, 0), 4))
        even.append(Warped(one.region, soft, one.depth))
    found = []
    right = np.roll(layout.owner, -1, axis=1)
    for row, column in zip(*np.nonzero(layout.owner != right), strict=True):
        ends = [
            even[owner[row, column]] for owner in (layout.owner, right) if owner[row, column] >= 0
        ]
        values = [_at(view, row, column, small) for view in ends]
        if len(values) == 2 and all(value is not None for value in values):
            found.append(np.abs(values[0] - values[1]).mean())
    return float(np.mean(found))


def _at(view: Warped, row: int, column: int, small: Canvas) -> Floats | None:
    across, down = (column - view.region.left) % small.width, row - view.region.top
    if across >= view.region.width or not 0 <= down < view.region.height:
        return None
    return view.picture[down, across].astype(float) if view.mask[down, across] else None


@pytest.mark.parametrize(
    ("spread", "dark", "limit"),
    [(0.06, False, 0.5), (0.06, True, 0.5), (0.3, True, 1.2)],
    ids=["a-little", "a-little-and-dark-corners", "much-and-dark-corners"],
)
def test_no_step_is_left_at_the_seams(
    world: Picture8, tmp_path: Path, spread: float, dark: bool, limit: float
) -> None:
    _, views, pictures = take(
        ring(10),
        FOV,
        tmp_path,
        lambda index, view: shot(world, view, index, spread, dark),
    )
    layout = lay_out(views, pictures, Canvas(1024))
    plain = Layout(layout.small, layout.owner, np.ones((10, 3)))
    before, after = (step_at_seams(each, views, pictures) for each in (plain, layout))
    assert before > 3
    assert after < limit
    assert any(terms.any() for terms in layout.falloff) == dark


def test_the_found_falloff_is_the_true_one(world: Picture8, tmp_path: Path) -> None:
    _, views, pictures = take(
        ring(10), FOV, tmp_path, lambda index, view: shot(world, view, index, 0.1, True)
    )
    canvas = Canvas(1024)
    warped = [
        warp(view, picture, canvas, find_region(view, canvas))
        for view, picture in zip(views, pictures, strict=True)
    ]
    terms = find_vignetting(views, warped, canvas)[0]
    flat = np.full((360, 480, 3), 150, np.uint8)
    lifted = even_out(np.asarray(flat * falloff(flat), np.uint8), terms).astype(float)
    assert np.abs(lifted / lifted[180, 240] - 1).max() < 0.04


def test_white_stays_white_and_nothing_is_done_for_no_falloff() -> None:
    white = np.full((36, 48, 3), 255, np.uint8)
    assert (even_out(white, np.array([0.3, 0.1])) == 255).all()
    assert even_out(white, np.zeros(2)) is white


def test_a_blown_sky_is_the_same_from_both_sides(world: Picture8, tmp_path: Path) -> None:
    bright = np.asarray(world).copy()
    bright[:460] = 255

    def shoot(index: int, view: View) -> Picture8:
        return np.asarray(shown(bright, view) * (1.0, 0.8)[index % 2], np.uint8)

    def blown(index: int, view: View) -> Picture8:
        picture = shoot(index, view)
        picture[shown(bright, view).min(axis=2) > 252] = 255
        return picture

    photos, views, pictures = take(ring(10), FOV, tmp_path, blown)
    canvas = canvas_of(200, None)
    picture, seen = paint(photos, views, lay_out(views, pictures, canvas), canvas)
    rows = slice(int(canvas.height * 0.34), int(canvas.height * 0.42))
    assert seen[rows].all()
    assert picture[rows].min() > 246
