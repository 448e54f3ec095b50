"""Checks data against the part of JSON Schema that our questions use."""

from collections.abc import Callable, Mapping
from typing import Any

_ANNOTATIONS = {"title", "description"}


def problem(data: Any, schema: Mapping[str, Any], where: str = "the answer") -> str | None:
    """What is wrong, for a person; None when the data fits.

    Raises `ValueError` for a keyword that is not checked here: nobody shall trust it.
    """
    unknown = set(schema) - _ANNOTATIONS - set(_CHECKS)
    if unknown:
        raise ValueError(f"The schema uses {sorted(unknown)}, which is not checked.")
    for keyword, check in _CHECKS.items():
        if keyword in schema and (found := check(data, schema, where)):
            return found
    return None


def _type(data: Any, schema: Mapping[str, Any], where: str) -> str | None:
    wanted = schema["type"]
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    if any(_is(data, name) for name in names):
        return None
    return f"{where} is no {' or '.join(names)}"


def _is(data: Any, name: str) -> bool:
    if name in ("integer", "number") and isinstance(data, bool):
        return False
    if name == "integer" and isinstance(data, float):
        return data.is_integer()
    return isinstance(data, _TYPES[name])


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,),
    "number": (int, float), "boolean": (bool,), "null": (type(None),),
}  # fmt: skip


def _enum(data: Any, schema: Mapping[str, Any], where: str) -> str | None:
    # 1 == True in Python, not in JSON.
    known = any(data == one and type(data) is type(one) for one in schema["enum"])
    return None if known else f"{where} is none of the allowed values"


def _properties(data: Any, schema: Mapping[str, Any], where: str) -> str | None:
    if not isinstance(data, dict):
        return None
    for name, inner in schema["properties"].items():
        if name in data and (found := problem(data[name], inner, f"{where}.{name}")):
            return found
    return None


def _required(data: Any, schema: Mapping[str, Any], where: str) -> str | None:
    if not isinstance(data, dict):
        return None
    missing = [name for name in schema["required"] if name not in data]
    return f"{where} has no '{missing[0]}'" if missing else None


def _additional(data: Any, schema: Mapping[str, Any], where: str) -> str | None:
    allowed = schema["additionalProperties"]
    known = schema.get("properties", {})
    further = [name for name in data if name not in known] if isinstance(data, dict) else []
    if allowed is False and further:
        return f"{where} has keys that nobody asked for"
    if isinstance(allowed, Mapping):
        found = (problem(data[name], allowed, f"{where}.…") for name in further)
        return next(filter(None, found), None)
    return None


def _items(data: Any, schema: Mapping[str, Any], where: str) -> str | None:
    if not isinstance(data, list):
        return None
    found = (problem(one, schema["items"], f"{where}[{at}]") for at, one in enumerate(data))
    return next(filter(None, found), None)


def _bound(keyword: str, kinds: tuple[type, ...], least: bool, what: str) -> "_Check":
    def check(data: Any, schema: Mapping[str, Any], where: str) -> str | None:
        if not isinstance(data, kinds) or isinstance(data, bool):
            return None
        size = len(data) if isinstance(data, str | list) else data
        bound = schema[keyword]
        wrong = size < bound if least else size > bound
        return f"{where} {what} {'under' if least else 'over'} {bound}" if wrong else None

    return check


_Check = Callable[[Any, Mapping[str, Any], str], str | None]
_CHECKS: dict[str, _Check] = {
    "type": _type,
    "enum": _enum,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "minimum": _bound("minimum", (int, float), True, "is"),
    "maximum": _bound("maximum", (int, float), False, "is"),
    "minLength": _bound("minLength", (str,), True, "has a length"),
    "maxLength": _bound("maxLength", (str,), False, "has a length"),
    "minItems": _bound("minItems", (list,), True, "has a count"),
    "maxItems": _bound("maxItems", (list,), False, "has a count"),
}
