"""Reading the seller's product list, and finding its products in what is said."""

import csv
import io
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.highlights.errors import ProductsUnreadable
from pipelines.highlights.spec import Product

LARGEST = 20_000_000
REMEDY = "Give a JSON list of {id, name, aliases} or a CSV file with the header id,name,aliases."
_ALIAS_SEPARATOR = re.compile(r"\s*[;|；]\s*")


def read_products(path: Path) -> tuple[Product, ...]:
    """The products of a JSON list or a CSV file with a header, told apart by content.

    In CSV several aliases stand in one cell, separated by ``;`` or ``|``. Raises
    `ProductsUnreadable` with the row's number.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ProductsUnreadable(f"{path.name} is over 20 MB.", remedy=REMEDY)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProductsUnreadable(f"{path.name} is not readable UTF-8.", remedy=REMEDY) from error
    rows = _json_rows(path, text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(path, text)
    products = tuple(_product(path, number, row) for number, row in enumerate(rows, start=1))
    _refuse_twins(path, products)
    return products


def find_product(text: str, products: Sequence[Product]) -> str | None:
    """The id of the product that ``text`` names; the longest name wins, then the list's order."""
    best: tuple[int, str] | None = None
    for product in products:
        for name in (product.name, *product.aliases):
            if _names(text, name) and (best is None or len(name) > best[0]):
                best = (len(name), product.id)
    return best[1] if best else None


def _names(text: str, name: str) -> bool:
    pattern = _pattern(name)
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=20_000)
def _pattern(name: str) -> re.Pattern[str] | None:
    # Kept here: a long list overflows the cache of `re`, and compiling costs more than looking.
    pattern = r"\s+".join(re.escape(part) for part in name.split())
    if not pattern:
        return None
    if name.isascii():
        pattern = rf"(?<![A-Za-z0-9]){pattern}s?(?![A-Za-z0-9])"
    return re.compile(pattern, re.IGNORECASE)


def _json_rows(path: Path, text: str) -> list[Any]:
    try:
        rows = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ProductsUnreadable(f"{path.name} is not valid JSON.", remedy=REMEDY) from error
    if isinstance(rows, dict):
        rows = rows.get("products")
    if not isinstance(rows, list):
        raise ProductsUnreadable(f"{path.name} holds no list of products.", remedy=REMEDY)
    return rows


def _csv_rows(path: Path, text: str) -> list[Any]:
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    header = [name.strip().lower() for name in reader.fieldnames or ()]
    if "name" not in header:
        raise ProductsUnreadable(f"{path.name} has no column 'name'.", remedy=REMEDY)
    reader.fieldnames = header
    try:
        return [_csv_row(number, row) for number, row in enumerate(reader, start=1)]
    except csv.Error as error:
        raise ProductsUnreadable(f"{path.name} is not valid CSV.", remedy=REMEDY) from error


def _csv_row(number: int, row: dict[str, Any]) -> dict[str, Any]:
    clean = {key: value for key, value in row.items() if isinstance(key, str) and value}
    aliases = _ALIAS_SEPARATOR.split(str(clean.pop("aliases", "")))
    clean.setdefault("id", str(number))
    return clean | {"aliases": [alias for alias in aliases if alias]}


def _product(path: Path, number: int, row: Any) -> Product:
    if isinstance(row, dict) and isinstance(row.get("id"), int):
        row = row | {"id": str(row["id"])}
    try:
        return Product.model_validate(row)
    except ValidationError as error:
        raise ProductsUnreadable(
            f"{path.name}, product {number} lacks an id or a name.", remedy=REMEDY
        ) from error


def _refuse_twins(path: Path, products: tuple[Product, ...]) -> None:
    seen: set[str] = set()
    for product in products:
        if product.id in seen:
            raise ProductsUnreadable(
                f"{path.name} has the id {product.id!r} twice.", remedy="Give each its own id."
            )
        seen.add(product.id)
