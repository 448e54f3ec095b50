"""Which font file draws which character, so that libass never has to guess.

The font directories are read once a process. A face is chosen by script and language; every
character must be covered by a chosen face, else `MissingGlyphs` names the package to install.
"""

import shutil
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.shorts.errors import MissingGlyphs

DIRECTORIES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
)
SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
BOLD = 700
LATIN = ("Noto Sans",)
ANY_NOTO = "Noto Sans *"
"""Stands for the fonts of the other scripts, one family each."""
PLAIN = ("DejaVu Sans", "Liberation Sans", "Arial")
SYMBOLS = ("Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math", "Symbola")
HAN = {
    "SC": ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "PingFang SC"),
    "TC": ("Noto Sans CJK TC", "Source Han Sans TC", "PingFang TC"),
    "HK": ("Noto Sans CJK HK", "Source Han Sans HC", "PingFang HK"),
    "JP": ("Noto Sans CJK JP", "Source Han Sans JP", "Hiragino Sans"),
    "KR": ("Noto Sans CJK KR", "Source Han Sans KR", "Apple SD Gothic Neo"),
}
SQUARE = ("zh", "ja", "ko", "yue")
"""Languages whose captions use one family for everything, Latin words included."""
REGIONS = {
    "ja": "JP", "ko": "KR", "yue": "HK", "zh-hk": "HK", "zh-tw": "TC", "zh-hant": "TC",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file. Metrics are in em; ``family`` is the name libass finds it by."""

    family: str
    path: Path
    number: int
    weight: int
    ascent: float
    descent: float

    def covers(self, character: str) -> bool:
        return ord(character) in _coverage(self.path, self.number)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that one face draws."""

    text: str
    face: Face


def find_font(
    text: str,
    *,
    language: str = "und",
    font: Path | None = None,
    directories: Sequence[Path] = DIRECTORIES,
) -> Face:
    """The face that draws most of the text; raises `MissingGlyphs` as `split_runs` does."""
    runs = split_runs(text or " ", language, font=font, directories=directories)
    return max(runs, key=lambda run: len(run.text)).face


def missing(text: str, *, directories: Sequence[Path] = DIRECTORIES) -> str:
    """The characters of the text that no font on the machine draws; empty when all is well."""
    order = _ranked("und", text, tuple(directories))
    return "".join(c for c in dict.fromkeys(text) if _drawn(c) and _first(c, order) is None)


def split_runs(
    text: str,
    language: str = "und",
    *,
    font: Path | None = None,
    directories: Sequence[Path] = DIRECTORIES,
) -> tuple[Run, ...]:
    """The text cut where the face must change; raises `MissingGlyphs` for what nobody draws.

    ``font``: a file whose face is asked first.
    """
    order = _own(font) + _ranked(language, text, tuple(directories))
    found = [_first(c, order) if _drawn(c) else None for c in text]
    lost = [c for c, face in zip(text, found, strict=True) if face is None and _drawn(c)]
    if lost or not order:
        raise MissingGlyphs("".join(lost) or text)
    return tuple(_joined(text, found, order[0]))


def gather(faces: Iterable[Face], folder: Path) -> Path:
    """Copy the faces' files into a folder that libass reads whole (its ``fontsdir``)."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted({face.path for face in faces}):
        if not (folder / path.name).exists():
            shutil.copyfile(path, folder / path.name)
    return folder


def is_cjk(character: str) -> bool:
    """Whether the character belongs to a script written without spaces in square cells."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7A3
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
    )


def _joined(text: str, found: Sequence[Face | None], main: Face) -> Iterator[Run]:
    """Neighbours with one face together; what needs no glyph of its own stays with its left."""
    start, current = 0, next((face for face in found if face), main)
    for index, face in enumerate(found):
        if face is not None and face != current:
            if index > start:
                yield Run(text[start:index], current)
            start, current = index, face
    yield Run(text[start:], current)


def _drawn(character: str) -> bool:
    """Blanks and joiners need no glyph: the shaper deals with them."""
    return not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc", "Zs")


def _first(character: str, order: Sequence[Face]) -> Face | None:
    return next((face for face in order if face.covers(character)), None)


def _ranked(language: str, text: str, directories: tuple[Path, ...]) -> tuple[Face, ...]:
    """All faces in the order in which a character of this text asks them."""
    region = _region(language, text)
    han = HAN[region] + tuple(name for key, names in HAN.items() if key != region for name in names)
    square = language.lower().startswith(SQUARE) or any(map(is_cjk, text))
    first = han + LATIN if square else LATIN + han
    return _ordered((*first, ANY_NOTO, *PLAIN, *SYMBOLS), directories)


def _region(language: str, text: str) -> str:
    """Which regional forms of the Han characters the language wants."""
    code = language.lower().replace("_", "-")
    for known in (code, "-".join(code.split("-")[:2]), code.split("-")[0]):
        if known in REGIONS:
            return REGIONS[known]
    if not code.startswith("zh"):
        if any("\u3040" <= c <= "\u30ff" for c in text):
            return "JP"
        if any("\uac00" <= c <= "\ud7a3" for c in text):
            return "KR"
    return "SC"


@lru_cache(maxsize=64)
def _ordered(preferred: tuple[str, ...], directories: tuple[Path, ...]) -> tuple[Face, ...]:
    rank = {family: index for index, family in enumerate(preferred)}

    def key(face: Face) -> tuple[int, int, str, str, int]:
        script = face.family.startswith("Noto Sans") and "Mono" not in face.family
        place = rank.get(face.family, rank[ANY_NOTO] if script else len(rank))
        return place, abs(face.weight - BOLD), face.family, face.path.name, face.number

    return tuple(sorted(_scan(directories), key=key))


@lru_cache(maxsize=16)
def _own(font: Path | None) -> tuple[Face, ...]:
    return tuple(_read(font)) if font else ()


@lru_cache(maxsize=8)
def _scan(directories: tuple[Path, ...]) -> tuple[Face, ...]:
    """Every upright face under the directories; a file that is no font is passed over."""
    files = (
        path
        for directory in directories
        if directory.is_dir()
        for path in sorted(directory.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file()
    )
    return tuple(face for path in files for face in _read(path))


def _read(path: Path) -> list[Face]:
    fonts = _open(path)
    faces = [_face(path, number, font) for number, font in enumerate(fonts)]
    for font in fonts:
        font.close()
    return [face for face in faces if face is not None]


def _open(path: Path) -> list[Any]:
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    file = path.open("rb")  # stays open with the lazy font, which closes it
    try:
        if path.suffix.lower() in (".ttc", ".otc"):
            return list(TTCollection(file, lazy=True).fonts)
        return [TTFont(file, lazy=True)]
    except (TTLibError, OSError, struct.error):
        file.close()
        return []


def _face(path: Path, number: int, font: Any) -> Face | None:
    """None for italics and for fonts without the tables that libass measures by."""
    if "OS/2" not in font or "name" not in font or "cmap" not in font:
        return None
    os2, family = font["OS/2"], font["name"].getDebugName(1)
    height = os2.usWinAscent + os2.usWinDescent
    if family is None or height == 0 or os2.fsSelection & 1:
        return None
    em = font["head"].unitsPerEm
    weight = os2.usWeightClass
    return Face(family, path, number, weight, os2.usWinAscent / em, os2.usWinDescent / em)


@lru_cache(maxsize=512)
def _coverage(path: Path, number: int) -> frozenset[int]:
    font = _open(path)[number]
    cmap = font.getBestCmap() or {}
    font.close()
    return frozenset(cmap)
