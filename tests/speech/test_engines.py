"""Engines run for real: a Whisper model with random weights, real sound, real decoding."""

import importlib.util
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.media.time import Span, Time
from pipelines.speech.engine import Engine, load_engine, unload_engine
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.sound import read_span
from pipelines.speech.spec import Chunk, SpeechSpec, Transcript
from pipelines.speech.transcribe import islands, transcribe_chunk
from pipelines.speech.weights import OPENAI, Weights

HAS_OPENAI = importlib.util.find_spec("whisper") is not None


@pytest.fixture(scope="session")
def talk(to_flac: Callable[..., Path]) -> Path:
    """Four seconds of synthesised speech between two silences, 14 s in all."""
    return to_flac(
        "anullsrc=r=16000:cl=mono:d=2",
        "flite=text='the price is two dollars fifty and the minimum order is five hundred':v=slt",
        "anullsrc=r=16000:cl=mono:d=8",
    )


def whole(seconds: float = 14, start: float = 0) -> Chunk:
    return Chunk(index=0, span=Span(start=Time.seconds(start), end=Time.seconds(seconds)))


def test_faster_whisper_runs_for_real(tiny_model: Path, talk: Path) -> None:
    engine = load_engine(Weights(path=tiny_model, name="tiny-random"))
    assert isinstance(engine, Engine)
    assert (engine.name, engine.model) == ("faster-whisper", "tiny-random")
    audio = read_span(talk, whole(6).span)
    language, sure = engine.detect(audio)
    assert len(language) in (2, 3)
    assert 0 < sure <= 1
    segments = list(engine.transcribe(audio, "en", ("vacuum bottle",)))
    assert any(segment.words for segment in segments)
    assert load_engine(Weights(path=tiny_model, name="tiny-random")) is engine


@pytest.fixture(scope="module")
def transcript(tiny_model: Path, talk: Path) -> Transcript:
    weights = Weights(path=tiny_model, name="tiny-random")
    told: list[float] = []
    found = transcribe_chunk(
        talk, whole(start=1), SpeechSpec(), weights, lambda fraction, note: told.append(fraction)
    )
    assert told[-1] == 1.0
    return found


def test_words_are_in_order_inside_their_segments(transcript: Transcript) -> None:
    assert transcript.segments
    for segment in transcript.segments:
        flat = [moment for word in segment.words for moment in (word.start, word.end)]
        assert flat == sorted(flat)
        assert segment.start <= flat[0]
        assert flat[-1] <= segment.end


def test_nothing_is_written_over_the_silence(transcript: Transcript) -> None:
    """Random weights write over anything; only what lies on the speech may stay."""
    assert transcript.segments[0].start >= Time.seconds(1.5)
    assert transcript.segments[-1].end <= Time.seconds(9)


def test_the_transcript_says_who_made_it(transcript: Transcript) -> None:
    assert (transcript.engine, transcript.model) == ("faster-whisper", "tiny-random")
    assert transcript.confidence is not None
    assert transcript.language != "und"


def test_a_fresh_engine_gives_the_same_words(tiny_model: Path, talk: Path) -> None:
    weights = Weights(path=tiny_model, name="tiny-random")
    spec = SpeechSpec(language="en")
    found = []
    for _ in range(2):
        unload_engine()
        found.append(transcribe_chunk(talk, whole(start=1), spec, weights))
    assert found[0] == found[1]
    assert found[0].language == "en"


def test_silence_is_not_given_to_the_engine(talk: Path, tmp_path: Path) -> None:
    """The weights do not even exist: the engine is never loaded."""
    weights = Weights(path=tmp_path / "nothing", name="none")
    found = transcribe_chunk(talk, whole(14, start=9), SpeechSpec(), weights)
    assert found.segments == ()
    assert "nobody speaks" in found.notes[0]


def test_dead_air_parts_islands() -> None:
    speech = [
        Span(start=Time.seconds(a), end=Time.seconds(b)) for a, b in ((1, 2), (4, 5), (20, 21))
    ]
    found = islands(speech, Time.seconds(21.1))
    assert [(span.start.s, span.end.s) for span in found] == [(0.7, 5.3), (19.7, 21.1)]
    assert all(a.end < b.start for a, b in itertools.pairwise(found))


def test_broken_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"no model")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WeightsMissing, match="cannot be loaded"):
        load_engine(Weights(path=tmp_path, name="broken"))


def test_unknown_engines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match="no speech engine called 'parrot'"):
        load_engine(Weights(path=tmp_path, name="x", engine="parrot"))


@pytest.mark.skipif(HAS_OPENAI, reason="openai-whisper is installed")
def test_the_reference_engine_names_its_extra(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing) as caught:
        load_engine(Weights(path=tmp_path / "tiny.pt", name="tiny", engine=OPENAI))
    assert 'pip install "tradereel[whisper]"' in caught.value.remedy


@pytest.mark.skipif(not HAS_OPENAI, reason="openai-whisper (extra 'whisper') is not installed")
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_the_reference_engine_runs_for_real(tmp_path: Path, talk: Path) -> None:
    import torch
    import whisper

    shape = whisper.ModelDimensions(80, 1500, 32, 2, 1, 51865, 448, 32, 2, 1)
    torch.manual_seed(7)
    model = whisper.model.Whisper(shape)
    for weight in model.parameters():  # some are left as the memory was
        torch.nn.init.normal_(weight, std=0.1)
    saved = {"dims": shape.__dict__, "model_state_dict": model.state_dict()}
    torch.save(saved, tmp_path / "tiny.pt")
    engine = load_engine(Weights(path=tmp_path / "tiny.pt", name="tiny", engine=OPENAI))
    audio = read_span(talk, whole(6).span)
    assert engine.detect(audio)[1] > 0
    assert all(s.start <= s.end for s in engine.transcribe(audio, "en", ()))
