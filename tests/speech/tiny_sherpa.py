"""Models of SenseVoice and of Paraformer made by hand: they hear how loud noise is, nothing else.

Every input, output and line of metadata is that of the real exports, so loading, features,
decoding and times run for real; five levels of loudness stand for five things to say.
"""

from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper, save

from pipelines.speech.sound import RATE, Sound

LEVELS = (0.0, 0.0003, 0.003, 0.03, 0.3)
"""Amplitudes of noise, from silence up: silence, murmur, soft, mid, loud."""
SILENCE, MURMUR, SOFT, MID, LOUD = LEVELS
LFR, SHIFT, MELS = 7, 6, 80
_BORDERS = (5.0, 15.1, 19.7, 24.3)
"""Between the levels, in the largest log-mel energy of noise over samples of 16 bits."""

TOKENS = (
    *("<blank>", "<s>", "</s>", "<|zh|>", "<|en|>", "<|yue|>", "<|nospeech|>", "<|NEUTRAL|>"),
    *("<|Speech|>", "<|withitn|>", "<|woitn|>", "。", "五", "5", "▁moq", "▁MOQ", "百", "00"),
    *("件", "pri@@", "ce"),
)
PLAIN = ("<blank>", "<blank>", "五", "▁moq", "百")
FIGURES = ("<blank>", "。", "5", "▁MOQ", "00")
"""What the levels say without and with inverse text normalisation."""
PARAFORMER = ("件", "件", "五", "pri@@", "ce")
LANGUAGES = {"auto": 0, "zh": 3, "en": 4, "yue": 7, "ja": 11, "ko": 12}
WITH_ITN, WITHOUT_ITN = 14, 15
STRETCH = 5
"""Frames of 60 ms behind one token of the Paraformer."""


def noise(*parts: tuple[float, float], seed: int = 7) -> Sound:
    """Noise of (level, seconds) after each other, mono at 16 kHz."""
    random = np.random.default_rng(seed)
    pieces = [level * random.uniform(-1, 1, round(length * RATE)) for level, length in parts]
    return np.concatenate(pieces).astype(np.float32)


def build_sense_voice(folder: Path, name: str = "model.int8.onnx") -> Path:
    """Write the model and tokens.txt into ``folder``. Language "auto" is English when any of the
    sound is loud, else Chinese."""
    size = len(TOKENS)
    slopes, offsets = np.zeros((16, size), np.float32), np.full((16, size), -1e4, np.float32)
    for row, said in ((WITH_ITN, FIGURES), (WITHOUT_ITN, PLAIN)):
        _envelope(slopes[row], offsets[row], said)
    spoken, louder = np.zeros((16, size), np.float32), np.zeros((16, size), np.float32)
    for language, row in LANGUAGES.items():
        token = f"<|{language}|>" if f"<|{language}|>" in TOKENS else "<|zh|>"
        spoken[row, TOKENS.index(token)] = 10
    louder[0, TOKENS.index("<|en|>")] = 20
    rest = np.zeros((1, 2, size), np.float32)
    rest[0, 0, TOKENS.index("<|NEUTRAL|>")] = rest[0, 1, TOKENS.index("<|Speech|>")] = 10
    manner = np.zeros((16, size), np.float32)
    manner[WITH_ITN, TOKENS.index("<|withitn|>")] = 10
    manner[WITHOUT_ITN, TOKENS.index("<|woitn|>")] = 10
    node = helper.make_node
    nodes = [
        node("ReduceMax", ["x"], ["level"], axes=[2], keepdims=1),
        node("Gather", ["slopes", "text_norm"], ["slope"]),
        node("Gather", ["offsets", "text_norm"], ["offset"]),
        node("Unsqueeze", ["slope", "one"], ["slope3"]),
        node("Unsqueeze", ["offset", "one"], ["offset3"]),
        node("Mul", ["level", "slope3"], ["sloped"]),
        node("Add", ["sloped", "offset3"], ["frames"]),
        node("ReduceMax", ["level"], ["top"], axes=[1], keepdims=0),
        node("Greater", ["top", "loud"], ["is_loud"]),
        node("Cast", ["is_loud"], ["is_loud1"], to=TensorProto.FLOAT),
        node("Gather", ["spoken", "language"], ["spoken1"]),
        node("Gather", ["louder", "language"], ["louder1"]),
        node("Mul", ["louder1", "is_loud1"], ["louder2"]),
        node("Add", ["spoken1", "louder2"], ["tongue"]),
        node("Unsqueeze", ["tongue", "one"], ["tongue3"]),
        node("Gather", ["manner", "text_norm"], ["manner1"]),
        node("Unsqueeze", ["manner1", "one"], ["manner3"]),
        node("Concat", ["tongue3", "rest", "manner3", "frames"], ["logits"], axis=1),
    ]
    held = {"slopes": slopes, "offsets": offsets, "spoken": spoken, "louder": louder,
            "rest": rest, "manner": manner, "one": np.array([1], np.int64),
            "loud": np.array(_BORDERS[-1], np.float32)}  # fmt: skip
    inputs = [("x", TensorProto.FLOAT, ["N", "T", MELS * LFR])]
    inputs += [(one, TensorProto.INT32, ["N"]) for one in ("x_length", "language", "text_norm")]
    outputs = [("logits", TensorProto.FLOAT, ["N", "L", size])]
    facts = {"model_type": "sense_voice_ctc", "normalize_samples": 0, "with_itn": WITH_ITN,
             "without_itn": WITHOUT_ITN, "comment": "made by hand"}  # fmt: skip
    facts |= {f"lang_{language}": number for language, number in LANGUAGES.items()}
    return _write(folder, name, _model(nodes, held, inputs, outputs, facts | _common()))


