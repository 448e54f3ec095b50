"""A folder with a model for sherpa-onnx: which kind it is, and whether it is whole."""

from pathlib import Path
from typing import Literal, NamedTuple

from pipelines.speech.engines.sherpa_header import Header, read_header
from pipelines.speech.errors import WeightsMissing

Kind = Literal["sense-voice", "paraformer"]

MODELS = ("model.int8.onnx", "model.onnx")
"""In this order: 8-bit integers are four times smaller, and faster on a processor."""
TOKENS = "tokens.txt"
LANGUAGES = ("zh", "en", "ja", "ko", "yue")
"""What SenseVoice knows, as it names them."""
MELS = 80

_FEATURES = ("vocab_size", "lfr_window_size", "lfr_window_shift", "neg_mean", "inv_stddev")
_NEEDED: dict[Kind, tuple[str, ...]] = {
    "sense-voice": (
        *(*_FEATURES, "normalize_samples", "with_itn", "without_itn", "lang_auto"),
        *(f"lang_{language}" for language in LANGUAGES),
    ),
    "paraformer": _FEATURES,
}
"""Without any of these lines the library ends the process that loads the model."""


class SherpaModel(NamedTuple):
    kind: Kind
    model: Path
    tokens: Path


def is_sherpa(folder: Path) -> bool:
    """Whether ``folder`` holds a model with its tokens; its kind is read when it is opened."""
    return _model_in(folder) is not None and (folder / TOKENS).is_file()


def inspect(folder: Path) -> SherpaModel:
    """What ``folder`` holds, told by the inputs of its graph and checked against everything the
    library takes for granted. Raises `WeightsMissing`."""
    model, tokens = _model_in(folder), folder / TOKENS
    if model is None or not tokens.is_file():
        raise _broken(folder, f"needs {' or '.join(MODELS)}, and {TOKENS}")
    try:
        header = read_header(model)
    except (ValueError, OSError) as error:
        raise _broken(folder, f"{model.name}: {error}") from error
    kind = _kind(header)
    if kind is None:
        raise _broken(folder, f"{model.name} is neither SenseVoice nor Paraformer")
    fault = _fault(kind, header, tokens)
    if fault:
        raise _broken(folder, fault)
    return SherpaModel(kind, model, tokens)


def _model_in(folder: Path) -> Path | None:
    return next((folder / name for name in MODELS if (folder / name).is_file()), None)


def _kind(header: Header) -> Kind | None:
    if {"language", "text_norm"} <= set(header.inputs):
        return "sense-voice"
    if header.inputs == ("speech", "speech_lengths"):
        return "paraformer"
    return None


def _fault(kind: Kind, header: Header, tokens: Path) -> str:
    """What is wrong with a model; empty when nothing is."""
    lacking = [key for key in _NEEDED[kind] if key not in header.metadata]
    if lacking:
        return f"its metadata lack {', '.join(lacking)}"
    try:
        size = int(header.metadata["vocab_size"])
        width = MELS * int(header.metadata["lfr_window_size"])
    except ValueError:
        return "its metadata hold no numbers where numbers belong"
    for key in ("neg_mean", "inv_stddev"):
        if header.metadata[key].count(",") + 1 != width:
            return f"its {key} is not {width} numbers long"
    return _tokens_fault(kind, size, tokens)


def _tokens_fault(kind: Kind, size: int, tokens: Path) -> str:
    """Every number below ``size`` must have its token; each line is a token and its number."""
    numbers: set[int] = set()
    symbols: set[str] = set()
    try:
        # Not splitlines: a token may be one of Unicode's own line breaks.
        for line in tokens.read_text(encoding="utf-8").rstrip().split("\n"):
            symbol, number = line.rstrip().rsplit(" ", 1)
            numbers.add(int(number))
            symbols.add(symbol)
    except (ValueError, OSError):
        return f"{TOKENS} is not a list of tokens and numbers"
    if not numbers.issuperset(range(size)):
        return f"{TOKENS} does not name all of the {size} tokens"
    if kind == "paraformer" and "</s>" not in symbols:
        return f"{TOKENS} lacks the token </s>"
    return ""


def _broken(folder: Path, fault: str) -> WeightsMissing:
    return WeightsMissing(
        f"The directory {folder.name} holds no usable speech model for sherpa-onnx: {fault}.",
        remedy="Delete it and run `tradereel weights fetch sense-voice` (or paraformer-zh).",
    )
