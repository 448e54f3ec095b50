"""Numbers with what gives them their meaning: ranges, percent, currencies, units."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.speech.translation import money
from pipelines.speech.translation.figures import Figure, plain
from pipelines.speech.translation.fixed import unit_at
from pipelines.speech.translation.numbers import Number, numbers
from pipelines.speech.translation.tables import NUMBERS, PERCENT, SYMBOLS

_PERCENT = re.compile(
    rf"\s?(?:%|(?:{PERCENT})(?![^\W_]))|(?P<tenths>成)(?!立|本|品|功|熟|分|交|为|年|色|型|长|员|都)"
)
_OF_HUNDRED = re.compile(r"百分之$")
_SYMBOL = re.compile(
    rf"\s?(?P<long>{'|'.join(re.escape(s) for s in SYMBOLS if len(s) > 1)})(?![A-Za-z²³])"
    rf"|(?P<glued>[mglLWVAw])(?![A-Za-z])|\s(?P<capital>[WVA])(?![A-Za-z'])"
)
_EACH = re.compile(r"\s*(?:,\s*)?(?:an?|per|each|every|/)(?![a-z])")
_PRICE_TALK = re.compile(
    r"(?<![a-z])(?:pric(?:e|es|ed|ing)|costs?|charge|pay|fob|exw|cif|dollars?|euros?|bucks|usd)(?![a-z])"
    r"|[$€]"
)
_BLOT = "\ufffc"
_SIGN = r"(?:(?P<sign>us\$|hk\$|[$€£¥￥]|(?:usd|rmb|eur|cny)(?![a-z]))\s?)?"
_TIMES = ("day", "week", "month", "year", "hour", "minute")
_CENTURY = re.compile(r"(?<![a-z])(?:in|since|from|until|of|by|year|for|before|after)\s+$")
_ISO = re.compile(r"(?<![a-z])iso[\s-]*$")
_CENTS = re.compile(r"\s*(?:cents?(?![a-z]))?")


def counts(low: str, text: str, language: str, barred: Sequence[Figure]) -> Iterator[Figure]:
    """The figures of a levelled text outside those taken already. ``text``: with its capitals."""
    found = numbers(_without(low, barred), language)
    waiting: Figure | None = None
    for number in found:
        figure = _figure(low, text, number)
        together = _together(low, waiting, figure, language) if waiting else None
        if together:
            waiting = together
            continue
        if waiting:
            yield waiting
        waiting = figure
    if waiting:
        yield waiting


def _without(low: str, barred: Sequence[Figure]) -> str:
    """The text with what is taken already blotted out."""
    for figure in barred:
        low = low[: figure.start] + _BLOT * (figure.end - figure.start) + low[figure.end :]
    return low


def _figure(low: str, text: str, number: Number) -> Figure:
    """One number with what stands around it."""
    if _ISO.search(low[: number.start]) and number.low > 999:
        start = low.rindex("iso", 0, number.start)
        return Figure("term", start, number.end, shown=f"ISO {plain(number.low)}")
    if number.doubtful or (number.pair and not (number := _decided(low, number)).low):
        return _kept(text, number)
    values = (number.low,) if number.low == number.high else (number.low, number.high)
    figure = Figure(
        "number", number.start, number.end, values, number.plain, open=number.open,
        tail=number.tail, spoken=not number.plain, grouped=number.grouped,
    )  # fmt: skip
    return _percent(low, figure) or _money(low, text, figure) or _counted(low, text, figure)


def _kept(text: str, number: Number) -> Figure:
    """What could mean two things stays in the seller's words."""
    return Figure("kept", number.start, number.end, shown=text[number.start : number.end])


def _decided(low: str, number: Number) -> Number:
    """A pair ("two fifty", "ten fifteen") read by what stands around it; ``low`` 0 when nothing
    tells which of its meanings is right."""
    assert number.pair is not None
    first, second = number.pair
    unit = unit_at(low, number.end)
    if unit in _TIMES and first < second:
        return replace(number, low=first, high=second, pair=None)
    if unit:
        return replace(number, pair=None)
    if first in (19, 20) and _CENTURY.search(low[: number.start]):
        year = plain(number.low)
        return replace(number, plain=year, pair=None, verbatim=True)
    words = money.after().match(low, number.end)
    if not words and (_EACH.match(low, number.end) or _PRICE_TALK.search(low[: number.start])):
        price = first + second / 100
        return replace(number, low=price, high=price, plain=f"{price:.2f}", pair=None)
    return replace(number, low=Decimal(0))


