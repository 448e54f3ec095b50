"""What stands around a figure, as signs that a linear model weighs (`roles`)."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.highlights.facts.numbers import Number
from pipelines.highlights.facts.utterance import PERIOD, UNIT, N, Utterance
from pipelines.highlights.lexicon import any_key, any_of, lookup, squeeze, table, words

_FACT_LISTS = (
    "price price_not moq moq_before moq_after lead_time lead_time_not capacity capacity_not sample "
    "sample_free sample_refund sample_freight payment deposit balance warranty packing "
    "packing_verb port material discount negation people people_at_work people_not plant have "
    "experience experience_done founded firm quantity_break quantity_up hedges"
)
_STANCE_LISTS = "services third_party supposed others not_goods past refused ours"
_TABLES = (
    ("incoterms", ""), ("places", ""), ("facts", "measured"), ("facts", "shipping"),
    ("facts", "roles"), ("facts", "until"), ("facts", "materials"), ("facts", "payment_methods"),
    ("facts", "balance_when"), ("facts", "installations"), ("facts", "capacity_prefix"),
)  # fmt: skip
_KINDS = (
    ("fold", re.compile("折")),
    ("percent", re.compile(r"\s*(?:%|percent|per cent|个点|成(?!本))")),
    ("area", re.compile(rf"\s*(?:多)?{any_key('facts', 'areas')}")),
    ("plant", re.compile(rf"\s*(?:[a-z]+\s+)??{any_key('facts', 'installations')}")),
    ("period", re.compile(rf"[\s-]*(?:多|来)?(?:个(?=半))?{PERIOD}")),
    ("people", re.compile(
        rf"\s*(?:\w+\s+)?{any_key('facts', 'roles')}|\s*{any_of(words('facts', 'people'))}"
        r"|\s*[个名位号多]*人"
    )),
    ("measure", re.compile(rf"\s*-?{any_key('facts', 'measures')}")),
    ("money", re.compile(rf"\s*多?{any_key('currencies')}")),
    ("cents", re.compile(rf"\s*(?:{any_of(words('cents'))}|pence|毛|角|分钱)")),
    ("unit", re.compile(rf"\s*(?:多|来)?{UNIT}")),
)  # fmt: skip
"""What a figure counts, by what follows it; the first that fits."""
_SHARE_BEFORE = re.compile(r"百分之\s*$")
_SIGN_BEFORE = re.compile(r"(?:[$€£¥₹]|(?<![a-z])(?:usd|rmb|cny|eur|rs\.?|rupees)|美金|美元)\s*$")
_TOKEN = re.compile(rf"[a-z][a-z'/&]*|{N}|[\u4e00-\u9fff]|[,.;:，。、%$]")
_SIDE = 8
"""Words (Chinese: characters) on each side whose signs count."""
_PLACED = 3
"""So many of them also by their place."""
_NEAR = 12
"""Characters between a figure and a word of the trade that stands close."""
_ENDS = frozenset(".。;；")
_JUST_BELOW = frozenset((49, 95, 98, 99))
"""Hundredths that hardly anything but a price ends in."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure counts: ``kind`` broadly, ``name`` exactly; ``end`` of the words for it."""

    kind: str
    name: str
    end: int


@cache
def _cues() -> dict[str, tuple[tuple[str, str], ...]]:
    """Phrases of the trade and the lists that they stand in, by their first two letters."""
    lists = [(name, words("facts", name)) for name in _FACT_LISTS.split()]
    lists += [(name, words("stance", name)) for name in _STANCE_LISTS.split()]
    lists += [
        (name or section, tuple(word for _, listed in table(section, name) for word in listed))
        for section, name in _TABLES
    ]
    index: dict[str, list[tuple[str, str]]] = {}
    for name, listed in lists:
        for phrase in dict.fromkeys(word.replace("-", " ") for word in listed):
            index.setdefault(phrase[:2], []).append((phrase, name))
    return {key: tuple(found) for key, found in index.items()}


_STARTS = re.compile(r"(?<![a-z0-9])[a-z0-9]|[^a-z0-9\s]")


def _found_cues(masked: str) -> list[tuple[str, int, int]]:
    """Where phrases of the trade stand: whole words in Latin script, any place in Chinese."""
    text, index = masked.replace("-", " "), _cues()
    found = []
    for start in (match.start() for match in _STARTS.finditer(text)):
        for key in (text[start : start + 2], text[start]):
            for phrase, name in index.get(key, ()):
                end = start + len(phrase)
                if text.startswith(phrase, start) and not _goes_on(text, end):
                    found.append((name, start, end))
    return found


