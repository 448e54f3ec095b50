"""What every microphone of a rig hears: the hall's hum, and claps that tell its clocks apart."""

import wave
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt

from pipelines.panorama.arrays import Floats

RATE = 48_000
CLAPS = (1.8, 2.15, 3.4)
"""Seconds of the world; unevenly, so that they fit each other in one way only."""
BEEPS = ((2.6, 880.0), (2.75, 1320.0))
"""Seconds and hertz."""
HUM = (49.8, 99.7, 199.4, 299.1)
"""Hertz of the motors."""


class Hall:
    """The one sound of the place, from ``start`` to ``end`` in seconds."""

    def __init__(self, start: float, end: float, random: np.random.Generator) -> None:
        self._start = start
        times = start + np.arange(round((end - start) * RATE)) / RATE
        self._samples = _hum(times, random) + _air(len(times), random)
        for at in CLAPS:
            self._add(at, _clap(random))
        for at, pitch in BEEPS:
            self._add(at, _beep(pitch))

    def heard(
        self, start: float, seconds: float, loudness: float, random: np.random.Generator
    ) -> Floats:
        """From ``start`` on, by a microphone of its own loudness and hiss."""
        first = round((start - self._start) * RATE)
        count = round(seconds * RATE)
        taken = self._samples[first : first + count]
        return np.asarray(np.clip(loudness * taken + random.normal(0, 1e-3, count), -1, 1))

    def _add(self, at: float, sound: Floats) -> None:
        first = round((at - self._start) * RATE)
        room = self._samples[first : first + len(sound)]
        room += sound[: len(room)]


def write(samples: Floats, path: Path) -> Path:
    """A mono WAV of 16 bits."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def _hum(times: Floats, random: np.random.Generator) -> Floats:
    phases = random.uniform(0, 2 * np.pi, len(HUM))
    waves = [
        0.012 / (index + 1) * np.sin(2 * np.pi * rate * times + phase)
        for index, (rate, phase) in enumerate(zip(HUM, phases, strict=True))
    ]
    return np.asarray(np.sum(waves, axis=0))


def _air(count: int, random: np.random.Generator) -> Floats:
    low = butter(2, 900, "lowpass", fs=RATE, output="sos")
    return np.asarray(sosfilt(low, random.normal(0, 0.02, count)))


def _clap(random: np.random.Generator) -> Floats:
    """A burst that dies within a few milliseconds, and what the walls send back of it."""
    times = np.arange(round(0.35 * RATE)) / RATE
    decay = 0.75 * np.exp(-times / 0.006) + 0.06 * np.exp(-times / 0.11)
    return np.asarray(random.uniform(-1, 1, len(times)) * decay)


def _beep(pitch: float) -> Floats:
    times = np.arange(round(0.12 * RATE)) / RATE
    return np.asarray(0.25 * np.sin(2 * np.pi * pitch * times) * np.hanning(len(times)))
