"""Brands as people send them: folders, ZIPs, and what must be refused."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from PIL import Image

from pipelines.shorts.brand import load_kit
from pipelines.shorts.brand.mark import BLACK, WHITE, read_mark
from pipelines.shorts.errors import BadBrand, UnknownStyle
from tests.shorts.brand_material import document, folder_of, picture, zip_of

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf")


def test_a_folder_and_a_zip_of_the_same_are_the_same(tmp_path):
    files = {"brand.json": document(font="own.ttf", style="bold"), "logo.png": picture()}
    files["own.ttf"] = FONT.read_bytes()
    one, other = load_kit(folder_of(tmp_path / "a", files)), load_kit(zip_of(tmp_path / "b", files))
    assert one == other and one.print == other.print
    assert one.mark is not None and one.mark.picture.width < 320, "trimmed to its ink"
    kept = one.font_file(tmp_path / "fonts")
    assert kept == other.font_file(tmp_path / "fonts") and kept.read_bytes() == FONT.read_bytes()
    changed = {**files, "logo.png": picture(ink="#000000")}
    assert load_kit(zip_of(tmp_path / "c", changed)).print != one.print


def bomb(side: int) -> bytes:
    """The head of a PNG that claims so many pixels a side."""
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(999))))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def collection() -> bytes:
    return b"ttcf" + FONT.read_bytes()[4:]


def png(size: tuple[int, int], colour: tuple[int, ...]) -> bytes:
    out = BytesIO()
    Image.new("RGBA", size, colour).save(out, "PNG")
    return out.getvalue()


def greedy(groups: int = 4000) -> bytes:
    """A font whose character map says again and again that it has all of Unicode."""
    font = TTFont(FONT)
    rows = struct.pack(">LLL", 0, 0x10FFFF, 0) * groups
    table = struct.pack(">HHLLL", 12, 0, 16 + len(rows), 0, groups) + rows
    font["cmap"] = raw = DefaultTable("cmap")
    raw.data = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table
    out = BytesIO()
    font.save(out)
    return out.getvalue()


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
REFUSED: dict[str, tuple[dict[str, bytes], str]] = {
    "no document": ({"logo.png": picture()}, "no file brand.json"),
    "no JSON": ({"brand.json": b"{"}, "cannot be read"),
    "an unknown key": ({"brand.json": document(colour="red")}, "colour"),
    "a wrong colour": ({"brand.json": document(primary="teal")}, "primary"),
    "an endless intro": ({"brand.json": document(intro={"seconds": 60})}, "intro.seconds"),
    "no logo": ({"brand.json": document()}, "no file logo.png"),
    "a path upwards": ({"brand.json": document(logo="../logo.png")}, "plain file name"),
    "an absolute path": ({"brand.json": document(logo="/etc/passwd")}, "plain file name"),
    "a hidden file": ({"brand.json": document(logo=".env")}, "plain file name"),
    "a drawing": ({"brand.json": document(), "logo.png": SVG}, "no whole PNG"),
    "half a picture": ({"brand.json": document(), "logo.png": picture()[:300]}, "no whole PNG"),
    "a picture bomb": ({"brand.json": document(), "logo.png": bomb(60_000)}, "PNG|pixels"),
    "a large picture": ({"brand.json": document(), "logo.png": bomb(7_000)}, "7000 × 7000"),
    "a dot": ({"brand.json": document(), "logo.png": png((8, 8), (0, 0, 0, 255))}, "8 × 8"),
    "a strip": ({"brand.json": document(), "logo.png": png((900, 40), (9, 9, 9, 255))}, "strip"),
    "no ink": ({"brand.json": document(), "logo.png": png((99, 99), (0,) * 4)}, "transparent"),
    "one colour": ({"brand.json": document(), "logo.png": png((99, 99), (9, 9, 9, 255))}, "even"),
    "a heavy logo": ({"brand.json": document(), "logo.png": bytes(6 << 20)}, "larger than 5 MB"),
    "a heavy document": ({"brand.json": b" " * 70_000}, "larger than 64 kB"),
    "a web font": ({"brand.json": document(logo=None, font="a"), "a": b"wOFF"}, "neither"),
    "a collection": (
        {"brand.json": document(logo=None, font="a.ttc"), "a.ttc": collection()},
        "neither TTF nor OTF",
    ),
    "a greedy font": (
        {"brand.json": document(logo=None, font="a.ttf"), "a.ttf": greedy()},
        "impossibly many",
    ),
    "half a font": (
        {"brand.json": document(logo=None, font="a.ttf"), "a.ttf": FONT.read_bytes()[:5000]},
        "font",
    ),
}  # fmt: skip


@pytest.mark.parametrize("packed", [folder_of, zip_of], ids=["folder", "zip"])
@pytest.mark.parametrize(("files", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(tmp_path, files, told, packed):
    with pytest.raises(BadBrand, match=told) as caught:
        load_kit(packed(tmp_path / "brand", files))
    assert caught.value.remedy


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    folder = folder_of(tmp_path / "brand", {"brand.json": document()})
    (tmp_path / "secret.png").write_bytes(picture())
    (folder / "logo.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(BadBrand, match="no file logo"):
        load_kit(folder)


def test_zips_that_lie(tmp_path):
    large = zip_of(tmp_path / "large.zip", {"brand.json": document(), "logo.png": bytes(60 << 20)})
    with pytest.raises(BadBrand, match="larger than 5 MB"):
        load_kit(large)
    many = zip_of(tmp_path / "many.zip", {f"{number}.txt": b"" for number in range(200)})
    with pytest.raises(BadBrand, match="more than 100 files"):
        load_kit(many)
    whole = zip_of(tmp_path / "whole.zip", {"brand.json": document(), "logo.png": picture()})
    data = bytearray(whole.read_bytes())
    for name, changed in {"cut": data[:-40], "bent": data[:60] + b"XXXX" + data[64:]}.items():
        (tmp_path / name).write_bytes(changed)
        with pytest.raises(BadBrand, match="ZIP"):
            load_kit(tmp_path / name)
    with pytest.raises(BadBrand, match="neither a folder nor"):
        load_kit(tmp_path / "nowhere")


def test_an_encrypted_zip(tmp_path):
    path = zip_of(tmp_path / "a.zip", {"brand.json": document()})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BadBrand, match="encrypted"):
        load_kit(path)


def test_only_what_is_named_is_taken(tmp_path):
    files = {"brand.json": document(logo=None), "../../evil.sh": b"x", "logo.png": picture()}
    kit = load_kit(zip_of(tmp_path / "a.zip", files))
    assert kit.logo is None and kit.mark is None
    assert not list(tmp_path.rglob("evil.sh")) and zipfile.is_zipfile(tmp_path / "a.zip")


def test_an_unknown_style(tmp_path):
    with pytest.raises(UnknownStyle):
        load_kit(folder_of(tmp_path / "a", {"brand.json": document(logo=None, style="neon")}))


@pytest.mark.parametrize(
    ("data", "plate"),
    [
        pytest.param(picture(ink="#101010"), WHITE, id="dark ink gets a light plate"),
        pytest.param(picture(ink="#FFFFFF"), None, id="white ink lives on a shadow"),
        pytest.param(picture(ink="#E53935"), None, id="a bright red too"),
        pytest.param(picture("JPEG"), (255, 255, 255), id="an opaque one keeps its ground"),
        pytest.param(picture("WEBP", "#0A1A6B"), WHITE, id="WebP"),
    ],
)
def test_plates(data, plate):
    found = read_mark(data).plate
    assert found == plate and found != BLACK
