"""What the network is taught with one batch.

Besides the next token there are two lessons that only a synthesised truth allows: every frame
names the word that it is a part of, and some heads of the decoder look at the sound of the word
that is being written. The second also gives the engines their word times.
"""

from dataclasses import dataclass
from math import log
from typing import Any

from bench.world.speech.batches import IGNORED, Batch
from bench.world.speech.packages import load
from bench.world.speech.whisper_net import Shape, Weights, decode, encode

EVERY = 2
"""Every which frame is asked for its word."""


@dataclass(frozen=True, slots=True)
class Stress:
    """How much the two extra lessons count."""

    naming: float = 0.5
    looking: float = 0.3


def loss(
    weights: Weights, shape: Shape, batch: Batch, others: int, stress: Stress
) -> tuple[Any, dict[str, float]]:
    """The sum to minimise and its parts. ``others``: the tokens behind the last row."""
    torch = load("torch")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        sound = encode(weights, shape, batch.mel, batch.places, batch.bias)
        logits, looks = decode(weights, shape, batch.inputs, sound, batch.bias)
        frames = sound[:, : batch.named.shape[1] : EVERY]
        names = torch.nn.functional.linear(frames, weights["frame.weight"])
    writing = _writing(logits.float(), batch.targets, others)
    naming = torch.nn.functional.cross_entropy(
        names.float().flatten(0, 1), batch.named[:, ::EVERY].flatten(), ignore_index=IGNORED
    )
    looking = _looking(shape, looks, batch)
    total = writing + stress.naming * naming + stress.looking * looking
    parts = {"writing": writing, "naming": naming, "looking": looking}
    return total, {name: float(value.detach()) for name, value in parts.items()}


def _writing(logits: Any, targets: Any, others: int) -> Any:
    """Cross entropy over the whole vocabulary: the last row counts as often as it stands for."""
    torch = load("torch")
    weighted = torch.cat([logits[..., :-1], logits[..., -1:] + log(others)], -1)
    return torch.nn.functional.cross_entropy(
        weighted.flatten(0, 1), targets.flatten(), ignore_index=IGNORED
    )


def _looking(shape: Shape, looks: list[Any], batch: Batch) -> Any:
    """How little of their attention the guided heads give to the word being written."""
    losses = []
    for layer, head in shape.guided:
        share = (looks[layer][:, head] * batch.regions).sum(-1)
        losses.append(
            -((share + 1e-3).log() * batch.guided).sum() / batch.guided.sum().clamp(min=1)
        )
    return sum(losses) / len(losses)
