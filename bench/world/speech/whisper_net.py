"""Whisper's network as functions over a dictionary of tensors.

The layers and the names of the weights are those of the reference implementation (Radford et al.,
"Robust Speech Recognition via Large-Scale Weak Supervision", 2022), so that the weights fit it
without change. Two things differ while training. The vocabulary is compact: the tokens in use and
one row that stands for all others. And the silence that fills a window up to 30 s is thinned: all
its frames are alike but for their position, so a few of them stand for all, weighted by their
number.
"""

from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np

from bench.world.speech.packages import load

Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network. ``guided``: the (layer, head) pairs of the decoder's attention to
    the sound that are taught to look at the word being written."""

    mels: int = 80
    frames: int = 1500
    tokens: int = 448
    vocabulary: int = 51_865
    width: int = 128
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2
    guided: tuple[tuple[int, int], ...] = ((0, 0), (1, 0), (1, 1))


def initial(shape: Shape, rows: int, words: int, seed: int) -> Weights:
    """Fresh weights: He for the convolutions, Xavier for the matrices. ``rows`` of the compact
    vocabulary, ``words`` that the frames are taught to name."""
    torch = load("torch")
    random = torch.Generator().manual_seed(seed)
    made: Weights = {"frame.weight": _xavier(torch, random, words, shape.width)}
    for name, inputs in (("conv1", shape.mels), ("conv2", shape.width)):
        spread = sqrt(2 / (inputs * 3))
        kernel = torch.randn(shape.width, inputs, 3, generator=random) * spread
        made |= {f"encoder.{name}.weight": kernel, f"encoder.{name}.bias": torch.zeros(shape.width)}
    for index in range(shape.encoder_layers):
        made |= _block(torch, random, f"encoder.blocks.{index}", shape.width, crossed=False)
    for index in range(shape.decoder_layers):
        made |= _block(torch, random, f"decoder.blocks.{index}", shape.width, crossed=True)
    made |= _norm(torch, "encoder.ln_post", shape.width) | _norm(torch, "decoder.ln", shape.width)
    made["decoder.token_embedding.weight"] = torch.randn(rows, shape.width, generator=random) * 0.05
    made["decoder.positional_embedding"] = (
        torch.randn(shape.tokens, shape.width, generator=random) * 0.02
    )
    for tensor in made.values():
        tensor.requires_grad_(True)
    return made


def sinusoids(length: int, width: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The encoder's fixed positions: sines, then cosines, of wavelengths up to 10,000 frames."""
    step = log(10_000) / (width // 2 - 1)
    angles = np.arange(length)[:, None] * np.exp(-step * np.arange(width // 2))[None]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def encode(weights: Weights, shape: Shape, mel: Any, places: Any, bias: Any) -> Any:
    """Encoded sound, (batch, frames, width). ``mel``: (batch, mels, 2 x frames); ``places``: the
    position of each frame in the whole window; ``bias``: what is added to the attention to each
    frame (the logarithm of how many it stands for)."""
    torch = load("torch")
    ops = torch.nn.functional
    x = ops.gelu(_convolve(weights, "encoder.conv1", mel, 1))
    x = ops.gelu(_convolve(weights, "encoder.conv2", x, 2)).transpose(1, 2)
    positions = torch.from_numpy(sinusoids(shape.frames, shape.width))
    x = x + positions[places]
    for index in range(shape.encoder_layers):
        name = f"encoder.blocks.{index}"
        x = x + _among(weights, name, shape.heads, x, bias)
        x = x + _feed(weights, name, x)
    return _normed(weights, "encoder.ln_post", x)


def decode(
    weights: Weights, shape: Shape, tokens: Any, sound: Any, bias: Any
) -> tuple[Any, list[Any]]:
    """Logits over the compact vocabulary, (batch, tokens, rows), and each layer's attention to
    the sound, (batch, heads, tokens, frames)."""
    torch = load("torch")
    count = tokens.shape[1]
    embedding = weights["decoder.token_embedding.weight"]
    x = embedding[tokens] + weights["decoder.positional_embedding"][:count]
    causal = torch.full((count, count), float("-inf")).triu(1)
    looks = []
    for index in range(shape.decoder_layers):
        name = f"decoder.blocks.{index}"
        x = x + _among(weights, name, shape.heads, x, causal)
        crossed, look = _attend(
            weights,
            f"{name}.cross_attn",
            shape.heads,
            _normed(weights, f"{name}.cross_attn_ln", x),
            sound,
            bias,
            explicit=True,
        )
        looks.append(look)
        x = x + crossed
        x = x + _feed(weights, name, x)
    return torch.nn.functional.linear(_normed(weights, "decoder.ln", x), embedding), looks


def _convolve(weights: Weights, name: str, x: Any, stride: int) -> Any:
    ops = load("torch").nn.functional
    return ops.conv1d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], stride, 1)


def _normed(weights: Weights, name: str, x: Any) -> Any:
    ops = load("torch").nn.functional
    return ops.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"])


def _linear(weights: Weights, name: str, x: Any) -> Any:
    return load("torch").nn.functional.linear(
        x, weights[f"{name}.weight"], weights.get(f"{name}.bias")
    )


def _feed(weights: Weights, name: str, x: Any) -> Any:
    hidden = _linear(weights, f"{name}.mlp.0", _normed(weights, f"{name}.mlp_ln", x))
    return _linear(weights, f"{name}.mlp.2", load("torch").nn.functional.gelu(hidden))


def _among(weights: Weights, name: str, heads: int, x: Any, bias: Any) -> Any:
    """What each place takes from the others of its own row."""
    normed = _normed(weights, f"{name}.attn_ln", x)
    return _attend(weights, f"{name}.attn", heads, normed, None, bias)[0]


def _attend(
    weights: Weights, name: str, heads: int, x: Any, sound: Any, bias: Any, explicit: bool = False
) -> tuple[Any, Any]:
    """Attention of ``x`` to itself or to ``sound``; with ``explicit`` the probabilities too."""
    torch = load("torch")
    source = x if sound is None else sound
    q, k, v = (
        _linear(weights, f"{name}.{part}", value).unflatten(-1, (heads, -1)).transpose(1, 2)
        for part, value in (("query", x), ("key", source), ("value", source))
    )
    if explicit:
        look = (q @ k.transpose(-1, -2) / sqrt(q.shape[-1]) + bias).float().softmax(-1)
        mixed = look.to(v.dtype) @ v
    else:
        look = None
        mixed = torch.nn.functional.scaled_dot_product_attention(
            q, k, v, attn_mask=bias.to(q.dtype)
        )
    return _linear(weights, f"{name}.out", mixed.transpose(1, 2).flatten(-2)), look


def _block(torch: Any, random: Any, name: str, width: int, *, crossed: bool) -> Weights:
    made: Weights = {}
    for attention in ("attn", "cross_attn") if crossed else ("attn",):
        made |= _norm(torch, f"{name}.{attention}_ln", width)
        for part in ("query", "key", "value", "out"):
            made[f"{name}.{attention}.{part}.weight"] = _xavier(torch, random, width, width)
            if part != "key":
                made[f"{name}.{attention}.{part}.bias"] = torch.zeros(width)
    made |= _norm(torch, f"{name}.mlp_ln", width)
    for part, rows, columns in (("0", 4 * width, width), ("2", width, 4 * width)):
        made[f"{name}.mlp.{part}.weight"] = _xavier(torch, random, rows, columns)
        made[f"{name}.mlp.{part}.bias"] = torch.zeros(rows)
    return made


def _norm(torch: Any, name: str, width: int) -> Weights:
    return {f"{name}.weight": torch.ones(width), f"{name}.bias": torch.zeros(width)}


def _xavier(torch: Any, random: Any, rows: int, columns: int) -> Any:
    reach = sqrt(6 / (rows + columns))
    return (torch.rand(rows, columns, generator=random) * 2 - 1) * reach
