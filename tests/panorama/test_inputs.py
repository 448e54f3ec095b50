"""Pictures opened, whatever they are."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipelines.media import ffmpeg
from pipelines.media.errors import OversizedMedia
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.equirect import looks_equirect
from pipelines.panorama.errors import PictureTooLarge, UnreadablePicture
from pipelines.panorama.inputs import load_photo, load_photos, natural
from pipelines.panorama.kind import find_kind
from pipelines.panorama.screening import screen
from pipelines.panorama.shapes import looks_dual_fisheye


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is huge and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(20_000, 11_000), (60_000, 60_000)], ids=["220-MP", "bomb"])
def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(*size))
    with pytest.raises(PictureTooLarge, match=r"bomb\.png"):
        load_photo(path)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, (0, 0)), (2, (0, 79)), (3, (59, 79)), (4, (59, 0)),
        (5, (0, 0)), (6, (0, 59)), (7, (79, 59)), (8, (79, 0)),
    ],
    ids=lambda value: str(value),
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif"])
def test_orientation_is_applied(
    tmp_path: Path, suffix: str, orientation: int, corner: tuple[int, int]
) -> None:
    picture = np.zeros((60, 80, 3), np.uint8)
    picture[:20, :20] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"p{suffix}"
    Image.fromarray(picture).save(path, exif=exif)
    photo = load_photo(path)
    assert (photo.width, photo.height) == ((80, 60) if orientation < 5 else (60, 80))
    upright = photo.read()
    assert upright.shape == (photo.height, photo.width, 3)
    assert upright[corner].min() > 200


def test_focal_length_comes_from_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[41989] = 27
    Image.new("RGB", (80, 60)).save(tmp_path / "p.jpg", exif=exif)
    assert load_photo(tmp_path / "p.jpg").focal == pytest.approx(0.75)
    Image.new("RGB", (80, 60)).save(tmp_path / "plain.jpg")
    assert load_photo(tmp_path / "plain.jpg").focal is None


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_every_mode_becomes_three_channels(tmp_path: Path, mode: str) -> None:
    suffix = "jpg" if mode == "CMYK" else "png"
    Image.new(mode, (40, 30)).save(tmp_path / f"p.{suffix}")
    picture = load_photo(tmp_path / f"p.{suffix}").read(20)
    assert picture.shape == (15, 20, 3)
    assert picture.dtype == np.uint8


def test_names_are_sorted_as_people_count() -> None:
    names = ["b.jpg", "a10.jpg", "a9.jpg", "A1.jpg"]
    assert sorted(names, key=natural) == ["A1.jpg", "a9.jpg", "a10.jpg", "b.jpg"]


def test_the_same_name_in_two_folders_stays_apart(tmp_path: Path) -> None:
    for index, folder in enumerate("ab"):
        (tmp_path / folder).mkdir()
        Image.new("RGB", (40, 30), (index * 90, 0, 0)).save(tmp_path / folder / "p.png")
    photos, _ = load_photos([tmp_path / "a" / "p.png", tmp_path / "b" / "p.png"])
    assert len({photo.name for photo in photos}) == 2


def test_a_sphere_is_told_from_a_wide_photo(world: Picture8) -> None:
    small = np.asarray(cv2.resize(world, (512, 256), interpolation=cv2.INTER_AREA), np.uint8)
    wide = np.asarray(cv2.resize(world[200:700, 300:1300], (512, 256)), np.uint8)
    ramp = np.repeat(np.tile(np.arange(512) // 2, (256, 1))[:, :, None], 3, axis=2)
    assert looks_equirect(small)
    assert not looks_equirect(ramp.astype(np.uint8))
    assert not looks_equirect(wide[:, :300])


def test_two_circles_are_a_dual_fisheye(world: Picture8, tmp_path: Path) -> None:
    picture = np.zeros((256, 512, 3), np.uint8)
    for x in (128, 384):
        cv2.circle(picture, (x, 128), 122, (120, 160, 140), -1)
    assert looks_dual_fisheye(picture)
    assert not looks_dual_fisheye(world)
    cv2.imwrite(str(tmp_path / "gear.png"), picture)
    assert find_kind([tmp_path / "gear.png"], "auto").kind == "dual-fisheye"


CLIP = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2mdat" + b"\7" * 400
NOTHING: dict[str, tuple[bytes, str, str]] = {
    "cut-clip": (CLIP, "cut off or broken", "Copy it"),
    "cut-webm": (b"\x1aE\xdf\xa3" + b"\1" * 400, "cut off or broken", "Copy it"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC", "Save it as JPEG"),
    "empty": (b"", "is empty", "Copy it"),
    "letter": (b"%PDF-1.4 Dear Sir or Madam", "of another kind", "or a clip"),
}


@pytest.mark.parametrize(("data", "wrong", "remedy"), NOTHING.values(), ids=NOTHING)
def test_what_gives_no_picture_is_told_with_what_to_do(
    tmp_path: Path, data: bytes, wrong: str, remedy: str
) -> None:
    (tmp_path / "given.bin").write_bytes(data)
    _, left_out = screen([tmp_path / "given.bin", photo_of(tmp_path / "good.png")])
    assert wrong in left_out["given.bin"]
    assert remedy in left_out["given.bin"]


def test_a_clip_that_is_too_large_is_no_broken_one(tmp_path: Path) -> None:
    large = tmp_path / "large.mkv"
    picture = ["-f", "lavfi", "-i", "color=s=16x16:r=1:d=1", "-c:v", "ffv1", *["-map", "0"] * 65]
    ffmpeg.run([*picture, "-f", "matroska", str(large)], write=[tmp_path])
    with pytest.raises(OversizedMedia, match="65 streams"):
        screen([large])


def photo_of(path: Path) -> Path:
    cv2.imwrite(str(path), np.full((30, 40, 3), 90, np.uint8))
    return path


def test_garbage_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(b"\xff\xd8\xff\xe0garbage")
    with pytest.raises(UnreadablePicture):
        load_photo(tmp_path / "p.jpg")
