"""The word lists of `assets/lexicons`, merged over the files, and regular expressions of them.

Sellers mix languages within a sentence ("MOQ 五百件"), so every matcher reads all of them at once.
``trade`` holds what is data rather than language: units, currencies, ports, materials.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from assets import asset

SOURCES = ("en", "zh", "trade")


@cache
def _load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(asset("lexicons", f"{name}.json").read_text("utf-8"))
    return data


def certificates() -> dict[str, Any]:
    """The names of certificates and how they are written."""
    return _load("certificates")


@cache
def words(section: str, name: str = "") -> tuple[str, ...]:
    """One word list over all files, e.g. ``words("facts", "moq")``."""
    lists = [_load(source).get(section, {}) for source in SOURCES]
    found = [entry.get(name, ()) if name else entry for entry in lists]
    return tuple(dict.fromkeys(word for entry in found for word in entry))


@cache
def table(section: str, name: str = "") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A mapping from a normal form to its words over all files, in the files' order."""
    merged: dict[str, list[str]] = {}
    for source in SOURCES:
        entry = _load(source).get(section, {})
        for key, listed in (entry.get(name, {}) if name else entry).items():
            merged.setdefault(key, []).extend(listed)
    return tuple((key, tuple(listed)) for key, listed in merged.items())


def any_of(phrases: Iterable[str]) -> str:
    """A group that takes any of the phrases, the longest first: whole words in Latin script, any
    place in Chinese. Phrases with the same edges share one look-around, which searches twice as
    fast as one for each."""
    groups: dict[tuple[str, str], list[str]] = {}
    for text in sorted(set(phrases), key=lambda text: (-len(text), text)):
        body = r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", text))
        groups.setdefault(_edges(text), []).append(body)
    parts = [f"{before}(?:{'|'.join(listed)}){after}" for (before, after), listed in groups.items()]
    return f"(?:{'|'.join(parts)})" if parts else "(?!)"


def _edges(text: str) -> tuple[str, str]:
    before = r"(?<![a-z0-9])" if text[0].isascii() and text[0].isalnum() else ""
    after = r"(?![a-z0-9])" if text[-1].isascii() and text[-1].isalnum() else ""
    return before, after


@cache
def matcher(section: str, name: str = "") -> re.Pattern[str]:
    """Finds any phrase of a word list in lower-case text."""
    return re.compile(any_of(words(section, name)))


@cache
def lookup(section: str, name: str = "") -> dict[str, str]:
    """From a phrase in lower case to its normal form; spaces and hyphens count the same."""
    return {squeeze(word): key for key, listed in reversed(table(section, name)) for word in listed}


def squeeze(text: str) -> str:
    """Runs of spaces and hyphens as one space, so that found words can be looked up."""
    return re.sub(r"[\s-]+", " ", text).strip()


def any_key(section: str, name: str = "") -> str:
    """A group that takes any word of a table."""
    return any_of(word for _, listed in table(section, name) for word in listed)
