"""How long the seller answers for the goods."""

import re
from collections.abc import Iterator, Sequence

from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.terms import SPAN
from pipelines.highlights.facts.utterance import GAP, Found, N, Utterance, any_word, free, period_of
from pipelines.highlights.lexicon import matcher

_WARRANTY = (
    re.compile(rf"{SPAN}\s*(?:的|of|limited|free)?\s*(?:\w+\s+)?{any_word('warranty')}"),
    re.compile(rf"{any_word('warranty')}{GAP}{SPAN}"),
    re.compile(rf"(?<![确环担])保\s*{SPAN}"),
)


_WITHIN_MENDED = (
    re.compile(
        rf"(?:within|during|in)\s+(?:the\s+)?(?:first\s+)?{SPAN}[^.]{{0,60}}?"
        r"(?:replace|new one|repair|exchange|free of charge|fix it)"
    ),
    re.compile(rf"{SPAN}(?:之内|以内|内)[^。]{{0,14}}?(?:换|免费|包修|保修)"),
)
_TIME = re.compile(SPAN)
_MENDED = re.compile(r"replac|repair|break|new one|换新|包换|坏|免费|包修|退换")


def find_warranty(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How long the seller answers for the goods."""
    if match := matcher("facts", "warranty_life").search(utterance.masked):
        yield utterance.find("warranty", *match.span(), {"lifetime": True})
        return
    mended = matcher("facts", "warranty").search(utterance.masked) and _MENDED.search(
        utterance.masked
    )
    for pattern in (*_WARRANTY, *((_TIME,) if mended else ()), *_WITHIN_MENDED):
        for match in pattern.finditer(utterance.masked):
            if free(found, match) and period_of(match) in ("year", "month", "day"):
                yield _guarded(utterance, match)
                yield from _others_guarded(utterance, found, match)
                return


def _guarded(utterance: Utterance, match: re.Match[str]) -> Found:
    number, unit = utterance.number(match), period_of(match)
    months = {"year": 12, "month": 1, "day": 1 / 30}[unit] * number.low
    value = {"low": tidy(number.low), "unit": unit, "months": tidy(round(months, 1))}
    return utterance.find("warranty", *match.span(), value)


_PARTS = re.compile(
    r"motor|engine|battery|batteries|compressor|frame|panel|part|other|rest|machine|body|pump"
    r"|电机|发动机|电池|压缩机|框架|整机|配件|其他|其它|主机|机身|面板|零件"
)


def _others_guarded(
    utterance: Utterance, found: Sequence[Found], first: re.Match[str]
) -> Iterator[Found]:
    """ "The motor ten years and the other parts two": further parts, each with its own time."""
    for match in _TIME.finditer(utterance.masked):
        inside = first.start() <= match.start("n") < first.end()
        if inside or not free(found, match) or period_of(match) not in ("year", "month"):
            continue
        before = utterance.masked[max(0, match.start() - _NEAR_PART) : match.start()]
        if _PARTS.search(before.rpartition(N)[2]):
            yield _guarded(utterance, match)


_NEAR_PART = 24
