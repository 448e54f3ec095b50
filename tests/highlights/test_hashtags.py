import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.highlights.facts import find_facts
from pipelines.highlights.hashtags import MOST, hashtags
from pipelines.highlights.spec import Category, Product
from pipelines.highlights.tags import LANGUAGES, listed
from tests.highlights.spoken import say

JAR = Product(id="FJ-800", name="Food jar 800 ml", aliases=("jar", "饭盒"))
SAID = (
    "FOB Ningbo price is two dollars fifty for one thousand pieces.",
    "The MOQ is five hundred pieces.",
    "The lead time is fifteen days.",
    "Our factory is certified to ISO nine thousand one.",
)


@pytest.mark.parametrize(
    ("category", "language", "tags"),
    [
        ("price_terms", "en",
         ("#FoodJar", "#FOBNingbo", "#MOQ500", "#LeadTime15Days", "#WholesalePrice", "#Wholesale")),
        ("price_terms", "zh-Hans",
         ("#饭盒", "#FOB宁波", "#起订量500件", "#交期15天", "#批发价", "#源头工厂")),
        ("quality", "es",
         ("#FoodJar", "#FOBNingbo", "#MOQ500", "#Plazo15Días", "#ControlDeCalidad", "#Mayorista")),
        ("factory", "xx",
         ("#FoodJar", "#FOBNingbo", "#MOQ500", "#LeadTime15Days", "#FactoryTour", "#Wholesale")),
    ],
)  # fmt: skip
def test_tags(category: Category, language: str, tags: tuple[str, ...]) -> None:
    assert hashtags(category, JAR, find_facts(say(*SAID), ()), language) == tags


def test_a_certificate_is_named() -> None:
    facts = find_facts(say(SAID[3]), ())
    assert hashtags("quality", None, facts)[0] == "#ISO9001"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_its_words(language: str) -> None:
    for category in listed()["categories"]:
        made = hashtags(category, None, (), language)
        assert len(made) >= 3, made
    rows = [row for part in ("categories", "tags", "facts") for row in listed()[part].values()]
    assert all(language in row for row in rows)


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_they_are_safe(name: str, language: str) -> None:
    made = hashtags("offer", Product(id="1", name=name, aliases=(name[::-1],)), (), language)
    assert 1 < len(made) <= MOST
    assert all(re.fullmatch(r"#[^\W\d_]\w*|#\w*[^\W\d_]\w*", tag) for tag in made)
    assert len({tag.casefold() for tag in made}) == len(made)
