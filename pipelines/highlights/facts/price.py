"""Prices with currency, unit, delivery term and quantity."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pipelines.highlights.facts.asked import Sum, find_sums
from pipelines.highlights.facts.breaks import Break, quantities
from pipelines.highlights.facts.money import amount_of
from pipelines.highlights.facts.numbers import Number, tidy
from pipelines.highlights.facts.utterance import UNIT, Found, N, Utterance, unit_of
from pipelines.highlights.lexicon import any_key, lookup, squeeze

_TERM = any_key("incoterms")
_PLACE = any_key("places")
_INCOTERM = re.compile(
    rf"(?P<term>{_TERM})(?:\s*(?:price|is|to|at|from|port|价格?|是|到|在)*\s*(?P<place>{_PLACE}))?"
)
_TERM_BEHIND = re.compile(rf"(?P<place>{_PLACE})\s*的?\s*(?P<term>{_TERM})")
_PORT_BEHIND = re.compile(rf"\s*(?P<place>{_PLACE})(?:\s*(?:port|港))?")
_PER_AFTER = re.compile(
    rf"\s*(?:,\s*(?=per))?(?:only|us dollars?|{_TERM}|{_PLACE}|就|只|左右|上下|的样子|\s)*\s*(?:"
    rf"(?:per|a|an|each|every|for an?|for one|for each|for every|for {N}|/|每|一|{N})\s*{UNIT}"
    r"|(?P<area>square met(?:er|re)s?(?![a-z]))"
    r"|(?P<each>each|apiece|(?:for )?each one|for (?:each|one)(?= one|\s*$|[,.]))(?![a-z]))"
)
_PER_BEFORE = re.compile(rf"(?:per|each|every|每|单|一|{N})\s*{UNIT}[^{N}。；;.]{{0,10}}$")
_PER_FAR = re.compile(rf"(?<![a-z])(?:per|each|every)\s+{UNIT}[^{N}。；;.,]{{0,40}}$")
_EACH_THING = re.compile(
    r"(?<![a-z])(?:each|every|one)\s+(?!of|time|year|month|day|week|order|carton|other)[a-z]+\s+"
    r"(?:is|costs?|comes to|goes for|for|at|you pay|works out at)\s+(?:about\s+|only\s+|just\s+)?$"
)
_A_BEFORE = re.compile(
    rf"(?<![a-z])an?\s+{UNIT}\s+(?:of\s+\w+\s+)?(?:is|will cost|costs?|comes to|goes for|for|at)"
    r"\s+(?:you\s+)?(?:only\s+|about\s+)?$"
)


def find_price(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Every price of the utterance with the quantity it holds for.

    How sure a price is: the mean of how it was said (`_SAID`) and of how likely the words around
    the figure make it (`roles`); below `BAR` it is none.
    """
    sums = list(find_sums(utterance, found))
    breaks = quantities(
        utterance, [one.match for one in sums], [at for one in found for at in one.numbers]
    )
    currency: str | None = None
    prices: list[Found] = []
    for one, quantity in zip(sums, breaks, strict=True):
        price = _price(utterance, one, quantity)
        # "2.50 dollars for 500, 2.20 for 1000": the second has the first one's currency.
        currency = price.value["currency"] = price.value["currency"] or currency
        prices.append(price)
    yield from (
        one
        for at, one in enumerate(prices)
        if not any(_says_more(other, one) for other in prices[at + 1 :])
    )


def _says_more(other: Found, one: Found) -> bool:
    """Whether a price is said again in full: "four seventy five, four dollars seventy five"."""
    told = {key: value for key, value in one.value.items() if value is not None and key != "or"}
    return told.items() <= other.value.items() and other.value != one.value


