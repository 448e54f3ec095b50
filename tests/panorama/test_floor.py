"""The tripod covered: by a piece of the same floor, or by a logo that stands upright."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines.errors import InputError
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import UnreadablePicture
from pipelines.panorama.floor import Down, _look_down, check_logo, cover, unseen_below

WIDTH = 1024
TILE = 0.25
"""Of the drawn floor, in heights of the camera."""


def tiled() -> Picture8:
    """A canvas whose lower half is a floor of grey tiles with dark joints and grain."""
    height = WIDTH // 2
    below = (1 - (np.arange(height) + 0.5) / height) * np.pi
    yaw = ((np.arange(WIDTH) + 0.5) / WIDTH - 0.5) * 2 * np.pi
    away = np.tan(np.minimum(below, np.radians(80)))[:, None]
    x, y = away * np.sin(yaw), away * np.cos(yaw)
    joints = (np.abs(x / TILE % 1 - 0.5) > 0.46) | (np.abs(y / TILE % 1 - 0.5) > 0.46)
    grain = np.random.default_rng(3).normal(0, 4, (height, WIDTH))
    grey = np.where(joints, 60, 150) + grain
    grey[: height // 2] = 200
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


@pytest.fixture(scope="module")
def floor() -> Picture8:
    return tiled()


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """Red above, blue below, on nothing."""
    picture = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    picture.paste((220, 20, 20, 255), (50, 40, 150, 100))
    picture.paste((20, 20, 220, 255), (50, 100, 150, 160))
    picture.save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


def seen_down_to(degrees: float) -> np.ndarray:
    """A mask that lacks a round hole straight down."""
    seen = np.ones((360, 720), bool)
    if degrees:
        seen[-round(degrees * 2) :] = False
    return seen


def below(picture: Picture8) -> Picture8:
    return _look_down(picture, Down(np.tan(np.radians(30)), WIDTH / 2 / np.pi))


@pytest.mark.parametrize("hole", [0.0, 20.0], ids=["tripod", "hole"])
def test_tiles_go_on_under_the_tripod(floor: Picture8, hole: float) -> None:
    spoilt = floor.copy()
    spoilt[-round(20 / 180 * len(floor)) :] = (0, 0, 0) if hole else (40, 200, 40)
    covered = cover(spoilt.copy(), seen_down_to(hole), "fill", 40)
    assert covered.notes == ()
    assert covered.shown.all()
    # Far fewer pixels are as far off as a joint that does not go on would be.
    off = np.abs(below(covered.picture).astype(int) - below(floor))[:, :, 1]
    before = np.abs(below(spoilt).astype(int) - below(floor))[:, :, 1]
    assert (off > 45).mean() < 0.3 * (before > 45).mean()
    assert below(covered.picture).std() == pytest.approx(below(floor).std(), rel=0.15)
    untouched = slice(0, round((1 - 29 / 180) * len(floor)))
    assert (covered.picture[untouched] == spoilt[untouched]).all()


def test_the_same_floor_gives_the_same_bytes(floor: Picture8) -> None:
    once, twice = (cover(floor.copy(), seen_down_to(0), "fill", 30).picture for _ in range(2))
    assert (once == twice).all()


def test_too_large_a_hole_stays_open_and_is_told(floor: Picture8) -> None:
    seen = seen_down_to(58)
    covered = cover(floor.copy(), seen, "fill", 40)
    assert (covered.picture == floor).all()
    assert (covered.shown == seen).all()
    assert "58°" in covered.notes[0]
    assert "tilted down" in covered.notes[0]


def test_nothing_is_done_unasked(floor: Picture8) -> None:
    seen = seen_down_to(10)
    covered = cover(floor.copy(), seen, "open", 40)
    assert (covered.picture == floor).all()
    assert covered.shown is seen


@pytest.mark.parametrize("hole", [0.0, 58.0], ids=["all-seen", "ring"])
def test_a_logo_stands_upright_for_who_looks_down_from_the_middle(
    floor: Picture8, logo: Path, hole: float
) -> None:
    covered = cover(floor.copy(), seen_down_to(hole), "logo", 40, logo)
    view = below(covered.picture)
    middle = view.shape[0] // 2
    up, down = view[middle - 12, middle], view[middle + 12, middle]
    assert up[2] > 180 > 90 > up[0]
    assert down[0] > 180 > 90 > down[2]
    # The disc is as large as asked for, and of the floor's colour.
    edge = round(np.tan(np.radians(20)) * WIDTH / 2 / np.pi)
    rim = view[middle, middle + edge - 6]
    assert np.ptp(rim.astype(int)) < 30
    assert covered.shown[-20:].all()
    if not hole:
        assert (covered.picture[: len(floor) // 2] == floor[: len(floor) // 2]).all()


@pytest.mark.parametrize(
    ("ground", "mark", "expected"),
    [("white", "black", 255), ("black", "white", 0)],
    ids=["white-paper", "black-paper"],
)
def test_an_opaque_logo_brings_its_own_ground(
    floor: Picture8, tmp_path: Path, ground: str, mark: str, expected: int
) -> None:
    picture = Image.new("RGB", (200, 120), ground)
    picture.paste(Image.new("RGB", (80, 40), mark), (60, 40))
    picture.save(tmp_path / "logo.jpg", quality=95)
    view = below(cover(floor.copy(), seen_down_to(0), "logo", 40, tmp_path / "logo.jpg").picture)
    middle, edge = view.shape[0] // 2, round(np.tan(np.radians(20)) * WIDTH / 2 / np.pi)
    assert abs(int(view[middle, middle + edge - 6, 1]) - expected) < 12


def test_a_logo_that_would_not_be_read_gets_light_ground(floor: Picture8, tmp_path: Path) -> None:
    picture = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((30, 30, 70, 70), (120, 120, 120, 255))
    picture.save(tmp_path / "logo.png")
    view = below(cover(floor.copy(), seen_down_to(0), "logo", 40, tmp_path / "logo.png").picture)
    middle, edge = view.shape[0] // 2, round(np.tan(np.radians(20)) * WIDTH / 2 / np.pi)
    assert view[middle, middle + edge - 6].min() > 220


def test_a_missing_or_broken_logo_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no logo was given"):
        check_logo("logo", None)
    (tmp_path / "logo.png").write_bytes(b"nothing")
    with pytest.raises(UnreadablePicture, match=r"logo\.png"):
        check_logo("logo", tmp_path / "logo.png")
    check_logo("fill", None)


@pytest.mark.parametrize(
    ("rows", "degrees"), [(0, 0.0), (20, 10.0), (360, 180.0)], ids=["whole", "hole", "nothing"]
)
def test_how_far_down_was_seen(rows: int, degrees: float) -> None:
    seen = np.ones((360, 720), bool)
    seen[360 - rows :] = False
    assert unseen_below(seen) == degrees
