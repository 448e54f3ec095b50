"""When everything in the demo recording happens."""

from dataclasses import dataclass

import numpy as np

from bench.demo.screenplay import LINES, Line
from bench.demo.voices import RATE, Samples, speak

LEAD_IN = 1.0
DEAD_AIR = 2.0
"""Seconds of silence from which on a pause counts as dead air."""
DROP_AFTER = 0.45
"""The bottle hits the floor this long after the drop test is announced."""


@dataclass(frozen=True, slots=True)
class Spoken:
    line: Line
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Shot:
    scene: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything in seconds; ``sound``: mono samples at `RATE`; ``impact``: the bottle lands."""

    spoken: tuple[Spoken, ...]
    shots: tuple[Shot, ...]
    sound: Samples
    duration: float
    impact: float
    envelope: Samples

    def shot(self, t: float) -> Shot:
        """The shot on screen at ``t``."""
        return next((shot for shot in self.shots if t < shot.end), self.shots[-1])

    def loudness(self, t: float) -> float:
        """How wide the mouth is open at ``t``, 0..1."""
        return float(self.envelope[min(int(t * 100), len(self.envelope) - 1)])

    def dead_air(self) -> list[tuple[float, float]]:
        ends = [0.0, *(spoken.end for spoken in self.spoken)]
        starts = [*(spoken.start for spoken in self.spoken), self.duration]
        return [(a, b) for a, b in zip(ends, starts, strict=True) if b - a >= DEAD_AIR]


def build(seed: int) -> Timeline:
    """Speak every line and lay it on the timeline."""
    voices = [speak(line) for line in LINES]
    spoken, now = [], LEAD_IN
    for line, voice in zip(LINES, voices, strict=True):
        end = now + len(voice) / RATE
        spoken.append(Spoken(line, now, end))
        now = end + line.rest
    voice_track = np.zeros(round(now * RATE), np.float32)
    for said, voice in zip(spoken, voices, strict=True):
        at = round(said.start * RATE)
        voice_track[at : at + len(voice)] += voice
    drop = next(said for said in spoken if said.line.scene == "drop")
    impact = drop.end + DROP_AFTER
    sound = voice_track + _hall(len(voice_track), seed) + _thud(len(voice_track), impact)
    return Timeline(
        tuple(spoken), _shots(spoken, now), np.clip(sound, -1, 1), now, impact, _mouth(voice_track)
    )


def _shots(spoken: list[Spoken], duration: float) -> tuple[Shot, ...]:
    """A cut shortly before the first sentence of every new scene."""
    cuts = [(0.0, spoken[0].line.scene)]
    for said in spoken:
        if said.line.scene != cuts[-1][1]:
            cuts.append((round((said.start - 0.2) * 25) / 25, said.line.scene))
    ends = [at for at, _ in cuts[1:]] + [duration]
    return tuple(Shot(scene, at, end) for (at, scene), end in zip(cuts, ends, strict=True))


def _hall(count: int, seed: int) -> Samples:
    """The hum of machines far away, about 45 dB under the voice."""
    random = np.random.default_rng(seed)
    time = np.arange(count) / RATE
    noise = np.convolve(random.normal(0, 1, count), np.ones(64) / 64, mode="same")
    hum = 0.3 * np.sin(2 * np.pi * 50 * time) + 0.15 * np.sin(2 * np.pi * 100 * time)
    return np.asarray(0.004 * (4 * noise + hum), np.float32)


def _thud(count: int, at: float) -> Samples:
    """Steel on concrete: a low knock and a short ring, then the smaller bounce."""
    out = np.zeros(count, np.float32)
    time = np.arange(round(0.5 * RATE)) / RATE
    for delay, gain in ((0.0, 0.5), (0.32, 0.2)):
        knock = np.sin(2 * np.pi * 90 * time) * np.exp(-25 * time)
        ring = 0.35 * np.sin(2 * np.pi * 2300 * time) * np.exp(-14 * time)
        begin = round((at + delay) * RATE)
        out[begin : begin + len(time)] += (gain * (knock + ring)).astype(np.float32)
    return out


def _mouth(voice: Samples) -> Samples:
    """The loudness in steps of 10 ms, 0..1, quick to open and slower to close."""
    step = RATE // 100
    blocks = voice[: len(voice) // step * step].reshape(-1, step)
    level = np.sqrt((blocks**2).mean(axis=1))
    level = np.clip(level / (np.percentile(level[level > 0.01], 85) + 1e-9), 0, 1)
    smooth = np.convolve(level, np.ones(6) / 6, mode="same")
    return np.asarray(np.clip(smooth * 1.15, 0, 1), np.float32)
