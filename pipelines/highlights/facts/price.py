"""Prices with currency, unit, delivery term and quantity."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.numbers import Number, tidy
from pipelines.highlights.facts.stance import is_offer
from pipelines.highlights.facts.utterance import GAP, UNIT, Found, N, Utterance, free, unit_of
from pipelines.highlights.lexicon import any_key, any_of, lookup, squeeze, words

_MONEY = re.compile(MONEY)
_TERM = any_key("incoterms")
_PLACE = any_key("places")
_INCOTERM = re.compile(
    rf"(?P<term>{_TERM})(?:\s*(?:price|is|to|at|from|port|价格?|是|到|在)*\s*(?P<place>{_PLACE}))?"
)
_TERM_BEHIND = re.compile(rf"(?P<place>{_PLACE})\s*(?P<term>{_TERM})")
_PORT_BEHIND = re.compile(rf"\s*(?P<place>{_PLACE})(?:\s*(?:port|港))?")
_BARE = re.compile(
    rf"(?:(?P<said>{any_of(words('facts', 'price'))})|{_TERM}(?:\s*{_PLACE})?){GAP}(?P<n>{N})"
    rf"(?!\s*(?:%|percent|个点|{any_key('units')}|{any_key('periods')}|个|块|元"
    r"|orders?|buyers?|customers?|people|friends|minutes?|colou?rs?|sizes?|models?)(?![a-z]))"
)
_BARE_EACH = re.compile(rf"(?P<n>{N})\s*(?:per|a|an|each|every|/)\s*{UNIT}")
_BARE_APIECE = re.compile(rf"(?P<n>{N})\s*(?=(?:each|apiece)(?![a-z]))")
_BARE_FOR = re.compile(
    rf"(?<![a-z])(?:for|at|over|above)\s+{N}\s*{UNIT}[^{N}.;]{{0,18}}?(?P<n>{N})"
    rf"(?!\s*{any_key('units')})"
)
_BARE_DO = re.compile(
    r"(?<![a-z])(?:do|sell|selling|offer|give|quote|let|goes?|going|have|get|supply|ship|take)"
    rf"(?:\s+\w+){{0,3}}?\s+(?:at|for)\s+(?P<n>{N})(?!\s*(?:%|percent|{any_key('units')}|{any_key('periods')}))"
)
_BARE_PAIR = re.compile(
    rf"(?<![a-z])(?:it's|it is|that's|do|give you|offer|and|or|costs?)\s+(?:you\s+)?(?P<n>{N})"
    rf"\s+(?:for\s+(?:the|a|one|each|{N}|small|big|large)|each|at\s+{N}|fob|exw)(?![a-z])"
)
_BARE_LAST = re.compile(
    r"(?<![a-z])(?:give|offer|let|sell)\s+(?:it\s+to\s+|it\s+)?you\s+(?:have it\s+)?"
    r"(?:only\s+|just\s+)?"
    rf"(?P<n>{N})(?=\s*(?:[,.!]|$))"
    rf"|(?P<best>{N})\s+(?:is|would be|will be)\s+(?:really\s+)?(?:the|my|our)\s+(?:very\s+)?"
    r"(?:best|lowest|bottom|final|last)(?![a-z])"
    r"|(?<![a-z])with(?:out)?\s+(?:the|an?|your)\s+(?!\w+\s+(?:at|by|until|till|before|after|around|from)\s)"
    rf"\w+(?:\s+\w+)?\s+(?:it's\s+|it is\s+|is\s+)?(?P<with>{N})(?=\s*(?:[,.;]|$|and\s))"
)
"""A pair that ends an offer, is called the best one, or goes with a part."""
_BARE_AFTER = re.compile(
    rf"{N}\s*{UNIT}\s*,?\s*(?:(?:it's|it is|is)\s+)?(?P<n>{N})(?=\s*(?:[,.;]|$|and\s|for\s|each))"
)
_NO_MORE = (
    rf"(?!\s*(?:%|percent|个点|折|号|{any_key('units')}|{any_key('periods')}"
    rf"|{any_key('facts', 'measures')}"
    rf"|{any_key('facts', 'areas')}|人|[年月日岁度楼层期次种款色码代位瓦伏安]))"
)
_BARE_ZH = (
    re.compile(rf"(?P<n>{N})\s*{N}\s*{UNIT}(?=\s*(?:[,，。.!！?？]|$|\s|的|吧|啊|哦|呢))"),
    re.compile(
        rf"(?:这|那|每|整|{N}|一)\s*(?:{any_key('units')}|款|种|条线|线)"
        rf"(?:机器|设备|的话|下来|货|成本|价|是|要|卖|就|才|只要|也就|大概|差不多|给你们?|给您|报|\s)*"
        rf"(?P<n>{N}){_NO_MORE}(?=\s*(?:左右|上下|吧|啊|哦|$|[,，。.!！]))"
    ),
    re.compile(rf"(?P<n>{N})\s*(?:包邮|含税|含运费|不含税|到手|拿走)"),
    re.compile(
        rf"(?:的话|卖你|给你们?|给您|到手价|批发价|直播价)(?:是|就|就是)?\s*(?P<n>{N}){_NO_MORE}(?=\s*(?:$|[,，。!！]))"
    ),
    re.compile(rf"(?:含税|不含税)(?:的?话|是|就|\s)*(?P<n>{N}){_NO_MORE}"),
)
"""四十八一件, 这台机器十二万八, 九十九包邮: a bare figure that can only be a price."""
_ALONE = re.compile(rf"(?P<n>{N})")
_PER_AFTER = re.compile(
    r"\s*(?:,\s*(?=per))?(?:only|就|只)?\s*(?:"
    rf"(?:per|a|an|each|every|for an?|for one|for each|for {N}|/|每|一|{N})\s*{UNIT}"
    rf"|(?P<each>each|apiece)(?![a-z]))"
)
_PER_BEFORE = re.compile(rf"(?:per|each|every|每|一|{N})\s*{UNIT}[^{N}。；;.]{{0,10}}$")
_PER_FAR = re.compile(rf"(?<![a-z])(?:per|each|every)\s+{UNIT}[^{N}。；;.,]{{0,40}}$")
_A_BEFORE = re.compile(
    rf"(?<![a-z])an?\s+{UNIT}\s+(?:of\s+\w+\s+)?(?:is|will cost|costs?|comes to|goes for|for|at)"
    r"\s+(?:you\s+)?(?:only\s+|about\s+)?$"
)


def find_price(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Every price of the utterance with the quantity it holds for."""
    matches = [(match, True) for match in _MONEY.finditer(utterance.masked)]
    if not matches:
        bare = {match.start("n"): match for match in _bare(utterance)}
        matches = [(bare[at], False) for at in sorted(bare)]
    taken = [at for one in found for at in one.numbers]
    usable = [
        (match, explicit)
        for at, (match, explicit) in enumerate(matches)
        if free(found, match)
        and _is_sum(utterance, match)
        and is_offer(utterance, [one for one, _ in matches], at, taken)
    ]
    usable += [(match, False) for match in _further(utterance, [match for match, _ in matches])]
    breaks = _quantities(utterance, [match for match, _ in usable], taken)
    currency: str | None = None
    for (match, explicit), quantity in zip(usable, breaks, strict=True):
        one = _price(utterance, match, explicit, quantity)
        # "2.50 dollars for 500, 2.20 for 1000": the second has the first one's currency.
        currency = one.value["currency"] = one.value["currency"] or currency
        yield one


