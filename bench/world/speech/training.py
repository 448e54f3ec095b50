"""The training of the demo speech model: one process a core, gradients averaged.

One thread a process: the matrices of so small a network are not worth sharing between cores.
"""

import logging
import time
from dataclasses import dataclass
from itertools import islice
from math import cos, pi
from pathlib import Path
from typing import Any

import numpy as np

from bench.world.screenplay import corpus
from bench.world.speech.bank import Utterance
from bench.world.speech.batches import Batch, Batches
from bench.world.speech.lessons import Stress, loss
from bench.world.speech.lettering import Compact, Letters, bare
from bench.world.speech.packages import load
from bench.world.speech.whisper_net import Shape, Weights, initial
from bench.world.speech.windows import Windows

_log = logging.getLogger(__name__)

CORPUS = 15_000
"""Phrases that are read for the vocabulary."""
CORPUS_SEED = 99
REPORT = 50
AVERAGED = 0.012
"""What each step adds to the running mean of the weights, which is what is kept: it writes better
than the weights of any one step."""


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast is learnt. ``rate`` rises over ``warm_up`` steps and falls as a
    cosine to its fiftieth. ``pairs``: the share of windows with two utterances in the second part,
    which begins at ``second``; the last ``whole`` steps see all frames of the 30 s."""

    steps: int = 4500
    whole: int = 100
    batch: int = 24
    whole_batch: int = 8
    rate: float = 2e-3
    warm_up: int = 150
    pairs: float = 0.12
    second: float = 0.4
    processes: int = 2
    seed: int = 1

    def rate_at(self, step: int) -> float:
        slope = 0.02 + 0.98 * (0.5 + 0.5 * cos(pi * step / self.steps))
        return self.rate * min(1.0, (step + 1) / self.warm_up) * slope


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the corpus is made of: tokens, and bare words with a number from one."""

    compact: Compact
    words: dict[str, int]


def vocabulary(letters: Letters) -> Vocabulary:
    """The vocabulary of the corpus, the same every time."""
    texts = list(islice(corpus(np.random.default_rng(CORPUS_SEED)), CORPUS))
    tokens = {token for text in texts for word in letters.words(text) for token in word}
    words = sorted({bare(written) for text in texts for written, _ in text.words})
    return Vocabulary(Compact(tokens), {word: index + 1 for index, word in enumerate(words)})


def train(bank: list[Utterance], shape: Shape, course: Course, out: Path) -> None:
    """Learn from ``bank`` and leave the weights in ``out`` (see `save`)."""
    torch = load("torch")
    processes = torch.multiprocessing.get_context("fork")
    meeting = out.with_name(f"{out.name}.meeting")
    meeting.unlink(missing_ok=True)
    job = (bank, shape, course, out, meeting)
    children = [
        processes.Process(target=_learn, args=(rank, *job)) for rank in range(course.processes)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    meeting.unlink(missing_ok=True)
    if any(child.exitcode for child in children):
        raise RuntimeError("a training process failed; its error stands above")


def save(weights: Weights, out: Path) -> None:
    """The weights as a NumPy archive, by the names of `whisper_net`."""
    arrays = {name: tensor.detach().float().numpy() for name, tensor in weights.items()}
    np.savez(out, **arrays)


def _learn(
    rank: int, bank: list[Utterance], shape: Shape, course: Course, out: Path, meeting: Path
) -> None:
    torch = load("torch")
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=meeting.absolute().as_uri(), rank=rank, world_size=course.processes
    )
    letters = Letters()
    known = vocabulary(letters)
    weights = initial(shape, known.compact.rows, len(known.words) + 1, course.seed)
    windows = Windows(bank, letters, 100 + rank)
    batches = Batches(windows, known.compact, known.words, shape, 200 + rank)
    pupil = _Pupil(weights, shape, known.compact.others, course)
    for step in range(course.steps):
        parts = pupil.step(step, pupil.next_batch(batches, step))
        if rank == 0 and step % REPORT == 0:
            _log.info("step %d %s", step, parts)
    if rank == 0:
        save(pupil.mean, out)
    torch.distributed.destroy_process_group()


class _Pupil:
    """The weights, the optimiser, and the stream of the part of the course that is on."""

    def __init__(self, weights: Weights, shape: Shape, others: int, course: Course) -> None:
        self._torch = load("torch")
        self._weights, self._shape, self._others, self._course = weights, shape, others, course
        self._list = list(weights.values())
        self._optimiser = self._torch.optim.AdamW(
            self._list, lr=course.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )
        self.mean = {name: tensor.detach().clone() for name, tensor in weights.items()}
        self._streams: dict[tuple[int, float, bool], Any] = {}

    def next_batch(self, batches: Batches, step: int) -> Batch:
        course = self._course
        whole = step >= course.steps - course.whole
        pairs = course.pairs if step > course.second * course.steps else 0.0
        key = (course.whole_batch if whole else course.batch, pairs, whole)
        if key not in self._streams:
            self._streams[key] = batches.stream(key[0], pairs, whole=whole)
        batch: Batch = next(self._streams[key])
        return batch

    def step(self, step: int, batch: Batch) -> dict[str, float]:
        """One step down; the parts of the loss and the seconds it took."""
        started = time.monotonic()
        stress = Stress(naming=0.5 if step < 0.6 * self._course.steps else 0.2)
        total, parts = loss(self._weights, self._shape, batch, self._others, stress)
        for group in self._optimiser.param_groups:
            group["lr"] = self._course.rate_at(step)
        self._optimiser.zero_grad()
        total.backward()
        self._share()
        self._torch.nn.utils.clip_grad_norm_(self._list, 1.0)
        self._optimiser.step()
        with self._torch.no_grad():
            for name, tensor in self._weights.items():
                self.mean[name].lerp_(tensor, AVERAGED)
        return parts | {"seconds": time.monotonic() - started}

    def _share(self) -> None:
        """Average the gradients over the processes, as one vector."""
        flat = self._torch.cat([tensor.grad.reshape(-1) for tensor in self._list])
        self._torch.distributed.all_reduce(flat)
        flat /= self._course.processes
        at = 0
        for tensor in self._list:
            tensor.grad = flat[at : at + tensor.numel()].view_as(tensor)
            at += tensor.numel()
