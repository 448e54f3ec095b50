"""A shop's brand as one archive: packed, read in parts, and what may be put into it.

What is taken here can be drawn by the worker, which reads the same archive; so the limits are
those of `pipelines.shorts.brand`, or narrower.
"""

import hashlib
import io
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.errors import MediaRefused
from pipelines.shorts.spec import LOGO_SIDES, Brand
from storage.objects.protocol import ObjectStore

if TYPE_CHECKING:
    from PIL.Image import Image

DOCUMENT = "brand.json"
LOGO_REMEDY = "Upload a PNG with a transparent ground, at least 400 pixels wide."
FONT_REMEDY = "Upload one face as a TTF or OTF file (no web font, no collection)."
_TYPES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
_FONTS = {b"\x00\x01\x00\x00": "ttf", b"true": "ttf", b"OTTO": "otf"}
_TABLES = {b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2"}
_DAWN = (1980, 1, 1, 0, 0, 0)
_STRIP = 12
_EVEN = 48
_CLEAR = 32
_BLOCK = 64 << 10


@dataclass(frozen=True, slots=True)
class BrandFiles:
    """The document with the bytes that it names."""

    brand: Brand
    logo: bytes | None = None
    font: bytes | None = None

    def packed(self) -> bytes:
        """The archive; the same content gives the same bytes."""
        named = {self.brand.logo: self.logo, self.brand.font: self.font}
        files = {DOCUMENT: self.brand.model_dump_json(indent=2).encode()}
        files |= {name: data for name, data in named.items() if name and data is not None}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name, _DAWN), data)
        return out.getvalue()


def key_of(shop_id: str, archive: bytes) -> str:
    """Where the archive lies: an object never changes, a new brand is a new one."""
    return f"shops/{shop_id}/brand/{hashlib.sha256(archive).hexdigest()[:32]}.zip"


def read_document(store: ObjectStore, key: str) -> Brand:
    """The document alone; a large font stays where it is."""
    with _opened(store, key) as archive:
        return Brand.model_validate_json(archive.read(DOCUMENT))


def read_logo(store: ObjectStore, key: str) -> tuple[str, bytes] | None:
    """The logo's name and bytes."""
    with _opened(store, key) as archive:
        brand = Brand.model_validate_json(archive.read(DOCUMENT))
        return (brand.logo, archive.read(brand.logo)) if brand.logo else None


def read_files(store: ObjectStore, key: str) -> BrandFiles:
    """Everything."""
    with _opened(store, key) as archive:
        brand = Brand.model_validate_json(archive.read(DOCUMENT))
        logo, font = (archive.read(name) if name else None for name in (brand.logo, brand.font))
        return BrandFiles(brand, logo, font)


def logo_name(data: bytes) -> str:
    """``logo.png`` and the like, by content; raises `MediaRefused` for what cannot be drawn."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=tuple(_TYPES)) as opened:
            _check_sides(*opened.size)
            opened.load()
            name = f"logo.{_TYPES[str(opened.format)]}"
            _check_ink(opened.convert("RGBA"))
    except (
        *(OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError),
        *(Image.DecompressionBombError, Image.DecompressionBombWarning),
    ) as error:
        detail = "The logo is no whole PNG, JPEG or WebP file."
        raise MediaRefused(detail, remedy=LOGO_REMEDY) from error
    return name


def font_name(data: bytes) -> str:
    """``font.ttf`` or ``font.otf``, by content; raises `MediaRefused` for what cannot be drawn."""
    from PIL import ImageFont

    suffix = _FONTS.get(data[:4])
    if suffix is None:
        raise MediaRefused("The font is neither TTF nor OTF.", remedy=FONT_REMEDY)
    try:
        lost = _TABLES - set(_tables(data))
        font = ImageFont.truetype(io.BytesIO(data), 40)
        shapes = {bytes(font.getmask(digit)) for digit in "0123456789"}
    except (OSError, struct.error, ValueError, OverflowError, MemoryError) as error:
        raise MediaRefused("The font cannot be read.", remedy=FONT_REMEDY) from error
    if lost:
        names = ", ".join(sorted(table.decode() for table in lost))
        raise MediaRefused(f"The font has no table {names}.", remedy=FONT_REMEDY)
    if len(shapes) < 10:
        raise MediaRefused("The font has no digits.", remedy=FONT_REMEDY)
    return f"font.{suffix}"


def _check_sides(width: int, height: int) -> None:
    least, most = LOGO_SIDES
    told = f"The logo has {width} × {height} pixels"
    if min(width, height) < least or max(width, height) > most:
        raise MediaRefused(f"{told}; a side may have {least} to {most}.", remedy=LOGO_REMEDY)
    if max(width, height) > _STRIP * min(width, height):
        raise MediaRefused(f"{told}: a strip.", remedy="Upload one that is at most 12 times wider.")


def _check_ink(picture: "Image") -> None:
    *colours, (least, most) = (_range(picture.getchannel(band)) for band in "RGBA")
    if most < _CLEAR:
        raise MediaRefused("The logo is wholly transparent.", remedy=LOGO_REMEDY)
    if least > 250 and all(high - low <= _EVEN for low, high in colours):
        raise MediaRefused("The logo is one even colour.", remedy=LOGO_REMEDY)


def _range(channel: "Image") -> tuple[int, int]:
    seen = [value for value, count in enumerate(channel.histogram()) if count]
    return seen[0], seen[-1]


def _tables(data: bytes) -> list[bytes]:
    """The names of a font's tables; raises `ValueError` for one that lies outside the file."""
    (count,) = struct.unpack_from(">H", data, 4)
    rows = [struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(count)]
    if any(offset + length > len(data) for _, _, offset, length in rows):
        raise ValueError("a table ends beyond the file")
    return [tag for tag, *_ in rows]


def _opened(store: ObjectStore, key: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BufferedReader(_Remote(store, key), _BLOCK))


class _Remote(io.RawIOBase):
    """An object of the store as a file: only what is read is fetched."""

    def __init__(self, store: ObjectStore, key: str) -> None:
        self._store, self._key = store, key
        self._size, self._at = store.stat(key).size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        wanted = min(len(view), max(0, self._size - self._at))
        data = b"".join(self._store.open(self._key, start=self._at, length=wanted))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
