import pytest

from pipelines.highlights.evidence import Evidence
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import prepare
from pipelines.highlights.phrases import Phrases
from pipelines.highlights.spec import Event, Product
from pipelines.media.time import Time
from tests.highlights.spoken import say

PRODUCTS = (Product(id="k", name="kettle"), Product(id="b", name="bottle"))


def blocks(*sentences: str) -> list[tuple[int, int]]:
    spoken = say(*sentences)
    duration = spoken[-1].end + Time.seconds(1)
    evidence = Evidence(duration=duration, sentences=spoken, products=PRODUCTS)
    return [(block.first, block.last) for block in prepare(evidence).blocks]


KETTLE = ("The kettle boils a liter in three minutes.", "It costs five dollars.")
BOTTLE = ("The bottle keeps tea hot for a day.", "It costs two dollars.")


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ((*KETTLE, *BOTTLE), [(0, 2), (2, 4)]),
        ((*KETTLE, "Let us go and see the line.", *KETTLE), [(0, 2), (3, 5)]),
        ((*KETTLE, "Please type one in the chat.", *BOTTLE), [(0, 2), (3, 5)]),
        (("Hello everyone, welcome to our factory.", *KETTLE), [(1, 3)]),
        ((*KETTLE, "Now we do the leak test.", "I turn it over."), [(0, 2), (2, 4)]),
        (("I turn it over and wait a moment.", "The paper is dry."), [(0, 2)]),
        (("Wait a moment please.", "The paper is dry."), [(1, 2)]),
        (
            ("Ahmed asks, what is the MOQ?", "It is five hundred.", "Li asks, is it safe?", "Yes."),
            [(0, 4)],
        ),
        (("这个水壶很轻。", "价格是五美金。", "接下来看这个杯子。", "它很亮。"), [(0, 2), (2, 4)]),
        (("这个水壶很轻。", "请点个关注。", "价格是五美金。"), [(0, 1), (2, 3)]),
    ],
    ids=[
        "another product", "on the way", "a call to write", "a greeting", "announced",
        "waiting is a part of the test", "waiting is not", "questions stay together",
        "announced in Chinese", "a call in Chinese",
    ],
)  # fmt: skip
def test_blocks(sentences: tuple[str, ...], expected: list[tuple[int, int]]) -> None:
    assert blocks(*sentences) == expected


@pytest.mark.parametrize(
    ("sentence", "idle"),
    [
        ("大家好，五百件起订。", False),
        ("大家好，欢迎来到直播间。", True),
        ("Hello my friends, the MOQ is five hundred pieces.", False),
        ("Thank you all, the price is two dollars.", False),
        ("Hello my friends, welcome to the show.", True),
    ],
)
def test_a_greeting_with_a_fact_is_no_small_talk(sentence: str, idle: bool) -> None:
    spoken = say(sentence, "It is made of steel.")
    evidence = Evidence(spoken[-1].end, spoken, find_facts(spoken, PRODUCTS))
    assert prepare(evidence).idle[0] is idle


def test_the_terms_of_an_offer_stay_together_whatever_their_words() -> None:
    """The same words part two topics where no terms of trade are stated."""
    product = [f"The kettle number {at} costs {at} dollars." for at in range(2, 12)]
    terms = [f"Payment is {at} percent deposit by telegraphic transfer." for at in range(20, 30)]
    spoken = say(*product, *terms)
    facts = find_facts(spoken, PRODUCTS)
    assert {fact.kind for fact in facts} >= {"price", "payment"}
    duration = spoken[-1].end + Time.seconds(1)
    assert len(prepare(Evidence(duration, spoken, facts)).blocks) == 1
    assert len(prepare(Evidence(duration, spoken)).blocks) == 2


HALVES = (
    (
        ["kettle", "water", "boils", "steam", "spout", "lid", "handle"],
        "it is hot for tea and coffee",
    ),
    (
        ["carton", "pallet", "truck", "port", "vessel", "label", "tape"],
        "we load and weigh all of them",
    ),
)


def two_topics() -> tuple[str, ...]:
    """Forty sentences with nothing that announces, each half with words of its own."""
    return tuple(
        f"The {own[at % 7]} with the {own[(at * 3 + 1) % 7]} and the {own[(at * 5 + 2) % 7]},"
        f" {common}."
        for own, common in HALVES
        for at in range(20)
    )


def test_words_alone_part_two_topics_and_no_phrase_is_needed() -> None:
    spoken = say(*two_topics())
    evidence = Evidence(duration=spoken[-1].end + Time.seconds(1), sentences=spoken)
    found = prepare(evidence, Phrases.none()).blocks
    assert len(found) == 2
    assert found[1].first == pytest.approx(20, abs=1)


def test_a_product_card_parts_what_is_said_of_two_things() -> None:
    spoken = say("It boils in a minute.", "It is light.", "It keeps cold.", "It is steel.")
    card = Event(t=spoken[2].start, type="product_card", product="b")
    duration = spoken[-1].end + Time.seconds(1)
    evidence = Evidence(duration=duration, sentences=spoken, events=(card,))
    assert [block.first for block in prepare(evidence).blocks] == [0, 2]
    assert len(prepare(Evidence(duration=duration, sentences=spoken)).blocks) == 1
