"""A translation model with random weights, in the forms that Argos and OPUS-MT have on disk.

What it writes is nonsense, but its pieces, its vocabulary and its decoding are real.
"""

import json
import shutil
from pathlib import Path

import ctranslate2
import numpy as np

WIDTH, HEADS, LAYERS = 16, 2, 1
PIECES = 120
TEXT = (
    "the minimum order is pieces days we ship from the factory in Ningbo good price for buyers",
    "el pedido minimo es piezas dias enviamos desde la fabrica en Ningbo buen precio compradores",
    "every bottle comes with a box [1] [2] [3] [4] [5] [6] [7] [8] [9] [10] [0] 0 1 2 3 4 5 6 7 8",
)


def argos(folder: Path, source: str, target: str) -> Path:
    """An Argos package: metadata, sentencepiece.model, model/."""
    made = folder / f"translate-{source}_{target}-1_0"
    made.mkdir(parents=True)
    pieces = _pieces(made / "sentencepiece")
    told = {"from_code": source, "to_code": target, "package_version": "1.0"}
    (made / "metadata.json").write_text(json.dumps(told), encoding="utf-8")
    _model(made / "model", pieces, seed=3)
    return made


def opus(folder: Path, source: str, target: str, *more: str) -> Path:
    """A converted OPUS-MT model; ``more``: further words of its vocabulary."""
    made = folder / f"opus-mt-{source}-{target}"
    made.mkdir(parents=True)
    pieces = _pieces(made / "source")
    shutil.copyfile(made / "source.spm", made / "target.spm")
    _model(made, [*pieces, *more], seed=5)
    return made


def _pieces(prefix: Path) -> list[str]:
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT * 20),
        model_prefix=str(prefix),
        vocab_size=PIECES,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    made = prefix.with_suffix(".model")
    if prefix.name == "source":
        made = made.rename(prefix.with_suffix(".spm"))
    prefix.with_suffix(".vocab").unlink()
    model = sentencepiece.SentencePieceProcessor(model_file=str(made))
    return [model.id_to_piece(number) for number in range(model.get_piece_size())]


def _model(folder: Path, vocabulary: list[str], seed: int) -> None:
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(seed)
    spec = ctranslate2.specs.TransformerSpec.from_config(LAYERS, HEADS)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    size = len(vocabulary)

    def weight(*shape: int) -> np.ndarray:
        return random.normal(0, 0.4, shape).astype(np.float32)

    def norm(layer: object) -> None:
        layer.gamma = np.ones(WIDTH, np.float32)
        layer.beta = np.zeros(WIDTH, np.float32)

    def linear(layer: object, rows: int, columns: int) -> None:
        layer.weight = weight(rows, columns)
        layer.bias = np.zeros(rows, np.float32)

    def attention(layer: object, *rows: int) -> None:
        for part, count in zip(layer.linear, rows, strict=True):
            linear(part, count, WIDTH)
        norm(layer.layer_norm)

    def feed(layer: object) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, 2 * WIDTH, WIDTH)
        linear(layer.linear_1, WIDTH, 2 * WIDTH)

    spec.encoder.embeddings[0].weight = weight(size, WIDTH)
    spec.decoder.embeddings.weight = weight(size, WIDTH)
    linear(spec.decoder.projection, size, WIDTH)
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)
    for layer in spec.encoder.layer:
        attention(layer.self_attention, 3 * WIDTH, WIDTH)
        feed(layer.ffn)
    for layer in spec.decoder.layer:
        attention(layer.self_attention, 3 * WIDTH, WIDTH)
        attention(layer.attention, WIDTH, 2 * WIDTH, WIDTH)
        feed(layer.ffn)
    spec.validate()
    spec.save(str(folder))
