"""The bench of panoramas: what it finds is what was put in."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.panorama import Judged, judged, margin, verdict
from bench.panorama_align import SCORED, Aligned, Landmarks, NotAligned, align, landmarks
from bench.panorama_meter import Job, Spent
from bench.panorama_peers import TOOLS, Given, Made
from bench.panorama_sets import ROOT, WORLDS, TruthSet, truth
from bench.panorama_truth import Sheet, at_scale, cut, ring, sample, score_sheet
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import angle_between, rotation_of

FOV = 80.0
SIZE = (640, 480)
FOCAL = SIZE[0] / 2 / np.tan(np.radians(FOV) / 2)
TURN = rotation_of(31.3, 4.2, -2.7)


@pytest.fixture(scope="module")
def hall() -> Picture8:
    picture = truth(WORLDS["hall"].path(ROOT))
    return np.asarray(cv2.resize(picture, (SCORED, SCORED // 2), interpolation=cv2.INTER_AREA))


@pytest.fixture(scope="module")
def known(hall: Picture8) -> Landmarks:
    return landmarks(hall)


def part(world: Picture8, turn: Floats, scale: float, rows: tuple[float, float]) -> Picture8:
    """A canvas of so many pixels a radian, from one height to another (degrees, 90 above)."""
    top, bottom = ((90 - row) / 180 * np.pi * scale for row in rows)
    size = (round(bottom - top), round(2 * np.pi * scale))
    empty = np.zeros((*size, 3), np.uint8)
    rays = Sheet(empty, np.ones(size, bool), scale, float(top)).rays()
    return sample(world, rays @ turn.T)


def test_a_known_turn_is_recovered(hall: Picture8, known: Landmarks) -> None:
    turned = part(hall, TURN, SCORED / (2 * np.pi), (90, -90))
    found = align(Made(turned, (), {}, whole=True), hall, known, FOCAL)
    assert angle_between(found.turn, TURN) < 0.01
    assert score_sheet(found.sheet, hall, found.turn, 0.0).psnr > 45


def test_a_cropped_canvas_of_unknown_scale_is_found(hall: Picture8, known: Landmarks) -> None:
    scale = FOCAL * 1.07
    made = Made(part(hall, TURN, scale, (38, -47)), (), {}, whole=False)
    found = align(made, hall, known, FOCAL)
    assert angle_between(found.turn, TURN) < 0.05
    assert np.degrees(found.sheet.top / found.sheet.scale) == pytest.approx(52, abs=0.1)
    ratio = made.picture.shape[1] / found.sheet.picture.shape[1]
    assert found.sheet.scale * ratio == pytest.approx(scale, rel=1e-3)
    share = (np.sin(np.radians(38)) + np.sin(np.radians(47))) / 2
    assert found.sheet.weight().sum() == pytest.approx(share, abs=0.01)


def test_noise_is_no_panorama(hall: Picture8, known: Landmarks) -> None:
    draw = np.random.default_rng(3)
    noise = draw.integers(0, 256, (512, 1024, 3), np.uint8)
    with pytest.raises(NotAligned):
        align(Made(noise, (), {}, whole=True), hall, known, FOCAL)


def test_the_margin_counts_where_both_show_something(hall: Picture8) -> None:
    height, width = hall.shape[:2]
    noise = np.random.default_rng(5).normal(0, 4, hall.shape)
    noisy = np.clip(hall + noise, 0, 255).astype(np.uint8)
    spoiled = noisy.copy()
    spoiled[: height // 2] = 255 - spoiled[: height // 2]
    lower = np.zeros((height, width), bool)
    lower[height // 2 :] = True
    everywhere = np.ones_like(lower)
    scale = width / (2 * np.pi)
    ours = Aligned(Sheet(spoiled, everywhere, scale), np.eye(3))
    peer = Aligned(Sheet(noisy, lower, scale), np.eye(3))
    assert margin(ours, peer, hall) == pytest.approx(0, abs=0.05)
    assert margin(ours, Aligned(replace(peer.sheet, seen=everywhere), np.eye(3)), hall) < -10


def test_a_ring_is_stitched_and_scored(
    hall: Picture8, known: Landmarks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.panorama.CACHE", tmp_path / "cache")
    monkeypatch.setattr("bench.panorama.SIZE", SIZE)
    shots = cut(hall, ring(8), tmp_path / "views", size=SIZE, fov=FOV)
    given = TruthSet("drawn-ring", tmp_path / "views", hall, tuple(shots), FOV)
    ours = judged(TOOLS[0], given, known, fresh=True)
    row = ours.row
    assert row.scored is not None and ours.aligned is not None
    assert (row.used, row.given) == (8, 8)
    assert row.scored.psnr > 30
    assert row.scored.ssim > 0.9
    assert row.scored.pose_error < 0.05
    assert 0.4 < row.covered < 0.75
    assert row.spent.cpu > 0.5
    assert 50e6 < row.spent.peak < 2e9
    worse = np.asarray(cv2.GaussianBlur(ours.aligned.sheet.picture, (0, 0), 3), np.uint8)
    peer = Aligned(replace(ours.aligned.sheet, picture=worse), ours.aligned.turn)
    blurred = score_sheet(peer.sheet, hall, peer.turn, 0.0)
    other = Judged(replace(row, tool="blurred", scored=blurred), peer)
    told = verdict(given, [ours, other])
    assert told is not None
    assert told[1] == "blurred" and told[4].startswith("+")


def metered(folder: Path, limit: float, *steps: str) -> Spent:
    job = Job(tuple((sys.executable, "-c", step) for step in steps), limit).save(folder)
    meter = [sys.executable, "-m", "bench.panorama_meter", str(job)]
    subprocess.run(meter, cwd=ROOT, check=True)
    return Spent.load(folder)


def test_the_meter_counts_the_greatest_child_and_stops_at_a_failure(tmp_path: Path) -> None:
    busy = "x = bytearray(80_000_000); sum(range(3_000_000))"
    spent = metered(tmp_path, 60, busy, "raise SystemExit(3)", "open('late', 'w')")
    assert spent.code == 3
    assert spent.cpu > 0.05
    assert 80e6 < spent.peak < 160e6
    assert not (tmp_path / "late").exists()
    hangs = metered(tmp_path, 0.2, "import time; time.sleep(60)")
    assert hangs.code == -9 and hangs.wall < 30


@pytest.mark.parametrize("bands", ["RGBA", "LA"], ids=["colour", "grey"])
def test_what_hugin_writes_is_read(hall: Picture8, bands: str, tmp_path: Path) -> None:
    """A project as `autooptimiser` leaves it, of four pictures of which three are joined."""
    views, out = tmp_path / "views", tmp_path / "out"
    shots = cut(hall, ring(4), views, size=SIZE, fov=FOV)
    out.mkdir()
    lines = [f'i w640 h480 f0 v{FOV} Ra0 y{90 * n} p1 r2 TrX0 n"{n}"' for n in range(4)]
    joined = ["c n0 N1 x1 y1 X2 Y2 t0", "c n2 N1 x1 y1 X2 Y2 t0", "c n1 N1 x1 y1 X1 Y9 t2"]
    (out / "optimised.pto").write_text("\n".join(["# hugin", *lines, *joined]), "utf-8")
    strip = Image.new(bands, (2000, 600), "white")
    strip.save(out / "result.tif", tiffinfo={282: 150.0, 283: 150.0, 286: 10.0, 287: 4.7})
    hugin = next(tool for tool in TOOLS if tool.key == "hugin")
    made = hugin.read(out, Given(views, FOV))
    assert made.used == tuple(shot.name for shot in shots[:3])
    assert angle_between(made.poses["view01.jpg"], rotation_of(90, 1, 2)) < 1e-6
    assert made.picture[800, 2000].tolist() == [255] * 3
    assert made.shown is not None
    rows, columns = np.nonzero(made.shown)
    assert (made.shown.shape, rows.min(), columns.min()) == ((2048, 4096), 705, 1500)
    assert (rows.max(), columns.max()) == (705 + 599, 1500 + 1999)


def test_what_shows_the_truth_is_perfect_however_it_is_turned() -> None:
    """A fine truth, painted turned and then made as coarse as it is compared."""
    fine = truth(WORLDS["hall"].path(ROOT))
    high, wide = fine.shape[:2]
    rays = Sheet(fine, np.ones((high, wide), bool), wide / (2 * np.pi)).rays()
    small = cv2.resize(
        sample(fine, rays @ TURN.T), (SCORED, SCORED // 2), interpolation=cv2.INTER_AREA
    )
    sheet = Sheet(np.asarray(small, np.uint8), np.ones(small.shape[:2], bool), SCORED / (2 * np.pi))
    found = score_sheet(sheet, fine, TURN, 0.0)
    assert found.psnr > 42 and found.ssim > 0.995
    assert found.seam == pytest.approx(1, abs=0.12)


def test_the_expected_picture_is_the_truth_itself(hall: Picture8) -> None:
    whole = Sheet(hall, np.ones(hall.shape[:2], bool), SCORED / (2 * np.pi))
    assert np.abs(at_scale(whole, hall, np.eye(3)).astype(int) - hall).max() <= 1
    assert whole.weight().sum() == pytest.approx(1, abs=1e-4)
