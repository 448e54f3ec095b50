"""Which figures the seller asks as a price, and how sure that is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.highlights.facts.money import MONEY
from pipelines.highlights.facts.numbers import Number
from pipelines.highlights.facts.roles import roles_of
from pipelines.highlights.facts.stance import is_offer
from pipelines.highlights.facts.utterance import GAP, UNIT, Found, N, Utterance, free
from pipelines.highlights.lexicon import any_key, any_of, words

_MONEY = re.compile(MONEY)
_TERM, _PLACE = any_key("incoterms"), any_key("places")
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
_PRICED_ZH = re.compile(
    rf"(?<![砍还原讲杀])(?<!市场)(?<!零售)(?<!商场)(?<!成本)(?<!线下)(?<!专柜)价(?:是|就是|才|只要|也就|就)?\s*"
    rf"(?P<n>{N}){_NO_MORE}"
)
"""Any kind of price: 套装价一百九十九."""
_ALONE = re.compile(rf"(?P<n>{N})")


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure that may be a price. ``explicit``: with its currency."""

    match: re.Match[str]
    explicit: bool
    sure: float
    because: tuple[str, ...]


BAR = 0.55
"""Below it a price is dropped: the least bar at which the development halves show no false one."""
_SAID = {
    "a sum of money that is asked": 0.92,
    "a figure where a price is said": 0.75,
    "two figures that may be a price": 0.65,
    "a figure for one of them": 0.5,
    "a figure behind a price": 0.6,
    "a figure beside a price": 0.25,
    "a figure": 0.15,
    "a sum of money that somebody else may pay": 0.02,
}
"""How sure a price is by how it was said."""


def _taken(found: Sequence[Found]) -> list[int]:
    return [at for one in found for at in one.numbers]


def find_sums(utterance: Utterance, found: Sequence[Found]) -> Iterator[Sum]:
    """The figures that are sure enough to be prices, by place."""
    told = [
        (match, explicit, how, share, because)
        for match, explicit, how in _told(utterance, found)
        for share, because in (_likely(utterance, match),)
    ]
    for match, explicit, how, share, because in sorted(told, key=lambda one: one[0].start()):
        sure = (_SAID[how] + share) / 2
        if sure >= BAR:
            yield Sum(match, explicit, round(sure, 3), (how, *because))


def _likely(utterance: Utterance, match: re.Match[str]) -> tuple[float, tuple[str, ...]]:
    """How likely the words around a figure make it a price, and which of them most."""
    inside = [
        likely
        for mark, likely in roles_of(utterance).items()
        if match.start() <= mark < match.end()
    ]
    best = max(inside, key=lambda likely: likely.share("price"))
    return best.share("price"), best.because if best.best == "price" else ()


def _told(
    utterance: Utterance, found: Sequence[Found]
) -> Iterator[tuple[re.Match[str], bool, str]]:
    """Every figure that may be a price, whether its currency was said, and how it was said."""
    taken = _taken(found)
    matches = [(match, True) for match in _MONEY.finditer(utterance.masked)]
    if not matches:
        bare = {match.start("n"): match for match in _bare(utterance)}
        matches = [(bare[at], False) for at in sorted(bare)]
    sums = [match for match, _ in matches]
    for at, (match, explicit) in enumerate(matches):
        if free(found, match) and _is_sum(utterance, match):
            if is_offer(utterance, sums, at, taken):
                yield match, explicit, _how(utterance, match, explicit)
            elif explicit:
                yield match, explicit, "a sum of money that somebody else may pay"
    further = list(_further(utterance, sums))
    yield from ((match, False, "a figure behind a price") for match in further)
    for mark in utterance.numbers:
        covered = any(one.start() <= mark < one.end() for one in (*sums, *further))
        alone = None if covered or mark in taken else _ALONE.match(utterance.masked, mark)
        if alone and is_offer(utterance, [alone], 0, taken):
            each = _BARE_EACH.match(utterance.masked, mark)
            yield each or alone, False, _unmarked(utterance, mark, sums, each is not None)


def _unmarked(utterance: Utterance, mark: int, sums: Sequence[re.Match[str]], each: bool) -> str:
    """How a figure was said that nothing around it marks as a sum."""
    if each:
        return "a figure for one of them"
    beside = bool(sums) and sums[0].end() <= mark
    return "a figure beside a price" if beside else "a figure"


def _how(utterance: Utterance, match: re.Match[str], explicit: bool) -> str:
    if explicit:
        return "a sum of money that is asked"
    pair = utterance.number(match).pair is not None
    return "two figures that may be a price" if pair else "a figure where a price is said"


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
        if alone is None or (match["m"] and not looks_like_price(utterance.number(alone))):
            continue
        if utterance.number(alone).pair or utterance.number(alone).low < 100:
            yield alone


def _bare(utterance: Utterance) -> Iterator[re.Match[str]]:
    """Figures without a currency: after "price" or a delivery term, or "two fifty a piece"."""
    for pattern in (_BARE_EACH, _BARE_APIECE):
        each = pattern.search(utterance.masked)
        if each and looks_like_price(utterance.number(each)):
            yield each
            return
    match = _BARE.search(utterance.masked)
    if match and (utterance.number(match).low > 1 or looks_like_price(utterance.number(match))):
        yield match
        return
    for match in _BARE_DO.finditer(utterance.masked):
        alone = _ALONE.match(utterance.masked, match.start("n"))
        if alone and looks_like_price(utterance.number(alone)):
            yield alone
            return
    for match in _PRICED_ZH.finditer(utterance.masked):
        if alone := _ALONE.match(utterance.masked, match.start("n")):
            yield alone
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
        if alone and looks_like_price(utterance.number(alone)):
            yield alone


def _bare_zh(utterance: Utterance, match: re.Match[str], rank: int) -> bool:
    """Whether the other figure of the pattern is "one" and the figure is not too small."""
    others = [at for at in utterance.numbers if match.start() <= at < match.end()]
    ones = all(utterance.numbers[at].low == 1 for at in others if at != match.start("n"))
    return ones and utterance.number(match).low >= (10 if rank == 1 else 2)


def looks_like_price(number: Number) -> bool:
    return number.pair is not None or number.low != int(number.low)
