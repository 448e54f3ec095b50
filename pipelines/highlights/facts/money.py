"""Sums of money: "$2.50", "two dollars fifty", 两块五, 三毛, USD 18."""

import re
from typing import Any

from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.utterance import N, Utterance
from pipelines.highlights.lexicon import any_key, any_of, lookup, squeeze, words

_KUAI_NEXT = r"(?![毛香地布砖板表电屏玻肉皂石海橡巧饼木瓷面镜手桌抹豆])"
"""What follows where 块 counts things (tiles, towels, batteries) and is no money."""
_POUNDS = (
    rf"pounds?(?=\s+(?:{N}|each|per|a piece|apiece|only|fob|cif|exw|ddp|delivered|for)"
    rf"|\s*[,.]|\s*$)"
)
_CURRENCY = rf"(?:块(?![钱美欧]){_KUAI_NEXT}|(?!块(?![钱美欧])){any_key('currencies')}|{_POUNDS})"
_CENTS = rf"(?:{any_of(words('cents'))}|(?<![a-z])(?:pence|paise|paisa)(?![a-z])|毛钱?|角|分钱)"
_CODE = (
    "usd|rmb|cny|eur|gbp|hkd|inr|aed|vnd|jpy|krw|thb|myr|idr|mxn|brl|rub|sar|aud|cad|sgd|chf|bdt"
    "|ngn|kes|zar|egp|pkr|twd"
)
MONEY = (
    rf"(?:(?P<before>us\s?\$|[$¥￥€£₹₺₫₩฿₽₱₦]|(?<![a-z])(?:{_CODE})(?![a-z])|(?<![a-z])rs\.?(?![a-z])"
    rf"|(?<![{N}]\s)(?<![a-z])(?:rupees|dirhams|pesos|baht|rials|riyals)(?=\s*{N})"
    rf"|(?<![{N}块元毛角])(?:美金|美元|人民币|欧元)(?=(?:价格?|报价)|是|就是|为|\s*{N}(?!\s*{_CURRENCY})))"
    rf"(?:(?:价格?|报价)?(?:是|就是|为)|价格?|报价)?\s*(?P<first>{N})"
    rf"(?:\s*(?P<again>{_CURRENCY}))?"
    rf"|(?P<whole>{N})(?:,(?=\s*(?:us|rmb|euro)))?\s*[多来]?(?P<after>{_CURRENCY})(?!价)"
    rf"(?:(?:\s+and\s+(?:an?\s+)?(?P<share>half|quarter)(?![a-z]))"
    rf"|\s*(?:and\s+)?(?P<part>{N})(?:\s*(?P<partunit>{_CENTS})(?P<last>{N})?)?(?:\s*(?P<late>美金|美元|刀|人民币|欧元|英镑|港币|日元))?"
    rf"(?!\s*(?!包[邮税])(?:{any_key('units')}|{any_key('periods')}|%|percent|{_CURRENCY})))?"
    rf"|(?P<small>{N})\s*(?P<cents>{_CENTS})(?P<fen>{N}(?!\s*{any_key('units')}))?"
    rf"(?:\s*(?P<latecents>美金|美元))?)"
)
_SIGNS = {
    "us$": "USD", "$": "USD", "¥": "CNY", "￥": "CNY", "€": "EUR", "£": "GBP", "₹": "INR",
    "rs": "INR",
    "rs.": "INR", "pound": "GBP", "pounds": "GBP",
    "₺": "TRY", "₫": "VND", "₩": "KRW",
    "฿": "THB", "₽": "RUB", "₱": "PHP", "₦": "NGN",
}  # fmt: skip
_SMALL = {"pence": "GBP", "paise": "INR", "paisa": "INR"}
_SHARES = {"half": 0.5, "quarter": 0.25}


def amount_of(utterance: Utterance, match: re.Match[str]) -> dict[str, Any]:
    """The sum that a match of `MONEY` states; ``up_to`` for a range."""
    groups = match.groupdict()
    if groups["small"]:
        return _small(utterance, match)
    number = utterance.number(match, "first" if groups["first"] else "whole")
    sign = groups["again"] or groups["before"] or groups["late"] or groups["after"] or ""
    low, high = number.low, number.high
    if groups["share"]:
        low = high = low + _SHARES[groups["share"]]
    if groups["part"]:
        low = high = low + _part(utterance, match)
        if groups["last"]:
            low = high = low + utterance.number(match, "last").low / 100
    code = currency(sign)
    if code == "CNY" and (late := _FOREIGN.search(utterance.masked[: match.start()])):
        code = currency(late["money"])  # 美金六块二
    value: dict[str, Any] = {"amount": tidy(low), "currency": code}
    if high > low:
        value["up_to"] = tidy(high)
    return value


_FOREIGN = re.compile(
    r"(?P<money>美金|美元|欧元|英镑|港币|美刀)\s*(?:价格?|报价)?(?:的话)?(?:是|就是|大概|只要)?\s*$"
)


def currency(sign: str) -> str | None:
    """The ISO 4217 code of a sign or word."""
    word = squeeze(sign).replace("us $", "us$")
    return _SIGNS.get(word) or lookup("currencies").get(word)


def _part(utterance: Utterance, match: re.Match[str]) -> float:
    """What follows the whole: 两块五 is 2.5, two dollars fifty 2.50, 一块零五 1.05."""
    number, unit = utterance.number(match, "part"), match["partunit"]
    if utterance.text[number.start] in "零〇":
        return number.low / 100
    if unit in ("毛", "毛钱", "角") or (unit is None and number.low < 10):
        return number.low / 10
    return number.low / 100


def _small(utterance: Utterance, match: re.Match[str]) -> dict[str, Any]:
    unit = match["cents"]
    number = utterance.number(match, "small")
    share = 10 if unit in ("毛", "毛钱", "角") else 100
    low, high = number.low / share, number.high / share
    if match["fen"]:
        low = high = low + utterance.number(match, "fen").low / 100
    late = match["latecents"]
    chinese = not unit.isascii() and unit != "美分"
    value: dict[str, Any] = {
        "amount": tidy(low),
        "currency": "USD" if late else "CNY" if chinese else _SMALL.get(unit, "USD"),
    }
    return value | ({"up_to": tidy(high)} if high > low else {})
