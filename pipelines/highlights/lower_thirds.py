"""The band in a clip's picture: the product's name and the terms that the clip states of it."""

from collections.abc import Iterator, Sequence

from pipelines.highlights.spec import Fact, FactKind, Facts, Highlight, Product
from pipelines.highlights.tags import LANGUAGES, in_language, listed, term
from pipelines.highlights.titles import width
from pipelines.highlights.wording import count, figure, money
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import LowerThird

MOST = 4
LONGEST = 26
"""Columns of one piece; what is longer cannot be read in passing."""
SURE = 0.5
"""Facts with less confidence ("maybe", words that were hardly heard) are not written on a clip."""
SHOWN = Time.seconds(5)
SHORTEST = Time.seconds(2)
LEAD_IN = Time.seconds(1)
"""From the clip's first frame, where no fact says when."""
AFTER = Time.seconds(0.2)
"""From the end of the first fact's last word."""
EDGE = Time.seconds(0.3)
"""Kept free at the clip's end, so that the band is gone when the clip is."""
CERTIFICATES = 2
_KINDS: tuple[FactKind, ...] = ("price", "moq", "lead_time", "certificate")
_COUNTED = ("piece", "set", "pair")
"""Units that a buyer takes for "pieces" where only a number is written."""


def lower_third(
    highlight: Highlight, facts: Facts, products: Sequence[Product], language: str
) -> LowerThird | None:
    """The product's name as the seller spells it, and at most four terms in the buyer's language
    (ISO 639-1): price, minimum, delivery, lead time, certificates.

    Only facts that were said inside the clip about its product; none that contradicts another, of
    which there are two different values, or of which there is doubt. None where the clip is about
    no product of the list or is too short.
    """
    product = next((one for one in products if one.id == highlight.product), None)
    if product is None or not product.name.strip():
        return None
    stated = list(_stated(highlight, facts))
    pieces = [piece for piece in _pieces(stated, language) if width(piece[0]) <= LONGEST][:MOST]
    span = _span(highlight, [fact.end for _, fact in pieces])
    if span is None:
        return None
    lines = tuple(dict.fromkeys(text for text, _ in pieces))
    return LowerThird(title=" ".join(product.name.split()), lines=lines, span=span)


def _stated(highlight: Highlight, facts: Facts) -> Iterator[Fact]:
    doubted = {key for one in facts.contradictions for key in one.facts}
    for fact in facts.facts:
        own = fact.id in highlight.facts and fact.product == highlight.product
        inside = highlight.start <= fact.start and fact.end <= highlight.end
        if own and inside and fact.id not in doubted and fact.confidence >= SURE:
            yield fact


def _pieces(stated: Sequence[Fact], language: str) -> Iterator[tuple[str, Fact]]:
    """What is written, each with the fact that it is from, the most telling first."""
    of_kind = {kind: [fact for fact in stated if fact.kind == kind] for kind in _KINDS}
    yield from _agreed([(_price(fact), fact) for fact in of_kind["price"]])
    yield from _agreed([(_minimum(fact, language), fact) for fact in of_kind["moq"]])
    yield from _agreed([(term(fact, language), fact) for fact in of_kind["price"]])
    yield from _agreed([(term(fact, language, whole=True), fact) for fact in of_kind["lead_time"]])
    held = [fact for fact in of_kind["certificate"] if fact.value.get("held", True)]
    named = {term(fact, language): fact for fact in reversed(held)}
    yield from sorted(named.items(), key=lambda item: item[1].start)[:CERTIFICATES]


def _agreed(found: Sequence[tuple[str, Fact]]) -> Iterator[tuple[str, Fact]]:
    """The one piece that all facts of a kind give, with the first of them; nothing where they
    differ: tiers of a price need more words than a band has."""
    told = [(text, fact) for text, fact in found if text]
    if len({text for text, _ in told}) == 1:
        yield min(told, key=lambda one: one[1].start)


def _price(fact: Fact) -> str:
    """ "USD 2.50", "USD 2.30 (1,000+)" where it holds from a quantity on."""
    value = fact.value
    if not value.get("currency") or "or" in value or value.get("per", "piece") not in _COUNTED:
        return ""
    if not value.get("quantity"):
        return money(value)
    if value.get("quantity_unit", "piece") not in _COUNTED:
        return ""
    return f"{money(value)} ({figure(value['quantity'])}+)"


def _minimum(fact: Fact, language: str) -> str:
    """ "MOQ 500", "MOQ 20 cartons", "MOQ USD 1,000"; empty where the language has no word for the
    unit, because a bare number would be taken for pieces."""
    value, code = fact.value, language.split("-")[0].lower()
    if value.get("none") or value.get("up_to"):
        return ""
    row, unit = in_language(listed()["facts"]["moq"], language), value.get("unit", "piece")
    if "amount" in value:
        return row.format(n=money(value), unit="")
    if unit in _COUNTED or listed()["units"].get(unit, {}).get(code):
        return term(fact, language)
    english = code == "en" or code not in LANGUAGES
    return row.format(n=count(value["quantity"], unit), unit="") if english else ""


def _span(highlight: Highlight, ends: Sequence[Time]) -> Span | None:
    """From just after the first of the facts for some seconds, inside the clip."""
    last = highlight.end - EDGE
    begin = min(ends) + AFTER if ends else highlight.start + LEAD_IN
    if last - begin < SHOWN:
        begin = max(highlight.start + min(LEAD_IN, AFTER), last - SHOWN)
    end = min(begin + SHOWN, last)
    return Span(start=begin, end=end) if end - begin >= SHORTEST else None
