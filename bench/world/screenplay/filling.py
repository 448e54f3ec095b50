"""A template and its slots become a sentence with its facts."""

import re
from dataclasses import dataclass
from typing import Any

from bench.world.screenplay import phrase
from bench.world.screenplay.slots import Language, Slot
from bench.world.screenplay.template import Template
from bench.world.spec import Phrase
from pipelines.highlights.spec import FactKind

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A phrase and what it states, normalised."""

    phrase: Phrase
    facts: tuple[tuple[FactKind, dict[str, Any]], ...]


def fill(template: Template, slots: dict[str, Slot], language: Language) -> Sentence:
    """Put words into the text and values into the facts. Raises `KeyError` for an unknown slot."""
    text = _SLOT.sub(lambda match: slots[match[1]].words, template.text)
    text = text[0].upper() + text[1:]
    make = phrase.english if language == "en" else phrase.chinese
    facts = tuple((kind, _values(stated, slots)) for kind, stated in template.facts)
    return Sentence(make(text), facts)


def _values(stated: dict[str, Any], slots: dict[str, Slot]) -> dict[str, Any]:
    return {key: _value(value, slots) for key, value in stated.items()}


def _value(value: Any, slots: dict[str, Slot]) -> Any:
    if isinstance(value, dict):
        return _values(value, slots)
    if isinstance(value, str) and (match := _SLOT.fullmatch(value)):
        return slots[match[1]].value
    return value
