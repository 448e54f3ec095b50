"""SenseVoice and Paraformer run for real in sherpa-onnx: models made by hand that hear loudness."""

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.speech.engine import Engine, load_engine, unload_engine
from pipelines.speech.engines.sherpa import preferred, windows
from pipelines.speech.sound import read_span
from pipelines.speech.spec import Chunk, Segment, SpeechSpec
from pipelines.speech.transcribe import transcribe_chunk
from pipelines.speech.weights import SHERPA, Weights, resolve

pytest.importorskip("sherpa_onnx", reason="sherpa-onnx (extra 'mandarin') is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the models of this test, is not installed")

FRAME = 0.06
"""Seconds; a token's time is that of its frame."""


@pytest.fixture(scope="module")
def tiny() -> Any:
    found = spec_from_file_location("tiny_sherpa", Path(__file__).with_name("tiny_sherpa.py"))
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sense_voice(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tiny.build_sense_voice(tmp_path_factory.mktemp("sherpa") / "sense")
    return load_engine(resolve(str(folder), folder, download=False))


@pytest.fixture(scope="module")
def paraformer(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tiny.build_paraformer(tmp_path_factory.mktemp("sherpa") / "para")
    return load_engine(resolve(str(folder), folder, download=False))


def heard(engine: Engine, audio: Any, language: str | None = None) -> list[Segment]:
    return list(engine.transcribe(audio, language, ()))


def talk(tiny: Any) -> Any:
    """五百 with a mark behind it, moq, a pause, 五."""
    return tiny.noise(
        (tiny.SILENCE, 0.5), (tiny.SOFT, 0.3), (tiny.SILENCE, 0.12), (tiny.LOUD, 0.3),
        (tiny.MURMUR, 0.3), (tiny.MID, 0.4), (tiny.SILENCE, 1.3), (tiny.SOFT, 0.3),
        (tiny.SILENCE, 0.3),
    )  # fmt: skip


def test_figures_are_as_said_marks_as_written(sense_voice: Engine, tiny: Any) -> None:
    assert isinstance(sense_voice, Engine)
    assert (sense_voice.name, sense_voice.model) == (SHERPA, "sense")
    found = heard(sense_voice, talk(tiny))
    assert [segment.text for segment in found] == ["五百。", "MOQ", "五"]


def test_words_lie_where_they_sound(sense_voice: Engine, tiny: Any) -> None:
    words = [word for segment in heard(sense_voice, talk(tiny)) for word in segment.words]
    for word, start in zip(words, (0.5, 0.92, 1.52, 3.22), strict=True):
        assert abs(word.start.s - start) <= FRAME + 0.03
    assert words[0].end <= words[1].start
    assert not any(word.estimated for word in words)


@pytest.mark.parametrize(
    ("levels", "asked", "expected"),
    [(("SOFT",), None, "zh"), (("LOUD",), None, "en"), (("LOUD",), "yue", "yue"),
     (("LOUD",), "pt", "en")],
    ids=["heard Chinese", "heard English", "asked for", "asked for what it does not know"],
)  # fmt: skip
def test_segments_know_their_language(
    sense_voice: Engine, tiny: Any, levels: tuple[str, ...], asked: str | None, expected: str
) -> None:
    audio = tiny.noise(*((getattr(tiny, level), 0.6) for level in levels))
    assert {segment.language for segment in heard(sense_voice, audio, asked)} == {expected}


def test_a_brief_window_has_the_language_of_the_one_before(
    sense_voice: Engine, to_flac: Callable[..., Path]
) -> None:
    """Loud is English here; a loud "yes" after soft talk is not, a loud sentence is."""
    soft = "flite=text='the price of this bottle is two dollars fifty':v=slt,volume=0.02"
    pause = "anullsrc=r=16000:cl=mono:d=1.5"
    for loud, expected in (("yes", {"zh"}), ("the minimum order is five hundred", {"zh", "en"})):
        flac = to_flac(soft, pause, f"flite=text='{loud}':v=slt", pause)
        audio = read_span(flac, Span(start=Time(), end=Time.seconds(20)))
        assert len(windows(audio)) == 2
        assert {segment.language for segment in heard(sense_voice, audio)} == expected


def test_languages_vote_in_pieces(sense_voice: Engine, tiny: Any) -> None:
    audio = tiny.noise((tiny.SOFT, 20), (tiny.LOUD, 30))
    assert sense_voice.detect(audio) == ("zh", pytest.approx(2 / 3))


def test_long_sound_is_given_in_pieces(sense_voice: Engine, tiny: Any) -> None:
    audio = tiny.noise(*(((tiny.SOFT, 0.5), (tiny.SILENCE, 1.5)) * 40))
    spans = windows(audio)
    assert len(spans) > 3
    assert max(span.duration.s for span in spans) <= 28
    words = [word for segment in heard(sense_voice, audio) for word in segment.words]
    assert [word.text for word in words] == ["五"] * 40
    assert all(abs(word.start.s - 2 * at) <= FRAME + 0.03 for at, word in enumerate(words))


@pytest.mark.parametrize("samples", [0, 10, 1500], ids=["none", "ten", "less than a window"])
def test_short_sound_is_no_fault(sense_voice: Engine, paraformer: Engine, samples: int) -> None:
    audio = np.zeros(samples, np.float32)
    assert heard(sense_voice, audio) == []
    assert all(segment.start <= segment.end for segment in heard(paraformer, audio))


def test_paraformer_joins_its_pieces(paraformer: Engine, tiny: Any) -> None:
    audio = tiny.noise((tiny.SOFT, 0.3), (tiny.MID, 0.3), (tiny.LOUD, 0.3), (tiny.SILENCE, 0.7))
    (segment,) = heard(paraformer, audio)
    words = [(w.text, w.start.s, w.estimated) for w in segment.words]
    assert words[:2] == [("五", 0.0, False), ("price", 0.27, False)]
    assert segment.text.endswith("件")


def test_paraformer_guesses_by_script(paraformer: Engine, tiny: Any) -> None:
    assert paraformer.detect(tiny.noise((tiny.SOFT, 3))) == ("zh", 1.0)
    assert paraformer.detect(tiny.noise((tiny.MID, 3))) == ("en", 1.0)


def test_without_times_words_are_estimated(tiny: Any, tmp_path: Path) -> None:
    folder = tiny.build_paraformer(tmp_path / "untimed", timed=False)
    engine = load_engine(Weights(path=folder, name="untimed", engine=SHERPA))
    (segment,) = heard(engine, tiny.noise((tiny.SOFT, 0.9)))
    assert segment.words
    assert all(word.estimated for word in segment.words)


def test_a_fresh_engine_gives_the_same_words(tiny: Any, tmp_path: Path) -> None:
    folder = tiny.build_sense_voice(tmp_path / "again")
    found = []
    for _ in range(2):
        unload_engine()
        engine = load_engine(Weights(path=folder, name="again", engine=SHERPA))
        found.append(heard(engine, talk(tiny)))
    assert found[0] == found[1]


def test_a_chunk_is_heard_from_end_to_end(
    tiny: Any, tmp_path: Path, to_flac: Callable[..., Path]
) -> None:
    """Through the voice detector and what mends a transcript, as every recording goes."""
    flac = to_flac("anullsrc=r=16000:cl=mono:d=2",
                   "flite=text='the minimum order is five hundred pieces':v=slt",
                   "anullsrc=r=16000:cl=mono:d=3")  # fmt: skip
    folder = tiny.build_sense_voice(tmp_path / "chunk")
    chunk = Chunk(index=0, span=Span(start=Time(), end=Time.seconds(7)))
    weights = Weights(path=folder, name="chunk", engine=SHERPA)
    found = transcribe_chunk(flac, chunk, SpeechSpec(), weights)
    assert (found.engine, found.language) == (SHERPA, "en")
    assert found.segments
    assert found.segments[0].start >= Time.seconds(1.5)


def test_chinese_prefers_it_where_it_is(tiny: Any, tmp_path: Path) -> None:
    tiny.build_sense_voice(tmp_path / "sense-voice")
    assert preferred("zh-CN", tmp_path) == "sense-voice"
    assert preferred("yue", tmp_path) == "sense-voice"
    assert preferred("en", tmp_path) is None
    assert preferred(None, tmp_path) is None
