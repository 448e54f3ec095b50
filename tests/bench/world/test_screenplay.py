"""What the films say: a small vocabulary, short sentences, and facts that the finder reads."""

import re
from itertools import islice

import numpy as np
import pytest

from bench.world.screenplay import PRODUCTS, corpus
from bench.world.screenplay.corpus import TOPICS, sentences
from bench.world.screenplay.numerals import chinese, english
from bench.world.screenplay.phrase import chinese as chinese_phrase
from bench.world.screenplay.phrase import english as english_phrase


@pytest.mark.parametrize(
    ("number", "in_english", "in_chinese"),
    [
        (0, "zero", "零"),
        (15, "fifteen", "十五"),
        (45, "forty five", "四十五"),
        (200, "two hundred", "两百"),
        (2500, "two thousand five hundred", "两千五百"),
        (20_000, "twenty thousand", "两万"),
        (100_000, "one hundred thousand", "十万"),
    ],
    ids=str,
)
def test_numbers_are_said_as_sellers_say_them(
    number: int, in_english: str, in_chinese: str
) -> None:
    assert (english(number), chinese(number)) == (in_english, in_chinese)


def test_a_word_is_written_and_said() -> None:
    assert english_phrase("The price, FOB Ningbo.").words == (
        ("The", "The"), (" price,", "price"), (" FOB", "F O B"), (" Ningbo.", "Ning bo"),
    )  # fmt: skip
    assert chinese_phrase("有CE认证。").words == (
        ("有", "有"), ("CE", "C E"), ("认", "认"), ("证。", "证"),
    )  # fmt: skip


def test_the_corpus_keeps_its_vocabulary_small_and_its_sentences_short() -> None:
    words: set[str] = set()
    characters: set[str] = set()
    for phrase in islice(corpus(np.random.default_rng(1)), 6000):
        if phrase.language == "zh":
            characters.update(re.findall("[一-鿿]", phrase.text))
            continue
        said = re.findall(r"[\w/]+", phrase.text.lower())
        assert 3 <= len(said) <= 13, phrase.text
        words.update(said)
    assert 400 < len(words) <= 460
    assert 190 < len(characters) <= 250


def test_the_corpus_follows_its_seed() -> None:
    first, again, other = (
        [phrase.text for phrase in islice(corpus(np.random.default_rng(seed)), 20)]
        for seed in (4, 4, 5)
    )
    assert first == again != other


def test_every_template_can_be_filled_for_some_product() -> None:
    models = {product.model for product in PRODUCTS}
    for topics in TOPICS.values():
        for template in (one for topic in topics.values() for one in topic):
            assert set(template.only) <= models, template.text
    wanted = sum(len(topic) for topics in TOPICS.values() for topic in topics.values())
    starts = {one.phrase.text[:9] for one in islice(sentences(np.random.default_rng(2)), 4000)}
    assert wanted > 250
    assert len(starts) > wanted / 2
