"""What several kinds share: counts, stretches of time, and whether a clause denies something."""

import re
from typing import Any

from pipelines.highlights.facts.numbers import Number, tidy
from pipelines.highlights.facts.utterance import (
    PERIOD,
    UNIT,
    N,
    Utterance,
    any_word,
    period_of,
)
from pipelines.highlights.lexicon import any_key, lookup, matcher, squeeze

_DAYS = {"hour": 1 / 24, "day": 1, "working_day": 1, "week": 7, "month": 30, "year": 365}


NUMBER = rf"(?P<n>{N})"
COUNT = rf"{NUMBER}\s*[x×*]?[\s-]*(?:\w+\s+)??{UNIT}"
PLAIN_COUNT = rf"{NUMBER}\s*[x×*]?[\s-]*(?:(?:twenty|forty)[\s-]+f(?:oo|ee)t\s+)?{UNIT}"
SPAN = rf"{NUMBER}\s*(?:多|来)?[\s-]*(?:个\s*(?P<half>{N})\s*)?{PERIOD}"
_LEAD = re.compile(SPAN)


def quantity(number: Number, unit: str | None) -> dict[str, Any]:
    """A count as a value; ``up_to`` only for a range."""
    value: dict[str, Any] = {"quantity": tidy(number.low), "unit": unit or "piece"}
    return value | ({"up_to": tidy(number.high)} if number.high > number.low else {})


_AND_HALF = re.compile(r"\s+and a half(?![a-z])")


def stretch(utterance: Utterance, match: re.Match[str]) -> dict[str, Any]:
    """A stretch of time as a value, with its days for comparing."""
    number, period = utterance.number(match), period_of(match)
    low, high = number.low, number.high
    if number.pair and period in ("day", "working_day") and number.low >= 1000:
        low, high = number.pair  # "ten fifteen days" is a range
    if match["half"]:  # 一个半月
        half = utterance.number(match, "half").low
        low, high = low + half, high + half
    if _AND_HALF.match(utterance.masked, match.end()):  # a month and a half
        low, high = low + 0.5, high + 0.5
    days = _DAYS[period]
    return {
        "low": tidy(low), "high": tidy(high), "unit": period,
        "days_low": tidy(round(low * days, 2)), "days_high": tidy(round(high * days, 2)),
    }  # fmt: skip


def named(text: str, name: str) -> str:
    """The normal form of a found phrase of a table of facts."""
    return lookup("facts", name)[squeeze(text)]


_NEGATED = re.compile(rf"{any_word('negation')}[^,，.。;；]{{0,28}}$")
_DENIED_AFTER = re.compile(
    r"\s*(?:还没|没有(?!问题)|暂时没|不支持|不可以|不行|is not|are not|isn't|aren't)"
)
_BUT = re.compile(r"(?<![a-z])but(?![a-z])|不过|但是?")
_HARMLESS = matcher("facts", "not_negation")


def negated(utterance: Utterance, match: re.Match[str]) -> bool:
    """Whether the clause denies what the match names."""
    first, _ = utterance.clause(*match.span())
    before = _BUT.split(_HARMLESS.sub("", utterance.masked[first : match.start()]))[-1]
    after = utterance.masked[match.end() : match.end() + 12]
    if before.endswith(("不", "没")):
        return True
    return bool(_NEGATED.search(before) or _DENIED_AFTER.match(after))


def bare(utterance: Utterance, kind: str) -> re.Match[str] | None:
    """A plain figure that answers or corrects a fact of the kind."""
    if kind in ("lead_time", "warranty"):
        return _LEAD.search(utterance.masked)
    pattern = rf"{NUMBER}(?:[\s-]*{UNIT})?(?!\s*(?:%|percent|{any_key('periods')}))"
    return re.search(pattern, utterance.masked)
