"""A sentence with slots, and what it states."""

from dataclasses import dataclass
from typing import Any

from pipelines.highlights.spec import FactKind

Stated = tuple[FactKind, dict[str, Any]]
"""A fact whose values may name a slot: ``{"amount": "{price}"}``."""


@dataclass(frozen=True, slots=True)
class Template:
    """``only``: the models of the products that it is true of, none for all."""

    text: str
    facts: tuple[Stated, ...] = ()
    only: tuple[str, ...] = ()


def says(text: str, *facts: Stated, only: str = "") -> Template:
    """A template; ``only`` holds models with blanks between."""
    return Template(text, facts, tuple(only.split()))


def plain(*texts: str) -> tuple[Template, ...]:
    """Templates that state nothing."""
    return tuple(Template(text) for text in texts)


def price(amount: str, **more: Any) -> Stated:
    return "price", {"amount": amount, "currency": "USD", **more}


def moq(quantity: str = "{moq}") -> Stated:
    return "moq", {"quantity": quantity, "unit": "piece"}


def lead(low: str = "{low}", high: str = "{high}") -> Stated:
    return "lead_time", {"low": low, "high": high, "unit": "day"}


def capacity(quantity: str, per: str) -> Stated:
    return "capacity", {"quantity": quantity, "unit": "piece", "per": per}


def certificate(name: str) -> Stated:
    return "certificate", {"name": name}


def sample(**value: Any) -> Stated:
    return "sample", value


def payment(**value: Any) -> Stated:
    return "payment", value


def service(*names: str) -> Stated:
    return "customisation", {"services": list(names)}


def warranty() -> Stated:
    return "warranty", {"low": "{years}", "unit": "year"}


def packing(**value: Any) -> Stated:
    return "packing", value


def port() -> Stated:
    return "port", {"port": "Ningbo"}


def material(name: str, **more: Any) -> Stated:
    return "material", {"material": name, **more}


def discount() -> Stated:
    return "discount", {"percent": "{percent}"}
