import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.highlights.cues import LINE, fits, make_cues, width
from pipelines.highlights.facts import find_facts
from pipelines.highlights.plans import PlanOptions, make_plans, write_plans
from pipelines.highlights.spec import Highlight
from pipelines.highlights.subtitles import write_subtitles
from pipelines.highlights.titles import LONGEST, make_title, slug
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import EditPlan
from pipelines.speech.cues import parse_cues
from pipelines.speech.translation.lay import translated
from pipelines.speech.translation.spec import Line, Translation
from tests.highlights.spoken import say

ALL = Span(start=Time(0), end=Time.seconds(1000))


def cues(*sentences: str) -> list[str]:
    return [cue.text for cue in make_cues(say(*sentences), ALL)]


LONG = (
    "We have many colors for this bottle, and the price for two thousand five hundred pieces is "
    "three dollars and twenty five cents per piece, which includes the color box and the logo."
)
CHINESE = (
    "我们这个保温杯的起订量是两千五百个，交期大概是十五到二十天，"
    "支持印logo，也可以定制彩盒包装，欢迎大家来询价下单。"
)
WORDS = ["we", "pack", "500", "pieces,", "杯", "子", "。", "Nice."]


@pytest.mark.parametrize("text", [LONG, CHINESE, "Short one."])
def test_cues_fit_two_lines_and_lose_no_word(text: str) -> None:
    told = cues(text)
    assert all(fits(cue) for cue in told)
    assert "".join(told).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (LONG, ("two thousand five hundred pieces", "three dollars", "twenty five cents")),
        (CHINESE, ("两千五百个", "十五到二十天")),
    ],
)
def test_figures_are_never_torn(text: str, whole: tuple[str, ...]) -> None:
    told = cues(text)
    for figure in whole:
        assert sum(figure in cue for cue in told) == 1, told


def test_no_cue_is_a_leftover() -> None:
    assert all(width(cue) > 8 for cue in cues(LONG))


def test_a_pause_ends_a_cue() -> None:
    first, second = say("One thing.", start=0), say("Another thing.", start=20)
    made = make_cues([*first, *second], ALL)
    assert [cue.text for cue in made] == ["One thing.", "Another thing."]
    assert made[0].end.s < 3


def test_cues_stay_inside_the_span() -> None:
    span = Span(start=Time.seconds(2), end=Time.seconds(6))
    made = make_cues(say(*["We pack it well."] * 6), span)
    assert made
    assert all(span.start <= cue.start <= cue.end <= span.end for cue in made)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(WORDS),
        min_size=1,
        max_size=60,
    )
)
def test_cues_are_ordered_and_fit(words: list[str]) -> None:
    made = make_cues(say(" ".join(words)), ALL)
    for before, after in pairwise(made):
        assert before.end <= after.start
    assert all(fits(cue.text) for cue in made)


def test_a_line_holds_32_letters_or_16_characters() -> None:
    assert fits("a" * LINE + " " + "b" * LINE)
    assert not fits("a" * LINE + " " + "b" * LINE + " c")
    assert fits("字" * 32)
    assert not fits("字" * 33)


def highlight(title: str, first: int, last: int) -> Highlight:
    return Highlight(
        id=f"h{first}", start=Time.seconds(first), end=Time.seconds(last), score=1.0,
        category="factory", title=title, reasons=(), sentences=(0,),
    )  # fmt: skip


def test_a_plan_carries_what_rendering_needs() -> None:
    shots = tuple(Time.seconds(at) for at in (1, 3, 9, 12, 30))
    options = PlanOptions(ratios=("9:16", "1:1"), captions="sidecar", style="bold")
    chosen = [highlight("A", 0, 10), highlight("B", 12, 30)]
    plans = make_plans(chosen, say("Hello there."), shots, "en", options)
    first = plans[0]
    assert [plan.folder for plan in plans] == ["01-factory-a", "02-factory-b"]
    assert (first.ratios, first.captions, first.style) == (("9:16", "1:1"), "sidecar", "bold")
    assert [shot.s for shot in first.shots] == [1, 3, 9]
    assert first.cues[0].text == "Hello there."
    assert first.language == "en"
    assert first.span.start <= first.cues[0].start
    assert first.cues[-1].end <= first.span.end