def build_paraformer(folder: Path, name: str = "model.int8.onnx", *, timed: bool = True) -> Path:
    """Write the model and tokens.txt into ``folder``: one token for every 0.3 s. ``timed``: with
    the output that tells where the tokens fire."""
    size = len(TOKENS)
    slope, offset = np.zeros(size, np.float32), np.full(size, -1e4, np.float32)
    _envelope(slope, offset, PARAFORMER)
    spike = np.zeros((1, 1, 3 * STRETCH), np.float32)
    spike[..., 0] = 1
    node = helper.make_node
    nodes = [
        node("Transpose", ["speech"], ["turned"], perm=[0, 2, 1]),
        node("MaxPool", ["turned"], ["pooled"], kernel_shape=[STRETCH], strides=[STRETCH]),
        node("ReduceMax", ["pooled"], ["level"], axes=[1], keepdims=1),
        node("Transpose", ["level"], ["level3"], perm=[0, 2, 1]),
        node("Mul", ["level3", "slope"], ["sloped"]),
        node("Add", ["sloped", "offset"], ["logits"]),
        node("Shape", ["level3"], ["shape"]),
        node("Gather", ["shape", "one"], ["count"]),
        node("Cast", ["count"], ["token_num"], to=TensorProto.INT32),
    ]
    outputs = [("logits", TensorProto.FLOAT, ["N", "L", size]),
               ("token_num", TensorProto.INT32, [1])]  # fmt: skip
    if timed:
        nodes += [
            node("Mul", ["level3", "nought"], ["empty"]),
            node("Add", ["empty", "spike"], ["spikes"]),
            node("Reshape", ["spikes", "flat"], ["peaks"]),
            node("Concat", ["peaks", "last"], ["us_cif_peak"], axis=1),
            node("Identity", ["us_cif_peak"], ["us_alphas"]),
        ]
        outputs += [(name, TensorProto.FLOAT, ["N", "U"]) for name in ("us_alphas", "us_cif_peak")]
    held = {"slope": slope, "offset": offset, "spike": spike, "one": np.array([1], np.int64),
            "nought": np.array(0, np.float32), "flat": np.array([1, -1], np.int64),
            "last": np.ones((1, 1), np.float32)}  # fmt: skip
    inputs = [("speech", TensorProto.FLOAT, ["N", "T", MELS * LFR]),
              ("speech_lengths", TensorProto.INT32, ["N"])]  # fmt: skip
    facts = {"model_type": "paraformer"} | _common()
    return _write(folder, name, _model(nodes, held, inputs, outputs, facts))


def _envelope(slope: np.ndarray, offset: np.ndarray, said: tuple[str, ...]) -> None:
    """Lines over loudness of which each is the highest inside its own level."""
    passed = 0.0
    for band, token in enumerate(said):
        passed += _BORDERS[band - 1] if band else 0.0
        row = TOKENS.index(token)
        if slope[row] == 0:
            slope[row], offset[row] = band, -passed


def _common() -> dict[str, object]:
    width = MELS * LFR
    return {"lfr_window_size": LFR, "lfr_window_shift": SHIFT, "vocab_size": len(TOKENS),
            "neg_mean": ",".join(["0"] * width), "inv_stddev": ",".join(["1"] * width)}  # fmt: skip


def _model(
    nodes: list[object],
    held: dict[str, np.ndarray],
    inputs: list[tuple[str, int, list[object]]],
    outputs: list[tuple[str, int, list[object]]],
    facts: dict[str, object],
) -> ModelProto:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(*one) for one in inputs],
        [helper.make_tensor_value_info(*one) for one in outputs],
        [numpy_helper.from_array(array, name) for name, array in held.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(made, {key: str(value) for key, value in facts.items()})
    return made


def _write(folder: Path, name: str, model: ModelProto) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    save(model, str(folder / name))
    lines = [f"{token} {number}\n" for number, token in enumerate(TOKENS)]
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    return folder
