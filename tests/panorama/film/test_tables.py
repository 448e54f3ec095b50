"""The tables of a rig: every place is painted once, and a border changes without a step."""

import numpy as np
import pytest

from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.film.compose import Composer
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.stand import Stand, set_up

SIZE = (160, 120)


def ring(count: int, fov: float) -> list[View]:
    lens = Lens(0.5 / np.tan(np.radians(fov) / 2))
    return [
        View(f"{index}", *SIZE, lens, rotation_of(index * 360 / count, 0, 0))
        for index in range(count)
    ]


def stand_of(count: int, fov: float, width: int = 512) -> Stand:
    pictures = [np.full((SIZE[1], SIZE[0], 3), 90, np.uint8) for _ in range(count)]
    return set_up(ring(count, fov), pictures, width, [SIZE] * count)


def plain(light: int) -> Planes:
    width, height = SIZE
    chroma = np.full((2, height // 2, width // 2), 128, np.uint8)
    return Planes(np.full((height, width), light, np.uint8), *chroma)


@pytest.mark.parametrize(
    ("count", "fov", "width"),
    [(4, 112.0, 512), (6, 84.0, 512), (8, 70.0, 512), (8, 70.0, 576)],
    ids=["4 cameras", "6", "8", "a last band that is lower"],
)
def test_what_is_seen_is_painted_wholly(count: int, fov: float, width: int) -> None:
    stand = stand_of(count, fov, width)
    assert stand.canvas.width == width
    frame = Composer(stand.tables(stand.shares(stand.owner))).compose([plain(200)] * count)
    middle = frame[stand.canvas.height // 2 - 16 : stand.canvas.height // 2 + 16]
    assert middle.min() >= 198
    for row in (0, stand.canvas.height - 1):
        assert frame[row].max() == 16, "a pole, which nobody sees, is not black"
    assert np.abs(frame[stand.canvas.height :].astype(int) - 128).max() <= 1


def test_a_strip_reads_only_what_is_fetched_for_it() -> None:
    stand = stand_of(4, 112.0)
    width, height = SIZE
    for band in stand.tables(stand.shares(stand.owner)).bands:
        for strip in band.strips:
            for maps, share in ((strip.luma, 1), (strip.chroma, 2)):
                rows, columns = maps.reach
                first, last = maps.whole.min(axis=(0, 1)), maps.whole.max(axis=(0, 1)) + 2
                assert (columns.start, rows.start) == tuple(first)
                assert (columns.stop, rows.stop) == tuple(last)
                assert columns.stop <= width // share and rows.stop <= height // share


def test_a_camera_that_is_too_dark_is_brightened() -> None:
    stand = stand_of(4, 112.0)
    tables = stand.tables(stand.shares(stand.owner))
    frames = [plain(64), *[plain(64 + 48)] * 3]
    frame = Composer(tables).compose(frames, [2.0, 1.0, 1.0, 1.0])
    middle = frame[stand.canvas.height // 2 - 16 : stand.canvas.height // 2 + 16]
    assert middle.min() >= 110
    assert middle.max() <= 113


def test_a_border_goes_over_smoothly() -> None:
    stand = stand_of(4, 112.0)
    frames = [plain(light) for light in (40, 90, 140, 190)]
    owner = stand.owner.copy()
    middle = slice(owner.shape[0] // 2 - 12, owner.shape[0] // 2 + 12)
    owner[middle] = np.roll(owner[middle], 6, axis=1)
    now, then = stand.shares(stand.owner), stand.shares(owner)
    going = Composer(stand.tables(now, then))
    before, after = (
        Composer(stand.tables(shares)).compose(frames).astype(int) for shares in (now, then)
    )
    assert np.abs(before - after).max() > 20, "the borders did not move"
    steps = [going.compose(frames, faded=faded).astype(int) for faded in (0.0, 0.5, 1.0)]
    for step, wanted in zip(steps, (before, (before + after) / 2, after), strict=True):
        assert np.abs(step - wanted).max() <= 2


def test_other_tables_leave_nothing_of_the_old_ones() -> None:
    wide, narrow = stand_of(4, 112.0), stand_of(4, 94.0)
    composer = Composer(wide.tables(wide.shares(wide.owner)))
    frames = [plain(200)] * 4
    for _ in range(2):
        composer.compose(frames)
    composer.take(narrow.tables(narrow.shares(narrow.owner)))
    fresh = Composer(narrow.tables(narrow.shares(narrow.owner))).compose(frames)
    for _ in range(2):
        assert np.array_equal(composer.compose(frames), fresh)
