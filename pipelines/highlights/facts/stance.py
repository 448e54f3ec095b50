"""Whose figure a sum of money is: what the seller asks for, or what somebody else pays, what
something else costs, what would be, what once was."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.utterance import N, Utterance
from pipelines.highlights.lexicon import any_of, words

_BEHIND = 18
"""How far behind a sum a word may still tell what it paid for."""


def _said(name: str) -> re.Pattern[str]:
    return re.compile(any_of(words("stance", name)))


_OURS, _SUPPOSED = _said("ours"), _said("supposed")
_OTHERS = _said("others")
_NOT_GOODS = re.compile(any_of([*words("stance", "not_goods"), *words("facts", "price_not")]))
_PAST, _REFUSED_ZH = _said("past"), _said("refused")
_OTHER_SPEAKS = re.compile(
    r"(?<![a-z])(?:he|she|they|somebody|someone|everybody|everyone|people|guys?|friends?"
    r"|(?:customer|client|buyer|supplier|factory|factorie|shop|store|seller|trader|agent)s?)"
    r"(?:'s|'re)?\s+(?:(?!we |i |our |my |it )\w+\s+){0,2}?(?:"
    r"ask(?:s|ed|ing)?(?!\s+(?:about|me|us|for the price|the price|how|what|if|whether|why))"
    r"|want(?:s|ed)?|offer(?:s|ed|ing)?|quot(?:e|es|ed|ing)|charg(?:e|es|ed|ing)|pa(?:y|ys|id|ying)"
    r"|s(?:ell|ells|old|elling)|got|gets?|bargain(?:s|ed|ing)?|bought|buys?|request(?:s|ed)?"
    r"|target(?:s|ed|ing)?)(?![a-z])"
)
_OTHER_SPEAKS_ZH = re.compile(
    r"(?:别的|其他|另外|隔壁|人家|他们|她们|客户|客人|买家|老外|有人|朋友|同行|对方)[^，。,.我]{0,8}"
    r"(?:卖|报|出|给|要|还|砍|说|想|收|开|问我(?!们?(?:多少|价)))"
)
_REFUSED = re.compile(
    r"(?:is|are|it's|that's)\s+(?:really |totally |just )?(?:impossible|not possible|too low"
    r"|a joke)"
    r"|(?:can't|cannot|can not|couldn't|don't|won't|never|not able to)\s+(?:\w+\s+){0,2}?"
    r"(?:do|make|accept|sell|give|offer|work)(?:\s+(?:it|that|this|you))*"
    r"\s+(?:at|for|with)\s+(?:that|this|such)"
)
_REFUSED_BEFORE = re.compile(
    r"(?:can't|cannot|can not|couldn't|don't|won't|never|not able to)\s+(?:\w+\s+){0,2}?"
    r"(?:do|make|accept|sell|give|offer|go)(?:\s+(?:it|that|this|you|to))*\s*"
    r"(?:at|for|to|as low as|down to)?\s*[$]?\s*$|(?:not|isn't|aren't)\s+(?:about\s+)?[$]?\s*$"
)
_PRICED = re.compile(
    r"(?<![a-z])(?:unit )?price|(?<![a-z])(?:fob|cif|exw|cfr|ddp)(?![a-z])|单价|价格是|报价"
)
_HARMLESS = re.compile(
    r"(?:不?含|免|包)(?:运费|税|邮费?|快递费?|模具费?)|含税|(?:free|including|included?|without) "
    r"(?:the )?(?:shipping|freight|tax|vat|duty)|(?:shipping|freight|tax|vat|duty)"
    r"(?: is| are)? (?:included|free)|no extra"
)
_LOOK_BACK = 14
_RATE = re.compile(
    r"\s*(?:is|are|equals?|=|to|about|around|now|换|兑换?|兑|等于|是|合|大概|大约|就是|\s)*\s*"
)


def is_offer(
    utterance: Utterance, sums: Sequence[re.Match[str]], at: int, used: Sequence[int]
) -> bool:
    """Whether the sum ``sums[at]`` is the seller's own price. ``used``: marks of figures that
    other facts took."""
    match = sums[at]
    before, behind, near = _stretches(utterance, sums, at, used)
    whole = f"{before}{N}{behind}"
    if _SUPPOSED.search(whole) or _OTHERS.search(whole):
        return False
    if _OTHER_SPEAKS.search(before) or _OTHER_SPEAKS_ZH.search(before):
        return False
    if _REFUSED.search(behind) or _REFUSED_ZH.search(behind) or _REFUSED_BEFORE.search(before):
        return False
    if _NOT_GOODS.search(near) or _is_rate(utterance, sums, match):
        return False
    clause = utterance.clause(*match.span())[0]
    return _PAST.search(before[max(0, clause - match.start() + len(before)) :]) is None


def _stretches(
    utterance: Utterance, sums: Sequence[re.Match[str]], at: int, used: Sequence[int]
) -> tuple[str, str, str]:
    """What is said before and behind a sum about the same sum; ``near`` within its clause."""
    masked, (start, end) = utterance.masked, sums[at].span()
    first, last = utterance.clause(start, end, stops="")
    first = max([first, *(one.end() for one in sums[:at])])
    last = min([last, *(one.start() for one in sums[at + 1 :])])
    turns = [one.start() for one in _OURS.finditer(masked, first, last)]
    first = max([first, *(turn for turn in turns if turn < start)])
    last = min([last, *(turn for turn in turns if turn >= end)])
    near = max(
        [first, utterance.clause(start, end)[0], *(mark + 1 for mark in used if mark < start)]
    )
    for priced in _PRICED.finditer(masked, near, start):
        near = max(near, priced.start() - _LOOK_BACK)
    roof = min([last, utterance.clause(start, end)[1], end + _BEHIND])
    mark = masked.find(N, end, roof)
    roof = mark if mark >= 0 else roof
    told = _HARMLESS.sub(" ", masked[near:start] + N + masked[end:roof])
    return masked[first:start], masked[end:last], told


_MONEY = re.compile(MONEY)


def _is_rate(utterance: Utterance, sums: Sequence[re.Match[str]], match: re.Match[str]) -> bool:
    """ "One dollar is 7.2 yuan": two sums of different money side by side."""
    masked = utterance.masked
    for one, other in pairwise(sums):
        if match in (one, other) and _RATE.fullmatch(masked, one.end(), other.start()):
            if not (_MONEY.fullmatch(one[0]) and _MONEY.fullmatch(other[0])):
                continue
            first, second = amount_of(utterance, one), amount_of(utterance, other)
            if first["currency"] != second["currency"] and first["amount"] in (1, 100):
                return True
    return False
