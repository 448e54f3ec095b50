"""Dual fisheye pictures: drawn with known lenses, and real ones."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import Shot, pose_alignment, rotations_of, sample, score, seam_ratio
from pipelines.panorama import gpano
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.circles import Circle, find_circles
from pipelines.panorama.errors import KindNotSupported, NoCircles
from pipelines.panorama.falloff import find_falloff
from pipelines.panorama.fisheye import Fisheye
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.kind import find_kind
from pipelines.panorama.shapes import looks_dual_fisheye
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch
from pipelines.panorama.warp import Canvas, directions

SIDE = 512


@dataclass(frozen=True)
class Drawn:
    """Lenses as drawn: degrees of view, and each lens's rotation and circle."""

    fov: float
    rotations: tuple[Floats, Floats]
    circles: tuple[Circle, Circle]


def drawn(fov: float, tilt: tuple[float, float, float]) -> Drawn:
    """Two lenses of which the second is turned by ``tilt`` (yaw, pitch, roll)."""
    yaw, pitch, roll = tilt
    rotations = rotation_of(0, 0, 0), rotation_of(180 + yaw, pitch, roll)
    return Drawn(fov, rotations, (Circle(0.503, 0.499, 0.47), Circle(0.498, 0.502, 0.47)))


def draw(world: Picture8, lenses: Drawn, *, falloff: float = 0.0, gain: float = 1.0) -> Picture8:
    """The picture of such a camera. ``falloff``: share of the light lost at 90 degrees."""
    halves = []
    for index, (rotation, circle) in enumerate(zip(lenses.rotations, lenses.circles, strict=True)):
        y, x = (np.mgrid[0 : 2 * SIDE, 0 : 2 * SIDE] + 0.5) / (2 * SIDE)
        x, y = x - circle.x, y - circle.y
        radius = np.hypot(x, y)
        angle = radius / circle.radius * np.radians(lenses.fov / 2)
        flat = np.sin(angle) / np.maximum(radius, 1e-9)
        rays = np.stack([x * flat, y * flat, np.cos(angle)], axis=2)
        light = (1 - falloff * (angle / np.pi * 2) ** 6) * (gain if index else 1)
        half = sample(world, rays @ rotation) * light[:, :, None]
        half[radius > circle.radius] = 0
        halves.append(cv2.resize(half, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
    return np.clip(np.hstack(halves) + 0.5, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("fov", "tilt", "falloff", "gain", "psnr"),
    [
        (195.0, (1.0, -2.0, 1.5), 0.0, 1.0, 26.5),
        (203.0, (-1.5, 1.0, 0.0), 0.2, 0.9, 23),
    ],
    ids=["tilted", "uneven"],
)
def test_drawn_lenses_are_recovered(
    world: Picture8,
    tmp_path: Path,
    fov: float,
    tilt: tuple[float, float, float],
    falloff: float,
    gain: float,
    psnr: float,
) -> None:
    lenses = drawn(fov, tilt)
    cv2.imwrite(str(tmp_path / "two.png"), draw(world, lenses, falloff=falloff, gain=gain))
    report = stitch([tmp_path / "two.png"], PanoramaSpec(), tmp_path / "out")
    assert report.kind == "dual-fisheye"
    assert [pose.fov for pose in report.inputs] == pytest.approx([fov, fov], abs=1.0)
    assert abs(report.inputs[0].yaw) < 2
    assert abs(report.inputs[1].yaw) == pytest.approx(180, abs=2)
    shots = [
        Shot(pose.name, rotation)
        for pose, rotation in zip(report.inputs, lenses.rotations, strict=True)
    ]
    turn, error = pose_alignment(rotations_of(report.inputs), shots)
    assert error < 0.1
    picture = np.asarray(cv2.imread(str(tmp_path / "out" / "panorama.jpg")), np.uint8)
    assert gpano.is_marked(tmp_path / "out" / "panorama.jpg")
    assert (report.coverage, report.closed, report.span) == (1, True, 360)
    assert report.reprojection_error is None
    everywhere = np.ones(picture.shape[:2], bool)
    whole = score(picture, everywhere, world, turn, error)
    ring = score(picture, near_the_seam(picture), world, turn, error)
    assert whole.psnr > psnr
    # Uneven light is evened out by what the ring tells, which is not all.
    assert ring.psnr > whole.psnr - (2.5 if falloff else 1.0)
    assert ring.ssim > whole.ssim - 0.02
    assert whole.seam < 1.3


@pytest.mark.parametrize("lift", [0.0, 0.8], ids=["plain", "light-lifted"])
def test_falloff_is_told_however_the_world_was_turned(world: Picture8, lift: float) -> None:
    lenses = drawn(196.0, (0.5, -0.7, 0.8))
    truth = 0.25
    spread = 140 + 2.5 * (world.astype(float) - world.mean())
    bright = np.clip(spread, 20, 240).astype(np.uint8)
    even, dark = draw(bright, lenses), draw(bright, lenses, falloff=truth)
    # A camera that lifts what is light darkens it less.
    share = lift * np.clip((even.astype(float) - 120) / 60, 0, 1)
    halves = [
        np.asarray(each, np.uint8)
        for each in np.split(np.rint(dark + share * (even.astype(float) - dark)), 2, axis=1)
    ]
    eyes = tuple(
        Fisheye(str(index), circle, lenses.fov, rotation)
        for index, (circle, rotation) in enumerate(
            zip(lenses.circles, lenses.rotations, strict=True)
        )
    )
    turn = rotation_of(15, 60, 80)
    found = find_falloff(eyes, tuple(halves))
    turned = find_falloff(tuple(eye.turned(turn) for eye in eyes), tuple(halves))
    assert turned.slope == pytest.approx(found.slope, abs=0.01)
    assert turned.plain == found.plain == (not lift)
    if not lift:
        # The slope at the ring, of 1 - falloff * angle ** 6, as the eighth power has it.
        assert found.slope == pytest.approx(6 * truth / (1 - truth) / 8, abs=0.03)


def near_the_seam(picture: Picture8) -> Mask:
    """The pixels less than four degrees away from the plane between the lenses; without the poles,
    where the drawn sphere is finer than its own pixels."""
    canvas = Canvas(picture.shape[1])
    columns, rows = np.arange(canvas.width, dtype=float), np.arange(canvas.height, dtype=float)
    rays = directions(canvas, columns, rows)
    ahead = np.abs(np.degrees(np.arcsin(rays[..., 2])))
    return np.asarray((ahead < 4) & (np.abs(rays[..., 1]) < 0.85))


def test_a_smaller_canvas_is_honoured(world: Picture8, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "two.jpg"), draw(world, drawn(195, (0, 0, 0))))
    spec = PanoramaSpec(kind="dual-fisheye", width=600)
    report = stitch([tmp_path], spec, tmp_path / "out")
    assert (report.width, report.height) == (576, 288)
    assert report.notes[0] == "Taken as what a dual fisheye camera made."


def test_lenses_with_nothing_to_compare_are_called_a_guess(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "blank.png"), discs())
    report = stitch([tmp_path / "blank.png"], PanoramaSpec(), tmp_path / "out")
    assert any("guess" in note for note in report.notes)
    assert not any("Estimated" in note for note in report.notes)
    assert [round(pose.yaw) % 360 for pose in report.inputs] == [0, 180]
    picture = np.asarray(cv2.imread(str(tmp_path / "out" / "panorama.jpg")))
    assert picture.min() > 100


