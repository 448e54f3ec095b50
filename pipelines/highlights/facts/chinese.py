"""Chinese numerals: 五百, 三十万, 一千二, 两块五 (through its unit), 半, 七八."""

import re
from collections.abc import Iterator

from pipelines.speech import hanzi

_DIGITS, _UNITS = hanzi.DIGITS, hanzi.PLACES
_RUN = re.compile(
    r"[零〇一二两俩三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+[百千万亿]?)?"
)
# Words that only look like figures.
_WORDS = re.compile(
    r"一些|一定|一起|一直|一样|一点(?![零一二三四五六七八九])|一下|一般|一共|一切|一边|一方面|第[一二三四五六七八九十百]+|统一|唯一|万一"
    r"|千万(?=别|不|要)|十分(?!之|钟)|百分(?=百)|一旦|一律|一手|一流|一体|一会|之一|一系列|三包|一站"
    r"|百分之|百分百|专一|一来|两边|两侧|一级|星期[一二三四五六日天]|周[一二三四五六日](?!之内|以?内|[十百千万])|八方|四处|三防|五金|三轮|六角|八角|[三四]件套|一手货|一条龙|三通|两用|百搭|一级棒"
)
_ROUGH = {"百八十": (80.0, 100.0), "千八百": (800.0, 1000.0)}
"""A hundred or a bit less."""
_COUNTLESS = re.compile(r"(?:[几数好]|(?<!差不)多)$")


def find(low: str) -> Iterator[tuple[int, int, float, float]]:
    """Start, end, lowest and highest value of every numeral."""
    names = [match.span() for match in _WORDS.finditer(low)]
    for match in _RUN.finditer(low):
        start, end = match.span()
        if match[0] in "零〇" and low[end : end + 1] in tuple("售件食部用头碎"):
            continue  # 零售: retail
        if any(a < end and start < b for a, b in names) or _COUNTLESS.search(low[:start]):
            continue
        if re.search(r"\d\s*$", low[:start]) or low[end : end + 1] == "几":
            continue  # 3万: the digits before take it as their scale; 十几: not a figure
        if _apiece(low, start, end):
            end -= 1  # 两块五一个, 一百六一斤: the last figure is "a piece"
            yield end, end + 1, 1.0, 1.0
        if _after_sum(low, start, end):
            digit = float(_DIGITS[match[0][0]])
            yield start, start + 1, digit, digit
            start += 1  # 五块二毛五三千套
        fold = low[end : end + 1] == "折" and end - start == 2
        value = _fold(low[start:end]) if fold else _read(low[start:end])
        if value is not None:
            yield start, end, *value
    for match in re.finditer(
        r"(?<![两三四五六七八九十百\d])半(?=个?(?:月|小时|年|天|块|打|箱|斤|公斤|升|米|吨))", low
    ):
        yield match.start(), match.end(), 0.5, 0.5


def _after_sum(low: str, start: int, end: int) -> bool:
    """Whether a run begins with the last figure of a sum of money and goes on with another one."""
    run = low[start:end]
    if len(run) < 3 or not low[:start].endswith(("毛", "角", "块")):
        return False
    return run[0] in _DIGITS and run[1] in _DIGITS and run[1] not in "零〇"


def _apiece(low: str, start: int, end: int) -> bool:
    run = low[start:end]
    if len(run) < 2 or run[-1] != "一" or run[-2] not in _DIGITS or run[-2] in "零〇":
        return False
    sum_before = low[:start].endswith(("块", "毛", "元"))
    return sum_before or (any(char in _UNITS for char in run) and low[end : end + 1] not in "年")


def _fold(text: str) -> tuple[float, float] | None:
    """八五 of 八五折 (15 % off) is 85."""
    if not all(char in _DIGITS for char in text):
        return _read(text)
    value = 10.0 * _DIGITS[text[0]] + _DIGITS[text[1]]
    return value, value


def _read(text: str) -> tuple[float, float] | None:
    if text in _ROUGH:
        return _ROUGH[text]
    before = text.partition("点")[0]
    if len(before) > 2 and all(char in _DIGITS for char in before):
        return None  # digit by digit: a telephone number or a year
    found = hanzi.limits(text)
    return None if found is None else (float(found[0]), float(found[1]))
