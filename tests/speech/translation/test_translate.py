"""Whole transcripts through translators of every kind."""

import itertools
import json
import zipfile
from pathlib import Path

import pytest

from pipelines.language_model import Endpoint, LanguageModel
from pipelines.media.time import Span, Time
from pipelines.progress import silent
from pipelines.speech.translation.choose import Means, choose_translator
from pipelines.speech.translation.endpoint import BATCH, EndpointTranslator
from pipelines.speech.translation.errors import TranslationFailed, TranslatorMissing
from pipelines.speech.translation.heard import HeardTranslator, can_translate, lay, neighbours
from pipelines.speech.translation.lay import translated
from pipelines.speech.translation.offline import OfflineTranslator
from pipelines.speech.translation.packages import find_packages, folders, route
from pipelines.speech.translation.translate import translate_transcript
from pipelines.speech.translation.translator import Passage
from pipelines.speech.weights import Weights

ANSWERS = {
    "Hello everyone.": "Hola a todos.",
    "MOQ is ⟦1⟧ pieces.": "El mínimo es de ⟦1⟧ piezas.",
    "We ship in ⟦1⟧ days.": "Enviamos pronto.",
    "We ship in 20 days.": "Enviamos en 20 días.",
    "It costs ⟦1⟧.": "Cuesta ⟦1⟧.",
    "The price is ⟦1⟧.": "El precio es ⟦1⟧ o 9 dólares.",
    "The price is $3.": "El precio es de 30 dólares.",
}


def test_figures_hold_or_the_original_stays(said, phrasebook) -> None:
    sentences = said(
        "Hello everyone.",
        ("¿Qué tal?", "es"),
        "MOQ is five hundred pieces.",
        "We ship in twenty days.",
        "It costs $2.50.",
        "The price is $3.",
        ("مرحبا بكم", "ar"),
    )
    told: list[float] = []
    made = translate_transcript(
        sentences, "en", "es", phrasebook("es", ANSWERS), progress=lambda f, _: told.append(f)
    )
    assert [line.text for line in made.lines] == [
        "Hola a todos.",
        "¿Qué tal?",
        "El mínimo es de 500 piezas.",
        "Enviamos en 20 días.",
        "Cuesta $2,50.",
        "The price is $3.",
        "مرحبا بكم",
    ]
    assert [line.refused for line in made.lines[:5]] == [""] * 5
    assert made.lines[5].refused == "it added “9 dólares”"
    assert made.lines[6].refused == "nothing here translates from ar"
    assert made.notes[0].startswith("2 of 6 sentences stay in the original language")
    assert told == sorted(told) and told[-1] == 1.0


def test_a_translator_that_sees_no_marks_is_read(said, phrasebook) -> None:
    answers = {"MOQ is 500 pieces.": "Mínimo 500 piezas.", "In 15 days.": "En 5 días."}
    translator = phrasebook("es", answers, marks=None)
    made = translate_transcript(said("MOQ is 500 pieces.", "In 15 days."), "en", "es", translator)
    assert [(line.text, line.refused) for line in made.lines] == [
        ("Mínimo 500 piezas.", ""),
        ("In 15 days.", "“15” became “5”"),
    ]


