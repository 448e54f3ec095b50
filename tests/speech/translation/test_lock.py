"""Translations held to the figures of their source."""

import json
from pathlib import Path

import pytest

from pipelines.speech.translation.lock import check, lock, read_source, spelled
from pipelines.speech.translation.marks import BEST, FORMS, choose_marks
from pipelines.speech.translation.notation import written

SOURCE = "The MOQ of the AquaPro X2 is 500 pieces, 15 to 20 days, $2.50 FOB Ningbo."
NAMES = {"aqua pro x2": "AquaPro X2", "AquaPro X2": "AquaPro X2"}


def answered(answer: str | None, target: str = "es", source: str = SOURCE) -> tuple[str, str]:
    held = lock(source, read_source(source, "en", target, NAMES), BEST)
    found = check(held, answer, target, NAMES)
    return found.text, found.refused


def test_the_sentence_is_locked() -> None:
    held = lock(SOURCE, read_source(SOURCE, "en", "es", NAMES), BEST)
    assert held.text == "The MOQ of the ⟦1⟧ is ⟦2⟧ pieces, ⟦3⟧ days, ⟦4⟧ ⟦5⟧ Ningbo."


KEPT = {
    "in another order": "⟦5⟧ Ningbo ⟦4⟧: mínimo ⟦2⟧ piezas del ⟦1⟧ en ⟦3⟧ días.",
    "with blanks": "El ⟦ 1 ⟧: ⟦ 2 ⟧ piezas, ⟦ 3 ⟧ días, ⟦ 4 ⟧ ⟦ 5 ⟧ Ningbo.",
    "with words that count little": "Ambos, los dos: ⟦1⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧ Ningbo.",
    "with thanks": "Mil gracias: ⟦1⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧ Ningbo.",
}


@pytest.mark.parametrize("answer", KEPT.values(), ids=KEPT.keys())
def test_figures_come_back_in_the_buyers_notation(answer: str) -> None:
    text, refused = answered(answer)
    assert refused == ""
    for figure in ("AquaPro X2", "500 piezas", "15–20 días", "$2,50", "FOB"):
        assert figure in text.replace("FOB Ningbo $2,50", "$2,50 FOB Ningbo")


REFUSED = {
    "drops": ("El ⟦1⟧: ⟦2⟧ piezas, ⟦4⟧ ⟦5⟧ Ningbo.", "it lost “15 to 20”"),
    "doubles": ("⟦1⟧ ⟦2⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧", "it says “500” more than once"),
    "invents a mark": ("⟦1⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧ ⟦6⟧", "it added the figure 6"),
    "adds digits": ("⟦1⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧ y 30 más", "it added “30”"),
    "adds words": ("⟦1⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧, mil piezas", "it added “mil”"),
    "adds a sum": ("⟦1⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧, 3 euros", "it added “3 euros”"),
    "another unit": (
        "⟦1⟧ ⟦2⟧ piezas ⟦3⟧ semanas ⟦4⟧ ⟦5⟧",
        "it changed the unit of a figure from day to week",
    ),
    "nothing": (" ", "no translation came back"),
    "no answer": (None, "no translation came back"),
    "endless": ("⟦1⟧ ⟦2⟧ piezas ⟦3⟧ días ⟦4⟧ ⟦5⟧ " + "bla " * 200, "it runs on far longer"),
}


@pytest.mark.parametrize(("answer", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_changed_figures_are_refused(answer: str | None, why: str) -> None:
    assert answered(answer)[1].startswith(why)


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("ar", "the minimum is ⟦1⟧ pieces"),
        ("es", "最少要 ⟦1⟧ 件的订单才行"),
        ("zh", "the minimum is ⟦1⟧"),
        ("ru", "the minimum is ⟦1⟧"),
        ("ko", "최소 the minimum order is ⟦1⟧"),
    ],
)
def test_what_was_not_translated_is_refused(target: str, answer: str) -> None:
    assert answered(answer, target, "MOQ 500")[1] == "it is not in the buyer's language"


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("ar", "السعر في Ningbo Shanghai Yiwu ⟦1⟧"),
        ("es", "MOQ ⟦1⟧, OEM"),
        ("ru", "Минимум ⟦1⟧ Ningbo"),
    ],
)
def test_names_of_places_may_stay(target: str, answer: str) -> None:
    assert answered(answer, target, "MOQ 500")[1] == ""