def _goes_on(text: str, end: int) -> bool:
    """Whether a Latin word goes on behind a place."""
    return _LATIN.match(text, end - 1) is not None


_LATIN = re.compile(r"[a-z0-9][a-z0-9]")


def counted(utterance: Utterance, mark: int) -> tuple[Counted, ...]:
    """Everything that the figure at a mark may count, the surest first."""
    found = [
        Counted(kind, _name(kind, match), match.end())
        for kind, pattern in _KINDS
        if (match := pattern.match(utterance.masked, mark + 1))
    ]
    if _SHARE_BEFORE.search(utterance.masked, max(0, mark - 5), mark):
        found.insert(0, Counted("percent", "percent", mark + 1))
    if _SIGN_BEFORE.search(utterance.masked, max(0, mark - 8), mark):
        found.append(Counted("money", "money", mark + 1))
    return tuple(found)


def _name(kind: str, match: re.Match[str]) -> str:
    if kind == "unit":
        return f"unit:{lookup('units').get(squeeze(match['unit']), '?')}"
    if kind == "period":
        return f"period:{lookup('periods').get(squeeze(match['period']), '?')}"
    return kind


def describe(utterance: Utterance) -> dict[int, list[str]]:
    """The signs of every figure of an utterance, by its mark."""
    marks = sorted(utterance.numbers)
    counts = {mark: counted(utterance, mark) for mark in marks}
    cues = _found_cues(utterance.masked)
    signs = {}
    for mark in marks:
        one = counts[mark]
        broad = one[0].kind if one else "bare"
        end = one[0].end if one else mark + 1
        others = {counts[at][0].kind if counts[at] else "bare" for at in marks if at != mark}
        found = [*_figure(utterance.numbers[mark], one, broad), f"n={min(4, len(marks))}"]
        found += [f"O={kind}" for kind in sorted(others)]
        found += _words(utterance.masked, mark, end)
        found += _trade(utterance, marks, mark, end, broad, cues)
        signs[mark] = list(dict.fromkeys(found))
    return signs


def _figure(number: Number, counts: tuple[Counted, ...], broad: str) -> Iterator[str]:
    """How large the figure is, how it was said and what it counts."""
    yield f"T={counts[0].name if counts else 'bare'}"
    yield f"G={broad}"
    for more in counts[1:]:
        yield f"T2={more.name}"
    size = int(math.log10(max(number.low, 0.1)) * 2)
    yield f"size={size}"
    yield f"size={size}|{broad}"
    if number.pair:
        yield f"pair|{broad}"
        if number.pair[1] in _JUST_BELOW:
            yield f"just below|{broad}"
    if number.low != int(number.low):
        yield f"point|{broad}"
    if number.high != number.low:
        yield "range"
    if number.low == 1:
        yield "one"


def _words(masked: str, mark: int, end: int) -> Iterator[str]:
    left = _TOKEN.findall(masked[max(0, mark - 60) : mark])[-_SIDE:][::-1]
    right = _TOKEN.findall(masked[end : end + 60])[:_SIDE]
    for side, tokens in (("L", left), ("R", right)):
        for at, token in enumerate(tokens):
            yield f"{side}={token}"
            if at < _PLACED:
                yield f"{side}{at}={token}"
                if at + 1 < len(tokens):
                    yield f"{side}{side}={tokens[at + 1]}_{token}"
            if token in _ENDS:
                break
    if not left:
        yield "first"
    if not right:
        yield "last"


def _trade(
    utterance: Utterance,
    marks: list[int],
    mark: int,
    end: int,
    broad: str,
    cues: list[tuple[str, int, int]],
) -> Iterator[str]:
    """Words of the trade in the same sentence: before or behind, close or not, with another figure
    between or not."""
    first, last = utterance.clause(mark, end, "")
    at = bisect_right(marks, mark)
    floor = marks[at - 2] if at > 1 else -1
    roof = next((one for one in marks[at:] if one >= end), len(utterance.masked) + 1)
    nearest: dict[str, tuple[int, str]] = {}
    for name, start, stop in cues:
        if start < first or stop > last:
            continue
        if stop <= mark:
            side, gap, alone = "b", mark - stop, start > floor
        elif start >= end:
            side, gap, alone = "a", start - end, start < roof
        else:
            yield f"C={name}:in"
            continue
        place = ("0" if gap <= _NEAR else "1") if alone else "2"
        yield f"C={name}:{side}{place}"
        yield f"C={name}:{side}"
        yield f"C={name}:{side}|{broad}"
        if side not in nearest or gap < nearest[side][0]:
            nearest[side] = (gap, name)
    for side, (_, name) in nearest.items():
        yield f"N{side}={name}"
        yield f"N{side}={name}|{broad}"