def test_translated_words_stand_inside_their_sentences(said, phrasebook) -> None:
    sentences = said("Hello everyone.", "In 9 days.")
    made = translate_transcript(sentences, "en", "es", phrasebook("es", ANSWERS))
    laid = translated(sentences, made)
    assert laid[1] == sentences[1], "what was refused keeps its words"
    assert "".join(word.text for word in laid[0].words) == "Hola a todos."
    assert all(word.estimated for word in laid[0].words)
    times = [time for word in laid[0].words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (sentences[0].start, sentences[0].end)


def lines(count: int, said):
    return said(*(f"We have {number + 2} machines here." for number in range(count)))


def endpoint(url: str, **options: float) -> LanguageModel:
    return LanguageModel(Endpoint(url, "key", "tiny", timeout=5, **options))


def test_an_endpoint_translates_in_batches_by_id(chat, said, upper) -> None:
    url, asked = chat(upper)
    sentences = lines(BATCH + 5, said)
    made = translate_transcript(sentences, "en", "es", EndpointTranslator(endpoint(url), "es"))
    assert [len(question["lines"]) for question in asked] == [BATCH, 5]
    assert asked[1]["said_before"] == sentences[BATCH - 1].text
    assert made.lines[3].text == "Wpalabra palabra 5 palabra palabra."
    assert not any(line.refused for line in made.lines)
    assert (made.engine, made.model) == ("endpoint", "tiny")


WRONG = {
    "one line less": lambda found: found[:-1],
    "an invented id": lambda found: [*found, {"id": 99, "text": "x"}],
    "ids moved": lambda found: [{**line, "id": line["id"] + 1} for line in found],
    "a line twice": lambda found: [*found, found[0]],
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_batch_with_wrong_lines_is_asked_again_one_by_one(chat, said, upper, wrong) -> None:
    def answer(asked):
        return wrong(upper(asked)) if len(asked) > 1 else upper(asked)

    url, asked = chat(answer)
    made = translate_transcript(lines(4, said), "en", "es", EndpointTranslator(endpoint(url), "es"))
    assert [len(question["lines"]) for question in asked] == [4, 1, 1, 1, 1]
    assert [line.refused for line in made.lines] == [""] * 4
    assert "5" in made.lines[3].text


def test_lines_that_never_come_are_refused(chat, said, upper) -> None:
    url, asked = chat(lambda lines: upper([one for one in lines if "Good" not in one["text"]]))
    sentences = said("Hello there.", "Good day.")
    made = translate_transcript(sentences, "en", "es", EndpointTranslator(endpoint(url), "es"))
    assert [line.refused for line in made.lines] == ["", "no translation came back"]
    assert made.lines[1].text == "Good day."
    assert len(asked) == 3, "together, then each once; the same question is not sent again"


def test_invented_figures_never_pass(chat, said) -> None:
    url, _ = chat(lambda asked: [{"id": line["id"], "text": "Solo 99 dólares"} for line in asked])
    made = translate_transcript(lines(3, said), "en", "es", EndpointTranslator(endpoint(url), "es"))
    assert all(line.refused for line in made.lines)
    assert [line.text for line in made.lines] == [s.text for s in lines(3, said)]


def test_an_endpoint_that_is_down_fails_as_a_whole(chat, said) -> None:
    url, asked = chat(lambda asked: None)
    with pytest.raises(TranslationFailed):
        translate_transcript(lines(60, said), "en", "es", EndpointTranslator(endpoint(url), "es"))
    assert len(asked) <= 8, "it is not asked for every sentence"


def test_a_budget_that_ends_leaves_the_rest_in_the_original(chat, said, upper) -> None:
    url, _ = chat(upper)
    model = endpoint(url, budget=1)
    made = translate_transcript(lines(25, said), "en", "es", EndpointTranslator(model, "es"))
    assert [bool(line.refused) for line in made.lines] == [False] * BATCH + [True] * 5
    assert made.notes[0].startswith("5 of 25")
    assert "the 1 requests of this job are used up" in made.notes[1]


def package(folder: Path, source: str, target: str, code: str = "") -> Path:
    made = folder / f"translate-{source}_{target}-1_9"
    (made / "model").mkdir(parents=True)
    (made / "model" / "model.bin").write_bytes(b"no model")
    (made / "sentencepiece.model").write_bytes(b"no pieces")
    told = {"from_code": code or source, "to_code": target}
    (made / "metadata.json").write_text(json.dumps(told), encoding="utf-8")
    return made


def test_packages_are_found_and_pivot_through_english(tmp_path: Path) -> None:
    package(tmp_path, "zh", "en")
    package(tmp_path, "en", "ar")
    package(tmp_path, "en", "es")
    package(tmp_path, "zh", "es")
    (tmp_path / "translate-broken").mkdir()
    (tmp_path / "translate-broken" / "metadata.json").write_text("{", encoding="utf-8")
    opus = tmp_path / "opus-mt-zh-fr"
    opus.mkdir()
    for name in ("model.bin", "source.spm", "target.spm"):
        (opus / name).write_bytes(b"x")
    words = json.dumps(["a", ">>cmn_Hans<<", ">>fra<<"])
    (opus / "shared_vocabulary.json").write_text(words, encoding="utf-8")
    found = find_packages([tmp_path, tmp_path / "nowhere"])
    way = {target: [p.name for p in route(found, "zh", target)] for target in ("es", "ar", "de")}
    assert way == {
        "es": ["translate-zh_es-1_9"],
        "ar": ["translate-zh_en-1_9", "translate-en_ar-1_9"],
        "de": [],
    }
    (fr,) = route(found, "zh", "fr")
    assert (fr.begins, fr.ends) == (">>fra<<", True)


@pytest.mark.parametrize("inside", ["translate-zh_en-1_9", "../outside"], ids=["whole", "escaping"])
def test_zipped_packages_are_unpacked_once_and_never_outside(tmp_path: Path, inside: str) -> None:
    made = package(tmp_path / "made", "zh", "en")
    place = tmp_path / "translation"
    place.mkdir()
    with zipfile.ZipFile(place / "translate-zh_en.argosmodel", "w") as archive:
        for path in sorted(made.rglob("*")):
            archive.write(path, f"{inside}/{path.relative_to(made)}")
    found = [find_packages([place]) for _ in range(2)]
    assert [p.name for p in found[0]] == ([inside] if ".." not in inside else [])
    assert found[0] == found[1]
    assert not (tmp_path / "outside").exists()
    assert not list(place.glob(".*"))


def test_nothing_here_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(TranslatorMissing) as caught:
        choose_translator("zh", "ar", Means(places=folders(tmp_path)))
    assert "translate-zh_ar, or zh_en and en_ar" in caught.value.remedy
    assert "tradereel[translate]" in caught.value.remedy


def test_an_endpoint_comes_before_packages() -> None:
    chosen = choose_translator("zh", "ar", Means(model=endpoint("http://127.0.0.1:9/v1")))
    assert (chosen.engine, chosen.target) == ("endpoint", "ar")


@pytest.mark.parametrize("form", ["argos", "opus", "pivot"])
def test_packages_translate_for_real(tiny_seq2seq, tmp_path: Path, form: str, said) -> None:
    if form in ("argos", "pivot"):
        tiny_seq2seq.argos(tmp_path, "en", "es")
    if form in ("opus", "pivot"):
        tiny_seq2seq.opus(tmp_path, *(("zh", "en") if form == "pivot" else ("en", "es")))
    source = "zh" if form == "pivot" else "en"
    chosen = choose_translator(source, "es", Means(places=[tmp_path]))
    assert isinstance(chosen, OfflineTranslator)
    assert chosen.marks is not None and chosen.marks.left == "[", "⟦ is not in the vocabulary"
    assert chosen.model.count(" + ") == (form == "pivot")
    span = Span(start=Time(0), end=Time.seconds(1))
    passages = [Passage(text, source, span) for text in ("the minimum order", "good price")]
    first = chosen.translate(passages, silent)
    assert len(first) == 2 and all(text is not None for text in first)
    assert first == chosen.translate(passages, silent)
    # Random weights say anything: no figure of theirs may reach the buyer.
    made = translate_transcript(said("MOQ is 500 pieces.", "Good."), source, "es", chosen)
    assert made.lines[0].refused and made.lines[0].text == "MOQ is 500 pieces."


@pytest.mark.parametrize("broken", ["sentencepiece.model", "model/model.bin"])
def test_a_broken_package_is_named(tiny_seq2seq, tmp_path: Path, broken: str) -> None:
    made = tiny_seq2seq.argos(tmp_path, "en", "es")
    (made / broken).write_bytes(b"no model")
    with pytest.raises(TranslatorMissing, match="translate-en_es-1_0"):
        choose_translator("en", "es", Means(places=[tmp_path]))


@pytest.mark.parametrize(
    ("name", "demo", "able"),
    [("small", False, True), ("large-v3-turbo", False, False), ("demo", True, False)],
)
def test_weights_that_never_learnt_to_translate_are_not_asked(
    tmp_path: Path, name: str, demo: bool, able: bool
) -> None:
    assert can_translate(Weights(path=tmp_path, name=name, demo=demo)) is able


def test_whisper_translates_by_ear_for_real(tiny_model: Path, to_flac, said) -> None:
    sound = to_flac("flite=text='good morning':v=slt", "anullsrc=r=16000:cl=mono:d=8")
    means = Means(weights=Weights(path=tiny_model, name="tiny-random"), sound=sound)
    chosen = choose_translator("zh", "en", means)
    assert isinstance(chosen, HeardTranslator)
    sentences = said("价格很低。", "起订量五百件。")
    made = translate_transcript(sentences, "zh", "en", chosen)
    assert [line.index for line in made.lines] == [0, 1]
    assert made.lines[1].refused and made.lines[1].text == "起订量五百件。"
    assert made == translate_transcript(sentences, "zh", "en", chosen)


HEARD = {
    "one each": ([(0, 2.8, "Hello."), (3.1, 6, "It is low.")], {0: "Hello.", 1: "It is low."}),
    "two for one": ([(0, 1, "Hello."), (1, 3.4, "You all."), (3.5, 6, "Low.")],
                    {0: "Hello. You all.", 1: "Low."}),
    "both in one": ([(0, 6, "Hello, the price is low.")], {}),
    "nothing": ([], {}),
}  # fmt: skip


@pytest.mark.parametrize(("heard", "laid"), HEARD.values(), ids=HEARD.keys())
def test_what_is_heard_is_laid_onto_sentences_by_time(said, heard, laid) -> None:
    sentences = said("大家好", "很低")
    passages = [Passage(one.text, "zh", Span(start=one.start, end=one.end)) for one in sentences]
    spans = [(Span(start=Time.seconds(a), end=Time.seconds(b)), text) for a, b, text in heard]
    assert lay(passages, (0, 1), spans) == laid


def test_neighbours_are_heard_together(said) -> None:

    passages = [
        Passage(one.text, "zh", Span(start=one.start, end=one.end)) for one in said(*"abcdefghij")
    ]
    groups = list(neighbours(passages, alone=False))
    assert list(itertools.chain(*groups)) == list(range(10))
    assert [len(group) for group in groups] == [9, 1]
    assert [len(group) for group in neighbours(passages, alone=True)] == [1] * 10
