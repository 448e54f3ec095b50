"""A fact's normalised value in plain words: "USD 2.50 a piece, FOB Ningbo, from 1,000 pieces"."""

from collections.abc import Callable
from typing import Any

from pipelines.highlights.spec import Fact, FactKind

Value = dict[str, Any]
_PLURALS = {"box": "boxes", "dozen": "dozen", "square_meter": "square meters"}


def describe(fact: Fact) -> str:
    """One line for a person; unknown shapes of a value give the spoken words."""
    text = _WORDINGS[fact.kind](fact.value)
    return text or fact.words


def figure(value: float | None) -> str:
    """1,000 and 2.5 as people write them."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"


def money(value: Value) -> str:
    """A sum with its currency; cents are told with two places."""
    amounts = [value.get("amount"), value.get("up_to")]
    told = [_cash(float(amount)) for amount in amounts if amount is not None]
    return " ".join(filter(None, [value.get("currency") or "", "–".join(told)]))


def _cash(amount: float) -> str:
    if amount.is_integer():
        return f"{amount:,.0f}"
    return f"{amount:,.2f}" if round(amount, 2) == amount else f"{amount:,.6g}"


def count(quantity: float, unit: str, up_to: float | None = None) -> str:
    """ "500 pieces", "1 set", "300–500 pairs"."""
    name = unit.replace("_", " ")
    if quantity != 1 or up_to:
        name = _PLURALS.get(unit, f"{name}s")
    told = f"{figure(quantity)}–{figure(up_to)}" if up_to else figure(quantity)
    return f"{told} {name}"


def _price(value: Value) -> str:
    parts = [money(value) + (f" a {value['per'].replace('_', ' ')}" if value.get("per") else "")]
    term = " ".join(filter(None, [value.get("incoterm"), value.get("place")]))
    if term:
        parts.append(term)
    if value.get("quantity"):
        parts.append("for " + count(value["quantity"], value.get("quantity_unit", "piece")))
    if value.get("or"):
        parts.append(f"or {figure(value['or'])}: please check")
    return ", ".join(parts)


def _moq(value: Value) -> str:
    if value.get("none"):
        return "no minimum order"
    if "amount" in value:
        return f"at least {money(value)}"
    return "at least " + count(value["quantity"], value.get("unit", "piece"), value.get("up_to"))


def _stretch(value: Value) -> str:
    if value["high"] == 0:
        return "the same day"
    up_to = value["high"] if value["high"] != value["low"] else None
    return count(value["low"], value["unit"], up_to)


def _capacity(value: Value) -> str:
    return f"{count(value['quantity'], value['unit'], value.get('up_to'))} a {value['per']}"


def _sample(value: Value) -> str:
    parts = []
    if "free" in value:
        parts.append("free" if value["free"] else "not free")
    if "fee" in value:
        parts.append(money(value["fee"]))
    if "refundable" in value:
        parts.append("refundable" if value["refundable"] else "not refundable")
    if value.get("freight"):
        parts.append(f"the {value['freight']} pays the freight")
    if "days_low" in value:
        low, high = value["days_low"], value["days_high"]
        parts.append("in " + count(low, "day", high if high != low else None))
    return ", ".join(parts)


def _payment(value: Value) -> str:
    parts = list(value.get("methods", ()))
    if "deposit_percent" in value:
        parts.append(f"{figure(value['deposit_percent'])} % deposit")
    if "balance_percent" in value:
        parts.append(f"{figure(value['balance_percent'])} % balance")
    if value.get("balance"):
        parts.append(value["balance"])
    if "credit_days" in value:
        parts.append(f"{figure(value['credit_days'])} days credit")
    return ", ".join(parts)


def _warranty(value: Value) -> str:
    return "for life" if value.get("lifetime") else count(value["low"], value["unit"])


def _packing(value: Value) -> str:
    if "package" in value:
        return str(value["package"])
    return f"{count(value['quantity'], value['unit'], value.get('up_to'))} a {value['per']}"


def _material(value: Value) -> str:
    share = f"{figure(value['percent'])} % " if "percent" in value else ""
    return share + " ".join(filter(None, [value["material"], value.get("grade")]))


def _discount(value: Value) -> str:
    if "percent" in value:
        return f"{figure(value['percent'])} % off"
    if "off" in value:
        return f"{money(value['off'])} off"
    return f"buy {figure(value['buy'])}, get {figure(value['get'])}"


_WORDINGS: dict[FactKind, Callable[[Value], str]] = {
    "price": _price,
    "moq": _moq,
    "lead_time": _stretch,
    "capacity": _capacity,
    "certificate": lambda value: str(value["name"]),
    "sample": _sample,
    "payment": _payment,
    "customisation": lambda value: ", ".join(value["services"]),
    "warranty": _warranty,
    "packing": _packing,
    "port": lambda value: str(value["port"]),
    "material": _material,
    "discount": _discount,
}
