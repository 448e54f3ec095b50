"""Speakers told apart for real in sherpa-onnx: models made by hand that know a soft voice and a
loud one."""

from collections.abc import Callable
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from wave import open as open_wave

import huggingface_hub.constants
import numpy as np
import pytest

from pipelines.errors import Interrupted
from pipelines.media.time import Time
from pipelines.speech import download as hub
from pipelines.speech import speakers, weights
from pipelines.speech.errors import WeightsMissing
from pipelines.speech.speaker_models import find_models
from pipelines.speech.speakers import tell_apart
from pipelines.speech.spec import Segment, Transcript, Word

INSTALLED = find_spec("sherpa_onnx") is not None and find_spec("onnx") is not None
needs_library = pytest.mark.skipif(
    not INSTALLED, reason="sherpa-onnx (extra 'speakers') and onnx are not installed"
)


def load(name: str) -> Any:
    found = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tiny() -> Any:
    return load("tiny_speakers")


@pytest.fixture(scope="module")
def models(tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("models")
    tiny.build(cache / "speakers")
    return cache


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    """Writes noise of (level, seconds) after each other as sound."""

    def make(*parts: tuple[float, float]) -> Path:
        random = np.random.default_rng(7)
        pieces = [level * random.uniform(-1, 1, round(length * 16_000)) for level, length in parts]
        out = tmp_path / "talk.wav"
        with open_wave(str(out), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
            file.writeframes((np.concatenate(pieces) * 32_767).astype("<i2").tobytes())
        return out

    return make


def talk(seconds: float) -> Transcript:
    """One segment with a word every half second."""
    moments = np.arange(0, seconds, 0.5).tolist()
    words = tuple(
        Word(text=" yes", start=Time.seconds(at), end=Time.seconds(at + 0.4)) for at in moments
    )
    segment = Segment(text="yes", start=words[0].start, end=words[-1].end, words=words)
    return Transcript(language="en", engine="test", segments=(segment,), notes=("before",))


@needs_library
def test_two_voices_are_told_apart(tiny: Any, models: Path, record: Callable[..., Path]) -> None:
    sound = record((tiny.SOFT, 4), (tiny.LOUD, 4), (tiny.SOFT, 4))
    told: list[float] = []
    found = tell_apart(sound, talk(12), models, progress=lambda done, note: told.append(done))
    assert [one.speaker for one in found.segments] == ["A", "B", "A"]
    for segment, start in zip(found.segments, (0, 4, 8), strict=True):
        assert abs(segment.start.s - start) <= 0.5
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert found == tell_apart(sound, talk(12), models)


@needs_library
def test_a_voice_is_the_same_in_every_block(
    tiny: Any, models: Path, record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block knows one voice only, and none of them first."""
    monkeypatch.setattr(speakers, "BLOCK", Time.seconds(6))
    monkeypatch.setattr(speakers, "OVERLAP", Time.seconds(1))
    sound = record((tiny.LOUD, 6), (tiny.SOFT, 6), (tiny.LOUD, 6), (tiny.SOFT, 6))
    found = tell_apart(sound, talk(24), models)
    assert [one.speaker for one in found.segments] == ["A", "B", "A", "B"]
    one = tell_apart(sound, talk(24), models, count=1)
    assert [segment.speaker for segment in one.segments] == ["A"]


@needs_library
def test_a_stop_passes_through_the_library(
    tiny: Any, models: Path, record: Callable[..., Path]
) -> None:
    def stop(fraction: float, note: str) -> None:
        raise Interrupted("enough")

    with pytest.raises(Interrupted):
        tell_apart(record((tiny.SOFT, 4)), talk(4), models, progress=stop)


@needs_library
def test_silence_has_no_speaker(models: Path, record: Callable[..., Path]) -> None:
    found = tell_apart(record((0.0, 4)), talk(4), models)
    assert found == talk(4)


@needs_library
def test_broken_models_are_refused(tiny: Any, tmp_path: Path, record: Callable[..., Path]) -> None:
    folder = tiny.build(tmp_path / "broken")
    whole = (folder / "model.onnx").read_bytes()
    # The metadata stand behind the graph: what lies before them is spoilt, they are not.
    (folder / "model.onnx").write_bytes(whole.replace(b"AveragePool", b"AverbgePool"))
    found = tell_apart(record((tiny.SOFT, 2)), talk(2), folder)
    assert found.segments == talk(2).segments
    assert "cannot be loaded" in found.notes[-1]


def test_without_models_the_transcript_stays(tmp_path: Path) -> None:
    found = tell_apart(tmp_path / "no sound.flac", talk(4), tmp_path)
    assert found.segments == talk(4).segments
    assert found.notes[0] == "before"
    assert "tradereel weights fetch speakers" in found.notes[1]


def test_nothing_said_nothing_asked(tmp_path: Path) -> None:
    empty = Transcript(language="und", engine="none")
    assert tell_apart(tmp_path / "no sound.flac", empty, tmp_path) is empty


def test_what_is_no_model_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(WeightsMissing, match="not here"):
        find_models(tmp_path)


def test_the_models_are_fetched_from_both_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {where: {file: file.encode() * 9000, "README.md": b"not for us"}
             for file, where in hub.SPEAKER_REPOSITORIES.items()}  # fmt: skip
    told: list[float] = []
    with load("tiny_hub").serve(files) as address:
        template = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
        monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        folder = weights.fetch("speakers", tmp_path, lambda done, note: told.append(done))
    assert folder == tmp_path / "speakers"
    for where, name in (("turns", hub.SEGMENTATION), ("voices", hub.EMBEDDING)):
        assert (folder / where / name).read_bytes() == name.encode() * 9000
    assert not list(folder.rglob("README.md"))
    assert told == sorted(told)


@pytest.mark.parametrize("name", ["sense-voice", "paraformer-zh"])
def test_models_for_sherpa_are_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Of a repository with much else, the model in 8-bit integers and its tokens."""
    files = {"model.int8.onnx": b"8" * 9000, "model.onnx": b"f" * 9000, "tokens.txt": b"a 0\n"}
    with load("tiny_hub").serve({hub.SHERPA[name]: files}) as address:
        template = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
        monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        found = weights.resolve(name, tmp_path, download=True)
    assert (found.path, found.engine, found.why) == (tmp_path / name, weights.SHERPA, "downloaded")
    assert {path.name for path in found.path.iterdir() if path.is_file()} == {
        "model.int8.onnx", "tokens.txt"}  # fmt: skip


@needs_library
def test_models_are_told_by_what_they_say(tiny: Any, tmp_path: Path) -> None:
    tiny.build(tmp_path)
    (tmp_path / "model.onnx").rename(tmp_path / "zz.onnx")
    found = find_models(tmp_path)
    assert (found.segmentation.name, found.embedding.name) == ("zz.onnx", "voice.onnx")
