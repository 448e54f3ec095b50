"""The demo model in the form of the reference implementation, made from the CTranslate2 folder.

CTranslate2's file is a list of named arrays behind a short header; matrices of 8-bit integers
have their scale, one a row, as an array of their own. Made from the same file, both engines
compute with the same weights.
"""

import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bench.world.speech.packages import load

_TYPES = ("float32", "int8", "int16", "int32", "float16")
_ATTENTION = {"self_attention": "attn", "attention": "cross_attn"}


def write_reference(folder: Path, out: Path) -> Path:
    """Write ``out`` (``.pt``), which openai-whisper loads. Raises `TorchMissing`."""
    torch = load("torch")
    stored = read_arrays(folder / "model.bin")
    weights = {name: torch.from_numpy(array) for name, array in reference_names(stored).items()}
    torch.save({"dims": _dimensions(stored), "model_state_dict": weights}, out)
    return out


def read_arrays(file: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a CTranslate2 model by their names, integers scaled back to numbers."""
    with file.open("rb") as stream:
        (_version,) = _unpack(stream, "I")
        _text(stream)
        _revision, count = _unpack(stream, "II")
        raw = dict(_array(stream) for _ in range(count))
    scaled = {}
    for name, array in raw.items():
        scale = raw.get(f"{name}_scale")
        if scale is not None:
            array = array / scale.astype(np.float32).reshape(-1, *[1] * (array.ndim - 1))
        scaled[name] = array.astype(np.float32) if array.ndim else array
    return {name: array for name, array in scaled.items() if not name.endswith("_scale")}


def reference_names(stored: dict[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """The arrays under the names, and divided into the matrices, of the reference."""
    named: dict[str, NDArray[np.float32]] = {}
    for name, array in stored.items():
        if array.ndim and not name.startswith("decoder/projection"):
            named |= _renamed(name.split("/"), array)
    return named


def _renamed(path: list[str], array: NDArray[Any]) -> dict[str, NDArray[Any]]:
    side, part, last = path[0], path[1], path[-1]
    kind = {"gamma": "weight", "beta": "bias"}.get(last, last)
    if part == "embeddings":
        return {"decoder.token_embedding.weight": array}
    if part == "position_encodings":
        return {f"{side}.positional_embedding": array}
    if part.startswith("conv"):
        return {f"{side}.{part}.{kind}": array}
    if part == "layer_norm":
        return {f"{side}.{'ln_post' if side == 'encoder' else 'ln'}.{kind}": array}
    return _layer(f"{side}.blocks.{part.removeprefix('layer_')}", path[2], path[3], kind, array)


def _layer(name: str, block: str, part: str, kind: str, array: NDArray[Any]) -> dict[str, Any]:
    if block == "ffn":
        places = {"layer_norm": "mlp_ln", "linear_0": "mlp.0", "linear_1": "mlp.2"}
        return {f"{name}.{places[part]}.{kind}": array}
    attention = f"{name}.{_ATTENTION[block]}"
    if part == "layer_norm":
        return {f"{attention}_ln.{kind}": array}
    own, index = block == "self_attention", int(part.removeprefix("linear_"))
    groups = (
        (("query", "key", "value"), ("out",)) if own else (("query",), ("key", "value"), ("out",))
    )
    pieces = zip(groups[index], np.split(array, len(groups[index])), strict=True)
    # Whisper's keys have no bias.
    return {
        f"{attention}.{one}.{kind}": piece
        for one, piece in pieces
        if (one, kind) != ("key", "bias")
    }


def _dimensions(stored: dict[str, NDArray[Any]]) -> dict[str, int]:
    def layers(side: str) -> int:
        return len({name.split("/")[1] for name in stored if name.startswith(f"{side}/layer_")}) - 1

    width = stored["decoder/embeddings/weight"].shape[1]
    heads = int(stored["encoder/num_heads"])
    return {
        "n_mels": stored["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": stored["encoder/position_encodings/encodings"].shape[0],
        "n_audio_state": width,
        "n_audio_head": heads,
        "n_audio_layer": layers("encoder"),
        "n_vocab": stored["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": stored["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": width,
        "n_text_head": heads,
        "n_text_layer": layers("decoder"),
    }


def _array(stream: BinaryIO) -> tuple[str, NDArray[Any]]:
    name = _text(stream)
    (rank,) = _unpack(stream, "B")
    shape = _unpack(stream, "I" * rank)
    kind, size = _unpack(stream, "=BI")
    values = np.frombuffer(stream.read(size), _TYPES[kind])
    return name, values.reshape(shape)


def _text(stream: BinaryIO) -> str:
    (length,) = _unpack(stream, "H")
    return stream.read(length)[:-1].decode()


def _unpack(stream: BinaryIO, layout: str) -> tuple[Any, ...]:
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))
