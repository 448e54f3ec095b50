"""What a sample costs, how soon it comes, and whether there is one."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.terms import SPAN, negated, stretch
from pipelines.highlights.facts.utterance import Found, N, Utterance, any_word, period_of
from pipelines.highlights.lexicon import matcher

_SAMPLE_TIME = re.compile(SPAN)
_MONEY = re.compile(MONEY)


def find_sample(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Free or paid, refundable or not, how soon, who pays the freight."""
    said = matcher("facts", "sample").search(utterance.masked)
    if said is None:
        return
    first, last = utterance.clause(*said.span(), stops="")
    value, places = _sample_terms(utterance, first, last)
    if not value and (none := _NO_SAMPLE.search(utterance.masked, first, last)):
        value, places = {"offered": False}, [none.span()]
    if value:
        start = min(said.start(), *(place[0] for place in places))
        end = max(said.end(), *(place[1] for place in places))
        yield utterance.find("sample", start, end, value)


_BUYER_PAYS = re.compile(
    r"you (?:(?:only|just|need to|have to|must) )*(?:pay|cover|bear|take)(?: only| just|"
    r" for)?(?: the)?"
    r" (?:dhl|fedex|ups|courier|shipping|freight|postage|express|delivery)"
    r"|(?:您|你|客户|买家|自己)(?:们|自己|那边)?(?:只要|只需)?(?:付|出|承担|给)(?:个)?(?:运费|邮费|快递费?|dhl)"
    r"|(?:运费|邮费|快递费?|顺丰)(?:由|都|就)?(?:您|你|客户|买家|自己)(?:们|自己|那边)?(?:来)?"
    r"(?:掏|出|付|承担|负责|给|自理)"
    r"|(?:courier|freight|shipping|postage|express)(?: \w+)? (?:is |are )?(?:yours|on you|for you"
    r"|your side|on your account)"
    r"|you (?:\w+ )?pay (?:\w+ )?(?:shipping|courier|freight|postage)(?: label| charge| cost)?"
    r"|you (?:\w+ )?(?:handle|arrange|take care of|cover)(?: the)? "
    r"(?:freight|courier|shipping|postage)"
)
_NOT_FREE = re.compile(
    r"(?:sample\w* \w+ |is |are )(?:chargeable|charged|paid|not free)(?![a-z])"
    r"|(?:not|aren't|isn't|never) (?:for )?free(?![a-z])|no free (?:sample|swatch)|(?:do not"
    r"|don't|can't|cannot)"
    r" (?:\w+ ){0,4}(?:for free|free)(?![a-z])|不免费|不是免费|要收费|要收钱|收费的|不能免费"
)
_OF_ORDER = re.compile(
    r"bulk|production|order|lead time|delivery|ship"
    r"|大货|批量|订单|下单|交期|货期|交货|出货|发货|生产"
)
_APPROVED = re.compile(r"(?:approv|confirm)|确认|封样")
"""The time that runs from there is that of the order, not of the sample."""
_CARRIAGE = re.compile(
    r"\s*(?:for |of |的)?\s*(?:shipping|freight|courier|express|(?:运费|邮费|快递费?)(?!另"
    r"|到付|自))"
)
_FEE = re.compile(
    rf"(?:样品费|打样费|样费|(?:样品|打样)(?:要)?收)(?:用)?(?:您|你)?(?:是|要|收|就)?\s*(?P<n>{N})"
    rf"|(?:sample|sampling) (?:fee|charge|cost)s?(?: is| are)?\s*(?P<fee>{N})"
)
"""What a sample costs, said without a currency."""
_NO_SAMPLE = re.compile(
    rf"(?:{any_word('negation')}\s*(?:\w+\s+){{0,2}}?(?:offer|provide|send|give|have|do|make|ship)?\s*"
    rf"(?:any\s+)?{any_word('sample')})|(?:不提供|没有|不寄|不做|不给|暂不提供|不接)\s*{any_word('sample')}"
    rf"|{any_word('sample')}\s*(?:不提供|没有|暂时没有|不寄|are not available|is not available)"
)


def _sample_terms(
    utterance: Utterance, first: int, last: int
) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    value: dict[str, Any] = {}
    places: list[tuple[int, int]] = []

    def note(match: re.Match[str], **terms: Any) -> None:
        value.update(terms)
        places.append(match.span())

    for name, key, meaning in (
        ("sample_free", "free", True),
        ("sample_refund", "refundable", True),
        ("sample_freight", "freight", "buyer"),
    ):
        match = matcher("facts", name).search(utterance.masked, first, last)
        if match:
            note(match, **{key: not _denied(utterance, match) if meaning is True else meaning})
    if match := _BUYER_PAYS.search(utterance.masked, first, last):
        note(match, freight="buyer")
    if match := _NOT_FREE.search(utterance.masked, first, last):
        note(match, free=False)
    match = _MONEY.search(utterance.masked, first, last)
    if match and not _CARRIAGE.match(utterance.masked, match.end()):
        note(match, fee=amount_of(utterance, match))
    elif match is None and (match := _FEE.search(utterance.masked, first, last)):
        group = "n" if match["n"] else "fee"
        note(match, fee={"amount": utterance.number(match, group).value, "currency": None})
    match = _SAMPLE_TIME.search(utterance.masked, first, last)
    if _APPROVED.search(utterance.masked, first, last):
        return value, places
    if match and period_of(match) in ("day", "working_day", "week", "hour"):
        near = utterance.around(*match.span())
        if matcher("facts", "sample").search(near) or not _OF_ORDER.search(utterance.masked):
            days = stretch(utterance, match)
            note(match, days_low=days["days_low"], days_high=days["days_high"])
    return value, places


def _denied(utterance: Utterance, match: re.Match[str]) -> bool:
    """不收钱 denies by itself; "not free" is denied by the word before."""
    if not match[0].isascii():
        return utterance.masked[: match.start()].endswith(("不", "没", "不能", "没有"))
    return negated(utterance, match) and "charge" not in match[0]
