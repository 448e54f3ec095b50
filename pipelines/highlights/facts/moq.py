"""The smallest order that the seller takes."""

import re
from collections.abc import Iterator, Sequence

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.terms import COUNT, NUMBER, PLAIN_COUNT, quantity
from pipelines.highlights.facts.utterance import (
    GAP,
    UNIT,
    Found,
    N,
    Utterance,
    any_word,
    free,
    unit_of,
)
from pipelines.highlights.lexicon import any_key, matcher

_MOQ = (
    re.compile(rf"{NUMBER}\s*{UNIT}?\s*(?:起订|起批|起做)(?!量)"),
    re.compile(rf"{any_word('moq')}{GAP}{PLAIN_COUNT}"),
    re.compile(rf"{any_word('moq')}(?:(?!price|价).){{0,32}}?{NUMBER}(?!\s*(?:%|percent|[$]))"),
    re.compile(
        rf"{any_word('moq_before')}\s*(?:订|做|拿|要|得|下|买|只|about|around|just|\s)*{COUNT}"
    ),
    re.compile(
        rf"{COUNT}\s*(?:就|也|都)?(?:is|are|as|for)?\s*(?:the|our|a)?\s*{any_word('moq_after')}"
    ),
)
_MADE_TO_ORDER = re.compile(r"custom|logo|print|colou?r|design|order|定制|定做|印|开模|颜色|包装")
_ENOUGH = (
    re.compile(
        rf"(?:at least|至少|最少|起码)\s*(?:要|得|需要|订|做|\s)*{NUMBER}"
        rf"(?!\s*(?:%|percent|{any_key('periods')}|{any_key('units')}|{any_key('currencies')}))"
    ),
    re.compile(
        rf"{COUNT}\s*(?:is|are)\s+(?:also\s+)?(?:(?:ok|okay|fine|possible|acceptable)(?![a-z])"
        r"|enough\s+(?:for|to|as)\s+(?:\w+\s+){0,3}?(?:order|start|trial))"
    ),
    re.compile(
        rf"(?:首单|第一单|首批|试单|小单|第一次合作|first order|trial order|trial|test order)"
        rf"[^{N}.。]{{0,12}}?{COUNT}"
    ),
    re.compile(
        rf"{COUNT}\s*(?:我们)?\s*(?:就|也)(?:可以|能)?(?:开机|开工|开始|接单|安排|生产|做)(?![好完了])"
    ),
    re.compile(rf"{NUMBER}(?:\s*{UNIT})?\s*(?:at (?:the )?(?:minimum|least)|minimum)(?![a-z])"),
)
_BELOW = re.compile(
    rf"(?:less than|fewer than|under|below|少于|低于|不到|不足)\s*{COUNT}[^{N}.。]{{0,10}}"
    r"(?:can't|cannot|can not|don't|do not|won't|not possible|no(?![a-z])|impossible|不|没法)"
)
_NOT_BELOW = re.compile(
    r"(?:do|does|will|would|can|could)(?:\s?n't|\s?not|not)(?:\s+\w+){0,5}?\s+(?:for\s+)?"
    rf"(?:less|fewer) than\s+{COUNT}"
)
_EVEN_ONE = re.compile(
    rf"(?:even|just|哪怕|就算)\s*(?:if\s+|only\s+)?(?:you\s+)?(?:want|order|buy|take|need|for|only|要|买|订|拿|\s)*"
    rf"{COUNT}[^{N}.。]{{0,14}}?(?:no problem|fine|we sell|we do|we ship|we accept"
    rf"|ok(?:ay)?(?![a-z])"
    r"|可以|也行|也卖|都卖|没问题|都行|也发)"
)
_AS_FIRST = re.compile(
    rf"(?:(?:first|trial|test|new|custom\w*|repeat|initial)(?:\s+(?:order|trial|orders))?|首单|返单|翻单|试单"
    rf"|现货|定制|订制|打样单)(?:的话|的|款)?(?:[^{N}.。,，]{{0,6}}?)(?:就|也|要|得|is|needs?|from|at|\s)*"
    rf"{NUMBER}(?:\s*{UNIT})?\s*(?:pcs\s*)?(?:is|are)?\s*"
    rf"(?:起|就行|就可以|也可以|ok(?![a-z])|okay|fine|possible|enough|acceptable|$)"
)
_FINE_AS_FIRST = re.compile(
    rf"{NUMBER}(?:\s*{UNIT})?\s*(?:is|are|would be|will be)?\s*(?:also\s+)?(?:ok(?:ay)?|fine"
    rf"|possible|enough|good)"
    r"\s+(?:as|for)\s+(?:an?|the|your|our)?\s*(?:first|trial|test|sample|initial)"
)
_ORDERED_ALSO = re.compile(
    rf"(?:定制|订制|返单|翻单|首单|custom\w*|repeat)(?:的话|的|款)?\s*(?:就|也|要|得|起码|最少|needs?|is)*\s*{NUMBER}\s*{UNIT}"
    r"(?=\s*(?:起|$|[,，。.]|哦|啊|吧))"
)
_FOR_SPECIAL = re.compile(
    rf"{NUMBER}(?:\s*{UNIT})?\s+(?:for|with|in)\s+(?:an?\s+|the\s+|your\s+)?"
    r"(?:special|custom|other|stock|new|printed|mixed|different|logo|own|oem|trial|first|repeat)"
)
_FOR_ALSO = re.compile(
    rf"(?:and|,)\s*for\s+(?:\w+\s+){{1,3}}?(?:it's |is |we need"
    rf" )?{NUMBER}(?:\s*{UNIT})?(?=\s*(?:$|[,.]))"
)
_FROM_ZH = re.compile(rf"{NUMBER}\s*{UNIT}\s*起(?![订批做来码初点步])")
_ENOUGH_FOR_US = re.compile(
    rf"{COUNT}\s*(?:is|are|will be|would be)\s+(?:enough|sufficient)(?:\s+for us)?\s*(?:$|[,.])"
)
_MINIMUM = re.compile(
    rf"(?<![a-z])(?:minimum|min|at least|no less than)\s+(?:is\s+)?{NUMBER}"
    r"(?=\s*(?:$|[,.;]|(?:per|for|sorry|and|otherwise|no)(?![a-z])))"
)
_MOQ_MONEY = re.compile(
    rf"(?:{any_word('moq')}{GAP}|(?:首单|订单|第一单)(?:金额|总额)?\s*(?:要|得|满|到|达到|至少)+\s*"
    rf"|(?:最少|至少|起码|at least)\s*(?:要|得|做|拿|下|满|订|order"
    rf"|buy|for|\s)*){MONEY}"
)
_ORDERED = re.compile(rf"order|{any_word('moq')}|take|[单订拿货起做]")
_MOQ_CONTEXT = re.compile(
    r"order|moq|minimum|begin|trial|要求|工厂|厂里|订|批|quantity|accept|拿货|you can start"
    r"|start|最少|最低|we need at"
    r"|you (?:need|have|must|should|take|buy)"
)
_DROP_SHIP = re.compile(rf"[一{N}]件(?:代发|起批|起发|起拍)")
_MOQ_END = re.compile(rf"\s*(?:就|也|都)?{any_word('moq_after')}")