def translation(language: str, *lines: str | tuple[str, str]) -> Translation:
    """Lines of text; (original, reason) for a refused one."""
    made = [
        Line(index=index, text=line, refused="")
        if isinstance(line, str)
        else Line(index=index, text=line[0], refused=line[1])
        for index, line in enumerate(lines)
    ]
    return Translation(source="en", language=language, engine="test", lines=tuple(made))


def two_sentences() -> Highlight:
    update = {
        "sentences": (0, 1),
        "titles": {"es": "Mínimo 500 piezas"},
        "hashtags": ("#moq", "#ningbo"),
        "end": Time.seconds(20),
    }
    return highlight("MOQ is 500 pieces", 0, 20).model_copy(update=update)


def test_a_plan_speaks_the_buyers_language() -> None:
    said = say("Hello there.", "MOQ is 500 pieces.")
    made = [
        translation("es", "Hola a todos.", "El mínimo es de 500 piezas."),
        translation("ar", "مرحبا بكم.", ("MOQ is 500 pieces.", "it lost “500”")),
    ]
    spanish = make_plans([two_sentences()], said, (), "en", PlanOptions(language="es"), made)[0]
    assert (spanish.language, spanish.title) == ("es", "Mínimo 500 piezas")
    assert [cue.text for cue in spanish.cues] == ["Hola a todos.", "El mínimo es de 500 piezas."]
    assert [one.language for one in spanish.subtitles] == ["en", "ar"]
    assert spanish.subtitles[0].cues[1].text == "MOQ is 500 pieces."
    assert (spanish.hashtags, spanish.notes) == (("#moq", "#ningbo"), ())
    assert spanish.cues[1].start == said[1].start
    assert spanish.cues[1].words[-1].end == said[1].end
    arabic = make_plans([two_sentences()], said, (), "en", PlanOptions(language="ar"), made)[0]
    assert [cue.text for cue in arabic.cues] == ["مرحبا بكم.", "MOQ is 500 pieces."]
    assert arabic.title == "MOQ is 500 pieces", "there is no Arabic title"
    assert arabic.notes[0].startswith("1 sentence stays in the spoken language")
    assert arabic.folder == spanish.folder


def test_without_a_translation_the_plan_is_as_spoken_and_says_so() -> None:
    said = say("Hello there.", "MOQ is 500 pieces.")
    plan = make_plans([two_sentences()], said, (), "en", PlanOptions(language="ar"))[0]
    assert (plan.language, plan.subtitles) == ("en", ())
    assert "no translation into ar" in plan.notes[0]


@pytest.mark.parametrize(
    ("language", "text", "whole"),
    [
        ("ar", "أقل كمية للطلب من هذا المنتج هي 500 قطعة والتسليم خلال 15 إلى 20 يوما فقط",
         ("500 قطعة", "15 إلى 20")),
        ("fr", "La commande minimale pour ce produit est de 2\u00a0500 pièces à $2,50 chacune",
         ("2 500 pièces",)),
    ],
)  # fmt: skip
def test_figures_of_a_translation_are_never_torn(
    language: str, text: str, whole: tuple[str, ...]
) -> None:
    made = translated(say("A very long sentence."), translation(language, text))
    cut = [cue.text for cue in make_cues(made, ALL)]
    assert len(cut) > 1 and all(fits(cue) for cue in cut)
    for figure in whole:
        assert sum(figure in cue for cue in cut) == 1, cut


