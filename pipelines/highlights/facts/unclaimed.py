"""Figures that no rule reads, as facts where the words around them tell what they are."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.highlights.facts.deals import deadline
from pipelines.highlights.facts.freight import TO
from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.plant import AREAS
from pipelines.highlights.facts.roles import NONE, roles_of
from pipelines.highlights.facts.sizes import measured
from pipelines.highlights.facts.terms import SPAN, named, quantity, stretch
from pipelines.highlights.facts.utterance import PERIOD, UNIT, Found, N, Utterance, period_of
from pipelines.highlights.facts.utterance import unit_of as unit_said
from pipelines.highlights.lexicon import any_key, lookup, squeeze

Read = tuple[dict[str, Any], int, int]
"""A value and the stretch of the masked text that states it."""
Reader = Callable[[Utterance, int], Read | None]
SURE = 0.5
"""How likely a role must be at least."""
_COUNT = re.compile(rf"{N}\s*(?:多|来)?\s*(?:{UNIT})?")
_LASTS = re.compile(SPAN)
_AREA = re.compile(rf"{N}\s*(?:多)?(?P<area>{any_key('facts', 'areas')})")
_PLANT = re.compile(rf"{N}\s*(?:[a-z]+\s+)??(?P<thing>{any_key('facts', 'installations')})")
_ROLE = re.compile(any_key("facts", "roles"))
_RATE = re.compile(
    rf"(?:(?<![a-z])(?:per|an?|each|every|one|in an?|/)|每|一|{N})\s*个?\s*{PERIOD}"
    r"|(?<![a-z])(?P<daily>daily|weekly|monthly|yearly|annual)(?:ly)?(?![a-z])"
    r"|(?P<zh>[日月年周])(?:产|均)"
)
_LY = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}
_ZH = {"日": "day", "月": "month", "年": "year", "周": "week"}
_HOLDER = re.compile(
    r"(?<![a-z])(?P<en>cartons?|ctns?|cases?|pallets?|containers?|box(?:es)?|bags?"
    r"|(?<=a |n )packs?|(?<=per |one )packs?|(?<=each )packs?)(?![a-z])"
    r"|(?P<zh>外?箱|件货|托盘?|柜|盒|袋|包)"
)
_HOLDERS = {
    "carton": "carton", "ctn": "carton", "case": "carton", "箱": "carton", "外箱": "carton",
    "件货": "carton", "pallet": "pallet", "托": "pallet", "托盘": "pallet",
    "container": "container", "柜": "container", "box": "box", "boxe": "box", "盒": "box",
    "bag": "bag", "袋": "bag", "pack": "pack", "包": "pack",
}  # fmt: skip


def find_unclaimed(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Facts of the figures that nothing in ``found`` used; shares of a payment join the payment
    that was found. Prices are not among them: `price` weighs them itself."""
    taken = {at for one in found for at in one.numbers}
    none = any(one.value.get("none") for one in found)
    shares: dict[str, Any] = {}
    places: list[tuple[int, int]] = []
    sure = 1.0
    for mark, likely in roles_of(utterance).items():
        role = likely.best
        if mark in taken or role == NONE or likely.share(role) < SURE:
            continue
        if key := _PAYMENT.get(role):
            shares.setdefault(key, _percent(utterance, mark))
            places.append((mark, mark + 1))
            sure = min(sure, likely.share(role))
            continue
        read = None if none and role == "moq" else _READERS.get(role)
        if read and read[0] == "discount" and any(one.kind == "discount" for one in found):
            continue  # one offer, told once
        one = read[1](utterance, mark) if read else None
        if read and one is not None:
            value, start, end = one
            yield replace(
                utterance.find(read[0], start, end, value, round(likely.share(role) * _LEARNED, 3)),
                because=likely.because,
            )
    if shares and not any(one.kind == "payment" for one in found):
        start, end = min(place[0] for place in places), max(place[1] for place in places)
        yield utterance.find("payment", start, end, shares, round(sure * _LEARNED, 3))


