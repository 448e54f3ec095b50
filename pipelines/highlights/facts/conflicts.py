"""Whether two facts of one kind about the same thing can both hold.

Only what a buyer would stumble over counts: a price for another quantity, Incoterm or currency, a
range that meets the other one, a second minimum for goods made to order are no contradiction.
Kinds that are usually told of several parts or sizes (material, dimension, port, discount,
customisation) are not compared.
"""

import re
from collections.abc import Callable
from typing import Any

from pipelines.highlights.spec import Fact, FactKind

Value = dict[str, Any]
_SAME = 0.005
"""Sums and counts this near to each other are the same, said once more exactly."""
_ROUND = 0.1
"""So much may lie between two rounded figures of the house: 200 and "over 180" workers."""


def cannot_both_hold(first: Fact, second: Fact) -> bool:
    """Whether the values of two facts of one kind exclude each other."""
    rule = _RULES.get(first.kind)
    if rule is None or first.kind != second.kind or first.value == second.value:
        return False
    if bool(_CASE.search(first.words.lower())) != bool(_CASE.search(second.words.lower())):
        return False
    return rule(first.value, second.value)


_CASE = re.compile(
    r"stock|sample|repeat|first order|trial|custom|rush|urgent|peak"
    r"|现货|样|返单|翻单|首单|试单|定制|加急|旺季"
)
"""What is said of a special case does not contradict the rule."""


def _apart(low: float, high: float, other: float, other_high: float, near: float = _SAME) -> bool:
    """Whether two ranges do not meet, by more than the share ``near``."""
    return low > other_high * (1 + near) or other > high * (1 + near)


def _range(value: Value, key: str) -> tuple[float, float]:
    return float(value[key]), float(value["up_to"] if "up_to" in value else value[key])


def _equal(a: Value, b: Value, *keys: str) -> bool:
    return all(a.get(key) == b.get(key) for key in keys)


def _price(a: Value, b: Value) -> bool:
    if not _equal(a, b, "currency", "incoterm", "quantity") or _differ(a, b, "place"):
        return False
    if _differ(a, b, "per"):
        return False
    if b["amount"] == a.get("or") or a["amount"] == b.get("or"):
        return False  # "two fifty" may be the other one
    return _apart(*_range(a, "amount"), *_range(b, "amount"))


def _differ(a: Value, b: Value, key: str) -> bool:
    """Whether both tell the key, and not the same."""
    return key in a and key in b and a[key] != b[key]


def _moq(a: Value, b: Value) -> bool:
    if a.get("none") or b.get("none"):
        other = b if a.get("none") else a
        return not other.get("none") and other.get("quantity", 2) > 1
    if "amount" in a and "amount" in b:
        return _equal(a, b, "currency") and _apart(*_range(a, "amount"), *_range(b, "amount"))
    if "amount" in a or "amount" in b or not _equal(a, b, "unit"):
        return False
    return _apart(*_range(a, "quantity"), *_range(b, "quantity"))


def _lead_time(a: Value, b: Value) -> bool:
    if not a["days_high"] or not b["days_high"]:
        return False  # the same day: from stock
    return _apart(a["days_low"], a["days_high"], b["days_low"], b["days_high"])


def _capacity(a: Value, b: Value) -> bool:
    if not _equal(a, b, "unit", "per"):
        return False
    return _apart(*_range(a, "quantity"), *_range(b, "quantity"), near=_ROUND)


def _certificate(a: Value, b: Value) -> bool:
    return _equal(a, b, "name") and a.get("held", True) != b.get("held", True)


def _sample(a: Value, b: Value) -> bool:
    if a.get("offered", True) != b.get("offered", True) or _differ(a, b, "free"):
        return True
    if _differ(a, b, "refundable"):
        return True
    free, paid = (a, b) if a.get("free") else (b, a)
    if free.get("free") and "fee" in paid:
        return True
    fee, other = a.get("fee"), b.get("fee")
    if not fee or not other or not _equal(fee, other, "currency"):
        return False
    return _apart(*_range(fee, "amount"), *_range(other, "amount"))


def _payment(a: Value, b: Value) -> bool:
    if 100 in (a.get("deposit_percent"), b.get("deposit_percent")):
        return False  # small orders are paid at once
    return _differ(a, b, "deposit_percent") or _differ(a, b, "credit_days")


def _warranty(a: Value, b: Value) -> bool:
    if a.get("lifetime") or b.get("lifetime"):
        return bool(a.get("lifetime")) != bool(b.get("lifetime"))
    return _apart(a["months"], a["months"], b["months"], b["months"])


def _packing(a: Value, b: Value) -> bool:
    if "quantity" not in a or "quantity" not in b or not _equal(a, b, "unit", "per"):
        return False
    return _apart(*_range(a, "quantity"), *_range(b, "quantity"))


def _workers(a: Value, b: Value) -> bool:
    if not _equal(a, b, "role"):
        return False
    return _apart(*_range(a, "quantity"), *_range(b, "quantity"), near=_ROUND)


def _factory_size(a: Value, b: Value) -> bool:
    if not _equal(a, b, "unit") or a.get("unit") == "machine":
        return False  # machines are of many kinds
    return _apart(*_range(a, "quantity"), *_range(b, "quantity"), near=_ROUND)


def _years(a: Value, b: Value) -> bool:
    if "since" in a and "since" in b:
        return bool(a["since"] != b["since"])
    if "years" in a and "years" in b:
        return _apart(*_range(a, "years"), *_range(b, "years"), near=_ROUND)
    return False


_RULES: dict[FactKind, Callable[[Value, Value], bool]] = {
    "price": _price, "moq": _moq, "lead_time": _lead_time, "capacity": _capacity,
    "certificate": _certificate, "sample": _sample, "payment": _payment, "warranty": _warranty,
    "packing": _packing, "workers": _workers, "factory_size": _factory_size, "years": _years,
}  # fmt: skip
HOUSE: frozenset[FactKind] = frozenset(("workers", "factory_size", "years"))
"""Told of the seller's house, whatever product is shown."""
