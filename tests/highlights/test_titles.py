import pytest

from pipelines.highlights.facts import find_facts
from pipelines.highlights.spec import Category, Fact, Product
from pipelines.highlights.titles import LONGEST, make_title
from pipelines.media.time import ZERO
from tests.highlights.spoken import say

JAR = Product(id="FJ-800", name="Food jar 800 ml", aliases=("food jar", "饭盒"))

Row = tuple[Category, tuple[str, ...], str]
ROWS: dict[str, Row] = {
    "the-product-first": (
        "price_terms",
        ("Look, look here.", "The unit price is five dollars and seventy cents."),
        "Food jar 800 ml: the unit price is $5.70",
    ),
    "not-twice": (
        "price_terms",
        ("Our MOQ is only six hundred pieces for the food jar.",),
        "Our MOQ is only 600 pieces for the food jar",
    ),
    "in-its-script": ("customisation", ("我们支持定制。",), "饭盒：我们支持定制"),
    "of-the-seller": (
        "quality",
        ("Our factory passed BSCI and ISO nine thousand one.",),
        "Our factory passed BSCI and ISO 9001",
    ),
    "what-the-category-is-about": (
        "factory",
        ("We give fifteen percent off until Friday.", "Every day we make two thousand pieces."),
        "Every day we make 2000 pieces",
    ),
    "openers-go": (
        "product_demo",
        ("So, um, you know, see, no dent and no leak.",),
        "Food jar 800 ml: no dent and no leak",
    ),
    "no-dangling-start": (
        "product_demo",
        ("It does not leak, I promise.", "Watch the drop test of the jar now."),
        "Food jar 800 ml: watch the drop test of the jar now",
    ),
    "no-dangling-end": (
        "price_terms",
        ("You pay forty percent deposit and after the long inspection by your own people before"
         " the shipment leaves.",),
        "Food jar 800 ml: 40% deposit and after the long inspection",
    ),
    "no-marks-but-a-breath": (
        "price_terms",
        ("we stand here in the hall and the weather is nice", "the lead time is fifteen days"),
        "Food jar 800 ml: the lead time is 15 days",
    ),
    "a-figure-with-a-comma-stays-whole": (
        "offer",
        ("Dear friends from all over the world, for those who take 2,000 mugs today, I give you"
         " ten percent off.",),
        "Food jar 800 ml: I give you 10% off",
    ),
    "the-price-before-the-payment": (
        "price_terms",
        ("付款可以用电汇，也可以用信用证。", "价格是七块九美金。"),
        "饭盒：价格是7.9美元",
    ),
    "the-words-of-the-fact": (
        "price_terms",
        ("as i told you before in the morning and also yesterday evening in the other live we"
            " deliver in fifteen to twenty days my dear friends from all over the whole wide world",
        ),
        "Food jar 800 ml: deliver in 15–20 days",
    ),
    "the-question": (
        "question",
        ("Where are you from, my friends?", "Ana from Brazil asks, can you print our logo?",
         "Sure, your logo is free from two thousand pieces."),
        "Food jar 800 ml: can you print our logo?",
    ),
    "the-question-in-chinese": (
        "question",
        ("有朋友问，可以印我们的标志吗？", "可以的，两千个以上免费。"),
        "饭盒：可以印我们的标志吗？",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("category", "said", "title"), ROWS.values(), ids=ROWS)
def test_titles(category: Category, said: tuple[str, ...], title: str) -> None:
    sentences = say(*said)
    made = make_title(sentences, find_facts(sentences, ()), category, ZERO, JAR)
    assert made == title


def test_no_title_twice_where_there_is_another() -> None:
    sentences = say("We do the leak test.", "No dent and no leak.")
    first = make_title(sentences, (), "quality", ZERO)
    assert make_title(sentences, (), "quality", ZERO, taken=(first,)) not in ("", first)
    assert make_title(sentences[:1], (), "quality", ZERO, taken=("We do the leak test",))


def test_a_long_name_is_left_out() -> None:
    long = Product(id="1", name="x" * LONGEST, aliases=("y" * LONGEST,))
    assert make_title(say("Watch the drop test."), (), "quality", ZERO, long) == (
        "Watch the drop test"
    )


def test_a_bare_figure_says_of_what() -> None:
    sentences = say(
        "well we stand here in the hall and talk and it is fifteen to twenty days for you my friend"
    )
    fact = Fact(
        id="f1", kind="lead_time", words="fifteen to twenty days", confidence=1,
        value={"low": 15, "high": 20, "unit": "day", "days_low": 15, "days_high": 20},
        start=sentences[0].start, end=sentences[0].end,
    )  # fmt: skip
    assert make_title(sentences, (fact,), "price_terms", ZERO) == "Lead time 15–20 days"