_LIMIT = re.compile(
    r"(?:under|below|less than|more than|no more than|不到|不足|超过|最多|顶多|at least|最少"
    r"|至少|起码)\s*[$]?\s*$"
)
_CARRIAGE = re.compile(r"\s*(?:for )?(?:shipping|freight|courier|express)(?! (?:is )?(?:inc|free))")
_LIMITED = re.compile(r"\s*(?:以下|以内|以上)的?(?:订单|单子|小单)")


def _is_sum(utterance: Utterance, match: re.Match[str]) -> bool:
    """Whether the sum is neither the limit of an order nor what it costs to send something, nor a
    weight in pounds."""
    after, before = match.end(), utterance.masked[: match.start()]
    if _LIMITED.match(utterance.masked, after) or _CARRIAGE.match(utterance.masked, after):
        return False
    if "pound" in match[0] and _WEIGHS.search(utterance.around(*match.span())):
        return False
    return _LIMIT.search(before) is None


_WEIGHS = re.compile(r"weigh|heavy|gross|net ")
_FURTHER = re.compile(
    r"(?:(?<=only )|(?<=now )|(?<=just )|(?<=now it is )|(?<=now it's )"
    r"|(?<=but it's )|(?<=for you it's )|(?<=for you guys it's )|(?<=today it's )"
    rf"|(?P<given>{N}\s*(?:{any_key('units')}\s+)?(?:(?:is|it's|it is)\s+)?))(?P<m>{N})"
    rf"(?!\s*(?:%|percent|{any_key('units')}|{any_key('periods')}))"
    rf"|(?P<n>{N})(?=\s*(?:each\s+|a piece\s+)?(?:for|at|from|above|over|if)\s[^{N}.;]{{0,14}}{N}"
    rf"(?!\s*(?:%|percent|{any_key('periods')})))"
)


