"""Discounts, and until when they hold."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.terms import negated
from pipelines.highlights.facts.utterance import Found, N, Utterance, period_of
from pipelines.highlights.lexicon import any_key, any_of, lookup, squeeze, table

_PERCENT = rf"(?:(?P<n>{N})\s*(?:%|percent|per cent)|百分之\s*(?P<zh>{N})|(?P<point>{N})\s*个点)"
_OFF = (
    re.compile(
        rf"{_PERCENT}\s*(?:off|discount|cheaper|less|lower|rebate|reduction|的?优惠|的?折扣)"
    ),
    re.compile(
        r"(?:discount|rebate|reduction|(?<![a-z])save|(?:take|taking|knock)s?(?: it)? off"
        r"|(?:cut|reduce|lower)s?(?: it| the price| price| prices)?(?: by)?|优惠|折扣|便宜"
        r"|返点?|再减|直减|立减|减|让利|让|降)"
        rf"(?:\s*(?:of|is|about|up to|是|了|您|你|你们|大家))?\s*{_PERCENT}"
    ),
)
_MONEY_OFF = (
    re.compile(rf"{MONEY}\s*(?:off|discount|cheaper|less)(?![a-z])(?!\s+than)"),
    re.compile(
        rf"(?:discount of|save|(?:立|满|再|直)?减|优惠|(?<!比)(?<!之前)(?<!以前)便宜)\s*(?:了"
        rf"|您|你)?\s*{MONEY}"
    ),
)
_BARE_OFF = re.compile(
    rf"满\s*{N}\s*(?:块|元|美金)?\s*(?:立|直)?减\s*(?P<n>{N})(?!\s*(?:%|折|个点))"
)
_LESS = re.compile(rf"(?:立|直)?减\s*(?P<n>{N})(?!\s*(?:%|折|个点|少|[斤公个]))")
_HALF_PRICE = re.compile(r"(?<![a-z])half(?:(?: of)?(?: the)? price| off)(?![a-z])|半价")
_FOLD = re.compile(rf"(?:打|享|享受|直接)?\s*(?P<n>{N})\s*折")
_GIFT = re.compile(
    rf"(?:买\s*(?P<n>{N})\s*(?:\w)?\s*送\s*(?P<m>{N})|buy\s+(?P<a>{N})\s+get\s+(?P<b>{N}))"
    rf"|(?:for|with)\s+every\s+(?P<c>{N})\s+(?:\w+\s+)?(?:you\s+)?(?:buy|order|take)[^{N}.;]{{0,24}}?"
    rf"(?P<d>{N})\s+(?:\w+\s+)?(?:for\s+)?free"
)


def find_discount(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Percent off, money off and gifts, one of each, with their deadline; 八折 is 20 % off."""
    told: set[str] = set()
    for match, value, confidence in _offers(utterance):
        kind = next(iter(value))
        if kind in told:
            continue
        told.add(kind)
        places = [match.span()]
        for place, terms in deadline(utterance):
            value |= terms
            places.append(place)
        start, end = min(place[0] for place in places), max(place[1] for place in places)
        yield utterance.find("discount", start, end, value, confidence)


def _offers(utterance: Utterance) -> Iterator[tuple[re.Match[str], dict[str, Any], float]]:
    masked = utterance.masked
    for pattern in _OFF:
        if (match := pattern.search(masked)) and not negated(utterance, match):
            group = next(name for name in ("n", "zh", "point") if match[name])
            yield match, {"percent": tidy(utterance.number(match, group).low)}, 0.9
    for pattern in _MONEY_OFF:
        if match := pattern.search(masked):
            yield match, {"off": amount_of(utterance, match)}, 0.9
    if match := _BARE_OFF.search(masked):
        yield match, {"off": {"amount": utterance.number(match).value, "currency": None}}, 0.8
    if match := _LESS.search(masked):
        yield match, {"off": {"amount": utterance.number(match).value, "currency": None}}, 0.75
    if (match := _HALF_PRICE.search(masked)) and not negated(utterance, match):
        yield match, {"percent": 50}, 0.85
    if match := _FOLD.search(masked):
        left = utterance.number(match).low
        left = left * 10 if left < 10 else left
        if left < 100:
            yield match, {"percent": tidy(100 - left)}, 0.9
    if match := _GIFT.search(masked):
        first, second = next(pair for pair in ("nm", "ab", "cd") if match[pair[0]])
        buy, get = utterance.number(match, first).value, utterance.number(match, second).value
        yield match, {"buy": buy, "get": get}, 0.8


