"""Contact sheets: what lies where."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.world import sheet
from bench.world.spec import STATIONS
from pipelines.errors import InputError


def test_pictures_lie_row_by_row_under_their_labels() -> None:
    shown = [(str(i), np.full((40, 60, 3), 40 * i, np.uint8)) for i in range(5)]
    made = np.asarray(sheet.grid(shown, 2))
    assert made.shape == (3 * (40 + sheet.LABEL + sheet.GAP) + sheet.GAP, 2 * 66 + sheet.GAP, 3)
    fourth = made[sheet.GAP + 68 + sheet.LABEL + 20, sheet.GAP + 66 + 30]
    assert fourth.tolist() == [120, 120, 120]


def test_every_station_is_shown_from_where_one_may_stand() -> None:
    shown = sheet.stations(64, 36)
    assert len(shown) == 2 * len(STATIONS)
    assert all(abs(moment.camera.position[2]) < 9 for _, moment in shown)


def test_frames_of_a_video_are_spread_evenly(tmp_path: Path) -> None:
    path = tmp_path / "grey.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for i in range(20):
        writer.write(np.full((48, 64, 3), 10 * i, np.uint8))
    writer.release()
    sheet.command([str(tmp_path / "sheet.jpg"), str(path), "--count", "3", "--size", "32x24"])
    assert (tmp_path / "sheet.jpg").stat().st_size > 0
    frames = list(sheet.of_video(path, 3, 32))
    assert [label for label, _ in frames] == [f"grey.avi {t} s" for t in ("0.00", "1.00", "1.90")]
    assert [float(frame.mean()) for _, frame in frames] == pytest.approx([0, 100, 190], abs=3)


def test_what_is_no_video_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.mp4").write_bytes(b"nothing")
    with pytest.raises(InputError, match="not a readable video"):
        list(sheet.of_video(tmp_path / "no.mp4", 3, 32))
