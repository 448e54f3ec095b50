"""The demo speech model made as large as a model of Whisper's, without changing what it writes.

Every width is repeated, and every weight that reads a repeated width is divided by how often; the
layers that are added pass on what they get. So what surrounds a network can be measured beside one
that costs what real ones cost.
"""

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.world.speech.reference import read_arrays

Array = NDArray[Any]


class Size(NamedTuple):
    """Width, heads and layers (of the encoder, and of the decoder)."""

    width: int
    heads: int
    layers: int


BASE = Size(512, 8, 6)


class _Wide(NamedTuple):
    """Which old unit every new one repeats: in the stream between layers, in the heads of an
    attention, in the middle of a feed-forward block. ``times``: how often each is there."""

    stream: Array
    heads: Array
    inner: Array
    times: int
    sharp: float


def enlarge(folder: Path, out: Path, size: Size = BASE) -> Path:
    """Write the model of ``folder`` into ``out``, as large as ``size`` (whose width must be a
    multiple of the model's, its heads too), with 8-bit integers."""
    from ctranslate2.specs.whisper_spec import WhisperSpec

    arrays = read_arrays(folder / "model.bin")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    heads = int(arrays["encoder/num_heads"])
    wide = _wide(arrays["decoder/embeddings/weight"].shape[1], heads, size)
    spec = WhisperSpec(size.layers, size.heads, size.layers, size.heads)
    spec.register_vocabulary(json.loads((folder / "vocabulary.json").read_text(encoding="utf-8")))
    for side in ("encoder", "decoder"):
        _side(getattr(spec, side), side, arrays, wide)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    for name in ("lang_ids", "suppress_ids", "suppress_ids_begin"):
        setattr(spec.config, name, config[name])
    more = size.heads // heads
    spec.config.alignment_heads = [
        [layer, head * more] for layer, head in config["alignment_heads"]
    ]
    spec.validate()
    spec.optimize(quantization="int8")
    out.mkdir(parents=True, exist_ok=True)
    spec.save(str(out))
    shutil.copy(folder / "tokenizer.json", out)
    return out


def _wide(width: int, heads: int, size: Size) -> _Wide:
    times = size.width // width
    old, new = width // heads, size.width // size.heads
    unit = np.arange(size.width)
    head, place = unit // new // (size.heads // heads), unit % new // (new // old)
    return _Wide(
        stream=np.tile(np.arange(width), times),
        heads=head * old + place,
        inner=np.tile(np.arange(4 * width), times),
        times=times,
        # A repeated head multiplies the product of query and key; its scale only half undoes it.
        sharp=float(np.sqrt(old / new)),
    )


def _side(side: Any, name: str, arrays: dict[str, Array], wide: _Wide) -> None:
    stream = wide.stream
    if name == "encoder":
        for convolution, inputs in ((side.conv1, None), (side.conv2, stream)):
            path = f"encoder/conv{1 if inputs is None else 2}"
            weight = arrays[f"{path}/weight"][stream]
            convolution.weight = weight if inputs is None else weight[:, inputs] / wide.times
            convolution.bias = arrays[f"{path}/bias"][stream]
    else:
        side.embeddings.weight = arrays["decoder/embeddings/weight"][:, stream]
    side.position_encodings.encodings = arrays[f"{name}/position_encodings/encodings"][:, stream]
    # The words are compared with the stream as it leaves the decoder: there it must be smaller.
    _norm(
        side.layer_norm, arrays, f"{name}/layer_norm", wide, 1 if name == "encoder" else wide.times
    )
    for at, layer in enumerate(side.layer):
        path = f"{name}/layer_{at}"
        there = f"{path}/ffn/linear_0/weight" in arrays
        path = path if there else f"{name}/layer_0"
        _attention(layer.self_attention, arrays, f"{path}/self_attention", wide, there)
        if name == "decoder":
            _attention(layer.attention, arrays, f"{path}/attention", wide, there)
        _norm(layer.ffn.layer_norm, arrays, f"{path}/ffn/layer_norm", wide, 1)
        _linear(layer.ffn.linear_0, arrays, f"{path}/ffn/linear_0", wide.inner, stream, wide, True)
        _linear(layer.ffn.linear_1, arrays, f"{path}/ffn/linear_1", stream, wide.inner, wide, there)
        if not there:
            _tell_apart(layer, np.random.default_rng((at, int(name == "encoder"))))


def _tell_apart(layer: Any, random: np.random.Generator) -> None:
    """Added layers are made of the same arrays, which the format would store once, so that the
    converter to the reference would miss some; a trace of noise makes each its own."""
    from ctranslate2.specs.model_spec import visit_spec

    def shake(spec: Any, name: str, value: Any) -> None:
        if isinstance(value, np.ndarray) and value.ndim:
            shaken = value * random.normal(1, 0.05, value.shape)
            name = name.rpartition("/")[2]
            setattr(spec, name, (shaken + random.normal(0, 1e-6, value.shape)).astype(np.float32))

    visit_spec(layer, shake)


def _attention(block: Any, arrays: dict[str, Array], path: str, wide: _Wide, there: bool) -> None:
    """``there``: whether the model has this layer; one that is added gives nothing."""
    _norm(block.layer_norm, arrays, f"{path}/layer_norm", wide, 1)
    width = len(wide.stream) // wide.times
    groups = len(arrays[f"{path}/linear_0/weight"]) // width
    for at, linear in enumerate(block.linear):
        if at == len(block.linear) - 1:
            _linear(linear, arrays, f"{path}/linear_{at}", wide.stream, wide.heads, wide, there)
            continue
        count = groups if at == 0 else 2
        rows = np.concatenate([group * width + wide.heads for group in range(count)])
        _linear(linear, arrays, f"{path}/linear_{at}", rows, wide.stream, wide, True)
        if at == 0:
            queries = len(wide.heads)
            linear.weight[:queries] *= np.float32(wide.sharp)
            linear.bias[:queries] *= np.float32(wide.sharp)


def _linear(
    linear: Any,
    arrays: dict[str, Array],
    path: str,
    rows: Array,
    columns: Array,
    wide: _Wide,
    there: bool,
) -> None:
    factor = np.float32(there / wide.times)
    linear.weight = arrays[f"{path}/weight"][rows][:, columns] * factor
    linear.bias = arrays[f"{path}/bias"][rows] * np.float32(there)


def _norm(norm: Any, arrays: dict[str, Array], path: str, wide: _Wide, smaller: int) -> None:
    norm.gamma = arrays[f"{path}/gamma"][wide.stream] / np.float32(smaller)
    norm.beta = arrays[f"{path}/beta"][wide.stream] / np.float32(smaller)