_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name: at for at, full in enumerate(_MONTHS.split(), 1) for name in (full, full[:3])}
_NAMED = any_of(_MONTH)
_FIRSTS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS = {name: at for at, name in enumerate(_FIRSTS.split(), 1)} | {"thirtieth": 30}
_DAY = rf"(?:(?P<nth>\d{{1,2}})(?:st|nd|rd|th)|(?P<ordinal>{any_of(_ORDINALS)})|(?P<n>{N}))"
_DATE = (
    re.compile(rf"(?P<month>{_NAMED})\s+(?:the\s+)?{_DAY}"),
    re.compile(rf"{_DAY}\s+(?:of\s+)?(?P<month>{_NAMED})"),
)
_DATE_ZH = re.compile(rf"(?P<m>{N})\s*月(?:份)?\s*(?P<d>{N})\s*[号日]")
_WITHIN = re.compile(
    rf"(?:(?:within|in|for)\s+(?:the\s+)?(?:next\s+)?|next\s+)(?P<n>{N})\s*(?P<period>{any_key('periods')})"
    rf"|(?P<m>{N})\s*(?P<zh>{any_key('periods')})(?:之内|以内|内)"
    rf"|前\s*(?P<o>{N})\s*(?P<first>{any_key('periods')})"
)
_LIMIT = re.compile(r"before|until|till|(?<![a-z])by|up to|之前|以前|前|截止|到")
_UNTIL = tuple((name, re.compile(any_of(listed))) for name, listed in table("facts", "until"))
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def deadline(utterance: Utterance) -> Iterator[tuple[tuple[int, int], dict[str, Any]]]:
    """Until when: a date as MM-DD, a day's or period's name, or a number of hours."""
    masked = utterance.masked
    if match := _DATE_ZH.search(masked):
        month, day = utterance.number(match, "m").low, utterance.number(match, "d").low
        yield match.span(), {"until": f"{int(month):02}-{int(day):02}"}
        return
    if date := _date(utterance):
        place, name = date
        yield place, {"until": name}
        return
    if match := _WITHIN.search(masked):
        hours = _hours(utterance, match)
        if hours:
            yield match.span(), {"within_hours": hours}
            return
    found = [(name, one) for name, pattern in _UNTIL for one in pattern.finditer(masked)]
    limited = [pair for pair in found if pair[0] not in _DAYS or _LIMIT.search(masked)]
    if limited:
        weekday = next((pair for pair in limited if pair[0] in _DAYS), None)
        name, said = weekday or _longest(limited)
        yield said.span(), {"until": name}


def _longest(found: Sequence[tuple[str, re.Match[str]]]) -> tuple[str, re.Match[str]]:
    """What ends later or is said more exactly: this month before today, today before the live."""
    order = ("this month", "this week", "tomorrow", "today", "live")
    return min(found, key=lambda pair: order.index(pair[0]))


def _date(utterance: Utterance) -> tuple[tuple[int, int], str] | None:
    """ "November 30", "the 5th of May", "May fifth" as MM-DD, and its place."""
    for pattern in _DATE:
        for match in pattern.finditer(utterance.masked):
            day = _day(utterance, match)
            if 1 <= day <= 31:
                return match.span(), f"{_MONTH[match['month']]:02}-{day:02}"
    return None


def _day(utterance: Utterance, match: re.Match[str]) -> int:
    if match["n"]:
        return int(utterance.number(match).low)
    return int(match["nth"]) if match["nth"] else _ORDINALS[match["ordinal"]]


def _hours(utterance: Utterance, match: re.Match[str]) -> float | int | None:
    if match["n"]:
        period = period_of(match)
    else:
        period = lookup("periods")[squeeze(match["zh"] or match["first"])]
    hours = {"hour": 1, "day": 24, "working_day": 24, "week": 168}.get(period)
    group = next(name for name in "nmo" if match[name])
    return tidy(utterance.number(match, group).low * hours) if hours else None
