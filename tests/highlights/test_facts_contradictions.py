"""What cannot both hold: inside a recording, and among recordings."""

import pytest

from pipelines.highlights.facts import across, find_contradictions, find_denied, find_facts
from pipelines.highlights.facts.contradictions import SAME_TOPIC
from pipelines.highlights.spec import Contradiction, Fact, Product
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence
from tests.highlights.spoken import say

BOTTLE = Product(id="b1", name="steel bottle", aliases=("保温杯",))
LAMP = Product(id="l2", name="desk lamp", aliases=("台灯",))
PRODUCTS = (BOTTLE, LAMP)
LATER = 1500.0


def talk(first: str, later: str, at: float = LATER) -> tuple[Sentence, ...]:
    """Two statements, by default 25 minutes apart."""
    return (*say(first), *say(later, start=at))


def found(first: str, later: str, at: float = LATER) -> tuple[Contradiction, ...]:
    sentences = talk(first, later, at)
    facts = find_facts(sentences, PRODUCTS)
    denied = find_denied(sentences, PRODUCTS)
    return find_contradictions(facts, products=PRODUCTS, denied=denied)


EXCLUDE = {
    "two MOQs": ("The steel bottle has an MOQ of 500 pieces.", "Steel bottle, MOQ 1000 pieces."),
    "MOQ or none": ("The MOQ of the steel bottle is 300.", "For the steel bottle there is no MOQ."),
    "two prices": ("The desk lamp is $3 each.", "The desk lamp is $3.50 each."),
    "two prices FOB": ("保温杯FOB宁波两块五美金", "保温杯FOB宁波三块美金"),
    "a range that misses": (
        "Desk lamp lead time is 15 to 20 days.",
        "Desk lamp lead time 30 days.",
    ),
    "days and weeks": ("保温杯交期十五天。", "保温杯交期四周。"),
    "warranty": ("The desk lamp has two years warranty.", "Desk lamp warranty is one year."),
    "carton": ("Steel bottle, 24 pieces per carton.", "Steel bottle, 36 pieces per carton."),
    "capacity": (
        "Our capacity of the desk lamp is 30,000 pieces per month.",
        "We make 80,000 pieces of the desk lamp per month.",
    ),
    "free sample or not": (
        "Samples of the desk lamp are free.",
        "The sample fee of the desk lamp is 20 dollars.",
    ),
    "deposit": ("保温杯定金百分之三十。", "保温杯定金百分之五十。"),
    "certificate or not": (
        "The desk lamp has CE certificate.",
        "The desk lamp, no CE certificate.",
    ),
    "workers, whatever is shown": ("Steel bottle. We have 200 workers.", "我们有五百个工人。"),
    "founded": ("Our factory was founded in 2008.", "Our factory was founded in 2015."),
}
FIT = {
    "said twice": ("The desk lamp MOQ is 500 pieces.", "起订量五百个，台灯。"),
    "another product": ("The steel bottle MOQ is 500.", "The desk lamp MOQ is 1000."),
    "another quantity": (
        "Desk lamp, $2.50 for 500 pieces.",
        "Desk lamp, $2.20 for 1000 pieces.",
    ),
    "another Incoterm": ("Desk lamp FOB Ningbo $2.50.", "Desk lamp CIF Hamburg $3.10."),
    "another currency": ("Desk lamp $2.50 each.", "台灯十八块一个。"),
    "another unit": ("Desk lamp is $2.50 per piece.", "Desk lamp is $24 per carton."),
    "ranges that meet": (
        "Desk lamp lead time 15 to 20 days.",
        "Desk lamp lead time 20 to 25 days.",
    ),
    "weeks and days": ("保温杯交期两周。", "保温杯交期十四天。"),
    "stock and order": (
        "Desk lamp from stock ships within 3 days.",
        "Desk lamp lead time is 30 days.",
    ),
    "corrected": (
        "Desk lamp lead time is twenty days, no sorry, fifteen days.",
        "Desk lamp lead time 15 days.",
    ),
    "two certificates": (
        "The desk lamp has CE certificate.",
        "The desk lamp has RoHS certificate.",
    ),
    "rounded": ("We have 200 workers.", "We have about 190 workers."),
    "two ports": ("We ship from Ningbo port.", "We ship from Shanghai port."),
    "no product, far apart": ("The MOQ is 500 pieces.", "The MOQ is 1000 pieces."),
}