def test_subtitles_of_the_whole_recording(tmp_path: Path) -> None:
    said = say("Hello there.", "MOQ is 500 pieces.")
    long = "El pedido mínimo de este producto es de 500 piezas, y lo enviamos desde nuestra fábrica"
    made = translation("es", "Hola <a> todos.", long)
    assert write_subtitles(said, made, tmp_path) == ("transcript.es.vtt", "transcript.es.srt")
    cues = list(parse_cues((tmp_path / "transcript.es.vtt").read_text("utf-8")))
    again = list(parse_cues((tmp_path / "transcript.es.srt").read_text("utf-8")))
    assert " ".join(cue.text for cue in again) == f"Hola <a> todos. {long}"
    assert [(c.start, c.end) for c in cues] == [(c.start, c.end) for c in again]
    assert cues[0].start.s == pytest.approx(said[0].start.s, abs=0.001)
    assert len(cues) > 2 and all(cue.end <= said[1].end for cue in cues[1:])
    assert all(before.end <= after.start for before, after in pairwise(cues))


def test_a_clip_without_speech_says_so() -> None:
    silent = highlight("A", 0, 10).model_copy(update={"sentences": ()})
    plan = make_plans([silent], (), (), "und", PlanOptions())[0]
    assert plan.notes and not plan.cues


def test_plans_are_written_and_stale_ones_removed(tmp_path: Path) -> None:
    (tmp_path / "09-stale.json").write_text("{}")
    plans = make_plans([highlight("A", 0, 10)], say("Hello."), (), "en", PlanOptions())
    write_plans(plans, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["01-factory-a.json"]
    assert EditPlan.load(tmp_path / "01-factory-a.json") == plans[0]


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("FOB Ningbo price is $2.50", "fob-ningbo-price-is-2-50"),
        ("起订量五百件", "price-terms"),
        ("MOQ五百件", "moq"),
        ("Café à la carte", "cafe-a-la-carte"),
        ("../../etc/passwd", "etc-passwd"),
        ("2.50", "price-terms-2-50"),
        ("a long title " * 5, "a-long-title-a-long-title-a-long-title-a"),
    ],
)  # fmt: skip
def test_slug(title: str, made: str) -> None:
    assert slug(title, "price_terms") == made


@given(st.text(max_size=80))
def test_a_slug_is_always_a_safe_name(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(title, "moment"))
    assert len(slug(title, "moment")) <= 41


def test_a_title_is_the_clause_with_the_fact_in_the_sellers_words() -> None:
    sentences = say("Okay, so look here.", "So the MOQ is five hundred pieces.", "Thank you all.")
    title = make_title(sentences, find_facts(sentences, ()), "price_terms", Time(0))
    assert title == "The MOQ is 500 pieces"


def test_a_long_title_ends_on_a_whole_phrase() -> None:
    sentences = say(
        "The price of this very nice steel bottle with two cups is low for one thousand of them."
    )
    title = make_title(sentences, (), "price_terms", Time(0))
    assert width(title) <= LONGEST
    assert not title.endswith((" for", " is", " one", ","))


def test_a_title_without_words_names_the_moment() -> None:
    assert make_title((), (), "moment", Time.seconds(75)) == "Moment at 1:15"


def test_a_clip_in_another_language_than_the_recording_says_so() -> None:
    said = tuple(
        one.model_copy(update={"language": "zh"}) for one in say("五百件起订。", "交期十五天。")
    )
    chosen = highlight("A", 0, 10).model_copy(update={"sentences": (0, 1)})
    assert make_plans([chosen], said, (), "en", PlanOptions())[0].language == "zh"
    lines = (Line(index=0, text="五百件起订。"), Line(index=1, text="交期十五天。"))
    chinese = Translation(source="en", language="zh", engine="x", lines=lines)
    plan = make_plans([chosen], said, (), "en", PlanOptions(language="zh"), [chinese])[0]
    assert (plan.language, plan.subtitles) == ("zh", ())
