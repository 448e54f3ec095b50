"""MOQ, lead time, capacity and warranty: a number, a unit and a word that says which."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.numbers import Number, tidy
from pipelines.highlights.facts.utterance import (
    GAP,
    PERIOD,
    UNIT,
    Found,
    N,
    Utterance,
    any_word,
    free,
    period_of,
    unit_of,
)
from pipelines.highlights.lexicon import any_key, any_of, lookup, matcher, squeeze, table

_DAYS = {"hour": 1 / 24, "day": 1, "working_day": 1, "week": 7, "month": 30, "year": 365}


_NUMBER = rf"(?P<n>{N})"
_COUNT = rf"{_NUMBER}[\s-]*(?:\w+\s+)?{UNIT}"
PLAIN_COUNT = rf"{_NUMBER}[\s-]*(?:(?:twenty|forty)[\s-]+f(?:oo|ee)t\s+)?{UNIT}"
SPAN = rf"{_NUMBER}\s*(?:多|来)?[\s-]*(?:个\s*(?P<half>{N})\s*)?{PERIOD}"

_MOQ = (
    re.compile(rf"{_NUMBER}\s*{UNIT}?\s*(?:起订|起批|起做)(?!量)"),
    re.compile(rf"{any_word('moq')}{GAP}{PLAIN_COUNT}"),
    re.compile(rf"{any_word('moq')}(?:(?!price|价).){{0,32}}?{_NUMBER}(?!\s*(?:%|percent|[$]))"),
    re.compile(
        rf"{any_word('moq_before')}\s*(?:订|做|拿|要|得|下|买|只|about|around|just|\s)*{_COUNT}"
    ),
    re.compile(
        rf"{_COUNT}\s*(?:就|也|都)?(?:is|are|as|for)?\s*(?:the|our|a)?\s*{any_word('moq_after')}"
    ),
)
_MADE_TO_ORDER = re.compile(r"custom|logo|print|colou?r|design|order|定制|定做|印|开模|颜色|包装")
_ENOUGH = (
    re.compile(
        rf"(?:at least|至少|最少|起码)\s*(?:要|得|需要|订|做|\s)*{_NUMBER}"
        rf"(?!\s*(?:%|percent|{any_key('periods')}|{any_key('units')}|{any_key('currencies')}))"
    ),
    re.compile(
        rf"{_COUNT}\s*(?:is|are)\s+(?:also\s+)?(?:(?:ok|okay|fine|possible|acceptable)(?![a-z])"
        r"|enough\s+(?:for|to|as)\s+(?:\w+\s+){0,3}?(?:order|start|trial))"
    ),
    re.compile(
        rf"(?:首单|第一单|首批|试单|小单|第一次合作|first order|trial order|trial|test order)"
        rf"[^{N}.。]{{0,12}}?{_COUNT}"
    ),
    re.compile(
        rf"{_COUNT}\s*(?:我们)?\s*(?:就|也)(?:可以|能)?(?:开机|开工|开始|接单|安排|生产|做)(?![好完了])"
    ),
    re.compile(rf"{_NUMBER}(?:\s*{UNIT})?\s*(?:at (?:the )?(?:minimum|least)|minimum)(?![a-z])"),
)
_MOQ_MONEY = re.compile(rf"{any_word('moq')}{GAP}{MONEY}")
_MOQ_CONTEXT = re.compile(
    r"order|moq|minimum|trial|订|批|quantity|accept|拿货|you can start|start|最少|最低|we need at"
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
    if (match := _MOQ_MONEY.search(masked)) and free(found, match):
        yield utterance.find("moq", *match.span(), amount_of(utterance, match))
        return
    for rank, pattern in enumerate((*_MOQ, *_ENOUGH)):
        for match in pattern.finditer(masked):
            if free(found, match) and _is_moq(utterance, match, rank):
                value = quantity(utterance.number(match), unit_of(match))
                more = _MOQ_END.match(masked, match.end())
                end = more.end() if more else match.end()
                yield utterance.find("moq", match.start(), end, value, 0.9 - 0.04 * rank)
                return


def _is_moq(utterance: Utterance, match: re.Match[str], rank: int) -> bool:
    after = utterance.masked[match.end() : match.end() + 12]
    if rank == 2 and (re.match(rf"\s*{any_key('periods')}", after) or re.match(MONEY, after)):
        return False
    if unit_of(match) in ("sample", "meter", "square_meter") and rank > 2:
        return False
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


def quantity(number: Number, unit: str | None) -> dict[str, Any]:
    """A count as a value; ``up_to`` only for a range."""
    value: dict[str, Any] = {"quantity": tidy(number.low), "unit": unit or "piece"}
    return value | ({"up_to": tidy(number.high)} if number.high > number.low else {})


_LEAD = re.compile(SPAN)
_RATE_AFTER = re.compile(
    r"\s*(?:a|per|each|every)\s+(?:day|week|month)|\s*(?:营业|在线|恒温|保温)"
    rf"|\s*{N}\s*[号日]"
)


def find_lead_time(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How long until goods leave: days, weeks or months, or at once from stock."""
    for match in _LEAD.finditer(utterance.masked):
        if free(found, match) and (said := _lead_words(utterance, match)):
            start, end = min(said[0], match.start()), max(said[1], match.end())
            if utterance.masked.count(N, start, end) > match[0].count(N):
                start, end = match.span()  # another figure stands between
            value = stretch(utterance, match)
            yield utterance.find("lead_time", start, end, value, 0.85)
    soon = matcher("facts", "same_day").search(utterance.masked)
    if soon and re.search(r"ship|send|deliver|dispatch|发", utterance.around(*soon.span())):
        value = {"low": 0, "high": 0, "unit": "day", "days_low": 0, "days_high": 0}
        yield utterance.find("lead_time", *soon.span(), value, 0.75)


