"""Sums of money: a sign or word of a currency beside a number, and the Chinese way of 两块五."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipelines.speech.hanzi import DIGITS, whole
from pipelines.speech.script import is_cjk
from pipelines.speech.translation.figures import Figure
from pipelines.speech.translation.tables import (
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    SHOWN,
    US_DOLLARS,
)

_NUMBER = r"(?:\d+(?:\.\d+)?|[零〇一二两兩三四五六七八九十百千万]+(?:点[零一二三四五六七八九]+)?)"
_ONE = r"[一二两兩三四五六七八九\d]"
_COUNTED = r"(?![个個件只隻支台套双条张把箱盒打瓶款天年月米斤公升码吨卷包袋根片颗辆组克\d])"
_LATE = r"(?P<late>美金|美元|欧元|人民币)?"
_KUAI = re.compile(
    rf"(?<![\d.万千百])(?P<whole>{_NUMBER})(?:块|塊|元(?!素|旦|宝)|(?P<early>美金|美元|欧元|刀(?!具|片|叉)))钱?"
    rf"(?:(?P<tenth>{_ONE}){_COUNTED}(?:毛|角)?(?:(?P<cent>{_ONE}){_COUNTED}分?)?)?钱?{_LATE}"
)
_MAO = re.compile(
    rf"(?<![\d.块元])(?P<tenth>{_NUMBER})(?:毛(?!巾|坯|线|绒|衣|毯|利|病)|角(?!度|落|色))"
    rf"(?:(?P<cent>{_ONE}){_COUNTED}分?)?钱?{_LATE}"
)


def kuai(low: str, text: str) -> Iterator[Figure]:
    """两块五 (2.50), 五块八毛五, 三毛五, 两块五美金, 2.5元; yuan unless another word follows."""
    for pattern in (_KUAI, _MAO):
        for match in pattern.finditer(low):
            if re.search(r"(?:us|hk)?[$€£¥￥]\s*$|(?:usd|eur|rmb|cny)\s*$", low[: match.start()]):
                continue
            value = _sum(match.groupdict())
            if value is not None:
                late = match["late"] or match.groupdict().get("early") or ""
                currency = _called(late) or "CNY"
                yield Figure(
                    "amount", *match.span(), (value,), currency=currency,
                    sign=shown_sign(currency, late), spoken=True,
                )  # fmt: skip


def _called(word: str) -> str:
    """The code of a currency's word; empty for another word."""
    return next((c for c, listed in CURRENCY_WORDS.items() if word in listed.split("|")), "")


def _sum(parts: dict[str, str | None]) -> Decimal | None:
    total = Decimal(0)
    for name, share in (
        ("whole", Decimal(1)),
        ("tenth", Decimal("0.1")),
        ("cent", Decimal("0.01")),
    ):
        said = parts.get(name)
        if said:
            value = _value(said)
            if value is None:
                return None
            total += value * share
    return total


def _value(said: str) -> Decimal | None:
    if said in DIGITS:
        return Decimal(DIGITS[said])
    if said[0].isdigit():
        return Decimal(said)
    before, _, fraction = said.partition("点")
    value = whole(before)
    if value is None or not fraction:
        return value
    return Decimal(f"{int(value)}." + "".join(str(DIGITS[char]) for char in fraction))


@cache
def before() -> re.Pattern[str]:
    """A sign or code at the end of what stands before a number."""
    signs = sorted((sign.lower() for sign in CURRENCY_SIGNS), key=lambda sign: -len(sign))
    body = "|".join(f"(?<![a-z]){sign}" if sign.isalpha() else re.escape(sign) for sign in signs)
    return re.compile(rf"(?P<sign>{body}|(?<![a-z])us\s?\$)\s?$")


@cache
def after() -> re.Pattern[str]:
    """A sign, code or word of a currency behind a number."""
    signs = sorted((sign.lower() for sign in CURRENCY_SIGNS), key=lambda sign: -len(sign))
    ends = "|".join(
        f"{re.escape(sign)}(?![a-z])" if sign.isalpha() else re.escape(sign) for sign in signs
    )
    listed = [word for words in CURRENCY_WORDS.values() for word in words.split("|")]
    listed.sort(key=lambda word: (-len(word), word))
    square = "|".join(word for word in listed if is_cjk(word[0]))
    spaced = "|".join(re.escape(word) for word in listed if not is_cjk(word[0]))
    words = rf"(?:{square})|(?:de\s+)?(?:{spaced})(?![^\W_])"
    return re.compile(rf"[\s-]?(?:(?P<sign>{ends})|(?P<word>{words}))")


def currency(said: str) -> str:
    """The ISO 4217 code of a sign, code or word in small letters."""
    squeezed = said.replace("us $", "us$")
    for sign, code in CURRENCY_SIGNS.items():
        if squeezed == sign.lower():
            return code
    word = squeezed.removeprefix("de ").strip()
    return _called(word)


def shown_sign(code: str, said: str) -> str:
    """What is written before the figure where the currency was said as a word: dollars that were
    not called American do not become so."""
    if code == "USD":
        return "US$" if any(word in said for word in US_DOLLARS) else "$"
    return SHOWN.get(code, f"{code} ")
