"""Folders with models for sherpa-onnx: which are taken, and what is said of the others."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.speech import weights
from pipelines.speech.engine import load_engine
from pipelines.speech.engines.sherpa import preferred
from pipelines.speech.engines.sherpa_header import read_header
from pipelines.speech.engines.sherpa_model import LANGUAGES, inspect
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.weights import SHERPA, Weights

FEATURES = {"vocab_size": "4", "lfr_window_size": "7", "lfr_window_shift": "6",
            "neg_mean": ",".join("0" * 560), "inv_stddev": ",".join("1" * 560)}  # fmt: skip
SENSE = FEATURES | {"normalize_samples": "0", "with_itn": "14", "without_itn": "15"}
SENSE |= {f"lang_{language}": "3" for language in ("auto", *LANGUAGES)}
SENSE_INPUTS = ("x", "x_length", "language", "text_norm")
PARAFORMER_INPUTS = ("speech", "speech_lengths")
TOKENS = "<blank> 0\n<s> 1\n</s> 2\n好 3\n"


def field(number: int, data: bytes) -> bytes:
    """One field of bytes in Protocol Buffers' wire format."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    if value < 0x80:
        return bytes([value])
    return bytes([value & 0x7F | 0x80]) + varint(value >> 7)


def model(inputs: Sequence[str], metadata: Mapping[str, str]) -> bytes:
    """As much of an ONNX file as tells what it is, with weights in between."""
    graph = field(5, b"w" * 5000)
    graph += b"".join(field(11, field(1, name.encode())) for name in inputs)
    facts = [field(14, field(1, k.encode()) + field(2, v.encode())) for k, v in metadata.items()]
    return varint(1 << 3) + varint(8) + field(7, graph) + b"".join(facts)


def put(folder: Path, inputs: Sequence[str], metadata: Mapping[str, str], tokens: str = TOKENS,
        name: str = "model.int8.onnx") -> Path:  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(model(inputs, metadata))
    (folder / "tokens.txt").write_text(tokens, encoding="utf-8")
    return folder


def test_a_header_is_read_without_the_weights(tmp_path: Path) -> None:
    put(tmp_path, PARAFORMER_INPUTS, {"a": "1", "名": "值"})
    header = read_header(tmp_path / "model.int8.onnx")
    assert header.inputs == PARAFORMER_INPUTS
    assert header.metadata == {"a": "1", "名": "值"}


@pytest.mark.parametrize(
    ("inputs", "metadata", "kind"),
    [(SENSE_INPUTS, SENSE, "sense-voice"), (PARAFORMER_INPUTS, FEATURES, "paraformer")],
    ids=["sense-voice", "paraformer"],
)
def test_the_graph_tells_the_kind(
    tmp_path: Path, inputs: Sequence[str], metadata: Mapping[str, str], kind: str
) -> None:
    put(tmp_path, inputs, metadata, name="model.onnx")
    assert inspect(tmp_path) == (kind, tmp_path / "model.onnx", tmp_path / "tokens.txt")
    put(tmp_path, inputs, metadata)
    assert inspect(tmp_path).model.name == "model.int8.onnx"


def test_tokens_may_be_breaks_and_spaces(tmp_path: Path) -> None:
    tokens = "<blank> 0\r\n\u2028 1\r\n\u3000 2\r\n</s> 3\r\n"
    put(tmp_path, PARAFORMER_INPUTS, FEATURES, tokens)
    assert inspect(tmp_path).kind == "paraformer"


BROKEN: dict[str, tuple[Sequence[str], Mapping[str, str], str, str]] = {
    "another kind": (("x", "cache"), FEATURES, TOKENS, "neither SenseVoice nor Paraformer"),
    "no languages": (SENSE_INPUTS, FEATURES, TOKENS, "metadata lack normalize_samples, with_itn"),
    "no size": (PARAFORMER_INPUTS, FEATURES | {"vocab_size": "x"}, TOKENS, "hold no numbers"),
    "short mean": (PARAFORMER_INPUTS, FEATURES | {"neg_mean": "0,0"}, TOKENS, "not 560 numbers"),
    "no numbers": (PARAFORMER_INPUTS, FEATURES, "好 的\n", "not a list of tokens"),
    "a token lacks": (PARAFORMER_INPUTS, FEATURES, "a 0\n</s> 1\nb 3\n", "all of the 4 tokens"),
    "no end": (PARAFORMER_INPUTS, FEATURES, "a 0\nb 1\nc 2\nd 3\n", "lacks the token </s>"),
}


@pytest.mark.parametrize(("inputs", "metadata", "tokens", "said"), BROKEN.values(), ids=BROKEN)
def test_what_would_end_the_process_is_refused(
    tmp_path: Path, inputs: Sequence[str], metadata: Mapping[str, str], tokens: str, said: str
) -> None:
    folder = put(tmp_path / "mine", inputs, metadata, tokens)
    with pytest.raises(WeightsMissing, match=said) as caught:
        load_engine(Weights(path=folder, name="mine", engine=SHERPA))
    assert "tradereel weights fetch sense-voice" in caught.value.remedy


@pytest.mark.parametrize(
    "data",
    [b"", b"no model at all", model(SENSE_INPUTS, SENSE)[:3000], b"\x3a\xff\xff\xff\xff\xff\xff"],
    ids=["empty", "text", "cut off", "endless"],
)
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    folder = put(tmp_path / "mine", SENSE_INPUTS, SENSE)
    (folder / "model.int8.onnx").write_bytes(data)
    with pytest.raises(WeightsMissing, match="no usable speech model"):
        inspect(folder)


@pytest.mark.parametrize("name", ["sense-voice", "paraformer-zh"])
@pytest.mark.parametrize("layout", ["ours", "hub"])
def test_weights_are_found_in_both_layouts(tmp_path: Path, name: str, layout: str) -> None:
    repository = "models--" + weights.hub.REPOSITORIES[name].replace("/", "--")
    folder = tmp_path / (name if layout == "ours" else f"{repository}/snapshots/abc")
    put(folder, SENSE_INPUTS, SENSE)
    found = weights.resolve(name, tmp_path, download=False)
    assert (found.path, found.name, found.engine) == (folder, name, SHERPA)


def test_a_folder_chooses_the_engine(tmp_path: Path) -> None:
    folder = put(tmp_path / "mine", PARAFORMER_INPUTS, FEATURES)
    found = weights.resolve(str(folder), tmp_path / "cache", download=False)
    assert (found.path, found.name, found.engine) == (folder, "mine", SHERPA)


@pytest.mark.parametrize("name", ["sense-voice", "paraformer-zh"])
def test_missing_weights_name_the_command(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsMissing) as caught:
        weights.resolve(name, tmp_path, download=False)
    assert f"tradereel weights fetch {name}" in caught.value.remedy


def test_nothing_is_preferred_that_is_not_here(tmp_path: Path) -> None:
    assert preferred("zh", tmp_path) is None


@pytest.mark.skipif(find_spec("sherpa_onnx") is not None, reason="sherpa-onnx is installed")
def test_the_engine_names_its_extra(tmp_path: Path) -> None:
    folder = put(tmp_path / "mine", SENSE_INPUTS, SENSE)
    with pytest.raises(EngineMissing) as caught:
        load_engine(Weights(path=folder, name="mine", engine=SHERPA))
    assert 'pip install "tradereel[mandarin]"' in caught.value.remedy