PLAIN = {
    "the same": ("es", "MOQ is five hundred pieces", "El mínimo es de 500 piezas", ""),
    "in words": ("es", "MOQ is 500 pieces", "El mínimo es de quinientas piezas", ""),
    "Arabic digits": ("ar", "MOQ is 500 pieces", "الحد الأدنى للطلب ٥٠٠ قطعة", ""),
    "notation": ("de", "2,500.50 dollars", "2.500,50 Dollar", ""),
    "factor": ("es", "MOQ is 500 pieces", "El mínimo es de 5000 piezas", "“500” became “5000”"),
    "English dot": ("ar", "MOQ is 1,000 pieces", "الحد الأدنى 1.000 قطعة", "“1000” became “1.000”"),
    "currency": ("es", "$2.50 each", "2,50 € cada uno", "“USD” became “EUR”"),
    "dropped": ("fr", "30% deposit in 15 days", "acompte de 30 %", "it lost “15”"),
    "unit": ("fr", "in 15 days", "dans 15 semaines", "it changed the unit of a figure from day"),
    "name": ("es", "the AquaPro X2 is new", "el AguaPro es nuevo", "it lost “aquaprox2”"),
    "rank": ("en", "我们是第一", "We are No. 1", ""),
    "one": ("es", "one year warranty", "un año de garantía", ""),
}  # fmt: skip


@pytest.mark.parametrize(("target", "source", "answer", "why"), PLAIN.values(), ids=PLAIN.keys())
def test_translations_without_marks_are_read(
    target: str, source: str, answer: str, why: str
) -> None:
    language = "zh" if "我" in source else "en"
    held = spelled(source, read_source(source, language, target, NAMES), language)
    refused = check(held, answer, target, NAMES).refused
    assert refused.startswith(why) and bool(refused) == bool(why)


def test_a_name_that_the_buyer_cannot_read_is_left_to_the_translator() -> None:
    names = {"保温杯": "保温杯", "水壶": "Kettle 9"}
    said = "保温杯和水壶都有"
    assert [f.shown for f in read_source(said, "zh", "es", names).figures] == ["Kettle 9"]
    assert [f.shown for f in read_source(said, "zh", "ja", names).figures] == ["保温杯", "Kettle 9"]


def test_many_names_are_found_in_one_go() -> None:
    listed = {f"Model {number}": f"Model {number}" for number in range(900)}
    said = "model-7 and MODEL 77, Model777 beside model 7777"
    figures = read_source(said, "en", "es", listed).figures
    assert [figure.shown for figure in figures if figure.kind == "name"] == [
        "Model 7", "Model 77", "Model 777",
    ]  # fmt: skip


VOCABULARIES = {
    "all": (None, "⟦"),
    "brackets": ("[]()0123456789", "["),
    "round ones": ("()0123456789", "("),
    "letters": ("abcxX0123456789", "X"),
    "no digits": ("abc[]", None),
}


@pytest.mark.parametrize(("letters", "left"), VOCABULARIES.values(), ids=VOCABULARIES.keys())
def test_the_form_of_marks_follows_the_vocabulary(letters: str | None, left: str | None) -> None:
    marks = choose_marks(lambda text: letters is None or set(text) <= set(letters))
    assert (marks.left if marks else None) == left


@pytest.mark.parametrize("marks", FORMS, ids=[form.left for form in FORMS])
def test_every_form_is_read_back_from_pieces(marks) -> None:
    """A model that writes piece by piece puts blanks where there were none."""
    pieces = f"a {marks.left} 1 {marks.right} b {marks.left}12{marks.right} c"
    assert [number for _, _, number in marks.found(pieces)] == [1, 12]


LABELLED = Path(__file__).parents[2] / "data" / "facts"


def labelled(name: str) -> list[tuple[str, str]]:
    """Language and text of the sentences that the facts are measured on."""
    rows = map(json.loads, (LABELLED / f"{name}.jsonl").read_text("utf-8").splitlines())
    return [(row["language"], " ".join(row["said"])) for row in rows]


@pytest.mark.parametrize("name", ["facts.held-out", "strangers.held-out"])
def test_a_true_copy_passes_and_a_changed_figure_never_does(name: str) -> None:
    """Real sentences, "translated" into their own language: as they are, with each figure in turn
    changed, dropped, and with one put in."""
    copies, slipped, tried = 0, [], 0
    sentences = labelled(name)
    for language, text in sentences:
        reading = read_source(text, language, language, {})
        held, open_ = lock(text, reading, BEST), spelled(text, reading, language)
        copies += bool(check(held, held.text, language, {}).refused)
        copies += bool(check(open_, open_.text, language, {}).refused)
        changed = [(held, held.text + " 77 USD"), (open_, open_.text + " 77 USD")]
        for at, figure in enumerate(reading.figures, start=1):
            changed.append((held, held.text.replace(BEST.mark(at), "")))
            changed.append((held, held.text.replace(BEST.mark(at), "7654")))
            if figure.values and figure.kind != "date":
                shown = open_.text.replace(written(figure, language), "7654", 1)
                changed.append((open_, shown))
        changed = [(one, answer) for one, answer in changed if answer != one.text]
        tried += len(changed)
        slipped += [
            answer for one, answer in changed if not check(one, answer, language, {}).refused
        ]
    assert copies <= 0.01 * 2 * len(sentences)
    assert tried > len(sentences) and slipped == []
