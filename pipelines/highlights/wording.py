"""A fact's normalised value in plain words: "USD 2.50 a piece, FOB Ningbo, from 1,000 pieces"."""

from collections.abc import Callable
from typing import Any

from pipelines.highlights.spec import Fact, FactKind

Value = dict[str, Any]
_PLURALS = {"box": "boxes", "dozen": "dozen", "square_meter": "square meters",
            "square_foot": "square feet", "foot": "feet", "gross": "gross", "jin": "jin",
            "factory": "factories", "salesperson": "salespeople"}  # fmt: skip


def describe(fact: Fact) -> str:
    """One line for a person; unknown shapes of a value give the spoken words. What was taken back
    is told too."""
    text = _WORDINGS[fact.kind](fact.value)
    if text and fact.instead_of:
        return f"{text} (corrected from {_WORDINGS[fact.kind](fact.instead_of)})"
    return text or fact.words


def told(fact: Fact) -> str:
    """The value alone, as it stands now; unknown shapes give the spoken words."""
    return _WORDINGS[fact.kind](fact.value) or fact.words


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
    if value.get("offered") is False:
        return "no samples"
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


def _certificate(value: Value) -> str:
    return str(value["name"]) if value.get("held", True) else f"no {value['name']}"


def _packing(value: Value) -> str:
    if "package" in value:
        return str(value["package"])
    if "sides" in value:
        return f"{_sides(value['sides'])} the {value['per']}"
    if "gross_g" in value:
        return f"{_metric(value['gross_g'], 'g')} the {value['per']}"
    return f"{count(value['quantity'], value['unit'], value.get('up_to'))} a {value['per']}"


def _material(value: Value) -> str:
    share = f"{figure(value['percent'])} % " if "percent" in value else ""
    return share + " ".join(filter(None, [value["material"], value.get("grade")]))


def _discount(value: Value) -> str:
    if "percent" in value:
        told = f"{figure(value['percent'])} % off"
    elif "off" in value:
        told = f"{money(value['off'])} off"
    else:
        told = f"buy {figure(value['buy'])}, get {figure(value['get'])}"
    if "within_hours" in value:
        return f"{told} within {count(value['within_hours'], 'hour')}"
    return (
        f"{told} {_UNTIL.get(value['until'], _until(value['until']))}" if "until" in value else told
    )


_UNTIL = {"live": "during the live", "today": "today", "tomorrow": "until tomorrow",
          "this week": "this week", "this month": "this month"}  # fmt: skip


def _until(name: str) -> str:
    return _UNTIL.get(name, f"until {name.capitalize()}")


def _port(value: Value) -> str:
    parts = [value["port"]] if "port" in value else []
    if "methods" in value:
        parts.append("by " + " or ".join(value["methods"]))
    if "to" in value:
        parts.append(f"to {value['to']}")
    if "days_low" in value:
        low, high = value["days_low"], value["days_high"]
        parts.append("in " + count(low, "day", high if high != low else None))
    return " ".join(parts)


_LARGER = {"mm": (10, "cm"), "ml": (1000, "l"), "g": (1000, "kg")}


def _metric(value: float, unit: str) -> str:
    """850 g, 1.2 kg, 26 cm: in the larger unit where that reads better."""
    scale, larger = _LARGER[unit]
    return f"{figure(value / scale)} {larger}" if value >= scale else f"{figure(value)} {unit}"


def _sides(sides: list[float]) -> str:
    return " × ".join(figure(side / 10) for side in sides) + " cm"


def _dimension(value: Value) -> str:
    if "sides" in value:
        return _sides(value["sides"])
    told = _metric(value["value"], value["unit"])
    if "up_to" in value:
        told += f" to {_metric(value['up_to'], value['unit'])}"
    return f"{value['what']} {told}"


def _factory_size(value: Value) -> str:
    unit = str(value["unit"])
    name = "production line" if unit == "line" else unit
    return count(value["quantity"], name, value.get("up_to"))


def _workers(value: Value) -> str:
    role = str(value.get("role", "worker"))
    name = {"qc": "quality inspector", "sales": "salesperson"}.get(role, role)
    return count(value["quantity"], name, value.get("up_to"))


def _years(value: Value) -> str:
    if "since" in value:
        return f"since {value['since']}"
    return count(value["years"], "year") + " in business"


_WORDINGS: dict[FactKind, Callable[[Value], str]] = {
    "price": _price,
    "moq": _moq,
    "lead_time": _stretch,
    "capacity": _capacity,
    "certificate": _certificate,
    "sample": _sample,
    "payment": _payment,
    "customisation": lambda value: ", ".join(value["services"]),
    "warranty": _warranty,
    "packing": _packing,
    "port": _port,
    "material": _material,
    "discount": _discount,
    "dimension": _dimension,
    "factory_size": _factory_size,
    "workers": _workers,
    "years": _years,
}
