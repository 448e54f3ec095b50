"""Sounds in which nobody speaks to the listener: steady ones, machines, music, people."""

from functools import cache
from itertools import islice

import numpy as np
from scipy.signal import butter, sosfilt

from bench.world import voices
from bench.world.screenplay import corpus
from bench.world.spec import Voice
from bench.world.speech import backdrop
from bench.world.speech.bank import RATE, utter
from bench.world.speech.casting import HELD_OUT
from pipelines.speech.sound import Sound

KINDS = (
    "silence", "hiss", "hum", "mains", "machine", "impacts", "music", "march", "hall",
    "applause", "crowd-of-12", "crowd-of-20",
)  # fmt: skip
SECONDS = 12
_LEVEL = 0.1


@cache
def sound(kind: str) -> Sound:
    """`SECONDS` of it, mono at 16 kHz, RMS 0.1."""
    random = np.random.default_rng(5)
    size = SECONDS * RATE
    if kind == "silence":
        return np.zeros(size, np.float32)
    if kind in backdrop.KINDS:
        return backdrop.piece(kind, size, random) * np.float32(_LEVEL)
    if kind.startswith("crowd"):
        return crowd(int(kind.rpartition("-")[2]), SECONDS, random)
    made = {"mains": mains, "impacts": impacts, "march": march, "applause": applause}[kind]
    return _even(made(size, random))


def crowd(people: int, seconds: float, random: np.random.Generator) -> Sound:
    """So many people talking at once some metres away in a hall; both languages, all voices."""
    lead = 4 * RATE
    size = round(seconds * RATE) + lead
    said = list(islice(corpus(np.random.default_rng(3)), 60))
    together = np.zeros(size, np.float32)
    for person in range(people):
        line = np.zeros(size, np.float32)
        at = int(random.integers(RATE))
        while at < size:
            phrase = said[int(random.integers(len(said)))]
            cast = _cast(phrase.language)
            spoken = utter(phrase, cast[person % len(cast)]).samples[: size - at] / 32768
            line[at : at + len(spoken)] = spoken
            at += len(spoken) + int(random.uniform(0.2, 1) * RATE)
        together += backdrop.room(line, random) * np.float32(random.uniform(0.5, 1))
    far = butter(2, 2500, fs=RATE, output="sos")
    return _even(sosfilt(far, together)[lead:])


def mains(size: int, random: np.random.Generator) -> Sound:
    """50 Hz and its overtones, as a bad cable brings them."""
    time = np.arange(size) / RATE
    parts = [np.sin(2 * np.pi * 50 * k * time + k) / k for k in range(1, 12)]
    return np.asarray(np.sum(parts, axis=0), np.float32)


def impacts(size: int, random: np.random.Generator) -> Sound:
    """A press: a blow of iron every second, ringing, over a fan."""
    made = random.normal(size=size + RATE) * 0.02
    for at in range(0, size, RATE):
        time = np.arange(RATE) / RATE
        ring = sum(np.sin(2 * np.pi * f * time) * np.exp(-8 * time) for f in (310, 873, 1490, 2710))
        made[at : at + RATE] += ring + random.normal(size=RATE) * np.exp(-60 * time)
    return np.asarray(made[:size], np.float32)


def march(size: int, random: np.random.Generator) -> Sound:
    """A tune of held notes with vibrato, near to singing, over a bass and a drum."""
    beat = RATE // 2
    made = np.zeros(size + 4 * beat)
    for number, at in enumerate(range(0, size, beat)):
        time = np.arange(beat) / RATE
        pitch = 220 * 2 ** (int(random.choice([0, 2, 4, 5, 7, 9])) / 12)
        phase = 2 * np.pi * pitch * time + 0.3 * np.sin(2 * np.pi * 5.5 * time)
        tune = sum(np.sin(k * phase) / k for k in range(1, 8)) * np.minimum(1, time * 20)
        bass = np.sin(2 * np.pi * 55 * (1 + number % 2 / 2) * time)
        drum = random.normal(size=beat) * np.exp(-40 * time)
        made[at : at + beat] += tune * np.exp(-2 * time) + bass + drum
    return np.asarray(made[:size], np.float32)


def applause(size: int, random: np.random.Generator) -> Sound:
    """Four hundred claps a second."""
    made = np.zeros(size + RATE)
    for at in random.integers(0, size, 400 * size // RATE):
        clap = random.normal(size=1500) * np.exp(-np.arange(1500) / random.uniform(80, 250))
        made[at : at + 1500] += clap * random.uniform(0.2, 1)
    return np.asarray(made[:size], np.float32)


def _cast(language: str) -> list[Voice]:
    return [speaker[language] for speaker in voices.LIVE.values()] + list(
        HELD_OUT["zh"] if language == "zh" else HELD_OUT["en"]
    )


def _even(sound: Sound) -> Sound:
    level = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))
    return (sound * (_LEVEL / level)).astype(np.float32)
