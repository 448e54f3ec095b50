"""What is said of every clip in the buyers' languages: names of categories, terms of trade."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from assets import asset
from pipelines.highlights.lexicon import table
from pipelines.highlights.spec import Category, Fact
from pipelines.highlights.wording import figure

LANGUAGES = ("en", "zh", "es", "fr", "de", "pt", "ru", "ar", "ja", "ko")
"""ISO 639-1; another language takes the English words."""


@cache
def listed() -> Mapping[str, Any]:
    """``assets/lexicons/tags.json``."""
    data = json.loads(asset("lexicons", "tags.json").read_text("utf-8"))
    return cast(Mapping[str, Any], data)


def in_language(row: Mapping[str, str], language: str) -> str:
    """The words of a language (``zh-Hans`` counts as ``zh``)."""
    return row.get(language.split("-")[0].lower(), row["en"])


def category_name(category: Category, language: str) -> str:
    """The category's name for a buyer."""
    return in_language(listed()["categories"][category], language)


def term(fact: Fact, language: str, *, whole: bool = False) -> str:
    """A fact in a few words ("MOQ 500", 交期15天); empty for those that say little so short.
    ``whole``: ranges with both ends, else what a buyer can rely on."""
    value, row = fact.value, listed()["facts"].get(fact.kind)
    if fact.kind == "price":
        return _delivery(value, language)
    if row is None:
        return ""
    pattern = in_language(row, language)
    match fact.kind:
        case "moq":
            return _counted(pattern, value.get("quantity"), value.get("unit", "piece"), language)
        case "lead_time":
            low = value["low"] if whole and value["low"] != value["high"] else None
            return _counted(pattern, value["high"], value["unit"], language, low)
        case "warranty":
            return _counted(pattern, value.get("low"), value.get("unit", "year"), language)
        case "certificate":
            return pattern.format(name=value["name"])
        case "sample":
            return pattern if value.get("free") else ""
        case _:
            return pattern if "logo" in value.get("services", ()) else ""


def _counted(
    pattern: str, quantity: float | None, unit: str, language: str, low: float | None = None
) -> str:
    row = listed()["units"].get(unit)
    if not quantity or row is None:
        return ""
    number = f"{quantity:g}" if quantity < 1e4 else figure(quantity)
    number = f"{low:g}–{number}" if low else number
    return pattern.format(n=number, unit=in_language(row, language)).strip()


def _delivery(value: Mapping[str, Any], language: str) -> str:
    """The term of delivery with its place: "FOB Ningbo", FOB宁波."""
    if not value.get("incoterm"):
        return ""
    place = str(value.get("place", ""))
    if language.startswith("zh"):
        names = dict(table("places")).get(place, ())
        return str(value["incoterm"]) + next((name for name in names if not name.isascii()), place)
    return f"{value['incoterm']} {place}".strip()
