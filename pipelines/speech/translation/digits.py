"""Numbers in figures, in the notation of any language and the digits of any script."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipelines.speech.translation.tables import COMMA, SPACED_GROUPS

_BLANKS = " \u00a0\u202f\u2009"
_TWINS = {"٫": ".", "٬": ",", "٪": "%", "％": "%", "﹪": "%", "．": "."}
_TWINS |= dict(
    zip("萬億兩點塊個號幾數餘來張條雙隻週歐鐘", "万亿两点块个号几数余来张条双只周欧钟", strict=True)
)
"""What stands for what when a text is levelled; of traditional characters, those about figures."""
_ANY = re.compile(rf"\d+(?:[.,'{_BLANKS}]\d+)*")


@dataclass(frozen=True, slots=True)
class Digits:
    """``plain``: as written, in ASCII. ``doubtful``: 1.000 where a dot usually parts decimals."""

    start: int
    end: int
    value: Decimal
    plain: str
    grouped: bool = False
    doubtful: bool = False


def level(text: str) -> str:
    """The text in small letters with ASCII digits and signs, character by character, so that
    places stay the same."""
    return "".join(_plain(char) for char in text)


def level_digits(text: str) -> str:
    """The text with ASCII digits, its places and capitals kept."""
    return "".join(
        level(char) if not char.isascii() and char.isdecimal() else char for char in text
    )


def _plain(char: str) -> str:
    if char in _TWINS:
        return _TWINS[char]
    if not char.isascii() and char.isdecimal():
        return str(unicodedata.decimal(char))
    low = char.lower()
    return low if len(low) == 1 else char


def digits(text: str, language: str) -> Iterator[Digits]:
    """The numbers of a levelled text, by place."""
    for match in _ANY.finditer(text):
        yield from _tokens(match[0], match.start(), language.split("-")[0])


def _tokens(said: str, start: int, language: str) -> Iterator[Digits]:
    """One number if the whole is one; else cut at blanks, then at commas ("3,5,7")."""
    found = _read(said, language)
    if found:
        value, grouped, doubtful = found
        yield Digits(start, start + len(said), value, said, grouped, doubtful)
        return
    for breaks in (_BLANKS, ",", "."):
        cut = max(said.rfind(char) for char in breaks)
        if cut > 0:
            yield from _tokens(said[:cut], start, language)
            yield from _tokens(said[cut + 1 :], start + cut + 1, language)
            return


def _read(said: str, language: str) -> tuple[Decimal, bool, bool] | None:
    """Value, whether thousands are parted, whether it could mean something else."""
    if said.isdigit():
        return Decimal(said), False, False
    comma = language in COMMA
    decimal, group = (",", ".") if comma else (".", ",")
    blanks = _BLANKS if language in SPACED_GROUPS else _BLANKS[1:]
    tail = rf"(?:{re.escape(decimal)}\d+)?"
    if re.fullmatch(rf"[1-9]\d{{0,2}}([{group}'{blanks}])\d{{3}}(?:\1\d{{3}})*{tail}", said):
        whole, _, fraction = said.partition(decimal)
        number = re.sub(r"\D", "", whole) + (f".{fraction}" if fraction else "")
        return Decimal(number), True, False
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3}){2,}", said):
        return Decimal(said.replace(".", "")), True, False
    if re.fullmatch(rf"\d+{re.escape(decimal)}\d+", said):
        doubtful = bool(re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", said)) and not comma
        return Decimal(said.replace(",", ".")), False, doubtful
    if re.fullmatch(rf"\d+{re.escape(group)}\d{{1,2}}", said):
        return Decimal(said.replace(",", ".")), False, False
    return None
