"""What is written on a clip of its product: only what was said in it, about it, without doubt."""

from typing import Any

import pytest

from pipelines.highlights.facts import find_contradictions, find_facts
from pipelines.highlights.lower_thirds import lower_third
from pipelines.highlights.spec import Contradiction, Fact, Facts, Highlight, Product
from pipelines.highlights.tags import LANGUAGES
from pipelines.media.time import Time
from tests.highlights.spoken import say

BOTTLE = Product(id="VB", name="  Vacuum bottle  500 ml", aliases=("bottle", "保温杯"))
JAR = Product(id="FJ", name="Food jar 800 ml", aliases=("jar",))
SHOP = (BOTTLE, JAR)


def fact(key: str, kind: str, at: float = 5, product: str | None = "VB", **value: Any) -> Fact:
    more = {name[1:]: value.pop(name) for name in list(value) if name.startswith("_")}
    return Fact.model_validate(
        {
            "id": key,
            "kind": kind,
            "value": value,
            "words": "…",
            "start": Time.seconds(at),
            "end": Time.seconds(at + 1),
            "confidence": 0.9,
            "product": product,
            **more,
        }
    )


PRICE = fact("p", "price", 8, amount=2.5, currency="USD", incoterm="FOB", place="Ningbo")
MOQ = fact("m", "moq", 6, quantity=500, unit="piece")
LEAD = fact("l", "lead_time", 12, low=15, high=20, unit="day", days_low=15, days_high=20)
CE = fact("c", "certificate", 14, name="CE")
TERMS = (PRICE, MOQ, LEAD, CE)


def highlight(
    facts: tuple[Fact, ...], start: float = 2, end: float = 30, **fields: Any
) -> Highlight:
    values = {
        "id": "h1",
        "start": Time.seconds(start),
        "end": Time.seconds(end),
        "score": 1.0,
        "category": "price_terms",
        "title": "Terms",
        "reasons": (),
        "facts": tuple(one.id for one in facts),
        "product": "VB",
    }
    return Highlight.model_validate({**values, **fields})


def lines(*facts: Fact, language: str = "en", **fields: Any) -> tuple[str, ...] | None:
    found = lower_third(highlight(facts, **fields), Facts(facts=facts), SHOP, language)
    return found.lines if found else None


WRITTEN: dict[str, tuple[tuple[Fact, ...], str, tuple[str, ...]]] = {
    "english": (TERMS, "en", ("USD 2.50", "MOQ 500", "FOB Ningbo", "Lead time 15–20 days")),
    "chinese": (TERMS, "zh", ("USD 2.50", "起订量500件", "FOB宁波", "交期15–20天")),
    "arabic": ((MOQ, LEAD), "ar", ("MOQ 500", "التسليم 15–20 يوم")),
    "a language without words": ((MOQ, CE), "xx", ("MOQ 500", "CE")),
    "a price from a quantity on": (
        (fact("p", "price", amount=2.3, currency="USD", quantity=1000, quantity_unit="piece"),),
        "en",
        ("USD 2.30 (1,000+)",),
    ),
    "a range that was said": (
        (fact("p", "price", amount=2, up_to=2.5, currency="USD"),), "en", ("USD 2–2.50",)
    ),
    "said twice": ((MOQ, fact("n", "moq", 20, quantity=500, unit="piece")), "en", ("MOQ 500",)),
    "cartons": ((fact("m", "moq", quantity=20, unit="carton"),), "en", ("MOQ 20 cartons",)),
    "cartons in chinese": ((fact("m", "moq", quantity=20, unit="carton"),), "zh", ("起订量20箱",)),
    "cartons without a word": ((fact("m", "moq", quantity=20, unit="carton"),), "fr", ()),
    "a minimum of money": (
        (fact("m", "moq", amount=1000, currency="USD"),), "en", ("MOQ USD 1,000",)
    ),
    "corrected": (
        (fact("l", "lead_time", low=15, high=15, unit="day", _instead_of={"low": 20}),),
        "en",
        ("Lead time 15 days",),
    ),
    "certificates": (
        (CE, fact("d", "certificate", 15, name="FDA"), fact("e", "certificate", 16, name="LFGB")),
        "en",
        ("CE", "FDA"),
    ),
    "nothing said": ((), "en", ()),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "language", "told"), WRITTEN.values(), ids=WRITTEN.keys())
