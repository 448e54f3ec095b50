"""Titles in the buyers' languages: translated where the figures arrive unchanged, else built of
words that are known in that language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from pipelines.errors import PipelineError
from pipelines.highlights.facts.numbers import find_numbers
from pipelines.highlights.features import FACT_WORTH
from pipelines.highlights.spec import Fact, Highlight, Product
from pipelines.highlights.tags import category_name, term
from pipelines.highlights.titles import width

LONGEST = 90
"""Columns; other languages need more room than the seller's."""
_TERMS = 2
_DECIMAL_COMMA = ("es", "fr", "de", "pt", "ru", "it", "nl", "pl", "tr", "id", "vi")
_RUN = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*")
Translate = Callable[[Sequence[str]], Sequence[str]]
"""Turns titles into one language, as many as it was given; may raise a `PipelineError`."""


def translate_titles(
    highlights: Sequence[Highlight],
    translate: Translate | None,
    language: str,
    source: str,
    *,
    facts: Sequence[Fact] = (),
    products: Sequence[Product] = (),
) -> tuple[Highlight, ...]:
    """The highlights with ``titles[language]`` filled.

    ``source``: the language that the titles are written in (nothing is translated into itself).
    A translation that lacks or adds a figure, is empty or is far too long gives way to the
    category's name with the product and its terms, as does every one where the engine fails or
    ``translate`` is None.
    """
    if language == source:
        return tuple(_with(one, language, one.title) for one in highlights)
    known = {fact.id: fact for fact in facts}
    names = {product.id: product.name for product in products}
    made: list[Highlight] = []
    for one, told in zip(highlights, _translated(highlights, translate), strict=True):
        title = " ".join(told.split())
        if not title or width(title) > LONGEST or not same_figures(one.title, title, language):
            title = plain_title(one, language, known, names)
        made.append(_with(one, language, title))
    return tuple(made)


def _translated(highlights: Sequence[Highlight], translate: Translate | None) -> list[str]:
    """What the engine says; empty where it fails or gives another number of titles."""
    none = [""] * len(highlights)
    if translate is None or not highlights:
        return none
    try:
        told = list(translate([one.title for one in highlights]))
    except PipelineError:
        return none
    return told if len(told) == len(highlights) else none


def _with(one: Highlight, language: str, title: str) -> Highlight:
    return one.model_copy(update={"titles": {**one.titles, language: title}})


def plain_title(
    one: Highlight, language: str, facts: Mapping[str, Fact], names: Mapping[str, str]
) -> str:
    """ "Precio y condiciones · Vacuum bottle 500 ml · MOQ 500"."""
    stated = sorted(
        (facts[key] for key in one.facts if key in facts),
        key=lambda fact: (-FACT_WORTH[fact.kind], fact.start),
    )
    terms = list(dict.fromkeys(filter(None, (term(fact, language) for fact in stated))))
    parts = [category_name(one.category, language), names.get(one.product or "", "")]
    return " · ".join(filter(None, [*parts, *terms[:_TERMS]]))


def same_figures(text: str, other: str, language: str) -> bool:
    """Whether a translation into ``language`` holds the text's figures, written as people write
    them there: 100,000 may be 100.000, 10万 or 100 000; 5.70 may be 5,70."""
    left, right = _figures(text, comma=False), _figures(other, comma=language in _DECIMAL_COMMA)
    # Figures that the engine left as they were are right in whatever way they are written.
    kept = Counter(raw for raw, _ in left) & Counter(raw for raw, _ in right)
    return _values(left, kept) == _values(right, kept)


def _values(figures: Sequence[tuple[str, float]], kept: Counter[str]) -> Counter[float]:
    left, rest = Counter(kept), Counter[float]()
    for raw, value in figures:
        if left[raw]:
            left[raw] -= 1
        else:
            rest[value] += 1
    return rest


def _figures(text: str, *, comma: bool) -> list[tuple[str, float]]:
    """Every figure as it is written, with its value; ``comma``: it parts the decimals."""
    text = unicodedata.normalize("NFKC", text)
    found: list[tuple[str, float]] = []
    covered: set[int] = set()
    for number in find_numbers(text):
        raw = text[number.start : number.end]
        if not _RUN.fullmatch(raw):
            covered.update(range(number.start, number.end))
            values = dict.fromkeys((number.low, number.high))
            found.extend(
                (raw if len(values) == 1 else f"{raw}={value:g}", value) for value in values
            )
    for match in _RUN.finditer(text):
        if match.start() not in covered:
            found.append((match[0], _value(match[0], comma=comma)))
    return found


def _value(run: str, *, comma: bool) -> float:
    plain = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in run)
    plain = plain.replace("٫", "." if not comma else ",").replace("٬", "")
    whole, _, part = plain.rpartition("," if comma else ".")
    if not whole or (comma and not part):
        whole, part = plain, ""
    if comma and not part and (dotted := re.fullmatch(r"(\d+)\.(\d{1,2})", plain)):
        whole, part = dotted.groups()  # 2.50 where 2,50 is usual
    return float(f"{re.sub(r'[^0-9]', '', whole)}.{part or 0}")
