"""The brand's font: checked, and kept as a file that libass and Pillow open."""

import hashlib
import struct
import tempfile
from io import BytesIO
from pathlib import Path

from pipelines.shorts.errors import BadBrand

TABLES = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2")
"""What measuring and shaping read."""
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
