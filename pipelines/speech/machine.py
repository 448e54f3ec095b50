"""What this machine can recognise speech with, in time."""

import os
from functools import lru_cache

SIZES = ("tiny", "base", "small", "medium", "large-v3-turbo", "large-v3", "distil-large-v3")
"""Models from the worst to the best, but for the last one, which knows English only."""
WORK = {
    "tiny": 0.1,
    "base": 0.15,
    "small": 0.5,
    "medium": 1.1,
    "large-v3-turbo": 1.0,
    "large-v3": 2.3,
    "distil-large-v3": 0.8,
}
"""Seconds of one processor core for a second of sound, 8-bit integers, beam 5. Twice what
networks of these shapes took in CTranslate2 on a server core for full windows of a hundred tokens:
windows are not always full, hard passages are decoded again, and other cores are slower."""
LARGEST = "large-v3-turbo"
"""The largest that is chosen: large-v3 is twice the work for a little more."""
SHARE = 0.35
"""The share of real time that the work may take on all cores together."""


@lru_cache
def gpus() -> int:
    """How many CUDA devices CTranslate2 sees."""
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def recommended() -> str:
    """The best model that stays well ahead of real time here."""
    return best_for(cores(), gpu=gpus() > 0)


def best_for(cores: int, *, gpu: bool) -> str:
    """The best model for a machine with so many ``cores``: one whose work takes at most `SHARE`
    of the time that the sound lasts."""
    if gpu:
        return LARGEST
    choice = SIZES[: SIZES.index(LARGEST) + 1]
    fitting = [name for name in choice if WORK[name] <= SHARE * cores]
    return fitting[-1] if fitting else choice[0]


def describe() -> str:
    """For a person: what the recommendation rests on."""
    if gpus():
        return "a GPU" if gpus() == 1 else f"{gpus()} GPUs"
    count = cores()
    return f"{count} processor core{'s' if count != 1 else ''} without a GPU"


def work(name: str) -> str:
    """For a person: what the model ``name`` costs here."""
    if gpus():
        return f"{name}: fast on {describe()}"
    return f"{name}: about {WORK[name]:g} s of work for a second of sound, on {describe()}"
