"""Whatever is given, there is a typed error or an honest part; nothing half-written is left."""

import os
import shutil
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.panorama_truth import Shot, cut
from pipelines.disk import CannotWrite, DiskFull
from pipelines.errors import InputError, Interrupted
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import (
    NotEnoughOverlap,
    PictureTooLarge,
    TooFewInputs,
    TooManyInputs,
    UnreadablePicture,
)
from pipelines.panorama.screening import screen
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch, stitch_all
from tests.panorama.test_inputs import png_header

SPEC = PanoramaSpec(width=512)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64


@pytest.fixture
def three(circle: tuple[Path, list[Shot]], tmp_path: Path) -> Path:
    """Three views that overlap."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        shutil.copyfile(circle[0] / f"view0{number}.jpg", folder / f"view0{number}.jpg")
    return folder


def half(folder: Path) -> None:
    whole = (folder / "view00.jpg").read_bytes()
    (folder / "odd.jpg").write_bytes(whole[: len(whole) // 2])


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "half-a-jpeg": (half, "cannot be read as a picture"),
    "garbage": (lambda f: (f / "odd.jpg").write_bytes(b"not a picture"), "cannot be read"),
    "empty": (lambda f: (f / "odd.jpg").touch(), "is empty"),
    "heic": (lambda f: (f / "odd.heic").write_bytes(HEIC), "HEIC"),
    "bomb": (lambda f: (f / "odd.png").write_bytes(png_header(60_000, 60_000)), "megapixels"),
    "text": (lambda f: (f / "notes.txt").write_text("bring a tripod"), "cannot be read"),
    "twin": (lambda f: shutil.copyfile(f / "view01.jpg", f / "view09.jpg"), "The same picture as"),
}


@pytest.mark.parametrize(("spoil", "why"), ODD.values(), ids=ODD)
def test_one_odd_file_is_left_out_and_told(
    three: Path, tmp_path: Path, spoil: Callable[[Path], object], why: str
) -> None:
    spoil(three)
    report = stitch([three], SPEC, tmp_path / "out")
    assert len(report.inputs) == 3
    assert len(report.unused) == 1
    assert why in report.unused[0].why


def wall(folder: Path, number: int) -> None:
    cv2.imwrite(str(folder / f"{number}.png"), np.full((360, 480, 3), 180 + number, np.uint8))


def smeared(folder: Path, number: int) -> None:
    noise = np.random.default_rng(number).integers(0, 255, (360, 480, 3), np.uint8)
    cv2.imwrite(str(folder / f"{number}.png"), cv2.blur(noise, (151, 5)))


ALL_BAD: dict[str, tuple[Callable[[Path], object], type[InputError]]] = {
    "blank-wall": (lambda f: [wall(f, n) for n in range(3)], NotEnoughOverlap),
    "motion-blur-all-round": (lambda f: [smeared(f, n) for n in range(3)], NotEnoughOverlap),
    "one-picture": (lambda f: wall(f, 0), TooFewInputs),
    "one-picture-twice": (
        lambda f: (wall(f, 0), shutil.copyfile(f / "0.png", f / "1.png")), TooFewInputs,
    ),
    "nothing": (lambda f: None, TooFewInputs),
    "all-empty": (lambda f: [(f / f"{n}.jpg").touch() for n in range(3)], UnreadablePicture),
    "one-good-one-broken": (
        lambda f: (wall(f, 0), (f / "1.jpg").write_bytes(b"broken")), InputError,
    ),
    "a-heic": (lambda f: (f / "a.heic").write_bytes(HEIC), UnreadablePicture),
    "a-bomb": (lambda f: (f / "a.png").write_bytes(png_header(60_000, 60_000)), PictureTooLarge),
    "too-many": (
        lambda f: [Image.new("L", (8, 8), n % 256).save(f / f"{n}.png") for n in range(501)],
        TooManyInputs,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fill", "error"), ALL_BAD.values(), ids=ALL_BAD)
def test_nothing_to_stitch_is_a_typed_error_with_a_remedy(
    tmp_path: Path, fill: Callable[[Path], object], error: type[InputError]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    fill(folder)
    with pytest.raises(error) as caught:
        stitch([folder], SPEC, tmp_path / "out")
    assert caught.value.remedy
    assert not (tmp_path / "out").exists()


def test_five_hundred_are_taken(tmp_path: Path) -> None:
    """As many as are allowed come as far as being compared."""
    for number in range(500):
        Image.new("L", (8, 8), number % 256).resize((8 + number // 256, 8)).save(
            tmp_path / f"{number}.png"
        )
    usable, wrong = screen(sorted(tmp_path.iterdir()))
    assert (len(usable), wrong) == (500, {})
    with pytest.raises(NotEnoughOverlap, match="and 488 more"):
        stitch([tmp_path], SPEC, tmp_path / "out")


def cmyk(picture: Image.Image, path: Path) -> None:
    picture.convert("CMYK").save(path.with_suffix(".jpg"), quality=95)


def deep(picture: Image.Image, path: Path) -> None:
    grey = np.asarray(picture.convert("L"), np.uint16) * 257
    cv2.imwrite(str(path.with_suffix(".png")), grey)


def deep_colour(picture: Image.Image, path: Path) -> None:
    cv2.imwrite(str(path.with_suffix(".png")), np.asarray(picture, np.uint16)[:, :, ::-1] * 257)


def grey(picture: Image.Image, path: Path) -> None:
    picture.convert("L").save(path.with_suffix(".png"))


def transparent(picture: Image.Image, path: Path) -> None:
    picture.convert("RGBA").save(path.with_suffix(".webp"), quality=95)


@pytest.mark.parametrize("save", [cmyk, deep, deep_colour, grey, transparent])
def test_every_coding_of_colours_is_stitched(
    three: Path, tmp_path: Path, save: Callable[[Image.Image, Path], None]
) -> None:
    folder = tmp_path / "coded"
    folder.mkdir()
    for file in three.iterdir():
        with Image.open(file) as picture:
            save(picture.convert("RGB"), folder / file.stem)
    report = stitch([folder], SPEC, tmp_path / "out")
    assert len(report.inputs) == 3
    given = np.mean(
        [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE).mean() for file in three.iterdir()]
    )
    cropped = cv2.imread(str(tmp_path / "out" / "cropped.jpg"), cv2.IMREAD_GRAYSCALE)
    assert cropped[cropped > 8].mean() == pytest.approx(given, abs=12)


def test_two_places_in_one_folder_become_two_panoramas(world: Picture8, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name, aims in {"a": [(0, 0), (30, 0), (60, 0)], "b": [(170, 0), (200, 0)]}.items():
        for file in (
            sorted((tmp_path / name).iterdir())
            if cut(world, aims, tmp_path / name, size=(480, 360), fov=68)
            else ()
        ):
            folder.mkdir(exist_ok=True)
            shutil.copyfile(file, folder / f"{name}-{file.name}")
    largest = stitch([folder], SPEC, tmp_path / "one")
    assert len(largest.inputs) == 3
    assert [set(group) for group in largest.groups] == [{"b-view00.jpg", "b-view01.jpg"}]
    assert "another panorama" in largest.notes[-1]
    reports = stitch_all([folder], SPEC, tmp_path / "all")
    assert [len(report.inputs) for report in reports] == [3, 2]
    for place in ("all", "all/2"):
        for name in ("panorama.jpg", "cropped.jpg", "panorama.json", "report.html", "coverage.svg"):
            assert (tmp_path / place / name).is_file()


def test_a_folder_that_refuses_is_told(three: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(CannotWrite) as caught:
        stitch([three], SPEC, tmp_path / "out")
    assert caught.value.remedy


def test_a_full_disk_is_told_and_leaves_what_was(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "panorama.jpg").write_bytes(b"of yesterday")

    def full(path: Path, data: bytes) -> int:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    # A small disk would need the rights to mount one.
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFull):
        stitch([three], SPEC, out)
    assert [file.name for file in out.iterdir()] == ["panorama.jpg"]
    assert (out / "panorama.jpg").read_bytes() == b"of yesterday"


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_a_cancelled_stitch_leaves_nothing(three: Path, tmp_path: Path, share: float) -> None:
    def watch(fraction: float, note: str) -> None:
        if fraction >= share:
            raise Interrupted("enough")

    with pytest.raises(Interrupted):
        stitch([three], SPEC, tmp_path / "out", watch)
    assert not (tmp_path / "out").exists()


def test_what_an_earlier_run_left_does_not_stay(three: Path, tmp_path: Path) -> None:
    stitch([three], SPEC, tmp_path / "out")
    assert (tmp_path / "out" / "cropped.jpg").exists()
    sphere = tmp_path / "sphere.png"
    cv2.imwrite(str(sphere), np.full((128, 256, 3), 90, np.uint8))
    stitch([sphere], PanoramaSpec(kind="equirect"), tmp_path / "out")
    assert not (tmp_path / "out" / "cropped.jpg").exists()
