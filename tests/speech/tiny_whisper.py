"""A Whisper model with random weights: every layer and file of a real one, very small.

What it writes is nonsense, but loading, encoding, decoding, alignment and language detection run
for real. Tests look at times and types, never at the text.
"""

from pathlib import Path

import numpy as np
import tokenizers
from ctranslate2.specs.whisper_spec import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES

WIDTH, HEADS, LAYERS, MELS, CONTEXT = 32, 2, 1, 80, 448


def build(folder: Path, seed: int = 7) -> Path:
    """Write the model into ``folder``: model.bin, config.json, vocabulary.json, tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokens()
    _spec(len(tokens), np.random.default_rng(seed), tokens).save(str(folder))
    _tokenizer(tokens).save(str(folder / "tokenizer.json"))
    return folder


def _tokens() -> list[str]:
    letters = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    words = [f"Ġ{a}{b}" for a in "bdfklmnprst" for b in "aeiou"]
    special = ["<|endoftext|>", "<|startoftranscript|>"]
    special += [f"<|{code}|>" for code in _LANGUAGE_CODES]
    special += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>"]
    special += ["<|nospeech|>", "<|notimestamps|>"]
    special += [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
    # CTranslate2 tells a multilingual model by the empty token in its vocabulary.
    return [*letters, *words, "", *special]


def _tokenizer(tokens: list[str]) -> tokenizers.Tokenizer:
    first = tokens.index("<|endoftext|>")
    model = tokenizers.models.BPE(
        vocab={token: index for index, token in enumerate(tokens[:first])}, merges=[]
    )
    made = tokenizers.Tokenizer(model)
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    made.add_special_tokens(tokens[first:])
    return made


def _spec(size: int, random: np.random.Generator, tokens: list[str]) -> WhisperSpec:
    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    spec.register_vocabulary(tokens)

    def weight(*shape: int) -> np.ndarray:
        return random.normal(0, 0.3, shape).astype(np.float32)

    def norm(layer: object) -> None:
        layer.gamma = np.ones(WIDTH, np.float32)  # type: ignore[attr-defined]
        layer.beta = np.zeros(WIDTH, np.float32)  # type: ignore[attr-defined]

    def linear(layer: object, rows: int, columns: int) -> None:
        layer.weight = weight(rows, columns)  # type: ignore[attr-defined]
        layer.bias = np.zeros(rows, np.float32)  # type: ignore[attr-defined]

    def attention(layer: object, crossed: bool = False) -> None:
        shapes = (WIDTH, 2 * WIDTH, WIDTH) if crossed else (3 * WIDTH, WIDTH)
        for part, rows in zip(layer.linear, shapes, strict=True):  # type: ignore[attr-defined]
            linear(part, rows, WIDTH)
        norm(layer.layer_norm)  # type: ignore[attr-defined]

    def feed(layer: object) -> None:
        norm(layer.layer_norm)  # type: ignore[attr-defined]
        linear(layer.linear_0, 4 * WIDTH, WIDTH)  # type: ignore[attr-defined]
        linear(layer.linear_1, WIDTH, 4 * WIDTH)  # type: ignore[attr-defined]

    encoder, decoder = spec.encoder, spec.decoder
    for convolution, inputs in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
        convolution.weight = weight(WIDTH, inputs, 3)
        convolution.bias = np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = weight(1500, WIDTH)
    norm(encoder.layer_norm)
    for layer in encoder.layer:
        attention(layer.self_attention)
        feed(layer.ffn)
    decoder.embeddings.weight = weight(size, WIDTH)
    decoder.position_encodings.encodings = weight(CONTEXT, WIDTH)
    decoder.projection.weight = decoder.embeddings.weight
    norm(decoder.layer_norm)
    for layer in decoder.layer:
        attention(layer.self_attention)
        attention(layer.attention, crossed=True)
        feed(layer.ffn)
    spec.config.lang_ids = [tokens.index(f"<|{code}|>") for code in _LANGUAGE_CODES]
    spec.config.alignment_heads = [(0, 0), (0, 1)]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.validate()
    return spec