def discs(right: int = 122) -> Picture8:
    picture = np.zeros((256, 512, 3), np.uint8)
    for x, radius in ((128, 122), (384, right)):
        cv2.circle(picture, (x, 128), radius, (120, 160, 140), -1)
    return picture


def test_circles_are_found_through_flare_and_dark_places(world: Picture8) -> None:
    lenses = drawn(195, (0, 0, 0))
    picture = draw(world, lenses)
    cv2.circle(picture, (SIDE - 20, 10), 60, (200, 220, 255), -1)
    cv2.rectangle(picture, (SIDE + 180, 380), (SIDE + 330, SIDE), (4, 4, 4), -1)
    for found, true in zip(find_circles(picture), lenses.circles, strict=True):
        assert (found.x, found.y) == pytest.approx((true.x, true.y), abs=0.006)
        assert found.radius == pytest.approx(true.radius, abs=0.006)


def bright_middle() -> Picture8:
    """Two 2:1 halves that are bright in the middle and dark in the corners, but not round."""
    picture = np.zeros((256, 512, 3), np.uint8)
    for left in (0, 256):
        corners = [(left + x, y) for x, y in ((128, 4), (250, 128), (128, 252), (6, 128))]
        cv2.fillPoly(picture, [np.array(corners, np.int32)], (150, 160, 140))
    return picture


@pytest.mark.parametrize(
    "picture",
    [discs(80), bright_middle(), discs()[:, :400], np.zeros((256, 512, 3), np.uint8)],
    ids=["two-sizes", "not-round", "not-2:1", "black"],
)
def test_other_pictures_are_not_taken_for_one(picture: Picture8) -> None:
    assert looks_dual_fisheye(discs())
    assert not looks_dual_fisheye(picture)


def test_a_sphere_asked_for_as_dual_fisheye_has_no_circles(world: Picture8, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "sphere.jpg"), world)
    assert find_kind([tmp_path / "sphere.jpg"], "auto").kind == "equirect"
    with pytest.raises(NoCircles) as caught:
        stitch([tmp_path / "sphere.jpg"], PanoramaSpec(kind="dual-fisheye"), tmp_path / "out")
    assert "2:1" in caught.value.remedy


def test_two_pictures_at_once_are_refused(tmp_path: Path) -> None:
    for name in "ab":
        cv2.imwrite(str(tmp_path / f"{name}.png"), discs())
    with pytest.raises(KindNotSupported, match="one panorama"):
        find_kind([tmp_path], "dual-fisheye")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "fov", "agreement"),
    [("gear360_2560x1280.png", (193, 201), 55), ("psv_800x400.jpg", (189, 196), 80)],
)
def test_real_pictures(
    shared: Path, tmp_path: Path, name: str, fov: tuple[float, float], agreement: int
) -> None:
    source = shared / "vr" / "dualfisheye" / name
    report = stitch([source], PanoramaSpec(width=1024), tmp_path)
    assert report.kind == "dual-fisheye"
    assert fov[0] < report.inputs[0].fov < fov[1]
    assert report.coverage > 0.999
    said = next(note for note in report.notes if "agrees by" in note)
    assert int(said.split("agrees by ")[1].split("%")[0]) >= agreement
    picture = np.asarray(cv2.imread(str(tmp_path / "panorama.jpg")), np.uint8)
    assert seam_ratio(picture, np.ones(picture.shape[:2], bool)) < 2


@pytest.mark.shared
def test_real_spheres_are_not_taken_for_dual_fisheye(shared: Path) -> None:
    spheres = sorted((shared / "vr" / "equirect").glob("*.jpg"))
    assert spheres
    for sphere in spheres:
        assert not looks_dual_fisheye(load_photo(sphere).read(512))