def find_moq(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """The minimum order: a quantity, a sum of money, or none at all."""
    masked = utterance.masked
    if match := matcher("facts", "moq_none").search(masked):
        yield utterance.find("moq", *match.span(), {"quantity": 0, "none": True})
        return
    if match := _DROP_SHIP.search(masked):
        yield utterance.find("moq", *match.span(), {"quantity": 1, "unit": "piece"}, 0.8)
    match = _MOQ_MONEY.search(masked)
    if match and free(found, match) and _ORDERED.search(masked):
        yield utterance.find("moq", *match.span(), amount_of(utterance, match))
        return
    taken: list[tuple[int, int]] = []
    for rank, pattern in enumerate((*_MOQ, *_ENOUGH, *_LEAST, *_AGAIN)):
        if (taken and pattern not in _AGAIN) or (not taken and pattern in _AGAIN[3:]):
            continue
        for match in pattern.finditer(masked):
            if any(a <= match.start("n") < b for a, b in taken) or not free(found, match):
                continue
            if _is_moq(utterance, match, rank):
                value = quantity(utterance.number(match), unit_of(match))
                more = _MOQ_END.match(masked, match.end())
                end = more.end() if more else match.end()
                taken.append((match.start(), end))
                yield utterance.find("moq", match.start(), end, value, 0.9 - 0.03 * rank)
                if pattern not in _AGAIN:
                    break


_LEAST = (_MINIMUM, _ENOUGH_FOR_US, _BELOW, _NOT_BELOW, _EVEN_ONE, _FINE_AS_FIRST)
_AGAIN = (_MOQ[0], _AS_FIRST, _ORDERED_ALSO, _FOR_SPECIAL, _FROM_ZH, _FOR_ALSO)
"""These may add a second minimum: for stock and to order, for the first and for repeat orders."""


_CLOTH = re.compile(r"colou?r|design|fabric|per style|花型|颜色|面料|每个色|一个色|布")
_TRADED = ("carton", "pallet", "container", "roll", "dozen", "set", "pair")
_LEAST_SAID = re.compile(r"at least|minimum|最少|至少|最低|起码")


_EACH = re.compile(r"\s*(?:颜色|花色|尺码|款式|色号|colou?rs?|designs?|styles?|models?)")


def _is_moq(utterance: Utterance, match: re.Match[str], rank: int) -> bool:
    after = utterance.masked[match.end() : match.end() + 12]
    if utterance.number(match).low == 1 and _EACH.match(after):
        return False  # 一个颜色五百件
    if rank == 2 and (re.match(rf"\s*{any_key('periods')}", after) or re.match(MONEY, after)):
        return False
    if unit_of(match) in ("sample", "meter", "square_meter") and rank > 2:
        return rank == 3 and _CLOTH.search(utterance.masked) is not None
    if rank == 3 and unit_of(match) in _TRADED and _LEAST_SAID.match(match[0]):
        return True
    if re.match(rf"\s*(?:a|per|each|every|in a)\s+{any_key('periods')}", after):
        return False
    if re.match(rf"\s*{UNIT}?(?:以上)?的话", after) and re.search(
        MONEY, utterance.masked[match.end() :]
    ):
        return False  # 起订一万个的话六毛五: the quantity belongs to the price
    if rank == len(_MOQ):
        return (
            utterance.number(match).low >= 10
            and _MADE_TO_ORDER.search(utterance.masked) is not None
        )
    return rank != 3 or _MOQ_CONTEXT.search(utterance.around(*match.span(), stops="")) is not None
