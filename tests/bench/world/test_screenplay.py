"""What the films say: a small vocabulary, short sentences, and facts that the finder reads."""

import re
from itertools import islice

import numpy as np
import pytest

from bench.world.screenplay import PRODUCTS, corpus, write
from bench.world.screenplay.corpus import TOPICS, sentences
from bench.world.screenplay.numerals import chinese, english
from bench.world.screenplay.phrase import chinese as chinese_phrase
from bench.world.screenplay.phrase import english as english_phrase
from bench.world.screenplay.slots import Language


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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_film_does_not_contradict_itself(seed: int) -> None:
    script = write(seed, 12)
    told: dict[tuple[str, ...], set[str]] = {}
    for line in script.lines:
        for kind, value in line.facts:
            if kind == "sample":
                name = "free" if "free" in value else "fee" if "fee" in value else ""
                told.setdefault((line.about or "", "sample"), set()).update({name} - {""})
            if kind in ("moq", "warranty"):
                told.setdefault((line.about or "", kind), set()).add(str(value))
            if "deposit_percent" in value:
                told.setdefault(("deposit",), set()).add(str(value["deposit_percent"]))
    assert len(told) > 6
    assert all(len(said) == 1 for said in told.values() if said), told


def test_films_differ_by_seed_and_rarely_repeat_themselves() -> None:
    first, again, other = (write(seed, 4) for seed in (1, 1, 2))
    assert first == again
    assert [line.phrase for line in first.lines] != [line.phrase for line in other.lines]
    texts = [line.phrase.text for line in first.lines]
    assert len(set(texts)) >= 0.97 * len(texts)
    assert {line.speaker for line in first.lines} == {"hostess", "engineer"}


@pytest.mark.parametrize(
    ("languages", "minutes"), [((), 4.0), (("en",), 0.0)], ids=["no language", "no time"]
)
def test_an_impossible_film_is_refused(languages: tuple[()], minutes: float) -> None:
    with pytest.raises(ValueError, match="needs"):
        write(1, minutes, languages)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_film_in_one_language(language: Language) -> None:
    script = write(4, 3, (language,))
    assert {line.phrase.language for line in script.lines} == {language}
    assert len(script.cuts) >= 4
