"""Spoken phrases with the exact time of every word.

The synthesisers, flite and espeak-ng, are called through their shared libraries, because their
command lines do not tell when a word begins: flite leaves the segments of an utterance behind,
espeak-ng reports words and phonemes while it speaks.
"""

from itertools import pairwise
from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from bench.world.spec import Phrase, Voice, Word
from bench.world.speech.espeak import RATE as ESPEAK_RATE
from bench.world.speech.espeak import speak_espeak
from bench.world.speech.flite import speak_flite

Samples = NDArray[np.float32]
Marks = list[tuple[float, float]]
"""Start and end in seconds of each thing said."""

RATE = 48_000
PEAK = 0.7
LEAD, TAIL = 0.02, 0.06
"""Seconds of sound kept before the first word and after the last one, where voices fade."""
FADE = 0.005
JOINT = 0.03
"""Seconds between two runs of different scripts."""

LIVE: dict[str, dict[str, Voice]] = {
    "hostess": {
        "en": Voice(engine="flite", name="slt"),
        "zh": Voice(engine="espeak", name="cmn+f2", speed=1.05),
    },
    "engineer": {
        "en": Voice(engine="espeak", name="en-gb-x-rp+m3", speed=0.95),
        "zh": Voice(engine="espeak", name="cmn+m3"),
    },
}
"""The voices of the films, by speaker and language. No speech model is trained on them."""


class Speech(NamedTuple):
    """``samples``: mono at `RATE`, peak `PEAK`, without silence around. ``words``: one for each
    word of the phrase, times in seconds from the first sample."""

    samples: Samples
    words: tuple[Word, ...]


def speak(phrase: Phrase, voice: Voice) -> Speech:
    """``phrase`` in ``voice``, the same samples every time. Raises `VoiceMissing` when the
    synthesiser is not installed or has no such voice, `ValueError` for an empty phrase or one that
    the synthesiser does not divide into the same words."""
    if not phrase.words:
        raise ValueError("a phrase without words cannot be spoken")
    samples, marks = _synthesise(phrase, voice)
    first = max(0.0, marks[0][0] - LEAD)
    last = min(len(samples) / RATE, marks[-1][1] + TAIL)
    cut = samples[round(first * RATE) : round(last * RATE)]
    words = tuple(
        Word(text=written, start=max(0.0, start - first), end=min(end, last) - first)
        for (written, _), (start, end) in zip(phrase.words, marks, strict=True)
    )
    return Speech(_finish(cut), words)


def _synthesise(phrase: Phrase, voice: Voice) -> tuple[Samples, Marks]:
    """The runs of the phrase one after the other, at `RATE`."""
    pieces: list[Samples] = []
    marks: Marks = []
    at = 0.0
    for run_voice, said in _runs(phrase, voice):
        samples, found = _engine(said, run_voice)
        begin, end = found[0][0], min(found[-1][1] + JOINT, len(samples) / RATE)
        marks += [(at + start - begin, at + finish - begin) for start, finish in found]
        pieces.append(samples[round(begin * RATE) : round(end * RATE)])
        at += len(pieces[-1]) / RATE
    return np.concatenate(pieces), marks


def _runs(phrase: Phrase, voice: Voice) -> list[tuple[Voice, list[str]]]:
    """The things to say with their punctuation, cut where a Chinese sentence has Latin words: the
    Mandarin voice would read these as pinyin."""
    runs: list[tuple[Voice, list[str]]] = []
    for written, said in phrase.words:
        latin = said.isascii() and phrase.language == "zh"
        speaker = _latin(voice) if latin else voice
        if not runs or runs[-1][0] != speaker:
            runs.append((speaker, []))
        runs[-1][1].append(said + _punctuation(written))
    return runs


def _latin(voice: Voice) -> Voice:
    variant = voice.name.partition("+")[2]
    return voice.model_copy(update={"name": f"en-us+{variant}" if variant else "en-us"})


def _punctuation(written: str) -> str:
    """The pause that the written word asks for after it."""
    stripped = written.rstrip()
    return stripped[-1] if stripped and stripped[-1] in ",.;:?!，。；：？！、" else ""


def _engine(said: list[str], voice: Voice) -> tuple[Samples, Marks]:
    if voice.engine == "flite":
        samples, rate, marks = speak_flite(said, voice)
    else:
        samples, marks = speak_espeak(said, voice)
        rate = ESPEAK_RATE
    return _resample(samples, rate), _ordered(marks)


def _resample(samples: Samples, rate: int) -> Samples:
    shared = gcd(RATE, rate)
    made: Samples = resample_poly(samples, RATE // shared, rate // shared).astype(np.float32)
    return made


def _ordered(marks: Marks) -> Marks:
    """Marks that never overlap: a word ends where the next one begins, at the latest."""
    ends = [min(end, after) for (_, end), (after, _) in pairwise(marks)] + [marks[-1][1]]
    return [(start, max(start, end)) for (start, _), end in zip(marks, ends, strict=True)]


def _finish(samples: Samples) -> Samples:
    """Peak at `PEAK`, no click at the edges."""
    ramp = np.linspace(0, 1, min(round(FADE * RATE), len(samples) // 2), dtype=np.float32)
    finished = samples * np.float32(PEAK / max(float(np.abs(samples).max()), 1e-6))
    if len(ramp):
        finished[: len(ramp)] *= ramp
        finished[-len(ramp) :] *= ramp[::-1]
    return finished
