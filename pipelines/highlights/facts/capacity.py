"""What the factory makes in a stretch of time."""

import re
from collections.abc import Iterator, Sequence

from pipelines.highlights.facts.terms import NUMBER, PLAIN_COUNT, quantity
from pipelines.highlights.facts.utterance import (
    GAP,
    PERIOD,
    UNIT,
    Found,
    N,
    Utterance,
    free,
    period_of,
    unit_of,
)
from pipelines.highlights.lexicon import any_key, any_of, matcher, table

_PREFIXES = table("facts", "capacity_prefix")
_PREFIX = any_of(word for _, listed in _PREFIXES for word in listed).replace("一", f"[一{N}]")
_NO_THING = r"(?!strokes|turns|rounds|times|degrees|revolutions)"
_THINGS = rf"{NUMBER}[\s-]*(?:{UNIT}|{_NO_THING}[a-z]{{3,}}s(?![a-z]))"
_EVERY = "daily|weekly|monthly|yearly|annual"
_CAPACITY = (
    re.compile(
        rf"{_THINGS}[^,.;。，{N}]{{0,28}}?\s*(?:per|a|an|each|every|in an?|/|in {N}|within {N}"
        rf"|of output per)\s*{PERIOD}"
    ),
    re.compile(rf"(?P<prefix>{_PREFIX})[^。；！？!?{N}]{{0,14}}?{NUMBER}\s*(?:多)?{UNIT}"),
    re.compile(rf"(?P<prefix>{_PREFIX})(?:能力)?(?:大概|大约|可以达到|达到|有|是)?\s*{NUMBER}"),
    re.compile(rf"(?:every|each|per|one|in (?:an?|{N}))\s+{PERIOD}{GAP}{PLAIN_COUNT}"),
    re.compile(
        rf"(?:{N})\s+{PERIOD}(?:\s+(?:we|they|it|this|the|line|machine))*\s+(?:can\s+)?"
        rf"(?:make|makes|produce|produces|do|does|run|runs){GAP}{PLAIN_COUNT}"
    ),
    re.compile(
        rf"(?P<daily>{_EVERY})\s+(?:\w+\s+)?(?:output|capacity|production)"
        rf"{GAP}{NUMBER}(?:[\s-]*{UNIT})?"
    ),
)
_CAPACITY_MORE = (
    re.compile(
        rf"(?:capacity|output|production|产能|产量)[^{N}.。]{{0,16}}{NUMBER}\s*(?:a|an|per|each|every|/)"
        rf"\s*{PERIOD}"
    ),
    re.compile(
        rf"(?P<daily>{_EVERY})(?![a-z])[^{N}.]{{0,20}}?(?:produce|make|do|finish|turn out"
        rf"|deliver|supply|ship)"
        rf"{GAP}{PLAIN_COUNT}"
    ),
    re.compile(rf"{_THINGS}\s+(?P<daily>{_EVERY})(?![a-z])"),
    re.compile(
        r"(?:(?:we|they|line|factory|plant|machine|mill|each|each one)"
        r"(?:\s+(?:can|could|do|are|is|usually|now))*"
        r"|(?<![a-z])can)\s+(?:mak(?:e|es|ing)|produc(?:e|es|ing)|finish(?:es)?|turn out"
        r"|manufacture"
        rf"|do(?:es)?|supply|supplies)\s[^{N}.,]{{0,16}}{NUMBER}\s*(?:a|per|each|every)\s+{PERIOD}"
    ),
    re.compile(
        rf"(?:capacity|output|production)\s*(?:per|a|an|each|every|/|in"
        rf" an?)\s*{PERIOD}{GAP}{NUMBER}"
        rf"(?:[\s-]*{UNIT})?"
    ),
    re.compile(
        rf"(?P<prefix>{_PREFIX})[^{N}，。,]{{0,6}}(?:做|出|产|生产)[^{N}，。,]{{0,6}}{NUMBER}(?:多)?"
        rf"(?!\s*(?:%|{any_key('currencies')}|{any_key('periods')}|{any_key('units')}))"
    ),
)
_AND_PER = re.compile(
    rf"(?:,|and|or|that's|which is)\s*(?:about\s+|around\s+|over\s+)?{NUMBER}\s*(?:a|per|each"
    rf"|every)\s+{PERIOD}"
)
"""A second figure of what is made: "sixty a minute, eight hundred per shift"."""
_LY = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}


def find_capacity(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """What the factory makes in a stretch of time."""
    told: set[str] = set()
    places: list[tuple[int, int]] = []
    for rank, pattern in enumerate((*_CAPACITY, *_CAPACITY_MORE, _AND_PER)):
        if pattern is _AND_PER and not told:
            return
        for match in pattern.finditer(utterance.masked):
            if not free(found, match) or not _makes(utterance, match, rank):
                continue
            value = quantity(utterance.number(match), unit_of(match)) | {"per": _per(match)}
            if value["per"] in told or any(
                a < match.end() and match.start() < b for a, b in places
            ):
                continue
            told.add(value["per"])
            places.append(match.span())
            yield utterance.find("capacity", *match.span(), value, 0.88 - 0.03 * rank)


_WALKS = re.compile(r"rent|pay|cost|dollar|walk|need|people|hour|only order|buy")


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
    if re.search(
        r"(?:we|line|machine|they|factory|press|each)\s+(?:can\s+)?do(?:es)?(?![a-z])", whole
    ):
        return True
    if rank == 0 and match.start() <= 2 and unit_of(match) and not _WALKS.search(whole):
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