def _further(utterance: Utterance, prices: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Prices said without a currency behind one that has it, each with its own quantity."""
    if not prices:
        return
    for match in _FURTHER.finditer(utterance.masked, prices[-1].end()):
        alone = _ALONE.match(utterance.masked, match.start("n" if match["n"] else "m"))
        if alone is None or (match["m"] and not _looks_like_price(utterance.number(alone))):
            continue
        if utterance.number(alone).pair or utterance.number(alone).low < 100:
            yield alone


def _bare(utterance: Utterance) -> Iterator[re.Match[str]]:
    """Figures without a currency: after "price" or a delivery term, or "two fifty a piece"."""
    for pattern in (_BARE_EACH, _BARE_APIECE):
        each = pattern.search(utterance.masked)
        if each and _looks_like_price(utterance.number(each)):
            yield each
            return
    match = _BARE.search(utterance.masked)
    if match and (utterance.number(match).low > 1 or _looks_like_price(utterance.number(match))):
        yield match
        return
    for match in _BARE_DO.finditer(utterance.masked):
        alone = _ALONE.match(utterance.masked, match.start("n"))
        if alone and _looks_like_price(utterance.number(alone)):
            yield alone
            return
    for rank, pattern in enumerate(_BARE_ZH):
        for match in pattern.finditer(utterance.masked):
            alone = _ALONE.match(utterance.masked, match.start("n"))
            if alone and _bare_zh(utterance, match, rank):
                yield alone
                return
    for match in _BARE_PAIR.finditer(utterance.masked):
        alone = _ALONE.match(utterance.masked, match.start("n"))
        if alone and utterance.number(alone).pair:
            yield alone
    for match in _BARE_LAST.finditer(utterance.masked):
        at = next(match.start(name) for name in ("n", "best", "with") if match[name])
        alone = _ALONE.match(utterance.masked, at)
        if alone and utterance.number(alone).pair:
            yield alone
    for match in _BARE_AFTER.finditer(utterance.masked):
        alone = _ALONE.match(utterance.masked, match.start("n"))
        if alone and utterance.number(alone).pair and utterance.numbers[match.start()].low >= 50:
            yield alone
    for match in _BARE_FOR.finditer(utterance.masked):
        alone = _ALONE.match(utterance.masked, match.start("n"))
        if alone and _looks_like_price(utterance.number(alone)):
            yield alone


def _bare_zh(utterance: Utterance, match: re.Match[str], rank: int) -> bool:
    """Whether the other figure of the pattern is "one" and the figure is not too small."""
    others = [at for at in utterance.numbers if match.start() <= at < match.end()]
    ones = all(utterance.numbers[at].low == 1 for at in others if at != match.start("n"))
    return ones and utterance.number(match).low >= (10 if rank == 1 else 2)


def _looks_like_price(number: Number) -> bool:
    return number.pair is not None or number.low != int(number.low)


def _price(
    utterance: Utterance, match: re.Match[str], explicit: bool, quantity: "_Break | None"
) -> Found:
    start, end = match.span()
    value = amount_of(utterance, match) if explicit else unmarked(utterance.number(match))
    number = _main(utterance, match, explicit)
    unit, end = _per(utterance, match, explicit, end)
    value |= {"per": unit} if unit else {}
    confidence = 0.92 if explicit else 0.75
    if number.pair and explicit and value["currency"] in _WITH_CENTS:
        value, confidence = as_cents(number, value), 0.7
    elif number.pair:
        confidence = 0.65
    term, start, end = _term(utterance, start, end)
    if "incoterm" in term and "place" not in term:
        port = _PORT_BEHIND.match(utterance.masked, end)
        if port:
            term["place"], end = lookup("places")[squeeze(port["place"])], port.end()
    value |= term
    if quantity:
        start, end = min(start, quantity.start), max(end, quantity.end)
        value |= quantity.value
    return utterance.find("price", start, end, value, confidence)


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
    if match.re is _BARE_EACH:
        return unit_of(match), end
    if after := _PER_AFTER.match(utterance.masked, end):
        mark = utterance.masked.find(N, after.start(), after.end())
        if mark < 0 or utterance.numbers[mark].low == 1:
            return ("piece" if after["each"] else unit_of(after)), after.end()
    first, _ = utterance.clause(*match.span())
    for pattern in (_PER_BEFORE, _PER_FAR, _A_BEFORE):
        before = pattern.search(utterance.masked, first, match.start())
        if before is None:
            continue
        mark = utterance.masked.find(N, before.start(), before.end())
        if mark < 0 or utterance.numbers[mark].low == 1:
            return unit_of(before), end
    return None, end


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


class _Break:
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


def _quantities(
    utterance: Utterance, prices: Sequence[re.Match[str]], taken: Sequence[int]
) -> list[_Break | None]:
    """For each price its quantity: all before their prices, or all behind them."""
    inside = {at for match in prices for at in range(*match.span())}
    found = [
        match
        for match in _BREAK.finditer(utterance.masked)
        if (match["lead"] or match["up"] or _leads(utterance, match, prices))
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
    leading = found[0].start() < prices[0].start()
    return [
        _nearest(utterance, found, prices, index, leading=leading) for index in range(len(prices))
    ]


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
) -> "_Break | None":
    start, end = prices[index].span()
    if leading:
        floor = prices[index - 1].end() if index else 0
        inside = [match for match in found if floor <= match.start() and match.end() <= start]
        return _Break(utterance, inside[-1]) if inside else None
    roof = prices[index + 1].start() if index + 1 < len(prices) else len(utterance.masked)
    inside = [match for match in found if end <= match.start() and match.end() <= roof]
    return _Break(utterance, inside[0]) if inside else None
