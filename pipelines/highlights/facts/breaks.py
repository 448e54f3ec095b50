"""Quantities that prices hold for: "2.50 at five hundred, 2.20 at a thousand"."""

import re
from collections.abc import Sequence

from pipelines.highlights.facts.numbers import Number, tidy
from pipelines.highlights.facts.roles import roles_of
from pipelines.highlights.facts.utterance import UNIT, N, Utterance, unit_of
from pipelines.highlights.lexicon import any_key, any_of, words


class Break:
    """A quantity that a price holds for."""

    def __init__(self, utterance: Utterance, match: re.Match[str]) -> None:
        self.start, self.end = match.span()
        number = utterance.number(match)
        self.value = {"quantity": tidy(number.low), "quantity_unit": unit_of(match) or "piece"}


_LEAD = rf"(?P<lead>{any_of(words('facts', 'quantity_break'))})\s*(?:about|around|要|到|了)?\s*"
_UP = rf"(?P<up>{any_of(words('facts', 'quantity_up'))})?"
_BREAK = re.compile(rf"(?:{_LEAD})?(?P<n>{N})\s*{UNIT}\s*{_UP}")
_BREAK_BARE = re.compile(
    rf"{_LEAD}(?P<n>{N})(?!\s*(?:%|percent|{any_key('units')}|{any_key('periods')}"
    rf"|{any_key('facts', 'measures')}|{any_key('currencies')}))"
)
_ROUND = 50
"""A bare figure behind "at" or "for" is a quantity from here on when it is round."""


def quantities(
    utterance: Utterance, prices: Sequence[re.Match[str]], taken: Sequence[int]
) -> list[Break | None]:
    """For each price its quantity: all before their prices, or all behind them."""
    inside = {at for match in prices for at in range(*match.span())}
    found = [
        match
        for match in _BREAK.finditer(utterance.masked)
        if (
            match["lead"]
            or match["up"]
            or _leads(utterance, match, prices)
            or _holds(utterance, match)
        )
        and (utterance.number(match).low >= 2 or unit_of(match) in ("container", "pallet"))
        and match.start("n") not in inside
        and match.start("n") not in taken
    ]
    counted = {match.start("n") for match in found}
    found += [
        match
        for match in _BREAK_BARE.finditer(utterance.masked)
        if _round(utterance.number(match))
        and match.start("n") not in inside
        and match.start("n") not in (counted | set(taken))
    ]
    found.sort(key=lambda match: match.start("n"))
    if not found or not prices:
        return [None] * len(prices)
    leading = _leading(utterance.masked, found[0], prices)
    return [
        _nearest(utterance, found, prices, index, leading=leading) for index in range(len(prices))
    ]


_APART = re.compile(r"[,;，；、]|(?<=[\u4e00-\u9fff])\s")
_FAR = 10


def _leading(masked: str, first: re.Match[str], prices: Sequence[re.Match[str]]) -> bool:
    """Whether quantities stand before their prices: the first one is nearer to what follows."""
    before = [price.end() for price in prices if price.end() <= first.start()]
    behind = [price.start() for price in prices if price.start() >= first.end()]
    if not before or not behind:
        return not before
    gaps = [masked[before[-1] : first.start()], masked[first.end() : behind[0]]]
    back, ahead = (len(gap) + _FAR * len(_APART.findall(gap)) for gap in gaps)
    return ahead < back


SURE = 0.6


def _holds(utterance: Utterance, match: re.Match[str]) -> bool:
    """Whether the words around a count tell that a price holds for it."""
    return roles_of(utterance)[match.start("n")].share("break") >= SURE


def _round(number: Number) -> bool:
    return number.low >= _ROUND and number.low % 10 == 0 and number.low == number.high


def _leads(utterance: Utterance, match: re.Match[str], prices: Sequence[re.Match[str]]) -> bool:
    """ "1000 pieces 2.80", 五百个是三块二: a quantity right before a price."""
    if utterance.number(match).low < 10:
        return False
    behind = [price.start() for price in prices if price.start() >= match.end()]
    link = utterance.masked[match.end() : min(behind)] if behind else "-"
    return (
        re.fullmatch(
            r"\s*(?:(?:is|are|it's|it is|的话|是|就|就是|,|，|以上|you pay|you get|we give|we"
            r" do|it will be|we can do|price)\s*)*",
            link,
        )
        is not None
    )


def _nearest(
    utterance: Utterance,
    found: Sequence[re.Match[str]],
    prices: Sequence[re.Match[str]],
    index: int,
    *,
    leading: bool,
) -> "Break | None":
    start, end = prices[index].span()
    if leading:
        floor = prices[index - 1].end() if index else 0
        inside = [match for match in found if floor <= match.start() and match.end() <= start]
        return Break(utterance, inside[-1]) if inside else None
    roof = prices[index + 1].start() if index + 1 < len(prices) else len(utterance.masked)
    inside = [match for match in found if end <= match.start() and match.end() <= roof]
    return Break(utterance, inside[0]) if inside else None