def test_what_is_written(facts, language, told):
    assert lines(*facts, language=language) == told


LEFT_OUT: dict[str, Fact] = {
    "of another product": fact("x", "moq", product="FJ", quantity=300, unit="piece"),
    "of no product": fact("x", "moq", product=None, quantity=300, unit="piece"),
    "before the clip": fact("x", "moq", 0.5, quantity=300, unit="piece"),
    "cut off by the clip's end": fact("x", "moq", 29.5, quantity=300, unit="piece"),
    "in doubt": fact("x", "moq", quantity=300, unit="piece", _confidence=0.4),
    "a price without a currency": fact("x", "price", amount=2.5, currency=None),
    "a price heard in two ways": fact("x", "price", amount=2.5, currency="USD", **{"or": 250}),
    "a price of a carton": fact("x", "price", amount=90, currency="USD", per="carton"),
    "a denied certificate": fact("x", "certificate", name="CE", held=False),
    "no minimum": fact("x", "moq", quantity=0, unit="piece", none=True),
    "another kind": fact("x", "packing", quantity=24, unit="piece", per="carton"),
    "endless": fact("x", "certificate", name="Certificate of " + "very " * 9 + "much"),
}


@pytest.mark.parametrize("stray", LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_what_is_left_out(stray):
    assert lines(stray, CE if stray.kind != "certificate" else LEAD) in (
        ("CE",),
        ("Lead time 15–20 days",),
    )


def test_two_values_of_a_kind_are_left_out():
    tier = fact("q", "price", 9, amount=2.3, currency="USD", incoterm="FOB", place="Ningbo")
    assert lines(PRICE, tier, MOQ) == ("MOQ 500", "FOB Ningbo")
    assert lines(MOQ, fact("n", "moq", 9, quantity=300, unit="piece"), CE) == ("CE",)


def test_facts_that_are_not_the_clips():
    found = lower_third(highlight((CE,)), Facts(facts=TERMS), SHOP, "en")
    assert found is not None and found.lines == ("CE",)


def test_contradictions_are_left_out():
    doubted = Contradiction(kind="moq", product="VB", facts=("m",), text="…")
    facts = Facts(facts=TERMS, contradictions=(doubted,))
    found = lower_third(highlight(TERMS), facts, SHOP, "en")
    assert found is not None and "MOQ 500" not in found.lines and "USD 2.50" in found.lines


@pytest.mark.parametrize(
    ("facts", "start", "end", "span"),
    [
        pytest.param(TERMS, 2, 30, (7.2, 12.2), id="after the first fact"),
        pytest.param((), 2, 30, (3.0, 8.0), id="one second in"),
        pytest.param((CE,), 2, 18, (12.7, 17.7), id="a late fact"),
        pytest.param((), 2, 5, (2.2, 4.7), id="a short clip"),
    ],
)
def test_when(facts, start, end, span):
    found = lower_third(highlight(facts, start, end), Facts(facts=facts), SHOP, "en")
    assert found is not None
    assert (found.span.start.s, found.span.end.s) == pytest.approx(span)
    assert found.title == "Vacuum bottle 500 ml"


def test_none():
    assert lower_third(highlight((), product=None), Facts(facts=()), SHOP, "en") is None
    assert lower_third(highlight((), product="gone"), Facts(facts=()), SHOP, "en") is None
    assert lower_third(highlight((), 2, 4), Facts(facts=()), SHOP, "en") is None


SAID = (
    "This vacuum bottle is FOB Ningbo, two dollars fifty a piece.",
    "The MOQ of the bottle is five hundred pieces.",
    "The lead time is fifteen days.",
    "It is CE certified.",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_it_is_spoken(language):
    sentences = say(*SAID)
    facts = find_facts(sentences, SHOP)
    made = highlight(facts, sentences[0].start.s, sentences[-1].end.s + 1)
    whole = Facts(facts=facts, contradictions=find_contradictions(facts, (), SHOP, ()))
    found = lower_third(made, whole, SHOP, language)
    assert found is not None and len(found.lines) == 4
    digits = {piece for line in found.lines for piece in line.split() if piece[:1].isdigit()}
    assert all(any(figure in piece for figure in ("2.50", "500", "15")) for piece in digits)
