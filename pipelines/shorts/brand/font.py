"""The brand's font: checked, and kept as a file that libass and Pillow open."""

import hashlib
import struct
import tempfile
from io import BytesIO
from pathlib import Path

from pipelines.shorts.errors import BadBrand

TABLES = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2")
"""What measuring and shaping read."""
MOST_CHARACTERS = 4_000_000
"""All subtables of the character map together; fonts of all Chinese have some 600,000."""
LETTERS = "0123456789"
"""A font without these draws no fact."""
REMEDY = "Give one face as a TTF or OTF file (no web font, no collection)."
_SFNT = {b"\x00\x01\x00\x00": ".ttf", b"true": ".ttf", b"OTTO": ".otf"}


def check_font(data: bytes) -> bytes:
    """The same bytes where they are a font that can be used; raises `BadBrand`."""
    from fontTools.ttLib import TTFont, TTLibError
    from PIL import ImageFont

    if data[:4] not in _SFNT:
        raise BadBrand("The font is neither TTF nor OTF.", remedy=REMEDY)
    try:
        with TTFont(BytesIO(data), lazy=True) as font:
            lost = [table for table in TABLES if table not in font]
            if not lost and _claimed(font.reader["cmap"]) > MOST_CHARACTERS:
                raise BadBrand("The font claims impossibly many characters.", remedy=REMEDY)
            covered = set() if lost else set(font.getBestCmap() or ())
            named = None if lost else font["name"].getDebugName(1)
            height = 0 if lost else font["OS/2"].usWinAscent + font["OS/2"].usWinDescent
        ImageFont.truetype(BytesIO(data), 40).getlength(LETTERS)
    except (
        *(TTLibError, OSError, struct.error, AssertionError, LookupError, ValueError),
        *(OverflowError, MemoryError, AttributeError, TypeError, EOFError),
    ) as error:
        raise BadBrand("The font cannot be read.", remedy=REMEDY) from error
    if lost:
        raise BadBrand(f"The font has no table {', '.join(lost)}.", remedy=REMEDY)
    if not named or not height or not set(map(ord, LETTERS)) <= covered:
        raise BadBrand("The font has no name, no height or no digits.", remedy=REMEDY)
    return data


def _claimed(cmap: bytes) -> int:
    """How many characters a map says that it holds. Few bytes may claim billions (ranges that lie
    over one another), which would be unrolled when it is read."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = {struct.unpack_from(">L", cmap, 8 + 8 * number)[0] for number in range(count)}
    return sum(_in_subtable(cmap, offset) for offset in offsets)


def _in_subtable(cmap: bytes, offset: int) -> int:
    (form,) = struct.unpack_from(">H", cmap, offset)
    if form == 4:
        (twice,) = struct.unpack_from(">H", cmap, offset + 6)
        ends = struct.unpack_from(f">{twice // 2}H", cmap, offset + 14)
        starts = struct.unpack_from(f">{twice // 2}H", cmap, offset + 16 + twice)
        return sum(max(0, end - start + 1) for start, end in zip(starts, ends, strict=True))
    if form in (8, 12, 13):
        head = 8204 if form == 8 else 12
        (groups,) = struct.unpack_from(">L", cmap, offset + head)
        rows = struct.iter_unpack(">LLL", cmap[offset + head + 4 :][: 12 * groups])
        return sum(max(0, end - start + 1) for start, end, _ in rows)
    return len(cmap)


def keep_font(data: bytes, folder: Path) -> Path:
    """Write the font into a folder under a name of its content, once; safe for two at a time."""
    digest = hashlib.sha256(data).hexdigest()[:16]
    path = folder / f"brand-{digest}{_SFNT[data[:4]]}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".font-", delete=False) as draft:
            draft.write(data)
        Path(draft.name).replace(path)
    return path
