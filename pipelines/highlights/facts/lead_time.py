"""How long until the goods leave."""

import re
from collections.abc import Iterator, Sequence

from pipelines.highlights.facts.terms import SPAN, stretch
from pipelines.highlights.facts.utterance import Found, N, Utterance, free, period_of
from pipelines.highlights.lexicon import any_key, matcher

_LEAD = re.compile(SPAN)
_RATE_AFTER = re.compile(
    r"\s*(?:a|per|each|every)\s+(?:day|week|month)|\s*(?:营业|在线|恒温|保温)"
    rf"|\s*{N}\s*[号日]"
)


def find_lead_time(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How long until goods leave: days, weeks or months, or at once from stock."""
    used = [at for one in found for at in one.numbers]
    for match in _LEAD.finditer(utterance.masked):
        if free(found, match) and (said := _lead_words(utterance, match, used)):
            start, end = min(said[0], match.start()), max(said[1], match.end())
            if utterance.masked.count(N, start, end) > match[0].count(N):
                start, end = match.span()  # another figure stands between
            start = _special(utterance, start)
            value = stretch(utterance, match)
            yield utterance.find("lead_time", start, end, value, 0.85)
    soon = matcher("facts", "same_day").search(utterance.masked)
    if soon and re.search(r"ship|send|deliver|dispatch|发", utterance.around(*soon.span())):
        value = {"low": 0, "high": 0, "unit": "day", "days_low": 0, "days_high": 0}
        yield utterance.find("lead_time", *soon.span(), value, 0.75)


_SPECIAL = re.compile(
    r"(?<![a-z])(?:in stock|from stock|stock|ready stock|repeat|first order|rush|urgent)(?![a-z])"
    r"|现货|返单|翻单|首单|加急"
)


def _special(utterance: Utterance, start: int) -> int:
    """Takes in the word that tells for which orders this time holds."""
    first, _ = utterance.clause(start, start)
    said = [match.start() for match in _SPECIAL.finditer(utterance.masked, first, start)]
    if not said or N in utterance.masked[said[-1] : start]:
        return start
    return said[-1]


def _field(utterance: Utterance, match: re.Match[str], used: Sequence[int]) -> tuple[int, int]:
    """The clause of the match between the figures that other facts took."""
    first, last = utterance.clause(*match.span())
    first = max([first, *(_behind(utterance, at) for at in used if at < match.start())])
    return first, min([last, *(at for at in used if at >= match.end())])


def _behind(utterance: Utterance, at: int) -> int:
    """Where the unit of a figure ends."""
    unit = _UNIT_BEHIND.match(utterance.masked, at)
    return unit.end() if unit else at + 1


_UNIT_BEHIND = re.compile(rf"{N}\s*(?:{any_key('periods')}|{any_key('units')}|%|percent)?")


_FOR_MANY = re.compile(
    rf"(?<!第){N}\s*{any_key('units')}(?:的话|的)?(?:大概|差不多|就)?(?:要|得|需要)(?={N})"
    rf"|{N}\s*{any_key('units')}\s+(?:needs?|takes?|will take)\s+(?:about\s+|around\s+)?(?={N})"
)
"""一万个的话要三十天: the time for a quantity."""


def _lead_words(
    utterance: Utterance, match: re.Match[str], used: Sequence[int]
) -> tuple[int, int] | None:
    """Where the words stand that make this stretch of time a lead time; None when none do."""
    if period_of(match) in ("year", "minute", "shift") or _RATE_AFTER.match(
        utterance.masked, match.end()
    ):
        return None
    if _AGREED.match(utterance.masked, match.end()) and period_of(match) != "month":
        return match.span()
    near = utterance.masked[slice(*_field(utterance, match, used))]
    if matcher("facts", "lead_time_not").search(_without_own_time(near)):
        return None
    for stops in (",，、", ""):
        first, last = utterance.clause(*match.span(), stops)
        stated = list(matcher("facts", "lead_time").finditer(utterance.masked, first, last))
        stated += _FOR_MANY.finditer(utterance.masked, first, match.start() + 1)
        if stated:
            best = min(stated, key=lambda one: abs(one.start() - match.start()))
            return best.span()
    return None


_AGREED = re.compile(
    r"\s+(?:is|are)\s+(?:fine|possible|no problem|doable|enough|ok(?:ay)?)(?![a-z])"
    r"(?!\s+(?:to|net|credit))"
)
""" "Ten days is fine": agrees to a time that was asked for."""


def _without_own_time(text: str) -> str:
    """'a day' of 'fifteen days' is no rate; 'after payment' only says when the time begins."""
    return _BEGINS.sub("", re.sub(rf"{N}\s*(?:working |business )?days?", "", text))


_BEGINS = re.compile(
    r"after (?:the |your |full )?payment|(?:付款|付清)(?:了|以|之)?后|收到(?:货|付)?款"
)
