"""What the product measures, weighs and holds."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.utterance import Found, N, Utterance, free
from pipelines.highlights.lexicon import any_key, any_of, lookup, matcher, squeeze, table

_UNIT = any_key("facts", "measures")
_SCALES = {
    "mm": ("mm", 1.0), "cm": ("mm", 10.0), "m": ("mm", 1000.0), "inch": ("mm", 25.4),
    "foot": ("mm", 304.8), "ml": ("ml", 1.0), "l": ("ml", 1000.0), "gallon": ("ml", 3785.41),
    "g": ("g", 1.0), "kg": ("g", 1000.0), "jin": ("g", 500.0), "lb": ("g", 453.592),
}  # fmt: skip
"""Normal unit and factor: millimetres, millilitres, grams."""
_FLUID_OUNCE, _OUNCE = 29.5735, 28.3495
_BY = r"\s*(?:by|times|x|×|\*|乘以|乘)\s*"
_SIDES = re.compile(
    rf"(?P<a>{N})\s*(?P<ua>{_UNIT})?\s*(?P<pa>{N})?{_BY}(?P<b>{N})\s*(?P<ub>{_UNIT})?"
    rf"(?:{_BY}(?P<c>{N})\s*)?(?P<unit>{_UNIT})?"
)
_MEASURE = re.compile(
    rf"(?P<n>{N})\s*(?:多)?(?P<unit>{_UNIT})"
    rf"(?:(?P<half>半)|(?P<part>{N})(?!\s*(?:{any_key('units')}|{_UNIT}|{any_key('periods')})))?"
)
_LEADS = re.compile(
    r"(?:(?<![a-z])(?:it's|it is|they are|is|are|have|has|comes? in|this in|takes?)"
    r"|有|是|才|只有|每[个件只瓶支]|就|差不多|箱|[大小中][的号款]|(?<![a-z])(?:only|just)"
    r"|(?<![a-z])comes? in [^.;]{2,24})\s*"
    r"(?:an?|about|around|only|just|exactly|大概|大约|差不多)?\s*$"
)
_PART_ENDS, _PART_STARTS = re.compile(r"[,，、。\s]$"), re.compile(r"[,，、。\s]|的?$")
"""A measure that is a part of speech by itself: 不锈钢的 五百毫升 六块八."""
_LISTED = re.compile(r"\s*(?:,|，|、|and|or|和|或者?|还有|跟)\s*")
_CARTON = re.compile(rf"carton|ctn|gross|外箱|箱规|毛重|纸箱|(?:一|每|{N})箱")
_HOLDS = re.compile(r"hold|capacity|volume|fluid|cup|bottle|mug|jar|容量|装")


def find_dimension(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Sizes in millimetres, volumes in millilitres, weights in grams; those of a carton are
    packing."""
    if matcher("facts", "measured_not").search(utterance.masked):
        return
    taken: set[int] = set()
    told: Found | None = None
    for match in _SIDES.finditer(utterance.masked):
        value = _sides(utterance, match)
        if value and free(found, match):
            taken |= {at for at in utterance.numbers if match.start() <= at < match.end()}
            told = _told(utterance, match, value)
            yield told
    last = -1
    for match in _MEASURE.finditer(utterance.masked):
        if match.start("n") in taken or not free(found, match):
            continue
        follows = last >= 0 and _LISTED.fullmatch(utterance.masked, last, match.start())
        value = _measure(utterance, match)
        if value and (follows or _states(utterance, match)):
            last = match.end()
            told = _told(utterance, match, value, told)
            yield told


_CARTON_BEHIND = 16


def _told(
    utterance: Utterance, match: re.Match[str], value: dict[str, Any], before: Found | None = None
) -> Found:
    """As a dimension, or as packing where it is a carton's."""
    first, _ = utterance.clause(*match.span())
    behind = utterance.masked[match.end() : match.end() + _CARTON_BEHIND].split(N)[0]
    near = utterance.masked[first : match.end()] + ("" if "," in behind else behind)
    follows = (
        before is not None
        and before.kind == "packing"
        and not utterance.masked[first : match.start()].strip()
    )
    if not follows and not _CARTON.search(near):
        return utterance.find("dimension", *match.span(), value, 0.88)
    if value["unit"] == "g":
        packed: dict[str, Any] = {"per": "carton", "gross_g": value["value"]}
    else:
        packed = {"per": "carton"} | ({"sides": value["sides"]} if "sides" in value else value)
    return utterance.find("packing", *match.span(), packed, 0.8)


