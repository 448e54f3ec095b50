"""Figures that were spoken, written as people read them: "five dollars seventy" is $5.70.

A title has no room for number words, and a buyer looks for digits. Only the writing changes.
"""

import re
from collections.abc import Sequence

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.numbers import Number
from pipelines.highlights.facts.utterance import N, Utterance
from pipelines.highlights.spec import Fact
from pipelines.highlights.wording import figure

_MONEY = re.compile(MONEY)
_PERCENT = re.compile(rf"(?:百分之(?P<zh>{N})|(?P<en>{N})\s*(?:percent|per cent)(?![a-z]))")
_CHINESE = re.compile(r"[㐀-鿿]")
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "INR": "₹"}
_CHINESE_UNITS = {"USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "元", "JPY": "日元"}
_MYRIAD = 10_000
_GROUPED = 10_000
"""From here on thousands are marked: 1000, but 20,000."""


_DIGITS = {"zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4",
           "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}  # fmt: skip
_SPELLED = re.compile(
    rf"(?<![a-z])(?:{'|'.join(_DIGITS)})(?:[\s-]+(?:{'|'.join(_DIGITS)})){{2,3}}(?![a-z])", re.I
)
Change = tuple[int, int, str]
"""First character, the one after the last, and what is written instead."""


def in_figures(text: str, facts: Sequence[Fact] = ()) -> str:
    """The text with its spoken sums, shares and numbers in digits. What could be read in two ways
    ("two fifty", "three oh four") stays as it was said, unless a fact tells how it is meant."""
    text = _SPELLED.sub(lambda match: _grade(match[0], facts), text)
    utterance = Utterance(text)
    chinese = _CHINESE.search(text) is not None
    changes, taken = _sums(utterance, chinese)
    beside = _side_by_side(utterance)
    for at, number in utterance.numbers.items():
        if at in taken or not number.spoken:
            continue
        if number.pair:
            meant = _meant(text, number, facts)
            changes += [(number.start, number.end, meant)] if meant else []
        elif at not in beside and number.low >= 2:
            before = text[: number.start]
            changes.append((number.start, number.end, _figure(number, before, chinese)))
    for start, end, written in sorted(changes, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _sums(utterance: Utterance, chinese: bool) -> tuple[list[Change], set[int]]:
    """Sums of money and shares, and the marks of their numbers."""
    changes: list[Change] = []
    taken: set[int] = set()
    for match in [*_MONEY.finditer(utterance.masked), *_PERCENT.finditer(utterance.masked)]:
        marks = [at for at in range(*match.span()) if at in utterance.numbers]
        if taken.isdisjoint(marks) and not any(utterance.numbers[at].pair for at in marks):
            taken.update(marks)
            if written := _written(utterance, match, chinese):
                changes.append((*utterance.place(*match.span()), written))
    return changes, taken


def _grade(spelled: str, facts: Sequence[Fact]) -> str:
    """304 for "three oh four", where a fact names that steel."""
    digits = "".join(_DIGITS[word.lower()] for word in re.split(r"[\s-]+", spelled))
    return digits if any(fact.value.get("grade") == digits for fact in facts) else spelled


def _meant(text: str, number: Number, facts: Sequence[Fact]) -> str | None:
    """$2.50 for "two fifty", where a fact took it for a price and had no doubt."""
    if number.pair is None:
        return None
    said, meant = text[number.start : number.end].lower(), number.pair[0] + number.pair[1] / 100
    prices = [fact for fact in facts if fact.kind == "price"]
    for fact in prices:
        code, amount = fact.value.get("currency"), fact.value["amount"]
        told = said in fact.words.lower() and abs(amount - meant) < 1e-6
        if told and code in _SIGNS and _sure(fact, prices):
            return f"{_SIGNS[code]}{_cash(amount, chinese=False)}"
    return None


def _sure(price: Fact, prices: Sequence[Fact]) -> bool:
    """Whether it was said in one way only, or stands beside one that is about as high."""
    if "or" not in price.value:
        return True
    amount, code = price.value["amount"], price.value["currency"]
    return any(
        "or" not in other.value
        and other.value.get("currency") == code
        and amount / 3 <= other.value["amount"] <= amount * 3
        for other in prices
    )


def _side_by_side(utterance: Utterance) -> set[int]:
    """The marks of figures without a word between: "eighteen eight" names a steel."""
    pairs = re.finditer(rf"{N}(?=[\s,-]*({N}))", utterance.masked)
    return {at for match in pairs for at in (match.start(), match.start(1))}


def _written(utterance: Utterance, match: re.Match[str], chinese: bool) -> str:
    if match.re is _PERCENT:
        number = utterance.number(match, "zh" if match["zh"] else "en")
        return f"{_range(number)}%"
    value = amount_of(utterance, match)
    code = value["currency"]
    told = "–".join(_cash(value[key], chinese) for key in ("amount", "up_to") if key in value)
    if chinese:
        return f"{told}{_CHINESE_UNITS[code]}" if code in _CHINESE_UNITS else ""
    return f"{_SIGNS[code]}{told}" if code in _SIGNS else f"{code} {told}" if code else ""


def _cash(amount: float, chinese: bool) -> str:
    """2.70, in Chinese 2.7 and 2万; whole sums without places."""
    if chinese and amount >= _MYRIAD and amount % _MYRIAD == 0:
        return f"{amount / _MYRIAD:g}万"
    if float(amount).is_integer() or chinese or round(amount, 2) != amount:
        return figure(amount)
    return f"{amount:,.2f}"


def _figure(number: Number, before: str, chinese: bool) -> str:
    if chinese and number.low % _MYRIAD == 0 and number.high % _MYRIAD == 0:
        scaled = (number.low / _MYRIAD, number.high / _MYRIAD)
        return "–".join(dict.fromkeys(f"{value:g}" for value in scaled)) + "万"
    named = before.rstrip().lower().endswith("iso")
    return _range(number, grouped=not (named or chinese))


def _range(number: Number, *, grouped: bool = True) -> str:
    told = [
        figure(value) if grouped and value >= _GROUPED else f"{value:.12g}"
        for value in (number.low, number.high)
    ]
    return "–".join(dict.fromkeys(told))
