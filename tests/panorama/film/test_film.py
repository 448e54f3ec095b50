"""The clips of a rig become one panoramic film."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from bench.panorama_truth import sample
from pipelines.media import ffmpeg
from pipelines.media.probe import probe
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import angle_between, rotation_of
from pipelines.panorama.errors import NotEnoughOverlap, TooFewInputs, UnreadablePicture
from pipelines.panorama.film.clock import find_clocks
from pipelines.panorama.film.film import make_film
from pipelines.panorama.film.report import FilmReport
from pipelines.panorama.rotation import best_rotation
from pipelines.panorama.warp import Canvas, directions
from tests.panorama.film import moving
from tests.panorama.film.conftest import CAMERAS, FPS, OFFSETS, Rig


@pytest.fixture(scope="module")
def film(rig: Rig, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FilmReport]:
    out = tmp_path_factory.mktemp("film")
    return out, make_film(rig.files, out, width=1024)


def test_clocks_by_sound(rig: Rig) -> None:
    clocks = find_clocks(rig.files, [probe(file) for file in rig.files])
    assert [clock.by for clock in clocks[1:]] == ["sound"] * (CAMERAS - 1)
    assert [clock.offset for clock in clocks] == pytest.approx(OFFSETS, abs=0.002)


def test_the_film_is_as_long_as_all_cameras_filmed(film: tuple[Path, FilmReport]) -> None:
    out, report = film
    with av.open(str(out / "panorama.mp4")) as container:
        video = container.streams.video[0]
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video)]
        assert (video.width, video.height) == (report.width, report.height) == (1024, 512)
        assert container.streams.audio
    assert len(frames) == pytest.approx(report.duration.s * FPS, abs=1)
    assert report.duration.s == pytest.approx(2.2 - max(OFFSETS) + min(OFFSETS), abs=0.01)


def test_every_frame_is_the_true_sphere(film: tuple[Path, FilmReport], rig: Rig) -> None:
    out, report = film
    turn, worst = _turn(report, rig)
    assert worst < 0.15
    with av.open(str(out / "panorama.mp4")) as container:
        frames = [f.to_ndarray(format="bgr24") for f in container.decode(video=0)]
    world = directions(Canvas(1024), np.arange(1024.0), np.arange(512.0)) @ turn.T
    for number in (0, len(frames) // 2, len(frames) - 2):
        seconds = 0.5 - min(OFFSETS) + number / FPS
        right, late = (
            _likeness(frames[number], rig.at(t), world) for t in (seconds, seconds + 0.2)
        )
        assert right > max(26, late + 1), f"frame {number}"


def test_a_jolt_of_the_rig_is_not_seen(world: Picture8, tmp_path: Path) -> None:
    jolt = 15
    turn = moving.tilted(1.2, -2.0, 0.8)
    cameras = moving.film(world, tmp_path, moving.jolted(jolt, turn), 30, people=moving.NOBODY)
    report = make_film([camera.file for camera in cameras], tmp_path, width=1024)
    assert [move.name for move in report.turns] == [None]
    assert report.turns[0].degrees == pytest.approx(2.47, abs=0.05)
    with av.open(str(tmp_path / "panorama.mp4")) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    middle = slice(194, 318)
    first, *others = (
        cv2.GaussianBlur(frames[number][middle], (0, 0), 1.0)
        for number in (5, jolt - 1, jolt, jolt + 1, 25)
    )
    worst = min(cv2.PSNR(first, other) for other in others)
    shifted = cv2.PSNR(first, np.roll(first, round(2 / 360 * 1024), axis=1))
    assert worst > shifted + 3, "the picture jumps"


def test_players_are_told_that_it_is_a_sphere(film: tuple[Path, FilmReport]) -> None:
    data = (film[0] / "panorama.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "players must wait for its end"
    at = data.index(b"sv3d")
    assert data.rindex(b"avc1", 0, at) < at < data.index(b"mdat")
    assert b"equi" in data[at : at + 120]


def test_one_clip_is_no_rig(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(TooFewInputs, match="no rig"):
        make_film(rig.files[:1], tmp_path)


def test_what_is_no_clip_is_named(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("this is no film")
    with pytest.raises(UnreadablePicture, match=r"notes\.mp4: .*text file") as told:
        make_film([rig.files[0], tmp_path / "notes.mp4"], tmp_path)
    assert told.value.remedy


def test_a_camera_that_looks_elsewhere_is_left_out(rig: Rig, tmp_path: Path) -> None:
    """The stray comes first, and its clip is short: neither tells of the others."""
    stray = tmp_path / "camera-3.mp4"
    cut = ["-t", "0.9", "-c", "copy", str(stray)]
    ffmpeg.run([*ffmpeg.source(rig.files[3]), *cut], read=[rig.files[3]], write=[tmp_path])
    report = make_film([stray, *rig.files[:2]], tmp_path / "out", width=512)
    assert [camera.name for camera in report.cameras] == ["camera-0.mp4", "camera-1.mp4"]
    assert [each.name for each in report.unused] == ["camera-3.mp4"]
    assert any(note.startswith("Left out: camera-3.mp4 shows nothing") for note in report.notes)
    assert report.duration.s == pytest.approx(2.0, abs=0.02)
    assert not list((tmp_path / "out").glob(".film-*")), "scratch was left behind"


def test_cameras_none_of_which_meet(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(NotEnoughOverlap, match=r"camera-0\.mp4, camera-3\.mp4") as told:
        make_film([rig.files[0], rig.files[3]], tmp_path)
    assert "a fifth" in told.value.remedy
    assert not list(tmp_path.iterdir())


def _turn(report: FilmReport, rig: Rig) -> tuple[Floats, float]:
    found = [rotation_of(c.yaw, c.pitch, c.roll) for c in report.cameras]
    turn = best_rotation(np.concatenate(found), np.concatenate(rig.rotations))
    errors = [angle_between(f @ turn.T, t) for f, t in zip(found, rig.rotations, strict=True)]
    return turn, max(errors)


def _likeness(frame: Picture8, sphere: Picture8, world: Floats) -> float:
    """PSNR in dB of what is light and dark, around the horizon."""
    there = cv2.resize(sphere, (1024, 512), interpolation=cv2.INTER_AREA)
    grey = [
        cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (0, 0), 1.0)[194:318]
        for picture in (frame, sample(np.asarray(there, np.uint8), world))
    ]
    off = (grey[0].astype(float) - grey[1]) ** 2
    return float(10 * np.log10(255**2 / off.mean()))
