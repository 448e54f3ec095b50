"""Numbers in digits, words and Chinese characters, with their scale, decimals and half."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.speech.hanzi import hanzi
from pipelines.speech.translation import money
from pipelines.speech.translation.digits import digits
from pipelines.speech.translation.fixed import languages, unit_at
from pipelines.speech.translation.numerals import spoken
from pipelines.speech.translation.tables import NUMBERS

_SCALE = re.compile(
    r"\s?(?P<zh>百万|千万|万|萬|亿|億|百|千)|(?P<k>k)(?![^\W_])|(?P<w>w)(?=[\u4e00-\u9fff])"
    r"|[\s-]*(?P<word>[^\W\d_]+)"
)
_ZH_SCALES = {
    "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "億": 10**8,
}  # fmt: skip
_OPEN = re.compile(r"\+(?!\s?\d)|[多余](?=[^\W\d_])")
_AND_HALF = re.compile(r"\s+and\s+a\s+half(?:\s+(?P<scale>hundred|thousand|million))?(?![a-z])")
_ZH_HALF = re.compile(r"(?P<unit>个|年|天|小时|块|米|公斤|吨)半(?=(?P<more>月|小时|钟头)?)")
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_POINT = re.compile(rf"\s+point((?:[\s-]+(?:{'|'.join(_DIGITS)}|oh))+)(?![a-z])")
_ONE = re.compile(r"(?<![a-z])one(?![a-z])(?!\s+(?:of|by|another|more|thing|moment|time)(?![a-z]))")
_POINTED_AT = re.compile(
    r"(?<![a-z])(?:this|that|the|which|no|each|every|another|any|new|next|last|small|big|good|other"
    r"|red|blue|black|white|green|number|first|second)[\s-]+$"
)


@dataclass(frozen=True, slots=True)
class Number:
    """``plain``: as it stood, where it stood in digits. ``verbatim``: said digit by digit.
    ``doubtful``: see `digits.Digits`; ``pair``: `numerals.Spoken`; ``tail``: `figures.Figure`."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    plain: str = ""
    grouped: bool = False
    doubtful: bool = False
    open: bool = False
    verbatim: bool = False
    pair: tuple[Decimal, Decimal] | None = None
    tail: str = ""


def numbers(low: str, language: str) -> Iterator[Number]:
    """The numbers of a levelled text, by place; the longest where they meet."""
    code = language.split("-")[0]
    found = [
        Number(d.start, d.end, d.value, d.value, d.plain, d.grouped, d.doubtful)
        for d in digits(low, code)
    ]
    for h in hanzi(low):
        verbatim = bool(h.digits)
        found.append(
            Number(h.start, h.end, h.low, h.high, h.digits, open=h.open, verbatim=verbatim)
        )
    for s in spoken(low, code if code in languages() else "en"):
        verbatim = bool(s.digits)
        found.append(
            Number(s.start, s.end, s.value, s.value, s.digits, verbatim=verbatim, pair=s.pair)
        )
    if code in ("en", "zh") or code not in languages():
        found += [one for one in _ones(low) if not any(_meet(one, other) for other in found)]
    for number in _apart(sorted(found, key=lambda number: (number.start, -number.end))):
        yield _grown(low, number, code)


def _meet(one: Number, other: Number) -> bool:
    return one.start < other.end and other.start < one.end


def _apart(found: Sequence[Number]) -> Iterator[Number]:
    end = -1
    for number in found:
        if number.start >= end:
            yield number
            end = number.end


def _ones(low: str) -> Iterator[Number]:
    """ "One" where it counts: a unit, a currency, a half or a point follows."""
    for match in _ONE.finditer(low):
        end = match.end()
        follows = unit_at(low, end) or money.after().match(low, end)
        follows = follows or _AND_HALF.match(low, end) or _POINT.match(low, end)
        if follows and not _POINTED_AT.search(low[: match.start()]):
            yield Number(*match.span(), Decimal(1), Decimal(1))


def _grown(low: str, number: Number, language: str) -> Number:
    if number.verbatim or number.doubtful:
        return number
    return _halved(low, _scaled(low, _pointed(low, number), language))


def _pointed(low: str, number: Number) -> Number:
    """Two point five."""
    point = None if number.plain else _POINT.match(low, number.end)
    if not point:
        return number
    said = "".join(str(_DIGITS.index(w)) if w != "oh" else "0" for w in point[1].split())
    value = Decimal(f"{number.low}.{said}")
    return replace(number, end=point.end(), low=value, high=value, pair=None)


def _scaled(low: str, number: Number, language: str) -> Number:
    """2.5 万, 500k, 1.2 million, 300+."""
    scale = _SCALE.match(low, number.end)
    times = _times(scale, number, language) if scale else 1
    if scale and times > 1:
        number = replace(
            number, end=scale.end(), low=number.low * times, high=number.high * times, plain="",
            pair=None,
        )  # fmt: skip
    if more := _OPEN.match(low, number.end):
        number = replace(number, end=more.end(), open=True)
        after = _SCALE.match(low, number.end)
        if after and after["zh"]:
            times = _ZH_SCALES[after["zh"]]
            value = number.low * times
            number = replace(number, end=after.end(), low=value, high=value, plain="")
    return number


def _times(scale: re.Match[str], number: Number, language: str) -> int:
    if scale["zh"]:
        return 1 if not number.plain else _ZH_SCALES[scale["zh"]]
    if scale["k"]:
        return 1000
    if scale["w"]:
        return 10**4
    listed = NUMBERS.get(language) or NUMBERS["en"]
    value = listed.values.get(scale["word"], 1)
    return value if value >= 100 and value in (100, 1000, 10**6, 10**9) else 1


def _halved(low: str, number: Number) -> Number:
    """Two and a half thousand; 两年半; 一个半月."""
    if half := _AND_HALF.match(low, number.end):
        scale = NUMBERS["en"].values.get(half["scale"] or "", 1)
        value = (number.low + Decimal("0.5")) * scale
        return replace(number, end=half.end(), low=value, high=value, plain="", pair=None)
    if half := _ZH_HALF.match(low, number.end):
        value = number.low + Decimal("0.5")
        tail = "" if half["unit"] == "个" and not half["more"] else half["unit"]
        return replace(number, end=half.end(), low=value, high=value, plain="", tail=tail)
    return number
