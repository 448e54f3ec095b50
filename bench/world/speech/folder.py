"""The trained weights as a folder that faster-whisper loads: CTranslate2 with 8-bit integers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec
from numpy.typing import NDArray

from bench.world.speech.lettering import END, LANGUAGE_COUNT, Compact
from bench.world.speech.tokenizer_file import special_tokens, text_tokens, write_tokenizer
from bench.world.speech.whisper_net import Shape, sinusoids

Arrays = dict[str, NDArray[np.float32]]

LONGEST_UTTERANCE = 9.0
"""Seconds of the longest window that the network has learnt to write."""
_SPACE = 220


def write_folder(arrays: Arrays, shape: Shape, compact: Compact, folder: Path) -> None:
    """Write model.bin, config.json, vocabulary.json, tokenizer.json and utterances.json.

    ``arrays`` are named as in `whisper_net`; rows of the vocabulary that are not in use get the
    row that stands for all others, which has learnt never to be written."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = [*text_tokens(), *special_tokens()]
    spec = _spec(arrays, shape, _full(arrays, compact, shape))
    spec.register_vocabulary(tokens)
    spec.config.lang_ids = [END + 2 + index for index in range(LANGUAGE_COUNT)]
    spec.config.alignment_heads = [list(pair) for pair in shape.guided]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [_SPACE]
    spec.validate()
    spec.optimize("int8_float16")
    spec.save(str(folder))
    (folder / "vocabulary.json").write_text(json.dumps(tokens, ensure_ascii=False))
    write_tokenizer(compact.used, folder / "tokenizer.json")
    how = {"longest_s": LONGEST_UTTERANCE, "symbols": True}
    (folder / "utterances.json").write_text(json.dumps(how, indent=2) + "\n")


def _full(arrays: Arrays, compact: Compact, shape: Shape) -> NDArray[np.float32]:
    learnt = arrays["decoder.token_embedding.weight"]
    full = np.repeat(learnt[-1:], shape.vocabulary, axis=0)
    full[compact.used] = learnt[:-1]
    return full


def _spec(arrays: Arrays, shape: Shape, embedding: NDArray[np.float32]) -> WhisperSpec:
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    encoder, decoder = spec.encoder, spec.decoder
    for part, name in ((encoder.conv1, "encoder.conv1"), (encoder.conv2, "encoder.conv2")):
        _linear(arrays, name, part)
    encoder.position_encodings.encodings = sinusoids(shape.frames, shape.width)
    decoder.embeddings.weight = embedding
    decoder.projection.weight = embedding
    decoder.position_encodings.encodings = arrays["decoder.positional_embedding"]
    _norm(arrays, "encoder.ln_post", encoder.layer_norm)
    _norm(arrays, "decoder.ln", decoder.layer_norm)
    for index, layer in enumerate(encoder.layer):
        _block(arrays, f"encoder.blocks.{index}", layer)
    for index, layer in enumerate(decoder.layer):
        _block(arrays, f"decoder.blocks.{index}", layer)
        _attention(arrays, f"decoder.blocks.{index}.cross_attn", layer.attention, crossed=True)
    return spec


def _block(arrays: Arrays, name: str, layer: Any) -> None:
    _attention(arrays, f"{name}.attn", layer.self_attention, crossed=False)
    _norm(arrays, f"{name}.mlp_ln", layer.ffn.layer_norm)
    _linear(arrays, f"{name}.mlp.0", layer.ffn.linear_0)
    _linear(arrays, f"{name}.mlp.2", layer.ffn.linear_1)


def _attention(arrays: Arrays, name: str, layer: Any, *, crossed: bool) -> None:
    """CTranslate2 keeps the projections of one source in one matrix."""
    _norm(arrays, f"{name}_ln", layer.layer_norm)
    groups = (("query",), ("key", "value")) if crossed else (("query", "key", "value"),)
    for part, group in zip(layer.linear, (*groups, ("out",)), strict=True):
        part.weight = np.concatenate([arrays[f"{name}.{one}.weight"] for one in group])
        part.bias = np.concatenate([_bias(arrays, f"{name}.{one}") for one in group])


def _bias(arrays: Arrays, name: str) -> NDArray[np.float32]:
    """Whisper's keys have no bias."""
    return arrays.get(f"{name}.bias", np.zeros(len(arrays[f"{name}.weight"]), np.float32))


def _linear(arrays: Arrays, name: str, part: Any) -> None:
    part.weight, part.bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]


def _norm(arrays: Arrays, name: str, part: Any) -> None:
    part.gamma, part.beta = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
