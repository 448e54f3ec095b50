"""What the slots of a template are filled with, in words and as values."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from bench.world.screenplay.numerals import chinese, english
from bench.world.screenplay.offer import Offer

Language = Literal["en", "zh"]

PEOPLE = ("Maria", "Anna", "John", "Peter", "Carlos", "Sofia", "David", "Ahmed")
COUNTRIES = ("Brazil", "Germany", "Spain", "Canada", "Dubai", "Mexico", "Poland", "Kenya")
STATION_NAMES = {
    "machining": "machining line",
    "assembly": "assembly line",
    "testing": "test bench",
    "packing": "packing area",
    "samples": "sample room",
    "office": "office",
}
_COLOURS = {
    "red": "红色",
    "blue": "蓝色",
    "green": "绿色",
    "black": "黑色",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """``value``: what a fact holds, None where no fact names the slot."""

    words: str
    value: Any = None


def slots(
    offer: Offer, language: Language, random: np.random.Generator, to: str | None = None
) -> dict[str, Slot]:
    """Every slot for a sentence about the offer; people, countries and, without ``to``, the
    station that one walks to are drawn."""
    figures = _numbers(offer, language) | _prices(offer, language) | _colours(offer, language)
    return figures | {
        "product": Slot(_product(offer, language, random)),
        "name": Slot(str(random.choice(PEOPLE))),
        "country": Slot(str(random.choice(COUNTRIES))),
        "to": Slot(STATION_NAMES[to or str(random.choice(list(STATION_NAMES)))]),
    }


def _product(offer: Offer, language: Language, random: np.random.Generator) -> str:
    full, short, chinese_name = offer.product.aliases
    if language == "zh":
        return chinese_name
    return full if random.random() < 0.7 else short


def _numbers(offer: Offer, language: Language) -> dict[str, Slot]:
    values = {
        **{f"q{at}": quantity for at, quantity in enumerate(offer.quantities, 1)},
        "moq": offer.moq,
        "wrong_moq": offer.wrong_moq,
        "low": offer.lead[0],
        "high": offer.lead[1],
        "wrong_days": offer.wrong_lead,
        "daily": offer.daily,
        "monthly": offer.monthly,
        "fee": offer.fee,
        "sample_days": offer.sample_days,
        "deposit": offer.deposit,
        "balance": 100 - offer.deposit,
        "percent": offer.percent,
        "carton": offer.carton,
        "years": offer.warranty,
        "hours": offer.hours,
    }
    say = english if language == "en" else chinese
    counted = ("sample_days", "years")
    return {
        name: Slot(
            "两" if language == "zh" and value == 2 and name in counted else say(value), value
        )
        for name, value in values.items()
    }


def _prices(offer: Offer, language: Language) -> dict[str, Slot]:
    found = {}
    figures = dict(zip(("", "2", "3"), offer.prices, strict=True)) | {"_exw": offer.ex_works}
    for suffix, cents in figures.items():
        whole, rest = divmod(cents, 100)
        amount = cents / 100
        if language == "zh":
            count = "两" if whole == 2 else chinese(whole)
            found[f"price{suffix}"] = Slot(f"{count}块{chinese(rest // 10)}美金", amount)
            continue
        dollars = f"{english(whole)} dollar{'s' if whole > 1 else ''}"
        found[f"price{suffix}"] = Slot(f"{dollars} {english(rest)}", amount)
        found[f"dollars{suffix}"] = Slot(f"{dollars} and {english(rest)} cents", amount)
        found[f"short{suffix}"] = Slot(f"{english(whole)} {english(rest)}", amount)
    return found


def _colours(offer: Offer, language: Language) -> dict[str, Slot]:
    names = [name if language == "en" else _COLOURS[name] for name in offer.colours]
    return {"colour": Slot(names[0]), "colour2": Slot(names[1])}
