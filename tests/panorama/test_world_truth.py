"""The bundled tour footage against its truth: photos, a pan, and the sphere they were taken in."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from assets import asset
from bench.panorama import lit, truth
from bench.panorama_truth import rotations_of, score
from bench.panorama_world import pose_errors, true_shots
from bench.world.spec import Footage
from bench.world.tour.optics import angle_across
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.spec import PanoramaReport, PanoramaSpec
from pipelines.panorama.stitch import stitch

BUNDLE = asset("demo")
WIDTH = 2048
PSNR = {"photos": 24.0, "pan": 21.0}
"""Decibels that the result comes near the truth at least: the lens moves by centimetres between
pictures, people walk, and exposure follows the view, so that there is no perfect one."""
POSES = {"photos": 0.3, "pan": 0.6}
"""Degrees, median."""
SEAM = 2.0
"""The difference across 180 degrees over that of neighbouring columns; 1 is no seam at all."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
]


@dataclass(frozen=True)
class Stitched:
    report: PanoramaReport
    truth: Footage
    picture: Picture8


@pytest.fixture(scope="module", params=["photos", "pan.mp4"])
def stitched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stitched:
    name = Path(request.param)
    out = tmp_path_factory.mktemp(name.stem)
    report = stitch([BUNDLE / name], PanoramaSpec(width=WIDTH), out)
    known = Footage.load(BUNDLE / f"{name.stem}.truth.json")
    return Stitched(report, known, cv2.imread(str(out / "panorama.jpg")))


def test_every_picture_is_used_and_the_circle_closes(stitched: Stitched) -> None:
    report = stitched.report
    assert not report.unused
    if stitched.truth.kind == "photos":
        assert {pose.name for pose in report.inputs} == {view.file for view in stitched.truth.views}
    assert report.closed
    assert report.span == 360
    assert report.loop_error is not None
    assert report.loop_error < 3


def test_the_lens_is_found(stitched: Stitched) -> None:
    true = angle_across(stitched.truth.views[0].camera)
    assert np.median([pose.fov for pose in stitched.report.inputs]) == pytest.approx(true, abs=1)


def test_every_pose_is_found(stitched: Stitched) -> None:
    report = stitched.report
    _, errors = pose_errors(rotations_of(report.inputs), true_shots(report, stitched.truth))
    assert np.median(errors) < POSES[stitched.truth.kind]
    assert max(errors) < 5 * POSES[stitched.truth.kind]


def test_the_panorama_shows_the_true_sphere(stitched: Stitched) -> None:
    report = stitched.report
    shots = true_shots(report, stitched.truth)
    turn, errors = pose_errors(rotations_of(report.inputs), shots)
    sphere = truth(BUNDLE / "sphere.jpg")
    found = score(stitched.picture, lit(stitched.picture), sphere, turn, float(np.mean(errors)))
    assert found.psnr > PSNR[stitched.truth.kind]
    assert found.seam < SEAM
