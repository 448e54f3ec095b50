import pytest

from pipelines.highlights.facts import find_facts
from pipelines.highlights.figures import in_figures
from tests.highlights.spoken import say

CASES = {
    "The unit price is five dollars and seventy cents": "The unit price is $5.70",
    "Two euros twenty at one thousand pieces": "€2.20 at 1000 pieces",
    "定金百分之四十，尾款发货前付清": "定金40%，尾款发货前付清",
    "拿五千个，单价是两块七美金": "拿5000个，单价是2.7美元",
    "两块五一个": "2.5元一个",
    "满两万元减五百": "满2万元减500",
    "交期三十到三十五天": "交期30–35天",
    "这条生产线月产五万个": "这条生产线月产5万个",
    "Our factory passed BSCI and ISO nine thousand one": "Our factory passed BSCI and ISO 9001",
    "thirty percent deposit, seventy percent before": "30% deposit, 70% before",
    "One hundred thousand pieces a month": "100,000 pieces a month",
    "Fifteen to twenty days": "15–20 days",
    "$2.50 a piece": "$2.50 a piece",
}
KEPT = (
    "It does not leak, not one drop",
    "one of our best",
    "FOB price is two fifty a piece",
    "ten fifteen days",
    "eighteen eight stainless steel",
    "three oh four stainless steel",
    "二零零八年成立",
)
MEANT = {
    "The material is three oh four stainless steel.": "The material is 304 stainless steel.",
    "Four dollars thirty at two thousand pieces, three ninety at three thousand pieces.": (
        "$4.30 at 2000 pieces, $3.90 at 3000 pieces."
    ),
}


@pytest.mark.parametrize(("said", "written"), CASES.items(), ids=CASES)
def test_spoken_figures_are_written(said: str, written: str) -> None:
    assert in_figures(said) == written


@pytest.mark.parametrize("said", KEPT)
def test_what_is_no_clear_figure_stays(said: str) -> None:
    assert in_figures(said) == said


@pytest.mark.parametrize(("said", "written"), MEANT.items(), ids=MEANT)
def test_a_fact_tells_how_it_is_meant(said: str, written: str) -> None:
    assert in_figures(said, find_facts(say(said), ())) == written


def test_a_price_in_doubt_stays_in_words() -> None:
    said = "The mould is two fifty dollars."
    assert "2.50" not in in_figures(said, find_facts(say(said), ()))
