"""Languages inside one recording: found by the window, kept through to sentences and captions."""

import shutil
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from bench.world import voices
from bench.world.screenplay import corpus
from bench.world.speech.bank import RATE, utter
from pipelines.media.time import Span, Time
from pipelines.speech import utterances, weights
from pipelines.speech.engine import load_engine
from pipelines.speech.mend import mend_segment
from pipelines.speech.merge import merge
from pipelines.speech.names import spell_names
from pipelines.speech.sentences import split_sentences
from pipelines.speech.sound import Sound
from pipelines.speech.spec import Segment, Transcript
from pipelines.speech.spread import spread_words
from pipelines.speech.subtitles import to_srt, to_vtt
from pipelines.speech.tongues import Tongues

EN, ZH = {"en": 0.98, "zh": 0.02}, {"en": 0.01, "zh": 0.99}
RATHER_EN, MAYBE_EN = {"en": 0.9, "zh": 0.1}, {"en": 0.55, "zh": 0.4, "ja": 0.05}


@pytest.mark.parametrize(
    ("windows", "spoken"),
    [
        pytest.param([ZH, ZH, ZH], ["zh"] * 3, id="one-language"),
        pytest.param([ZH, MAYBE_EN, ZH], ["zh"] * 3, id="one-unsure-window"),
        pytest.param([ZH, RATHER_EN, ZH], ["zh"] * 3, id="one-rather-sure-window"),
        pytest.param([ZH, EN, ZH], ["zh", "en", "zh"], id="a-question"),
        pytest.param([ZH, RATHER_EN, RATHER_EN], ["zh", "zh", "en"], id="twice-rather-sure"),
        pytest.param([EN, EN, ZH, ZH], ["en", "en", "zh", "zh"], id="she-goes-on-in-chinese"),
        pytest.param([MAYBE_EN, ZH], ["zh", "zh"], id="the-first-asks-around"),
    ],
)
def test_windows_change_the_language_when_they_are_sure(
    windows: list[dict[str, float]], spoken: list[str]
) -> None:
    tongues = Tongues(lambda: "zh")
    assert [tongues.hears(chances) for chances in windows] == spoken


def test_a_longer_stretch_is_asked_only_when_the_first_window_is_unsure() -> None:
    asked: list[int] = []

    def around() -> str:
        asked.append(1)
        return "en"

    sure, unsure = Tongues(around), Tongues(around)
    assert [sure.hears(EN), len(asked)] == ["en", 0]
    assert [unsure.hears(MAYBE_EN), len(asked)] == ["en", 1]
    assert unsure.hears(MAYBE_EN) == "en"
    assert len(asked) == 1


def test_a_window_with_two_languages_is_doubtful() -> None:
    tongues = Tongues(lambda: "zh")
    tongues.hears(ZH)
    assert not tongues.doubtful
    tongues.hears({"zh": 0.6, "en": 0.4})
    assert (tongues.language, tongues.doubtful) == ("zh", True)
    assert tongues.part({"zh": 0.05, "en": 0.95}) == "en"
    assert tongues.part({"zh": 0.3, "en": 0.7}) == "zh"


@pytest.fixture(scope="module")
def windowed(tmp_path_factory: pytest.TempPathFactory) -> weights.Weights:
    """The demo model as it is for half minutes: without the file that asks for utterances."""
    cache = tmp_path_factory.mktemp("cache")
    demo = weights.resolve("demo", cache, download=False)
    folder = Path(shutil.copytree(demo.path, cache / "windowed"))
    (folder / utterances.FILE).unlink()
    return weights.resolve(str(folder), cache, download=False)


def said(language: str, index: int) -> Sound:
    """One sentence in half a minute, the rest silence."""
    phrases = (p for p in corpus(np.random.default_rng(2026)) if p.language == language)
    phrase = next(islice(phrases, index, None))
    spoken = utter(phrase, voices.LIVE["hostess"][language]).samples / np.float32(32768)
    return np.pad(spoken, (RATE // 5, 30 * RATE - len(spoken) - RATE // 5)).astype(np.float32)


def test_an_engine_hears_each_window_in_its_language(windowed: weights.Weights) -> None:
    order = ("en", "zh", "en", "zh")
    sound = np.concatenate([said(language, at) for at, language in enumerate(order)])
    segments = list(load_engine(windowed).transcribe(sound, None, ()))
    heard = {int(segment.start.s // 30): segment for segment in segments}
    assert [heard[at].language for at in range(4)] == list(order)
    assert [heard[at].text.isascii() for at in range(4)] == [True, False, True, False]


def part(language: str | None, text: str, at: float, speaker: str | None = None) -> Segment:
    start, end = Time.seconds(at), Time.seconds(at + 2)
    return Segment(
        text=text, start=start, end=end, words=spread_words(text, start, end),
        language=language, speaker=speaker,
    )  # fmt: skip


def test_sentences_know_who_speaks_what() -> None:
    segments = (
        part(None, "how much is", 0, "A"),
        part("en", "the kettle", 2, "A"),
        part("zh", "这个水壶", 4, "A"),
        part("zh", "两块五", 6, "B"),
    )
    whole = Transcript(language="en", engine="t", segments=segments)
    found = [(s.text, s.language, s.speaker) for s in split_sentences(whole)]
    assert found == [
        ("how much is the kettle", "en", "A"), ("这个水壶", "zh", "A"), ("两块五", "zh", "B"),
    ]  # fmt: skip
    unknown = whole.model_copy(update={"language": "und"})
    assert split_sentences(unknown)[0].language is None


def test_the_note_names_the_other_languages() -> None:
    mixed = Transcript(
        language="zh", engine="t", segments=tuple(part("zh", "好", 2 * at) for at in range(3))
    )
    other = Transcript(language="en", engine="t", segments=(part("en", "good", 9),))
    merged = merge([mixed, other])
    assert merged.language == "zh"
    assert merged.notes == ("Mostly Chinese; also spoken: English 25%.",)
    assert merge([mixed]).notes == ()


@pytest.mark.parametrize("text", ["這個保溫瓶兩塊五。", "这个保温瓶两块五。"])
def test_characters_stay_as_they_were_heard(text: str) -> None:
    heard = part("zh", text, 1)
    mended = mend_segment(heard, [Span(start=Time(), end=Time.seconds(9))])
    assert mended is not None
    spelled = spell_names(mended, ("运动水壶", "Food Jar"))
    merged = merge([Transcript(language="zh", engine="t", segments=(spelled,))])
    assert [sentence.text for sentence in split_sentences(merged)] == [text]
    assert text in to_srt(merged)
    assert text in to_vtt(merged)