def _price(utterance: Utterance, said: Sum, quantity: Break | None) -> Found:
    match, explicit = said.match, said.explicit
    start, end = match.span()
    value = amount_of(utterance, match) if explicit else unmarked(utterance.number(match))
    number = _main(utterance, match, explicit)
    unit, end = _per(utterance, match, explicit, end)
    value |= {"per": unit} if unit else {}
    if number.pair and explicit and value["currency"] in _WITH_CENTS:
        value = as_cents(number, value)
    term, start, end = _term(utterance, start, end)
    if "incoterm" in term and "place" not in term:
        port = _PORT_BEHIND.match(utterance.masked, end)
        if port:
            term["place"], end = lookup("places")[squeeze(port["place"])], port.end()
    value |= term
    if quantity:
        start, end = min(start, quantity.start), max(end, quantity.end)
        value |= quantity.value
    sure = round(said.sure * (_AMBIGUOUS if "or" in value else 1.0), 3)
    return replace(utterance.find("price", start, end, value, sure), because=said.because)


_AMBIGUOUS = 0.85
"""How sure "two fifty" is beside what can be read in one way only."""
_WITH_CENTS = ("USD", "EUR", "GBP", "AUD", "CAD", None)
"""Money whose hundredths are still said: "two fifty" is 2.50 of it."""


def _main(utterance: Utterance, match: re.Match[str], explicit: bool) -> Number:
    if not explicit:
        return utterance.number(match)
    group = next(name for name in ("first", "whole", "small") if match[name])
    return utterance.number(match, group)


def unmarked(number: Number) -> dict[str, Any]:
    """A price said without a currency; "two fifty" is 2.50."""
    value: dict[str, Any] = {"amount": tidy(number.low), "currency": None}
    if number.pair:
        return as_cents(number, value)
    return value | ({"up_to": tidy(number.high)} if number.high > number.low else {})


def as_cents(number: Number, value: dict[str, Any]) -> dict[str, Any]:
    assert number.pair is not None
    amount = tidy(number.pair[0] + number.pair[1] / 100)
    return value | {"amount": amount, "or": tidy(number.low)}


def _per(
    utterance: Utterance, match: re.Match[str], explicit: bool, end: int
) -> tuple[str | None, int]:
    """The unit that the price is for, and where the price ends then."""
    if "unit" in match.groupdict() and not explicit:
        return unit_of(match), end
    if after := _PER_AFTER.match(utterance.masked, end):
        mark = utterance.masked.find(N, after.start(), after.end())
        if mark < 0 or utterance.numbers[mark].low == 1:
            plain = "piece" if after["each"] else "square_meter" if after["area"] else None
            return plain or unit_of(after), after.end()
    first, _ = utterance.clause(*match.span())
    for pattern in (_PER_BEFORE, _PER_FAR, _A_BEFORE):
        before = _last(pattern, utterance.masked, first, match.start())
        if before is None:
            continue
        mark = utterance.masked.find(N, before.start(), before.end())
        if mark < 0 or utterance.numbers[mark].low == 1:
            return unit_of(before), end
    if _EACH_THING.search(utterance.masked, first, match.start()):
        return "piece", end
    return None, end


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The match that begins last."""
    last = None
    while match := pattern.search(text, start, end):
        last, start = match, match.start() + 1
    return last


def _term(utterance: Utterance, start: int, end: int) -> tuple[dict[str, Any], int, int]:
    """The Incoterm and place in the same sentence part, nearest to the price."""
    first, last = utterance.clause(start, end, stops="")
    found = [
        *_TERM_BEHIND.finditer(utterance.masked, first, last),
        *_INCOTERM.finditer(utterance.masked, first, last),
    ]
    if not found:
        return {}, start, end
    near = min(found, key=lambda one: (max(one.start() - end, start - one.end()), one.start()))
    value = {"incoterm": lookup("incoterms").get(squeeze(near["term"]), near["term"].upper())}
    if near["place"]:
        value["place"] = lookup("places")[squeeze(near["place"])]
    elif other := next((one for one in found if one["place"]), None):
        value["place"] = lookup("places")[squeeze(other["place"])]
    between = utterance.masked[min(end, near.end()) : max(start, near.start())]
    if N in between or len(between) > 40:
        return value, start, end
    return value, min(start, near.start()), max(end, near.end())