def _percent(low: str, figure: Figure) -> Figure | None:
    behind = _PERCENT.match(low, figure.end)
    if before := _OF_HUNDRED.search(low[: figure.start]):
        return replace(figure, kind="percent", start=before.start())
    if not behind:
        return None
    values, said = figure.values, figure.plain
    if behind["tenths"]:
        values, said = tuple(value * 10 for value in values), ""
    return replace(figure, kind="percent", end=behind.end(), values=values, plain=said)


def _money(low: str, text: str, figure: Figure) -> Figure | None:
    before = money.before().search(low[: figure.start])
    if before:
        code = money.currency(before["sign"])
        sign = text[before.start() : figure.start]
        behind = money.after().match(low, figure.end)
        again = behind is not None and money.currency(behind["sign"] or behind["word"]) == code
        end = behind.end() if behind and again else figure.end
        return replace(
            figure, kind="amount", start=before.start(), end=end, currency=code, sign=sign
        )
    behind = money.after().match(low, figure.end)
    if not behind:
        return None
    said = behind["sign"] or behind["word"]
    code = money.currency(said)
    sign = f"{said.upper()} " if behind["sign"] and said[0].isalpha() else behind["sign"] or ""
    shown = sign.replace("US$ ", "US$") or money.shown_sign(code, said)
    return replace(figure, kind="amount", end=behind.end(), currency=code, sign=shown)


def _counted(low: str, text: str, figure: Figure) -> Figure:
    symbol = None if figure.tail else _SYMBOL.match(text, figure.end)
    if symbol:
        said = symbol["long"] or symbol["glued"] or symbol["capital"]
        return replace(figure, end=symbol.end(), symbol=said)
    return replace(figure, unit=unit_at(low, figure.end))


def _together(low: str, first: Figure, second: Figure, language: str) -> Figure | None:
    """Two neighbours that are one figure: "15 to 20", "$2 – $3", "two dollars fifty"."""
    if first.kind in ("term", "kept") or second.kind in ("term", "kept"):
        return None
    return _cents(low, first, second) or _range(low, first, second, language)


def _cents(low: str, first: Figure, second: Figure) -> Figure | None:
    """Two dollars (and) fifty (cents)."""
    link = low[first.end : second.start]
    if first.kind != "amount" or not first.spoken or not re.fullmatch(r"\s+(?:and\s+)?", link):
        return None
    small = len(second.values) == 1 and second.values[0] < 100
    if second.kind != "number" or not small or second.unit not in ("", "cent"):
        return None
    value = first.values[0] + second.values[0] / 100
    behind = _CENTS.match(low, second.end)
    end = behind.end() if behind and behind[0].strip() else second.end
    return replace(first, end=end, values=(value,), plain=f"{value:.2f}", unit="")


@cache
def _links(language: str) -> re.Pattern[str]:
    listed = {"到", "至", *NUMBERS["en"].to, *(NUMBERS.get(language) or NUMBERS["en"]).to}
    words = "|".join(sorted(listed, key=lambda word: -len(word)))
    return re.compile(rf"\s*(?:-|–|—|~|～|{words})\s*{_SIGN}")


def _scale(least: Decimal, most: Decimal) -> int:
    """What "two to three thousand" leaves unsaid; 1 where nothing is."""
    for scale in (10**8, 10**6, 10**4, 1000, 100):
        if most % scale == 0 and least < most / scale:
            return scale if most / scale < 1000 else 1
    return 1


def _range(low: str, first: Figure, second: Figure, language: str) -> Figure | None:
    if len(first.values) != 1 or len(second.values) != 1 or first.unit or first.symbol:
        return None
    if not _links(language).fullmatch(low, first.end, second.start) or first.tail or first.open:
        return None
    least, most = first.values[0], second.values[0]
    if not second.plain:
        least *= _scale(least, most)
    kinds = (first.kind, second.kind)
    alike = first.kind in (second.kind, "number") or kinds == ("amount", "number")
    if (
        not least < most
        or not alike
        or (first.currency or second.currency) != (second.currency or first.currency)
    ):
        return None
    money_side = first if first.currency else second
    said = f"{first.plain}–{second.plain}" if first.plain and second.plain else ""
    return replace(
        second, start=first.start, values=(least, most), plain=said, currency=money_side.currency,
        sign=money_side.sign, kind="amount" if money_side.currency else second.kind,
        spoken=first.spoken or second.spoken, grouped=first.grouped or second.grouped,
    )  # fmt: skip
