"""The sound of a film: voices in a hall, machines, a thud, music, a poor microphone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from bench.world.ambience import hall
from bench.world.music import play
from bench.world.spec import Timeline
from bench.world.voices import RATE, Samples, Speech

VOICE = 0.085
"""Root mean square of a voice at the microphone."""
PEAK = 0.9
NEAR = 0.07
"""How much of the hall is heard with a voice: the hostess wears a microphone at her mouth."""
FAR = 0.55
"""The same with a far microphone."""


@dataclass(frozen=True, slots=True)
class Mix:
    """``music``: under opening, pauses and goodbye; ``noise``: dB of signal over a noise laid on
    everything, None for none; ``far``: the microphone stands metres away."""

    music: bool = False
    noise: float | None = None
    far: bool = False


def mix(timeline: Timeline, speeches: Sequence[Speech], settings: Mix) -> Samples:
    """Mono samples of the whole film. ``speeches``: of the timeline's sentences."""
    random = np.random.default_rng([timeline.seed, 3])
    out = np.zeros(round(timeline.duration * RATE), np.float32)
    echo = _echo(random)
    for spoken, speech in zip(timeline.spoken, speeches, strict=True):
        wet = FAR if settings.far else NEAR
        start = spoken.start - speech.words[0].start
        _add(out, _roomy(_level(speech.samples), echo, wet), start)
    hall(out, timeline, random)
    for action in timeline.actions:
        if action.kind == "drop":
            _add(out, _thud(), action.end)
    for start, end in timeline.music:
        _add(out, play(end - start, random), start)
    if settings.noise is not None:
        _hiss(out, settings.noise, random)
    return _limited(out)


def _level(voice: Samples) -> Samples:
    loud = np.abs(voice) > 0.02
    level = float(np.sqrt((voice[loud] ** 2).mean())) if loud.any() else 1.0
    return (voice * (VOICE / level)).astype(np.float32)


def _echo(random: np.random.Generator) -> Samples:
    """Impulse response of a hall: early reflections, then noise that dies in about a second."""
    time = np.arange(round(0.9 * RATE)) / RATE
    tail = random.normal(0, 1, len(time)) * np.exp(-6.9 * time / 0.9) * (time > 0.03)
    for delay, gain in ((0.017, 9.0), (0.031, 7.0), (0.047, 5.0)):
        tail[round(delay * RATE)] += gain
    tail = np.convolve(tail, np.ones(5) / 5, mode="same")
    return np.asarray(tail / np.sqrt((tail**2).sum()), np.float32)


def _roomy(voice: Samples, echo: Samples, wet: float) -> Samples:
    """The voice with its echo behind it; the first sample stays the first."""
    room = np.asarray(wet * fftconvolve(voice, echo), np.float32)
    room[: len(voice)] += (1 - wet) * voice
    return room


def _add(out: Samples, sound: Samples, at: float) -> None:
    begin = max(0, round(at * RATE))
    room = out[begin : begin + len(sound)]
    room += sound[: len(room)]


def _thud() -> Samples:
    """Steel on concrete: a low knock and a short ring, then smaller ones as it bounces."""
    out = np.zeros(RATE, np.float32)
    time = np.arange(round(0.4 * RATE)) / RATE
    for delay, gain in ((0.0, 0.55), (0.27, 0.22), (0.43, 0.1)):
        knock = np.sin(2 * np.pi * 90 * time) * np.exp(-25 * time)
        ring = sum(
            part * np.sin(2 * np.pi * pitch * time) * np.exp(-fade * time)
            for pitch, part, fade in ((1730, 0.3, 16), (2610, 0.2, 20), (4120, 0.1, 28))
        )
        _add(out, (gain * (knock + ring)).astype(np.float32), delay)
    return out


def _hiss(out: Samples, ratio: float, random: np.random.Generator) -> None:
    """White noise ``ratio`` dB under the voices, second by second to keep memory flat."""
    level = VOICE * 10 ** (-ratio / 20)
    for at in range(0, len(out), RATE):
        part = out[at : at + RATE]
        part += random.normal(0, level, len(part)).astype(np.float32)


def _limited(out: Samples) -> Samples:
    """Loud places are bent, not cut."""
    np.tanh(out / PEAK, out=out)
    out *= PEAK
    return out
