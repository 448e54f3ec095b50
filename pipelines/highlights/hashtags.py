"""Hashtags of a clip: its product, its terms, what it is about."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipelines.highlights.features import FACT_WORTH
from pipelines.highlights.spec import Category, Fact, Product
from pipelines.highlights.tags import in_language, listed, term

MOST = 6
LONGEST = 30
"""Characters; longer ones nobody types or reads."""
_TERMS = 3
_CJK = re.compile(r"[㐀-鿿぀-ヿ가-힯]")


def hashtags(
    category: Category, product: Product | None, facts: Sequence[Fact], language: str = "en"
) -> tuple[str, ...]:
    """At most six, the most telling first, in the buyer's language where it is one of
    `pipelines.highlights.tags.LANGUAGES`.

    They hold letters, digits and underscores only and begin with a letter, as all platforms
    accept them; no two are equal but for their case.
    """
    kept: dict[str, str] = {}
    for words in _all(category, product, facts, language):
        tag = _tag(words)
        if tag and len(kept) < MOST:
            kept.setdefault(tag.casefold(), f"#{tag}")
    return tuple(kept.values())


def _all(
    category: Category, product: Product | None, facts: Sequence[Fact], language: str
) -> Iterator[str]:
    if product is not None:
        yield _short_name(product, language)
    ranked = sorted(facts, key=lambda fact: (-FACT_WORTH[fact.kind], fact.start))
    terms = [words for words in dict.fromkeys(term(fact, language) for fact in ranked) if words]
    yield from terms[:_TERMS]
    yield in_language(listed()["tags"][category], language)
    for row in listed()["every"]:
        yield in_language(row, language)
    yield from terms[_TERMS:]


def _short_name(product: Product, language: str) -> str:
    """The name in the language's script where there is one, without sizes and numbers."""
    chinese = language.split("-")[0] in ("zh", "ja")
    names = (product.name, *product.aliases)
    fitting = [name for name in names if bool(_CJK.search(name)) == chinese] or list(names)
    words = re.sub(r"\b[\d.,]+\s*\S*", " ", fitting[0])
    return words if re.search(r"[^\W\d_]", words) else fitting[0]


def _tag(words: str) -> str:
    """``VacuumBottle`` for "vacuum bottle"; empty where nothing is left that may stand."""
    pieces = re.findall(r"\w+", unicodedata.normalize("NFC", words).replace("_", " _ "))
    joined = "".join(piece[:1].upper() + piece[1:] for piece in pieces)
    tag = joined.lstrip("0123456789_").rstrip("_")
    return tag if 1 < len(tag) <= LONGEST else ""
