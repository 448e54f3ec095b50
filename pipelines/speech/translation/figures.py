"""What of a sentence must not change when it is translated: figures, sums, sizes, dates, codes,
names, terms of trade. In eight languages, so that a translation is read like its source.

Strict where facts are generous: a year, a telephone and a room number measure nothing, yet they
must arrive as they left. Left out are words that only look like figures ("one of our best", 第一,
"hundreds of").
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "number", "percent", "amount", "discount", "size", "date", "clock", "code", "name", "term",
    "kept",
]  # fmt: skip
Names = Mapping[str, str]
"""Product names: as they are said, to how the buyer is to read them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``start``, ``end``: its characters. ``values``: one; two for a range; each side of a size;
    month and day (and year) of a date. ``plain``: the figure as it stood, in ASCII, where it stood
    in figures. ``sign``: of a currency, as said. ``unit``: what is counted, by meaning, where a
    known word follows; ``symbol``: a unit that is part of the figure. ``open``: "over 300".
    ``tail``: words inside that are still to be translated (两年半: 年). ``shown``: what stays."""

    kind: Kind
    start: int
    end: int
    values: tuple[Decimal, ...] = ()
    plain: str = ""
    currency: str = ""
    sign: str = ""
    unit: str = ""
    symbol: str = ""
    open: bool = False
    tail: str = ""
    shown: str = ""
    spoken: bool = False
    grouped: bool = False

    @property
    def range(self) -> bool:
        return len(self.values) == 2 and self.kind in ("number", "percent", "amount")


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of a text by place. ``loose``: values that a translation may write as a figure
    though the text does not: the ranks of 第一 and "second"."""

    figures: tuple[Figure, ...]
    loose: frozenset[Decimal] = field(default_factory=frozenset)


def signature(reading: Reading) -> Counter[str]:
    """What a translation must say again, as often as the source says it. "One" does not count:
    some languages say it with an article."""
    return Counter(item for figure in reading.figures for item in _items(figure))


def _items(figure: Figure) -> list[str]:
    if figure.kind == "kept":
        return [figure.shown.casefold()]
    if figure.kind in ("code", "name", "term"):
        return ["".join(c for c in figure.shown.casefold() if c.isalnum())]
    if figure.kind == "date":
        return ["-".join(plain(value) for value in figure.values)]
    if figure.kind == "clock":
        return [figure.shown]
    values = [plain(value) for value in figure.values if value != 1 or not figure.spoken]
    return [*values, *filter(None, [figure.currency, "%" * (figure.kind in _SHARES)])]


_SHARES = ("percent", "discount")


def plain(value: Decimal) -> str:
    """The value without exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
