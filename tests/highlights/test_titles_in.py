import json
from collections.abc import Sequence
from typing import Any

import pytest

from pipelines.errors import StageError
from pipelines.highlights.facts import find_facts
from pipelines.highlights.spec import Highlight, Product
from pipelines.highlights.titles_in import same_figures, titles_by, translate_titles
from pipelines.language_model import LanguageModel
from pipelines.media.time import ZERO, Time
from pipelines.speech.translation.endpoint import EndpointTranslator
from tests.chat_server import chat_server, replies
from tests.highlights.spoken import say

JAR = Product(id="FJ-800", name="Food jar 800 ml")
FACTS = find_facts(say("The MOQ is five hundred pieces.", "The lead time is fifteen days."), ())
ONE = Highlight(
    id="h01", start=ZERO, end=Time.seconds(20), score=1, category="price_terms",
    title="The MOQ is 500 pieces", reasons=(), facts=tuple(fact.id for fact in FACTS),
    product="FJ-800",
)  # fmt: skip
PLAIN = "Precio y condiciones · Food jar 800 ml · MOQ 500 · Plazo 15 días"


def title(told: Sequence[str], language: str = "es") -> str:
    (made,) = translate_titles(
        (ONE,), lambda titles: told, language, "en", facts=FACTS, products=(JAR,)
    )
    return made.titles[language]


def test_a_true_translation_is_taken() -> None:
    assert title(["El pedido mínimo es de 500 piezas"]) == "El pedido mínimo es de 500 piezas"


@pytest.mark.parametrize(
    "told",
    [[], ["El MOQ es 50"], ["El MOQ"], ["500 o 600"], [" "], ["500 " + "x" * 100], ["500", "500"]],
    ids=["none", "another", "missing", "one more", "empty", "too long", "too many"],
)
def test_others_give_way_to_known_words(told: list[str]) -> None:
    assert title(told) == PLAIN


def test_an_engine_that_fails_is_survived() -> None:
    def broken(titles: Sequence[str]) -> Sequence[str]:
        raise StageError("out of order")

    for engine in (broken, None):
        (made,) = translate_titles((ONE,), engine, "es", "en", facts=FACTS, products=(JAR,))
        assert made.titles == {"es": PLAIN}


def test_the_source_language_and_further_ones() -> None:
    (made,) = translate_titles((ONE,), None, "en", "en")
    (made,) = translate_titles((made,), None, "zh", "en", facts=FACTS)
    assert made.titles == {"en": ONE.title, "zh": "价格与条件 · 起订量500件 · 交期15天"}


def test_a_title_in_another_language_than_the_recording() -> None:
    chinese = ONE.model_copy(update={"id": "h02", "title": "我们的起订量是500个"})
    asked: list[str] = []

    def translate(titles: Sequence[str]) -> Sequence[str]:
        asked.extend(titles)
        return ["Our MOQ is 500 pieces"]

    made = translate_titles((ONE, chinese), translate, "en", "en")
    assert asked == [chinese.title]
    assert [one.titles["en"] for one in made] == [ONE.title, "Our MOQ is 500 pieces"]


def test_titles_go_the_way_of_sentences() -> None:
    """Through a translator over a real endpoint: figures are locked on the way."""

    def answer(body: dict[str, Any]) -> Any:
        lines = json.loads(body["messages"][1]["content"])["lines"]
        seen.extend(line["text"] for line in lines)
        return {"lines": [{"id": line["id"], "text": f"¡{line['text']}!"} for line in lines]}

    seen: list[str] = []
    with chat_server(replies(answer)) as server:
        translator = EndpointTranslator(LanguageModel(server.endpoint()), "es")
        engine = titles_by(translator, "en", (JAR,))
        (made,) = translate_titles((ONE,), engine, "es", "en", facts=FACTS, products=(JAR,))
    assert "500" not in seen[0]
    assert made.titles["es"] == "¡The MOQ is 500 pieces!"


@pytest.mark.parametrize(
    ("text", "other", "language", "same"),
    [
        ("$5.70 at 2000 pieces", "5,70 $ para 2.000 piezas", "es", True),
        ("$5.70 at 2000 pieces", "5.70 $ para 2000 piezas", "es", True),
        ("$5.70", "570 $", "es", False),
        ("$5.70", "5,07 $", "de", False),
        ("100,000 pieces", "100.000 Stück", "de", True),
        ("100,000 pieces", "100 000 штук", "ru", True),
        ("100,000 pieces", "100,000 Stück", "de", True),
        ("100,000 pieces", "100 Stück", "de", False),
        ("100,000 pieces", "10万个", "zh", True),
        ("月产5万个", "50,000 pieces a month", "en", True),
        ("500 pieces", "٥٠٠ قطعة", "ar", True),
        ("15–20 days", "15-20天", "zh", True),
        ("15–20 days", "15天", "zh", False),
        ("ISO 9001 and 500", "500 e ISO 9001", "pt", True),
        ("No figures", "Ninguna", "es", True),
    ],
)  # fmt: skip
def test_figures_arrive_unchanged(text: str, other: str, language: str, same: bool) -> None:
    assert same_figures(text, other, language) is same
