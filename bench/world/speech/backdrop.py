"""What lies under a voice in a factory: hiss, hum, machines, music, the room."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

RATE = 16_000
Samples = NDArray[np.float32]
KINDS = ("hiss", "hum", "machine", "music", "hall")
_LENGTH = 40 * RATE


def piece(kind: str, samples: int, random: np.random.Generator) -> Samples:
    """``samples`` of a backdrop at RMS 1, from a random place of a long one."""
    whole = _long(kind, int(random.integers(4)))
    start = int(random.integers(len(whole) - samples))
    return whole[start : start + samples]


def mixed(samples: int, random: np.random.Generator) -> Samples:
    """One or two kinds of backdrop together, RMS about 1."""
    kinds = random.choice(len(KINDS), size=int(random.integers(1, 3)), replace=False)
    made: Samples = np.zeros(samples, np.float32)
    for kind in kinds:
        made = made + np.float32(random.uniform(0.3, 1)) * piece(KINDS[kind], samples, random)
    return made


def room(sound: Samples, random: np.random.Generator) -> Samples:
    """``sound`` as heard from some metres away in a hall."""
    echo = _response(int(random.integers(48)))
    wet = random.uniform(0.08, 0.6)
    heard = wet * fftconvolve(sound, echo)[: len(sound)] + (1 - wet) * sound
    return np.asarray(heard, np.float32)


def muffled(sound: Samples, random: np.random.Generator) -> Samples:
    """``sound`` through a poor microphone: a low and a high limit."""
    low, high = random.uniform(40, 250), random.uniform(3000, 7500)
    band = butter(2, (low, high), "bandpass", fs=RATE, output="sos")
    filtered: Samples = sosfilt(band, sound).astype(np.float32)
    return filtered


@cache
def _long(kind: str, variant: int) -> Samples:
    random = np.random.default_rng((KINDS.index(kind), variant))
    made = {"hiss": _hiss, "hum": _hum, "machine": _machine, "music": _music, "hall": _hall}[kind]
    sound = made(random)
    even: Samples = (sound / max(float(np.sqrt(np.mean(sound**2))), 1e-9)).astype(np.float32)
    return even


@cache
def _response(variant: int) -> Samples:
    """Early reflections, then noise that dies away, at an energy of one."""
    random = np.random.default_rng(1000 + variant)
    seconds = random.uniform(0.15, 1.2)
    time = np.arange(int(seconds * RATE)) / RATE
    tail = random.normal(size=len(time)) * np.exp(-6.9 * time / seconds)
    tail[: int(random.uniform(0.002, 0.03) * RATE)] = 0
    loudness = random.uniform(0, 8)
    for delay in random.uniform(0.004, 0.07, 4):
        tail[int(delay * RATE)] += loudness * random.uniform(0.5, 1)
    return np.asarray(tail / np.sqrt(np.sum(tail**2)), np.float32)


def _hiss(random: np.random.Generator) -> NDArray[np.float64]:
    white = random.normal(size=_LENGTH)
    return np.asarray(lfilter([1], [1, -random.uniform(0, 0.97)], white))


def _hum(random: np.random.Generator) -> NDArray[np.float64]:
    time = np.arange(_LENGTH) / RATE
    base = random.choice([50.0, 60.0, 100.0])
    sines = (
        random.uniform(0.1, 1) / k * np.sin(2 * np.pi * base * k * time + k) for k in range(1, 9)
    )
    return np.asarray(np.sum(list(sines), axis=0) + 0.05 * random.normal(size=_LENGTH))


def _machine(random: np.random.Generator) -> NDArray[np.float64]:
    """A motor whose load changes, with strokes."""
    time = np.arange(_LENGTH) / RATE
    turn = random.uniform(20, 90) * (1 + 0.05 * np.sin(2 * np.pi * random.uniform(0.1, 0.6) * time))
    motor = np.sign(np.sin(2 * np.pi * np.cumsum(turn) / RATE)) * 0.5
    stroke = np.mod(time * random.uniform(0.6, 3), 1.0)
    strokes = random.normal(size=_LENGTH) * np.exp(-25 * stroke) * 2
    low = butter(2, random.uniform(1500, 5000), fs=RATE, output="sos")
    return np.asarray(sosfilt(low, motor + strokes + 0.3 * random.normal(size=_LENGTH)))


def _music(random: np.random.Generator) -> NDArray[np.float64]:
    """Chords that change on the beat, a tune of plucked notes over them, and a soft drum."""
    beat = int(random.uniform(0.35, 0.7) * RATE)
    made = np.zeros(_LENGTH + 8 * beat)
    key = random.uniform(110, 220)
    for at in range(0, _LENGTH, beat):
        if at // beat % 4 == 0:
            chord = random.choice([0, 5, 7, 9]) + np.array([0, 4, 7])
            for note in chord:
                made[at : at + 4 * beat] += 0.3 * _note(key * 2 ** (note / 12), 4 * beat, 0.8)
        pitch = key * 2 ** (1 + random.choice([0, 2, 4, 7, 9, 12]) / 12)
        made[at : at + 2 * beat] += 0.5 * _note(pitch, 2 * beat, 3.0)
        drum = random.normal(size=beat) * np.exp(-np.arange(beat) / RATE * 30)
        made[at : at + beat] += 0.4 * drum
    return made[:_LENGTH]


def _note(pitch: float, samples: int, decay: float) -> NDArray[np.float64]:
    time = np.arange(samples) / RATE
    sines = (np.sin(2 * np.pi * pitch * k * time) / k**1.5 for k in range(1, 6))
    return np.asarray(
        np.sum(list(sines), axis=0) * np.exp(-decay * time) * np.minimum(1, time * 100)
    )


def _hall(random: np.random.Generator) -> NDArray[np.float64]:
    """A far murmur: noise in the band of voices that swells and falls as syllables do."""
    band = butter(2, (200, 1800), "bandpass", fs=RATE, output="sos")
    slow = butter(2, 5, fs=RATE, output="sos")
    swell = np.abs(sosfilt(slow, random.normal(size=_LENGTH)))
    noise = sosfilt(band, random.normal(size=_LENGTH))
    return np.asarray(noise * (0.3 * swell.mean() + swell))
