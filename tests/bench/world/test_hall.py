"""The hall as a camera sees it: what is shown is in view, and there is texture to match."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from bench.world.browser import NoBrowser
from bench.world.bundle import PageMissing
from bench.world.spec import EYES, STATIONS, Camera, Moment, Station
from bench.world.stage import Frame, Stage
from tests.services import unavailable

SIZE = (480, 270)
SHOWN = {
    "machining": "machine:machining",
    "assembly": "machine:assembly",
    "testing": "machine:testing",
    "packing": "packing",
    "samples": "samples",
    "office": "certificates",
}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    try:
        with Stage(seed=7, fine=1.0) as opened:
            yield opened
    except (NoBrowser, PageMissing) as missing:
        unavailable(str(missing))


def _look(stage: Stage, x: float, z: float, yaw: float, t: float = 2.0) -> Frame:
    camera = Camera(width=SIZE[0], height=SIZE[1], position=(x, EYES, z), yaw=yaw)
    return stage.render(Moment(t=t, camera=camera))


def _detail(image: np.ndarray) -> np.ndarray:
    """Grey levels between neighbouring pixels, by cells of 30 pixels."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    steps = np.abs(np.diff(grey, axis=0)[:, :-1]) + np.abs(np.diff(grey, axis=1)[:-1])
    return np.asarray(
        cv2.resize(steps, (SIZE[0] // 30, SIZE[1] // 30), interpolation=cv2.INTER_AREA)
    )


@pytest.mark.parametrize("station", STATIONS, ids=lambda station: station.name)
def test_a_station_shows_its_subject_and_texture(stage: Stage, station: Station) -> None:
    frame = _look(stage, *station.place, station.facing)
    left, top, right, bottom = frame.boxes[SHOWN[station.name]]
    assert left < SIZE[0] / 2 < right
    assert (right - left) * (bottom - top) > 0.15 * SIZE[0] * SIZE[1]
    assert np.mean(_detail(frame.image) > 0.8) > 0.95
    assert 90 < frame.image.mean() < 200


def test_one_wall_is_plain(stage: Stage) -> None:
    frame = _look(stage, -6.25, 4.0, 180)
    left, top, right, bottom = (round(side) for side in frame.boxes["white-wall"])
    wall = frame.image[top + 12 : bottom - 12, left + 12 : right - 12].astype(float)
    assert wall.shape[1] > 150
    assert np.abs(np.diff(wall, axis=1)).mean() < 0.6
    assert wall.mean() > 150


def test_the_east_is_brighter_than_the_west(stage: Stage) -> None:
    east, west = (_look(stage, 0, 0, yaw).image for yaw in (90, 270))
    blown = [np.mean(image.min(axis=2) > 240) for image in (east, west)]
    assert blown[0] > 4 * blown[1] + 0.02


def test_machines_move_and_come_back(stage: Stage) -> None:
    first, later, again = (_look(stage, 0, -1.5, 0, t).image for t in (2.0, 5.3, 2.0))
    assert np.array_equal(first, again)
    assert np.mean(np.abs(first.astype(int) - later) > 20) > 0.003