_ROLES: Mapping[str, frozenset[str]] = {
    "moq": frozenset(("moq", "break")), "lead_time": frozenset(("lead_time",)),
    "capacity": frozenset(("capacity",)), "workers": frozenset(("workers",)),
    "factory_size": frozenset(("factory_size",)), "years": frozenset(("years",)),
    "warranty": frozenset(("warranty",)), "dimension": frozenset(("dimension", "side")),
    "packing": frozenset(("packing", "side", "gross")),
}  # fmt: skip
"""The roles of figures that speak for each kind of fact."""
DOUBTED = 0.1
ELSE = 0.8
"""A fact that a rule reads is dropped where its role is less likely than the one and another role
more likely than the other."""


def is_doubted(utterance: Utterance, one: Found) -> bool:
    """Whether the words around the figures of a fact that a rule reads tell that they are
    something else."""
    roles = _ROLES.get(one.kind)
    likely = [roles_of(utterance)[mark] for mark in one.numbers]
    if roles is None or not likely or one.value.get("quantity") == 1:
        return False  # one piece is the least in a set phrase: 一件代发
    told = max(said.share(role) for said in likely for role in roles)
    return told < DOUBTED and max(said.share(said.best) for said in likely) > ELSE


_LEARNED = 0.85
"""How much a learned fact counts beside one that a rule reads."""
_PAYMENT = {"deposit": "deposit_percent", "balance": "balance_percent", "credit": "credit_days"}


def _percent(utterance: Utterance, mark: int) -> float | int:
    number = utterance.numbers[mark].low
    return tidy(number * 10 if utterance.masked.startswith("成", mark + 1) else number)


def _counts(utterance: Utterance, mark: int) -> Read | None:
    match = _COUNT.match(utterance.masked, mark)
    if match is None or utterance.numbers[mark].low < 1:
        return None
    return quantity(utterance.numbers[mark], unit_said(match)), mark, match.end()


def _lasts(utterance: Utterance, mark: int) -> Read | None:
    match = _LASTS.match(utterance.masked, mark)
    if match is None or period_of(match) in ("minute", "shift", "year"):
        return None
    return stretch(utterance, match), mark, match.end()


def _guarded(utterance: Utterance, mark: int) -> Read | None:
    match = _LASTS.match(utterance.masked, mark)
    months = {"year": 12.0, "month": 1.0, "day": 1 / 30}
    if match is None or period_of(match) not in months:
        return None
    low, unit = utterance.numbers[mark].low, period_of(match)
    value = {"low": tidy(low), "unit": unit, "months": tidy(round(months[unit] * low, 1))}
    return value, mark, match.end()


def _sampled(utterance: Utterance, mark: int) -> Read | None:
    read = _lasts(utterance, mark)
    if read is None:
        return None
    value, start, end = read
    return {key: value[key] for key in ("days_low", "days_high")}, start, end


_WAY = re.compile(any_key("facts", "shipping"))


def _travels(utterance: Utterance, mark: int) -> Read | None:
    """The days of a journey, by what the goods go and where to."""
    read = _sampled(utterance, mark)
    if read is None:
        return None
    value, start, end = read
    first, last = utterance.clause(mark, mark + 1, "")
    ways = list(_WAY.finditer(utterance.masked, first, last))
    if ways:
        value |= {"methods": list(dict.fromkeys(named(way[0], "shipping") for way in ways))}
    if to := TO.search(utterance.masked, first, last):
        value |= {"to": lookup("places")[squeeze(to["place"])]}
    return value, start, end


