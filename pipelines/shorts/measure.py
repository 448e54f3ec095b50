"""How wide text is when libass draws it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.shorts.fonts import Face, split_runs
from pipelines.shorts.style import Style
from pipelines.shorts.words import Token

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

BLANK = 0.26
"""Width of the blank between tokens, in em."""
LARGE = 1000
"""Pixels at which text is measured: hints, which libass does not follow, round nothing off."""


def width_of(text: str, style: Style, language: str) -> float:
    """How wide libass draws the text, in pixels; raises `MissingGlyphs`."""
    runs = split_runs(text, language, font=style.font) if text else ()
    return sum(text_length(run.text, run.face, style.em) for run in runs)


def line_width(line: Sequence[Token], style: Style, language: str) -> float:
    """How wide the tokens are on one line, in pixels."""
    blanks = sum(token.space for token in line[1:]) * BLANK * style.em
    return blanks + sum(width_of(token.text, style, language) for token in line)


@lru_cache(maxsize=4096)
def text_length(text: str, face: Face, em: float) -> float:
    """The advance of a text in one face, in pixels."""
    return _font(face).getlength(text, language=_language(text)) * em / LARGE


def space_length(before: str, face: Face, em: float) -> float:
    """The advance of the font's own space after a text: Korean has a wider one than Latin."""
    return text_length(before + " ", face, em) - text_length(before, face, em)


def _language(text: str) -> str | None:
    """The language whose forms libass takes by the script alone, where they differ in width."""
    from PIL import features

    korean = any("\uac00" <= character <= "\ud7a3" for character in text)
    return "ko" if korean and features.check("raqm") else None


@lru_cache(maxsize=64)
def _font(face: Face) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(face.path), LARGE, index=face.number)
