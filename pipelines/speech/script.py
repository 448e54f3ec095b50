"""Which script a text is written in, and the units it is spoken and captioned in."""

import unicodedata
from collections.abc import Iterator
from typing import Literal

Script = Literal["latin", "cjk", "thai", "rtl"]
"""``latin`` stands for every script that puts spaces between words, from left to right."""

_CJK = (
    (0x2E80, 0x303F), (0x3040, 0x30FF), (0x3100, 0x312F), (0x31A0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF01, 0xFF60), (0xFF61, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
# Thai, Lao, Tibetan, Myanmar, Khmer: letters without spaces between words.
_THAI = ((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF))
_RTL = ((0x0590, 0x08FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFC), (0x10800, 0x10FFF))


def _inside(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)


def is_cjk(character: str) -> bool:
    """Chinese characters, kana, bopomofo and their full-width punctuation; not Hangul, which
    is written with spaces."""
    return _inside(character, _CJK)


def character_script(character: str) -> Script:
    """The script of one letter."""
    if is_cjk(character):
        return "cjk"
    if _inside(character, _THAI):
        return "thai"
    return "rtl" if _inside(character, _RTL) else "latin"


def script(text: str) -> Script:
    """The script that most letters of ``text`` belong to; a CJK character counts double, because
    it carries about as much as two letters. Text without letters is ``latin``."""
    votes: dict[Script, int] = {"latin": 0, "cjk": 0, "thai": 0, "rtl": 0}
    for character in text:
        if character.isalpha():
            found = character_script(character)
            votes[found] += 2 if found == "cjk" else 1
    return max(votes, key=lambda name: votes[name])


def _joins(character: str) -> bool:
    """Whether a character belongs to the one before it: marks, joiners, modifiers."""
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "Sk")
        or character in "\u0e33\u0eb3"  # SARA AM, a letter by category, a vowel sign to the eye
    )


def is_mark(character: str) -> bool:
    """Punctuation: it rides with what stands before it and takes no time of its own."""
    return unicodedata.category(character)[0] == "P"


def opens(character: str) -> bool:
    """Brackets and quotes that open; they belong to what follows."""
    return unicodedata.category(character) in ("Ps", "Pi") or character in "¿¡"


def units(text: str) -> tuple[str, ...]:
    """Cut ``text`` into what a caption lights up at once: a word where the script has spaces
    (with its leading space), a character in CJK, a letter with its marks in Thai and its like.
    Punctuation stays with its neighbour. The units joined are the text with spaces evened out."""
    return tuple(
        unit
        for number, token in enumerate(text.split())
        for unit in _lead(_token_units(token), " " if number else "")
    )


def _lead(parts: Iterator[str], space: str) -> Iterator[str]:
    for number, part in enumerate(parts):
        yield part if number else space + part


def _token_units(token: str) -> Iterator[str]:
    """The units of one run without spaces."""
    current = ""
    for character in token:
        if current and not _continues(current, character):
            yield current
            current = ""
        current += character
    if current:
        yield current


def _continues(current: str, character: str) -> bool:
    """Whether ``character`` still belongs to the unit ``current``."""
    if opens(current[-1]) or _joins(character) or current[-1] == "\u200d":
        return True
    own, before = _kind(character), _kind(current[-1])
    if opens(character) and (own != "latin" or before != "latin"):
        return False
    if is_mark(character):
        return True
    core = next((c for c in reversed(current) if not is_mark(c) and not _joins(c)), "")
    return own == "latin" and (not core or _kind(core) == "latin")


def _kind(character: str) -> Script:
    found = character_script(character)
    return "latin" if found == "rtl" else found


def weight(text: str) -> float:
    """How long ``text`` takes to say, in letters: a CJK character about two, a digit about three
    ("7" is "seven"), marks a little, because the voice rests there."""
    total = 0.0
    for character in text:
        if character.isdigit():
            total += 3.0
        elif character.isalpha():
            total += 2.0 if is_cjk(character) else 1.0
        elif not character.isspace() and not _joins(character):
            total += 0.5
    return max(total, 0.5)


def spaced(language_script: Script) -> bool:
    """Whether words of this script are separated by spaces."""
    return language_script in ("latin", "rtl")
