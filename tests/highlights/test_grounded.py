import pytest

from pipelines.highlights.facts import find_facts
from pipelines.highlights.grounded import Grounds, grounds_of, invented
from pipelines.highlights.spec import Product
from tests.highlights.spoken import say

PRODUCTS = (
    Product(id="VB-500", name="Vacuum bottle 500 ml", aliases=("bottle", "保温杯")),
    Product(id="TM-350", name="Travel mug 350 ml", aliases=("mug",)),
)
SAID = (
    "Our FOB Ningbo price is two dollars fifty at one thousand pieces.",
    "The lead time is twenty days, no sorry, fifteen days.",
    "It is 304 steel, and we have the CE certificate.",
    "We do not have UKCA, and samples are not free.",
)


@pytest.fixture(scope="module")
def grounds() -> Grounds:
    sentences = say(*SAID)
    return grounds_of(sentences, find_facts(sentences, ()), "VB-500", PRODUCTS)


@pytest.mark.parametrize(
    "title",
    [
        "Vacuum bottle at $2.50, FOB Ningbo",
        "USD 2.5 from 1,000 pieces: our 500 ml bottle",
        "Ready in 15 days",
        "CE certified 304 steel",
        "保温杯，1000个的价格2.5美元",
        "What a strong bottle!",
    ],
)
def test_what_was_said_may_be_told(title: str, grounds: Grounds) -> None:
    assert invented(title, grounds) == ""


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Only $1.99 a piece", "the sum $1.99"),
        ("Only two dollars", "the sum two dollars"),
        ("只要两块三美金", "the sum 两块三美金"),
        ("Ready in 20 days", "the figure 20"),
        ("From 1000 cartons", "the unit cartons"),
        ("Only $1000", "the sum $1000"),
        ("€2.50 a bottle", "the currency €"),
        ("2.50 yuan", "the currency yuan"),
        ("Our mug at $2.50", "the product Travel mug 350 ml"),
        ("ISO 9001 certified", "the figure 9001"),
        ("FDA certified bottle", "'FDA'"),
        ("Strong and UL", "'UL'"),
        ("UKCA certified", "'UKCA'"),
        ("A kettle at $2.50", "'kettle'"),
        ("CIF price $2.50", "'CIF'"),
        ("Free samples for you", "'"),
        ("50% off today", "the figure 50"),
        ("The new A900", "the figure 900"),
    ],
)
def test_what_nobody_said_is_found(title: str, told: str, grounds: Grounds) -> None:
    assert invented(title, grounds).startswith(told)
