"""The plain way to find facts: a keyword names the kind, the first number is the value."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from pipelines.highlights.facts.numbers import Number, find_numbers
from pipelines.speech.spec import Sentence

Value = dict[str, Any]


def _one(key: str, **more: Any) -> Callable[[Number], Value]:
    return lambda number: {key: number.value, **more}


def _span(number: Number) -> Value:
    return {"low": number.low, "high": number.high, "unit": "day"}


_NUMBERED: tuple[tuple[str, str, Callable[[Number], Value]], ...] = (
    ("price", r"price|\$|dollar|usd|fob|exw|cif|价|块|美金|美元|元", _one("amount")),
    ("moq", r"moq|minimum|起订|起批|最少|最低", _one("quantity", unit="piece")),
    ("lead_time", r"lead time|delivery|ship|ready|交期|交货|发货|出货|货期", _span),
    ("capacity", r"per (?:day|month|year)|a (?:day|month)|capacity|output|月产|日产|产能|每天",
     _one("quantity")),
    ("warranty", r"warranty|guarantee|质保|保修", _one("low")),
    ("packing", r"carton|container|packed|box|每箱|一箱|装箱|包装", _one("quantity")),
    ("discount", r"discount|% off|percent off|折|优惠", _one("percent")),
    ("payment", r"deposit|payment|定金|付款|尾款", _one("deposit_percent")),
    ("dimension", r"\b(?:cm|mm|ml)\b|centimeter|liter|gram|厘米|公分|毫升|克|升",
     _one("value")),
    ("factory_size", r"square met|sqm|production line|平方|生产线|流水线", _one("quantity")),
    ("workers", r"workers|employees|staff|people|工人|员工", _one("quantity")),
    ("years", r"years|年", _one("years")),
)  # fmt: skip
_NAMED: tuple[tuple[str, str, Callable[[str], Value]], ...] = (
    ("certificate", r"\b(?:ce|rohs|fda|lfgb|sgs|bsci|iso ?\d+|fcc|reach)\b",
     lambda found: {"name": found.upper()}),
    ("sample", r"samples?\b|样品|打样", lambda found: {"free": True}),
    ("customisation", r"logo|oem|odm|custom|定制|贴牌",
     lambda found: {"services": [found if found == "logo" else found.upper()]}),
    ("port", r"ningbo|shanghai|shenzhen|宁波|上海|深圳", lambda found: {"port": found.title()}),
    ("material", r"stainless steel|aluminum|silicone|cotton|不锈钢|铝合金|硅胶|棉",
     lambda found: {"material": found}),
)  # fmt: skip


def keywords(sentences: Sequence[Sentence]) -> list[tuple[str, Value]]:
    """At most one fact of each kind a sentence; a sentence with a question mark states none."""
    return [fact for sentence in sentences for fact in _of(sentence.text.lower())]


def _of(text: str) -> list[tuple[str, Value]]:
    if text.endswith(("?", "？")):
        return []
    numbers = find_numbers(text)
    found = [
        (kind, read(numbers[0])) for kind, pattern, read in _NUMBERED
        if numbers and re.search(pattern, text)
    ]  # fmt: skip
    named = [
        (kind, read(match[0])) for kind, pattern, read in _NAMED
        if (match := re.search(pattern, text))
    ]  # fmt: skip
    return found + named