def _lead_words(utterance: Utterance, match: re.Match[str]) -> tuple[int, int] | None:
    """Where the words stand that make this stretch of time a lead time; None when none do."""
    if period_of(match) in ("year", "minute", "shift") or _RATE_AFTER.match(
        utterance.masked, match.end()
    ):
        return None
    near = utterance.around(*match.span())
    if matcher("facts", "lead_time_not").search(_without_own_time(near)):
        return None
    for stops in (",，、", ""):
        first, last = utterance.clause(*match.span(), stops)
        stated = list(matcher("facts", "lead_time").finditer(utterance.masked, first, last))
        if stated:
            best = min(stated, key=lambda one: abs(one.start() - match.start()))
            return best.span()
    return None


def _without_own_time(text: str) -> str:
    """'a day' of 'fifteen days' is no rate; 'after payment' only says when the time begins."""
    return _BEGINS.sub("", re.sub(rf"{N}\s*(?:working |business )?days?", "", text))


_BEGINS = re.compile(
    r"after (?:the |your |full )?payment|(?:付款|付清)(?:了|以|之)?后|收到(?:货|付)?款"
)


def stretch(utterance: Utterance, match: re.Match[str]) -> dict[str, Any]:
    """A stretch of time as a value, with its days for comparing."""
    number, period = utterance.number(match), period_of(match)
    low, high = number.low, number.high
    if number.pair and period in ("day", "working_day") and number.low >= 1000:
        low, high = number.pair  # "ten fifteen days" is a range
    if match["half"]:  # 一个半月
        half = utterance.number(match, "half").low
        low, high = low + half, high + half
    days = _DAYS[period]
    return {
        "low": tidy(low), "high": tidy(high), "unit": period,
        "days_low": tidy(round(low * days, 2)), "days_high": tidy(round(high * days, 2)),
    }  # fmt: skip


_PREFIXES = table("facts", "capacity_prefix")
_PREFIX = any_of(word for _, listed in _PREFIXES for word in listed).replace("一", f"[一{N}]")
_NO_THING = r"(?!strokes|turns|rounds|times|degrees|revolutions)"
_THINGS = rf"{_NUMBER}[\s-]*(?:{UNIT}|{_NO_THING}[a-z]{{3,}}s(?![a-z]))"
_EVERY = "daily|weekly|monthly|yearly|annual"
_CAPACITY = (
    re.compile(
        rf"{_THINGS}[^,.;。，{N}]{{0,28}}?\s*(?:per|a|an|each|every|in an?|/|in {N}|within {N}"
        rf"|of output per)\s*{PERIOD}"
    ),
    re.compile(rf"(?P<prefix>{_PREFIX})[^。；！？!?{N}]{{0,14}}?{_NUMBER}\s*(?:多)?{UNIT}"),
    re.compile(rf"(?P<prefix>{_PREFIX})(?:能力)?(?:大概|大约|可以达到|达到|有|是)?\s*{_NUMBER}"),
    re.compile(rf"(?:every|each|per|one|in an?)\s+{PERIOD}{GAP}{PLAIN_COUNT}"),
    re.compile(
        rf"(?:{N})\s+{PERIOD}(?:\s+(?:we|they|it|this|the|line|machine))*\s+(?:can\s+)?"
        rf"(?:make|makes|produce|produces|do|does|run|runs){GAP}{PLAIN_COUNT}"
    ),
    re.compile(
        rf"(?P<daily>{_EVERY})\s+(?:\w+\s+)?(?:output|capacity|production)"
        rf"{GAP}{_NUMBER}(?:[\s-]*{UNIT})?"
    ),
)
_CAPACITY_MORE = (
    re.compile(
        rf"(?:capacity|output|production|产能|产量)[^{N}.。]{{0,16}}{_NUMBER}\s*(?:a|an|per|each|every|/)"
        rf"\s*{PERIOD}"
    ),
    re.compile(
        rf"(?P<daily>{_EVERY})(?![a-z])[^{N}.]{{0,20}}?(?:produce|make|do|finish|turn out)"
        rf"{GAP}{PLAIN_COUNT}"
    ),
    re.compile(rf"{_THINGS}\s+(?P<daily>{_EVERY})(?![a-z])"),
)
_LY = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}