@pytest.mark.parametrize(("first", "later"), EXCLUDE.values(), ids=list(EXCLUDE))
def test_these_exclude_each_other(first: str, later: str) -> None:
    (one,) = found(first, later)
    assert one.text.count(" at ") >= 2


@pytest.mark.parametrize(("first", "later"), FIT.values(), ids=list(FIT))
def test_these_can_both_hold(first: str, later: str) -> None:
    assert find_facts(talk(first, later), PRODUCTS)
    assert found(first, later) == ()


def test_the_text_names_both_values_and_moments() -> None:
    (one,) = found(*EXCLUDE["two MOQs"])
    assert (one.kind, one.product) == ("moq", "b1")
    assert one.text.startswith("MOQ of steel bottle: at least 500 pieces at 00:0")
    assert "at least 1,000 pieces at 25:0" in one.text
    assert len(one.facts) == 2


def test_a_denial_is_told_but_is_no_fact() -> None:
    (one,) = found(*EXCLUDE["certificate or not"])
    assert "CE at 00:0" in one.text
    assert "no CE at 25:0" in one.text
    assert len(one.facts) == 1


def test_sizes_listed_in_one_breath_are_no_contradiction() -> None:
    lines = "The small desk lamp is $4.50.", "The big desk lamp is $6.20."
    assert find_contradictions(find_facts(say(*lines), PRODUCTS)) == ()


def test_without_a_product_only_within_a_topic() -> None:
    near = talk("The MOQ is 500 pieces.", "The MOQ is 1000 pieces.", SAME_TOPIC.s - 60)
    facts = find_facts(near, ())
    assert len(find_contradictions(facts)) == 1
    assert find_contradictions(facts, topics=(Time(0), Time.seconds(60))) == ()


def test_each_pair_of_values_once() -> None:
    sentences = tuple(
        one
        for at in range(6)
        for one in say(f"Desk lamp MOQ {(500, 1000)[at % 2]} pieces.", start=at * 100.0)
    )
    (one,) = find_contradictions(find_facts(sentences, PRODUCTS))
    assert one.facts == ("f0001", "f0002")


def facts_of(text: str, product: str | None) -> tuple[Fact, ...]:
    return tuple(fact.model_copy(update={"product": product}) for fact in find_facts(say(text), ()))


ACROSS = {
    "same id": ("b1", "b1", "MOQ 500 pieces.", "MOQ 800 pieces.", 1),
    "same name": ("Steel Bottles", "steel-bottle", "$2.50 each", "$2.80 each", 1),
    "traditional name": ("檯燈", "台灯", "起订量五百个", "起订量八百个", 1),
    "house": (None, "b1", "We have 200 workers.", "We have 600 workers.", 1),
    "same value": ("b1", "b1", "MOQ 500 pieces.", "起订量五百个", 0),
    "another product": ("b1", "l2", "MOQ 500 pieces.", "MOQ 800 pieces.", 0),
    "no product": (None, None, "MOQ 500 pieces.", "MOQ 800 pieces.", 0),
    "another Incoterm": ("b1", "b1", "FOB Ningbo $2.50", "EXW $2.20", 0),
}


@pytest.mark.parametrize(("a", "b", "first", "second", "count"), ACROSS.values(), ids=list(ACROSS))
def test_across_recordings(
    a: str | None, b: str | None, first: str, second: str, count: int
) -> None:
    pairs = across([("May", facts_of(first, a)), ("June", facts_of(second, b))])
    assert len(pairs) == count
    for one in pairs:
        assert (one.first.recording, one.second.recording) == ("May", "June")
        assert "in May" in one.text
        assert "in June" in one.text
