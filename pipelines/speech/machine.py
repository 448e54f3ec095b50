"""What this machine can recognise speech with."""

import os
from functools import lru_cache

SIZES = ("tiny", "base", "small", "medium", "distil-large-v3", "large-v3-turbo", "large-v3")
"""Models that know every language, from the fastest to the slowest; distil knows English only."""
MANY_CORES = 8
SOME_CORES = 4


@lru_cache
def gpus() -> int:
    """How many CUDA devices CTranslate2 sees."""
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def recommended() -> str:
    """The largest model that stays well ahead of real time here."""
    if gpus():
        return "large-v3-turbo"
    if cores() >= MANY_CORES:
        return "medium"
    return "small" if cores() >= SOME_CORES else "base"


def describe() -> str:
    """For a person: what the recommendation rests on."""
    return f"{gpus()} GPU" if gpus() else f"{cores()} processor cores without a GPU"
