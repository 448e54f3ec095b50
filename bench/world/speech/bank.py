"""Many spoken phrases, kept as 16 kHz integers."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from bench.world.screenplay import corpus
from bench.world.spec import Phrase, Voice, Word
from bench.world.speech.casting import cast
from bench.world.voices import RATE as FULL_RATE
from bench.world.voices import speak

RATE = 16_000
SHARE = 250
"""Phrases that one process takes at a time."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """``samples``: int16, mono, at `RATE`; ``words`` with times in seconds."""

    phrase: Phrase
    voice: Voice
    samples: NDArray[np.int16]
    words: tuple[Word, ...]


def synthesise(count: int, seed: int, processes: int = 2) -> list[Utterance]:
    """``count`` phrases of the corpus in training voices, the same for the same seed."""
    jobs = [(seed, share, min(SHARE, count - share)) for share in range(0, count, SHARE)]
    with ProcessPoolExecutor(processes) as pool:
        return [made for share in pool.map(_share, jobs) for made in share]


def utter(phrase: Phrase, voice: Voice) -> Utterance:
    """One phrase at `RATE`."""
    speech = speak(phrase, voice)
    samples = resample_poly(speech.samples, 1, FULL_RATE // RATE)
    whole = np.clip(samples * 32767, -32768, 32767).astype(np.int16)
    return Utterance(phrase, voice, whole, speech.words)


def _share(job: tuple[int, int, int]) -> list[Utterance]:
    seed, first, count = job
    random = np.random.default_rng((seed, first))
    phrases = corpus(random)
    return [utter(phrase, cast(phrase.language, random)) for phrase in islice(phrases, count)]
