"""What the speaker takes back: "twenty days, no sorry, fifteen days", 二十天，不对，十五天."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pipelines.highlights.facts import english
from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.price import as_cents, find_price, unmarked
from pipelines.highlights.facts.terms import bare, quantity, stretch
from pipelines.highlights.facts.utterance import Found, N, Utterance, period_of, unit_of
from pipelines.highlights.lexicon import matcher
from pipelines.highlights.spec import FactKind

Reader = Callable[[str, int], list[Found]]
NEAR = 30
"""Characters between a figure and the words that take it back."""
_REACH = 60
_COUNTS = ("quantity", "percent", "years", "value", "deposit_percent", "days_low")
_MONTHS = {"year": 12, "month": 1, "week": 7 / 30, "day": 1 / 30}


_NO = re.compile(
    r"(?<=[,，])\s*(?:(?:um|uh|er|erm|oh|ah)\s+)?(?:no|不)\s*[,，]\s*"
    rf"|(?<![a-z])(?:(?:um|uh|er|erm|oh|ah)\s+)?no\s+(?=\d|(?:{english.WORDS})(?![a-z]))"
)


def _markers(low: str) -> list[re.Match[str]]:
    found = [*matcher("talk", "corrections").finditer(low), *_NO.finditer(low)]
    return sorted(found, key=lambda marker: marker.start())


def corrected(text: str, offset: int, read: Reader) -> list[Found]:
    """The facts of a statement after its corrections are taken in."""
    for marker in _markers(text.lower()):
        earlier = read(text[: marker.start()], offset)
        if not earlier or marker.start() + offset - max(one.end for one in earlier) > NEAR:
            continue
        wrong = max(earlier, key=lambda one: one.end)
        rest = text[marker.end() :]
        right = _replacement(rest, marker.end() + offset, wrong, read)
        if right is not None:
            kept = [one for one in earlier if one is not wrong]
            more = corrected(rest, marker.end() + offset, read)
            return [*kept, right, *(one for one in more if one.start >= right.end)]
    return read(text, offset)


def _replacement(rest: str, offset: int, wrong: Found, read: Reader) -> Found | None:
    """What the speaker says instead, told from the first statement to the end of the new one."""
    same = [one for one in corrected(rest, offset, read) if one.kind == wrong.kind]
    right = same[0] if same else bare_figure(rest[:_REACH], offset, wrong.kind, wrong)
    if right is None or right.value == wrong.value:
        return None
    value = {**wrong.value, **{k: v for k, v in right.value.items() if v is not None}}
    for key in ("or", "up_to"):
        if key in value and key not in right.value:
            del value[key]
    return replace(right, start=wrong.start, value=value, confidence=0.8, instead_of=wrong.value)


def bare_figure(text: str, offset: int, kind: FactKind, wrong: Found | None = None) -> Found | None:
    """A figure that stands alone and takes its meaning from what was said before it."""
    utterance = Utterance(text, offset)
    value: dict[str, Any]
    if kind == "price":
        return _price(utterance)
    if kind not in ("lead_time", "warranty", "moq", "capacity"):
        return _swapped(utterance, wrong)
    match = bare(utterance, kind)
    if match is None:
        return None
    if kind == "lead_time":
        return utterance.find(kind, *match.span(), stretch(utterance, match), 0.7)
    if kind == "warranty":
        low, unit = utterance.number(match).value, period_of(match)
        months = round(low * _MONTHS.get(unit, 0), 1)
        value = {"low": low, "unit": unit, "months": months}
        return utterance.find(kind, *match.span(), value, 0.7)
    value = quantity(utterance.number(match), unit_of(match))
    if unit_of(match) is None:
        value.pop("unit")
    return utterance.find(kind, *match.span(), value, 0.7)


def _price(utterance: Utterance) -> Found | None:
    for one in find_price(utterance, ()):
        return one
    match = bare(utterance, "price")
    if match is None:
        return None
    number = utterance.number(match)
    value = as_cents(number, {"currency": None}) if number.pair else unmarked(number)
    return utterance.find("price", *match.span(), value, 0.6)


_WITH_UNIT = re.compile(rf"{N}\s*(?:%|percent|per cent|[^\W\d_{N}]{{1,12}})?")


def _swapped(utterance: Utterance, wrong: Found | None) -> Found | None:
    """The old value with the new figure in place of the old one, in the same unit."""
    match = _WITH_UNIT.search(utterance.masked)
    if wrong is None or not wrong.figures or match is None:
        return None
    figure, place = utterance.numbers[match.start()].low, match.span()
    for key in _COUNTS:
        old = wrong.value.get(key)
        if isinstance(old, int | float) and not isinstance(old, bool) and wrong.figures[0]:
            scaled = tidy(round(figure * old / wrong.figures[0], 2))
            return utterance.find(wrong.kind, *place, {key: scaled}, 0.7)
    return None