def find_capacity(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """What the factory makes in a stretch of time."""
    for rank, pattern in enumerate((*_CAPACITY, *_CAPACITY_MORE)):
        for match in pattern.finditer(utterance.masked):
            if not free(found, match) or not _makes(utterance, match, rank):
                continue
            value = quantity(utterance.number(match), unit_of(match)) | {"per": _per(match)}
            yield utterance.find("capacity", *match.span(), value, 0.88 - 0.03 * rank)
            return


def _makes(utterance: Utterance, match: re.Match[str], rank: int) -> bool:
    clause = utterance.around(*match.span())
    whole = utterance.around(*match.span(), stops="")
    if matcher("facts", "capacity_not").search(clause):
        return False
    ahead = utterance.masked[max(0, match.start() - 6) : match.end()]
    if rank == 2 and "产" not in ahead:
        return False
    if re.search(r"(?:an?|per|every|each|/)\s*(?:hour|minute|shift)", match[0]):
        return re.search(r"machine|line|press|robot|worker|capacity|output|we ", whole) is not None
    if match.groupdict().get("prefix"):
        said = utterance.masked.find(N, match.start("prefix"), match.end("prefix"))
        if said >= 0 and utterance.numbers[said].low != 1:
            return False
        if re.search(r"做|出|打|产|冲|吹|注塑|组装|装配|台|机", match[0]) and unit_of(match):
            return True
        if _per(match) in ("hour", "shift") and re.search(r"机|台|线|工人|产", whole):
            return True
    if re.search(r"(?:we|line|machine|they|factory|press)\s+(?:can\s+)?do(?:es)?(?![a-z])", whole):
        return True
    named = bool(re.search(r"日产|月产|年产|周产|产能|产量|output|capacity", ahead))
    return named or matcher("facts", "capacity").search(whole) is not None


def _per(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("daily"):
        return _LY[groups["daily"]]
    if groups.get("prefix"):
        said = groups["prefix"].replace(N, "一")
        return next(key for key, listed in _PREFIXES if said in listed)
    return period_of(match)


_WARRANTY = (
    re.compile(rf"{SPAN}\s*(?:的|of|limited|free)?\s*(?:\w+\s+)?{any_word('warranty')}"),
    re.compile(rf"{any_word('warranty')}{GAP}{SPAN}"),
    re.compile(rf"(?<![确环担])保\s*{SPAN}"),
)


_MENDED = re.compile(r"replac|repair|break|new one|换新|包换|坏|免费|包修|退换")


def find_warranty(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How long the seller answers for the goods."""
    if match := matcher("facts", "warranty_life").search(utterance.masked):
        yield utterance.find("warranty", *match.span(), {"lifetime": True})
        return
    mended = matcher("facts", "warranty").search(utterance.masked) and _MENDED.search(
        utterance.masked
    )
    for pattern in (*_WARRANTY, _LEAD) if mended else _WARRANTY:
        for match in pattern.finditer(utterance.masked):
            if free(found, match) and period_of(match) in ("year", "month", "day"):
                number, unit = utterance.number(match), period_of(match)
                months = {"year": 12, "month": 1, "day": 1 / 30}[unit] * number.low
                value = {"low": tidy(number.low), "unit": unit, "months": tidy(round(months, 1))}
                yield utterance.find("warranty", *match.span(), value)
                return


def named(text: str, name: str) -> str:
    """The normal form of a found phrase of a table of facts."""
    return lookup("facts", name)[squeeze(text)]


_NEGATED = re.compile(rf"{any_word('negation')}[^,，.。;；]{{0,28}}$")
_DENIED_AFTER = re.compile(
    r"\s*(?:还没|没有(?!问题)|暂时没|不支持|不可以|不行|is not|are not|isn't|aren't)"
)
_HARMLESS = matcher("facts", "not_negation")


def negated(utterance: Utterance, match: re.Match[str]) -> bool:
    """Whether the clause denies what the match names."""
    first, _ = utterance.clause(*match.span())
    before = _HARMLESS.sub("", utterance.masked[first : match.start()])
    after = utterance.masked[match.end() : match.end() + 12]
    if before.endswith(("不", "没")):
        return True
    return bool(_NEGATED.search(before) or _DENIED_AFTER.match(after))


def bare(utterance: Utterance, kind: str) -> re.Match[str] | None:
    """A plain figure that answers or corrects a fact of the kind."""
    if kind in ("lead_time", "warranty"):
        return _LEAD.search(utterance.masked)
    pattern = rf"{_NUMBER}(?:[\s-]*{UNIT})?(?!\s*(?:%|percent|{any_key('periods')}))"
    return re.search(pattern, utterance.masked)
