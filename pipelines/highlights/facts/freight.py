"""Where goods are loaded and how they travel."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.money import MONEY
from pipelines.highlights.facts.terms import SPAN, named, negated, stretch
from pipelines.highlights.facts.utterance import Found, Utterance, any_word, free, period_of
from pipelines.highlights.lexicon import any_key, lookup, matcher, squeeze

_PORT = (
    re.compile(
        rf"{any_word('port')}\s*(?:is|of|at|from|are|,|是|在|:)*\s*(?:the\s+)?(?P<place>{any_key('places')})"
    ),
    re.compile(
        rf"(?P<place>{any_key('places')})\s*(?:sea\s?)?(?:port(?![a-z])|港口?(?!币|元|澳)|出货|出港|装船|装柜|上船|发船)"
    ),
    re.compile(
        rf"(?P<place>{any_key('places')})(?:\s*(?:和|或者?|、|跟)?\s*{any_key('places')})*"
        r"\s*(?:都)?(?:能|可以)?(?:走|出运|发)(?!了)"
    ),
    re.compile(
        r"(?<![a-z])(?:load|ship|dispatch|export|leav|depart)(?:s|es|ed|ing|e)?(?:\s+(?!to\s)\w+){0,4}?"
        rf"\s+(?:from|at|out of|through|via)\s+(?:the\s+)?(?P<place>{any_key('places')})"
    ),
    re.compile(rf"port(?:\s+\w+){{0,3}}\s+is\s+(?P<place>{any_key('places')})"),
    re.compile(rf"(?:出口|出货|发货|一般|通常|货)都?走(?P<place>{any_key('places')})"),
    re.compile(rf"(?:fob|fca|fas)(?:\s+(?:is|from|at))?\s*(?P<place>{any_key('places')})"),
)


_NOT_FROM = re.compile(r"不(?:从|在|走|经)[^，。,]{0,6}$")
_NEARER = re.compile(
    r"\s*(?P<place>蛇口|盐田|赤湾|北仑|洋山|南沙|黄埔|新港|shekou|yantian|chiwan|beilun|yangshan|nansha"
    r"|huangpu|xingang)"
)
"""Terminals that are named behind their city."""


def find_port(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Where the goods are loaded; a place that a price names already is not told twice."""
    if any("place" in one.value or "port" in one.value for one in found):
        return
    for pattern in _PORT:
        match = pattern.search(utterance.masked)
        if (
            match
            and not negated(utterance, match)
            and not _NOT_FROM.search(match.string[: match.end()])
        ):
            nearer = _NEARER.match(utterance.masked, match.end("place"))  # 深圳蛇口
            name = lookup("places")[squeeze((nearer or match)["place"])]
            yield utterance.find("port", *match.span(), {"port": name}, 0.85)
            return


_WAY = re.compile(any_key("facts", "shipping"))
_GOES = re.compile(
    r"ship|freight|send|deliver|takes?(?![a-z])|it is|it's|days|weeks|arrive|goods|transit|运"
    r"|走|发|到|物流|寄|送"
)
_NEARBY = re.compile(r"(?<![a-z])(?:hours?|minutes?|km|kilomet)|小时|分钟|公里")
_TRANSIT = re.compile(SPAN)
_SUM = re.compile(MONEY)
_BY = re.compile(r"(?<![a-z])by (?:air|sea|train|rail|truck|ship)")
TO = re.compile(rf"(?:(?<![a-z])to|到|去|发往)\s*(?P<place>{any_key('places')})")


def find_shipping(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Ways of transport, with the days that they take and where to; the journey of a sample
    belongs to the sample."""
    masked = utterance.masked
    ways: dict[str, tuple[int, int]] = {}
    for match in _WAY.finditer(masked):
        if not negated(utterance, match):
            ways.setdefault(named(match[0], "shipping"), match.span())
    goes = _GOES.search(masked) or TO.search(masked)
    told = _TRANSIT.search(masked) or _BY.search(masked)
    if _SUM.search(masked) and not told:
        return  # what the journey costs
    if not ways or not goes or matcher("facts", "sample").search(masked):
        return
    if apart := list(_apart(utterance, found, ways)):
        yield from apart
        return
    value: dict[str, Any] = {"methods": list(ways)}
    places = list(ways.values())
    for span in _TRANSIT.finditer(masked):
        if free(found, span) and period_of(span) in ("day", "working_day", "week", "month"):
            days = stretch(utterance, span)
            value |= {"days_low": days["days_low"], "days_high": days["days_high"]}
            places.append(span.span())
            break
    if "days_low" not in value and _NEARBY.search(masked):
        return  # how far the port is
    if to := TO.search(masked):
        value["to"] = lookup("places")[squeeze(to["place"])]
    for pattern in (*_PORT[:2], _PORT[3]):
        loaded = pattern.search(masked)
        if loaded and lookup("places")[squeeze(loaded["place"])] != value.get("to"):
            value["port"] = lookup("places")[squeeze(loaded["place"])]
            places.append(loaded.span())
            break
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    yield utterance.find("port", start, end, value, 0.8)


def _apart(
    utterance: Utterance, found: Sequence[Found], ways: dict[str, tuple[int, int]]
) -> Iterator[Found]:
    """Several ways of transport, each followed by its own days: 海运三十天，空运一个星期."""
    placed = sorted((place, name) for name, place in ways.items())
    ends = [*(place[0] for place, _ in placed[1:]), len(utterance.masked)]
    spans = [
        _TRANSIT.search(utterance.masked, place[1], end)
        for (place, _), end in zip(placed, ends, strict=True)
    ]
    told = [span for span in spans if span and free(found, span)]
    if len(placed) < 2 or len(told) < len(placed):
        return
    if any(period_of(span) not in ("day", "working_day", "week", "month") for span in told):
        return
    for ((start, _), name), end, span in zip(placed, ends, told, strict=True):
        days = stretch(utterance, span)
        value: dict[str, Any] = {"methods": [name], "days_low": days["days_low"]}
        value["days_high"] = days["days_high"]
        if to := TO.search(utterance.masked, start, end):
            value["to"] = lookup("places")[squeeze(to["place"])]
        yield utterance.find("port", start, span.end(), value, 0.8)
