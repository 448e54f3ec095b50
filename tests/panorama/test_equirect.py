"""Pictures that are spheres already: handed on, or put right."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipelines.panorama import gpano
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.equirect import WHOLE, examine, looks_equirect, stereo_of, wraps
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.marks import picture_marks


def saved(path: Path, picture: Picture8) -> Path:
    cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
    return path


def cropped(path: Path, picture: Picture8, crop: gpano.Box) -> Path:
    """A JPEG whose GPano says that it shows a part."""
    attributes = (
        f'GPano:ProjectionType="equirectangular" GPano:FullPanoWidthPixels="{crop.full_width}" '
        f'GPano:FullPanoHeightPixels="{crop.full_height}" '
        f'GPano:CroppedAreaLeftPixels="{crop.left}" GPano:CroppedAreaTopPixels="{crop.top}" '
        f'GPano:CroppedAreaImageWidthPixels="{crop.width}" '
        f'GPano:CroppedAreaImageHeightPixels="{crop.height}"'
    )
    space = 'xmlns:GPano="http://ns.google.com/photos/1.0/panorama/"'
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d {space} {attributes}/></x:xmpmeta>'
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    Image.fromarray(rgb).save(path, quality=95, xmp=packet.encode())
    return path


def test_a_level_sphere_needs_nothing(world: Picture8, tmp_path: Path) -> None:
    sphere = examine(load_photo(saved(tmp_path / "s.jpg", world)))
    assert sphere.picture is None
    assert (sphere.width, sphere.height) == (2048, 1024)
    assert sphere.extent == WHOLE
    assert sphere.coverage == pytest.approx(1)
    assert any("does not say" in note for note in sphere.notes)
    assert any("2048 pixels wide" in advice.text for advice in sphere.advice)


def test_the_upper_of_two_eyes_is_taken(world: Picture8, tmp_path: Path) -> None:
    both = np.concatenate([world, np.roll(world, 6, axis=1)])
    assert stereo_of(both) == "top-bottom"
    assert stereo_of(np.concatenate([world, world], axis=1)) == "left-right"
    assert stereo_of(world) == ""
    sphere = examine(load_photo(saved(tmp_path / "two.png", both)))
    assert sphere.picture is not None
    assert np.array_equal(sphere.picture, world)
    assert any("upper one was taken" in note for note in sphere.notes)


@pytest.mark.parametrize("scale", [1, 2], ids=["as-said", "made-smaller"])
def test_a_part_lies_where_its_metadata_says(world: Picture8, tmp_path: Path, scale: int) -> None:
    part = world[256:768, 512:1536][::scale, ::scale]
    crop = gpano.Box(2048, 1024, 512, 256, 1024, 512)
    sphere = examine(load_photo(cropped(tmp_path / "part.jpg", part, crop)))
    assert sphere.picture is not None
    assert sphere.picture.shape == (1024 // scale, 2048 // scale, 3)
    extent = sphere.extent
    assert (extent.left, extent.right, extent.bottom, extent.top) == (-90, 90, -45, 45)
    assert sphere.coverage == pytest.approx(0.5 * np.sin(np.radians(45)))
    inside = sphere.picture[256 // scale : 768 // scale, 512 // scale : 1536 // scale]
    assert np.abs(inside.astype(int) - part).mean() < 6
    assert sphere.picture[: 250 // scale].max() == 0


def test_black_poles_and_open_seams_are_told(world: Picture8, tmp_path: Path) -> None:
    picture = world.copy()
    picture[:, :3] = 0
    picture[:, -400:] = 255
    picture[-120:] = 0
    sphere = examine(load_photo(saved(tmp_path / "bad.jpg", picture)))
    told = " ".join(sphere.notes)
    assert "bottom 21° are black" in told
    assert "line will show" in told


@pytest.mark.parametrize(
    ("box", "right"),
    [
        (gpano.Box(2048, 1024, 1536, 256, 1024, 512), 270),
        (gpano.Box(999_999, 500_000, 0, 250_000, 1, 1), -180),
        (gpano.Box(999_999, 999_999, 0, 0, 1, 1), 180),
    ],
    ids=["over-the-edge", "a-speck", "beyond-the-pole"],
)
def test_what_a_file_says_of_its_part_may_be_odd(
    world: Picture8, tmp_path: Path, box: gpano.Box, right: float
) -> None:
    sphere = examine(load_photo(cropped(tmp_path / "odd.jpg", world[256:768, 512:1536], box)))
    assert sphere.extent.right == pytest.approx(right, abs=0.1)
    assert sphere.width <= 16384


def test_other_shapes_become_twice_as_wide_as_high(world: Picture8, tmp_path: Path) -> None:
    squeezed = np.asarray(cv2.resize(world, (1024, 600)), np.uint8)
    path = saved(tmp_path / "wide.jpg", squeezed)
    path.write_bytes(gpano.mark(path.read_bytes(), gpano.Box.whole(1024, 600)))
    assert picture_marks(path).sphere
    sphere = examine(load_photo(path))
    assert sphere.picture is not None
    assert (sphere.width, sphere.height) == (1024, 512)


def test_edges_that_meet_only_by_being_blank_do_not_count(world: Picture8) -> None:
    assert wraps(world)
    assert not looks_equirect(np.full((256, 512, 3), 120, np.uint8))
    assert not wraps(world[:, :1500])


@pytest.mark.shared
def test_real_spheres(shared: Path) -> None:
    files = sorted((shared / "vr" / "equirect").glob("*.jpg"))
    assert files
    for file in files:
        sphere = examine(load_photo(file), 2048)
        assert sphere.turn is None, file.name
        assert sphere.width == 2 * sphere.height
        assert not any("line will show" in note for note in sphere.notes), file.name
        assert any("upper" in note for note in sphere.notes) == (".tb-stereo" in file.name)