def _makes(utterance: Utterance, mark: int) -> Read | None:
    """A count with the nearest stretch of time that it is made in."""
    read = _counts(utterance, mark)
    first, last = utterance.clause(mark, mark + 1, "")
    rates = list(_RATE.finditer(utterance.masked, first, last))
    if read is None or not rates:
        return None
    value, start, end = read
    near = min(rates, key=lambda one: max(one.start() - end, start - one.end()))
    if near["period"]:
        per = period_of(near)
    else:
        per = _LY[near["daily"]] if near["daily"] else _ZH[near["zh"]]
    if per == "working_day":
        per = "day"
    return value | {"per": per}, min(start, near.start()), max(end, near.end())


def _packs(utterance: Utterance, mark: int) -> Read | None:
    """A count with the nearest thing that holds it."""
    read = _counts(utterance, mark)
    first, last = utterance.clause(mark, mark + 1, "")
    holders = list(_HOLDER.finditer(utterance.masked, first, last))
    if read is None or not holders or utterance.numbers[mark].low <= 1:
        return None
    value, start, end = read
    apart = [one for one in holders if one.end() <= start or one.start() >= end]
    if not apart:
        return None
    near = min(apart, key=lambda one: max(one.start() - end, start - one.end()))
    per = _HOLDERS[near["zh"] or near["en"].rstrip("s")]
    return value | {"per": per}, min(start, near.start()), max(end, near.end())


def _measures(utterance: Utterance, mark: int) -> Read | None:
    found = measured(utterance, mark)
    return found and (found[0], mark, found[1])


def _plant(utterance: Utterance, mark: int) -> Read | None:
    number = utterance.numbers[mark]
    if match := _AREA.match(utterance.masked, mark):
        scale = AREAS[lookup("facts", "areas")[squeeze(match["area"])]]
        value = {"quantity": tidy(round(number.low * scale, 1)), "unit": "square_meter"}
        return value, mark, match.end()
    match = _PLANT.match(utterance.masked, mark)
    if match is None:
        return None
    unit = lookup("facts", "installations")[squeeze(match["thing"])]
    return {"quantity": tidy(number.low), "unit": unit}, mark, match.end()


_BESIDE = 14


def _works(utterance: Utterance, mark: int) -> Read | None:
    first, last = utterance.clause(mark, mark + 1)
    near = _ROLE.search(utterance.masked, max(first, mark - _BESIDE), min(last, mark + _BESIDE))
    role = lookup("facts", "roles")[squeeze(near[0])] if near else "worker"
    number = utterance.numbers[mark]
    if number.low < 2:
        return None
    return {"quantity": tidy(number.low), "role": role}, mark, mark + 1


def _ages(utterance: Utterance, mark: int) -> Read | None:
    match = _LASTS.match(utterance.masked, mark)
    if match is None or period_of(match) != "year":
        return None
    return {"years": tidy(utterance.numbers[mark].low)}, mark, match.end()


_CUT = re.compile(rf"{N}\s*(?:(?P<percent>%|percent|per cent|个点)|(?P<fold>折))")


def _cuts(utterance: Utterance, mark: int) -> Read | None:
    """A share that is taken off; 八折 leaves eighty percent."""
    match, number = _CUT.match(utterance.masked, mark), utterance.numbers[mark].low
    if match is None:
        return None
    if match["fold"]:
        number = 100 - (number * 10 if number < 10 else number)
    end = match.end()
    value: dict[str, Any] = {"percent": tidy(number)}
    for (_, last), terms in deadline(utterance):
        value |= terms
        end = max(end, last)
    return value, mark, end


_READERS: Mapping[str, tuple[Any, Reader]] = {
    "moq": ("moq", _counts), "lead_time": ("lead_time", _lasts), "warranty": ("warranty", _guarded),
    "sample_days": ("sample", _sampled), "transit": ("port", _travels),
    "capacity": ("capacity", _makes), "packing": ("packing", _packs),
    "dimension": ("dimension", _measures), "factory_size": ("factory_size", _plant),
    "workers": ("workers", _works), "years": ("years", _ages), "discount": ("discount", _cuts),
}  # fmt: skip
"""What reads a figure of each role, and the kind of fact that it is then."""
