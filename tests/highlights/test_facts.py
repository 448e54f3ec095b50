from typing import Any

import pytest

from pipelines.highlights.facts import KINDS, find_facts
from pipelines.highlights.facts.numbers import find_numbers
from pipelines.highlights.spec import Fact, Product
from pipelines.highlights.wording import describe
from tests.highlights.fact_table import CHINESE, CHINESE_NOTHING, ENGLISH, ENGLISH_NOTHING, Expected
from tests.highlights.spoken import say

STATING = [*ENGLISH, *CHINESE]
NOTHING = [*ENGLISH_NOTHING, *CHINESE_NOTHING]


def found(*sentences: str) -> tuple[Fact, ...]:
    return find_facts(say(*sentences), (), kinds=KINDS)


def holds(value: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(value.get(key) == meant for key, meant in wanted.items())


@pytest.mark.parametrize(("text", "expected"), STATING, ids=[text for text, _ in STATING])
def test_states(text: str, expected: Expected) -> None:
    facts = found(text)
    assert [fact.kind for fact in facts] == [kind for kind, _ in expected], facts
    for fact, (_, wanted) in zip(facts, expected, strict=True):
        assert holds(fact.value, wanted), fact.value


@pytest.mark.parametrize("text", NOTHING, ids=NOTHING)
def test_states_nothing(text: str) -> None:
    assert found(text) == ()


NUMBERS = {
    "two hundred and fifty": [(250, 250)],
    "twenty five hundred": [(2500, 2500)],
    "one and a half million": [(1.5e6, 1.5e6)],
    "half a million": [(5e5, 5e5)],
    "two point five": [(2.5, 2.5)],
    "a dozen": [(12, 12)],
    "fifteen to twenty": [(15, 20)],
    "two to three thousand": [(2000, 3000)],
    "1,500 - 2,000": [(1500, 2000)],
    "2.5 million": [(2.5e6, 2.5e6)],
    "10k": [(10000, 10000)],
    "five k": [(5000, 5000)],
    "two lakh": [(200000, 200000)],
    "2,00,000": [(200000, 200000)],
    "10 000": [(10000, 10000)],
    "2,50 €": [(2.5, 2.5)],
    "ten to twelve thousand": [(10000, 12000)],
    "twenty days to thirty days": [(20, 30)],
    "five hundred and seven hundred": [(500, 500), (700, 700)],
    "two dozen": [(2, 2)],
    "a dozen lamps": [(12, 12)],
    "the big one": [],
    "forty foot container": [],
    "one eight zero zero five five five": [],
    "in 2015": [],
    "model A100": [],
    "room 305": [],
    "this one": [],
    "五百": [(500, 500)],
    "三十万": [(300000, 300000)],
    "一千二": [(1200, 1200)],
    "一千零二": [(1002, 1002)],
    "两万五千": [(25000, 25000)],
    "3.5万": [(35000, 35000)],
    "七八": [(7, 8)],
    "两三": [(2, 3)],
    "百八十": [(80, 100)],
    "两百来个": [(200, 200)],
    "两个月到三个月": [(2, 3)],
    "一百六一斤": [(160, 160), (1, 1)],
    "零售": [],
    "十五六": [(15, 16)],
    "两到三千": [(2000, 3000)],
    "一点五": [(1.5, 1.5)],
    "一起": [],
    "十几": [],
    "二零一五年": [],
}


@pytest.mark.parametrize(("text", "values"), NUMBERS.items(), ids=list(NUMBERS))
def test_numbers(text: str, values: list[tuple[float, float]]) -> None:
    assert [(number.low, number.high) for number in find_numbers(text)] == values


def test_two_fifty_leaves_its_doubt() -> None:
    (fact,) = found("FOB Ningbo is two fifty a piece.")
    assert (fact.value["amount"], fact.value["or"]) == (2.5, 250)
    assert fact.confidence < 0.75
    assert "please check" in describe(fact)


def test_exact_words_and_times() -> None:
    sentences = say("Well, the MOQ is five hundred pieces for this one.")
    (fact,) = find_facts(sentences, ())
    words = sentences[0].words
    assert fact.words == "MOQ is five hundred pieces"
    assert (fact.start, fact.end) == (words[2].start, words[6].end)


def test_exact_words_in_chinese() -> None:
    sentences = say("那我们起订量是五百件哦。")
    (fact,) = find_facts(sentences, ())
    assert fact.words == "起订量是五百件"
    assert fact.start == sentences[0].words[3].start


def test_a_correction_in_the_next_sentence_replaces_the_fact() -> None:
    (fact,) = found("The lead time is twenty days.", "No sorry, fifteen days.")
    assert fact.value["low"] == fact.value["high"] == 15
    assert fact.words == "lead time is twenty days. No sorry, fifteen days"


def test_an_answer_takes_its_meaning_from_the_question() -> None:
    (fact,) = found("What is your MOQ?", "Five hundred.")
    assert (fact.kind, fact.value["quantity"]) == ("moq", 500)
    assert found("How are you?", "Five hundred.") == ()


def test_facts_belong_to_the_product_named_last() -> None:
    products = (
        Product(id="b1", name="Steel bottle", aliases=("保温杯",)),
        Product(id="l2", name="Desk lamp"),
    )
    facts = find_facts(
        say("This steel bottle is nice.", "The MOQ is 500 pieces.", "The desk lamp is $3 each."),
        products,
    )
    assert [fact.product for fact in facts] == ["b1", "l2"]
    (fact,) = find_facts(say("保温杯起订量五百个。"), products)
    assert fact.product == "b1"


def test_doubtful_words_make_doubtful_facts() -> None:
    clear, doubtful = say("The MOQ is 500 pieces."), say("The MOQ is 500 pieces.", confidence=0.5)
    assert find_facts(doubtful, ())[0].confidence < find_facts(clear, ())[0].confidence


@pytest.mark.parametrize(("text", "expected"), STATING, ids=[text for text, _ in STATING])
def test_every_value_has_words_for_a_person(text: str, expected: Expected) -> None:
    for fact in found(text):
        told = describe(fact)
        assert told
        assert "None" not in told