def _sides(utterance: Utterance, match: re.Match[str]) -> dict[str, Any] | None:
    said = match["unit"] or match["ub"] or match["ua"] or _unsaid(utterance, match)
    unit, factor = _SCALES.get(lookup("facts", "measures")[squeeze(said)], ("", 0.0)) if said else (
        "", 0.0,
    )  # fmt: skip
    if unit != "mm":
        return None
    numbers = [utterance.number(match, group).low for group in "abc" if match[group]]
    sides = [tidy(round(number * factor, 2)) for number in numbers]
    if match["ua"] and (own := _SCALES.get(lookup("facts", "measures")[squeeze(match["ua"])])):
        part = utterance.number(match, "pa").low if match["pa"] else 0.0
        part /= 10 if part < 10 else 100
        sides[0] = tidy(round((numbers[0] + part) * own[1], 2))
    return {"what": "size", "sides": sides, "unit": "mm"}


_SIZED = re.compile(r"(?<![a-z])(?:size|sizes|dimensions?|measures?)(?![a-z])|尺寸|规格")
_CENTIMETRES = (4, 130)
_FLAT = (10, 300)
"""Of what has two sides: towels, mats, sheets."""


def _unsaid(utterance: Utterance, match: re.Match[str]) -> str | None:
    """Three sides of a carton, or a named size, without their unit are centimetres."""
    near = utterance.around(*match.span())
    sized = _SIZED.search(near) is not None
    if not sized and not (match["c"] and _CARTON.search(near)):
        return None
    low, high = _CENTIMETRES if match["c"] else _FLAT
    sides = (utterance.number(match, group).low for group in "abc" if match[group])
    return "cm" if all(low <= side <= high for side in sides) else None


def measured(utterance: Utterance, mark: int) -> tuple[dict[str, Any], int] | None:
    """What the measure at a mark says, and where it ends; None when it is no measure."""
    match = _MEASURE.match(utterance.masked, mark)
    value = _measure(utterance, match) if match else None
    return (value, match.end()) if match and value else None


def _measure(utterance: Utterance, match: re.Match[str]) -> dict[str, Any] | None:
    """What is measured and how much; None for a length that nothing names."""
    name = lookup("facts", "measures")[squeeze(match["unit"])]
    near = utterance.around(*match.span())
    if name == "oz":
        fluid = _HOLDS.search(near) is not None
        unit, factor = ("ml", _FLUID_OUNCE) if fluid else ("g", _OUNCE)
    else:
        unit, factor = _SCALES[name]
    what = {"ml": "capacity", "g": "weight"}.get(unit) or _named(utterance, match)
    if what is None or (name == "lb" and "weigh" not in near):
        return None
    number = utterance.number(match)
    more = _rest(utterance, match)
    value: dict[str, Any] = {
        "what": what,
        "value": tidy(round((number.low + more) * factor, 2)),
        "unit": unit,
    }
    if number.high > number.low:
        value["up_to"] = tidy(round(number.high * factor, 2))
    return value


def _rest(utterance: Utterance, match: re.Match[str]) -> float:
    """一米二 is 1.2 and 一米八五 1.85 metres, 三斤半 three and a half jin."""
    if match["half"]:
        return 0.5
    if not match["part"]:
        return 0.0
    part = utterance.number(match, "part").low
    return part / (10 if part < 10 else 100)


_WHATS = tuple(
    (what, re.compile(any_of(listed)))
    for what, listed in table("facts", "measured")
    if what not in ("weight", "capacity")
)


_BEHIND = frozenset(("tall", "high", "long", "wide", "thick", "deep", "across"))
"""These stand behind their figure, all others before it."""


def _named(utterance: Utterance, match: re.Match[str]) -> str | None:
    """The word for what is measured that stands nearest: "26 cm tall", 高二十六公分."""
    first, last = utterance.clause(*match.span())
    near: list[tuple[int, bool, int, str]] = []
    for order, (what, pattern) in enumerate(_WHATS):
        for word in pattern.finditer(utterance.masked, first, last):
            gap = max(word.start() - match.end(), match.start() - word.end())
            if N not in utterance.masked[word.end() : match.start()] and gap <= 24:
                behind = word.start() > match.start()
                near.append((gap, behind != (word[0] in _BEHIND), order, what))
    return min(near)[3] if near else None


def _states(utterance: Utterance, match: re.Match[str]) -> bool:
    """Whether the measure is said of something, not just part of its name ("the 500 ml bottle")."""
    near = utterance.around(*match.span())
    if any(re.search(any_of(listed), near) for _, listed in table("facts", "measured")):
        return True
    if _LEADS.search(utterance.masked[: match.start()]) is not None:
        return True
    before, after = utterance.masked[: match.start()], utterance.masked[match.end() :]
    return bool(_PART_ENDS.search(before) and _PART_STARTS.match(after) and not before.isascii())
