"""Background music made of sines: slow chords, a plucked pattern over them."""

import numpy as np

from bench.world.voices import RATE, Samples

LEVEL = 0.03
"""Root mean square, well under a voice."""
BEAT = 60 / 96
KEYS = (45, 48, 50, 52)
"""MIDI numbers of the lowest note; one is drawn for each piece."""
CHORDS = ((0, 4, 7, 11), (9, 12, 16, 19), (5, 9, 12, 16), (7, 11, 14, 17))
"""Semitones over the key: I, vi, IV and V, each four beats long."""
FADE = 0.8


def play(seconds: float, random: np.random.Generator) -> Samples:
    """Music of that length, faded in and out."""
    out = np.zeros(round(seconds * RATE), np.float32)
    key = float(random.choice(KEYS))
    for bar in range(int(seconds / (4 * BEAT)) + 1):
        chord = CHORDS[bar % len(CHORDS)]
        start = bar * 4 * BEAT
        for note in chord[:3]:
            _put(out, _tone(key + note, 4.4 * BEAT, attack=0.5, fade=0.6), start, 0.5)
        for half in range(8):
            note = chord[int(random.integers(len(chord)))] + 12 * int(random.integers(1, 3))
            _put(out, _tone(key + note, 1.2, attack=0.005, fade=4.0), start + half * BEAT / 2, 0.35)
    return _finished(out)


def _tone(note: float, seconds: float, attack: float, fade: float) -> Samples:
    """One note with a few overtones; ``fade``: how fast it dies, per second."""
    time = np.arange(round(seconds * RATE)) / RATE
    pitch = 440 * 2 ** ((note - 69) / 12)
    wave = sum(np.sin(2 * np.pi * pitch * k * time) / k**2 for k in (1, 2, 3))
    swell = np.minimum(1, time / attack) * np.minimum(1, (seconds - time) / 0.05)
    return np.asarray(wave * swell * np.exp(-fade * time), np.float32)


def _put(out: Samples, note: Samples, at: float, gain: float) -> None:
    begin = round(at * RATE)
    part = out[begin : begin + len(note)]
    part += gain * note[: len(part)]


def _finished(out: Samples) -> Samples:
    ramp = np.minimum(1, np.arange(len(out)) / (FADE * RATE)).astype(np.float32)
    out *= ramp * ramp[::-1]
    level = float(np.sqrt((out**2).mean())) if len(out) else 0.0
    return out * np.float32(LEVEL / max(level, 1e-9))
