"""What a factory hall sounds like without anybody speaking."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from bench.world.spec import Timeline
from bench.world.voices import RATE, Samples

QUIET = 0.0022
"""Root mean square of the hall far from all machines."""
LOUDER = {"machining": 4.0, "assembly": 3.0, "testing": 2.0, "packing": 1.6}
"""How much louder it is there."""
PRESS_EVERY = 2.2
"""Seconds between two strokes of the press at the machining line."""
_STEP = 0.1


def hall(out: Samples, timeline: Timeline, random: np.random.Generator) -> None:
    """Add the hall to the film, ten seconds at a time to keep memory flat."""
    gains = _gains(timeline)
    state = np.zeros(1)
    for at in range(0, len(out), 10 * RATE):
        part = out[at : at + 10 * RATE]
        noise, state = lfilter([0.06], [1, -0.94], random.normal(0, 1, len(part)), zi=state)
        time = (at + np.arange(len(part))) / RATE
        level = QUIET * np.interp(time, np.arange(len(gains)) * _STEP, gains)
        part += (level * (3.2 * noise + _hum(time))).astype(np.float32)
        part += (level * _press(time, random)).astype(np.float32)


def _hum(time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Motors: the mains' second harmonic and a few more, slowly beating."""
    parts = ((100.0, 0.5), (149.3, 0.3), (200.7, 0.25), (297.1, 0.12))
    return np.asarray(sum(gain * np.sin(2 * np.pi * pitch * time) for pitch, gain in parts))


def _press(time: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """A stroke every few seconds; the hall's level makes it loud near the machines only."""
    since = time % PRESS_EVERY
    clank = random.normal(0, 1, len(time)) * np.exp(-30 * since)
    return 0.9 * clank + 1.6 * np.sin(2 * np.pi * 70 * since) * np.exp(-18 * since)


def _gains(timeline: Timeline) -> NDArray[np.float64]:
    """Loudness over `QUIET` every tenth of a second, faded where one goes from place to place."""
    times = np.arange(0, timeline.duration + _STEP, _STEP)
    gains = np.ones(len(times))
    for shot in timeline.shots:
        here = (times >= shot.start) & (times < shot.end)
        near = LOUDER.get(shot.station, 1.0) * (1.25 if shot.kind == "machine" else 1.0)
        there = LOUDER.get(shot.to, 1.0) if shot.to else near
        share = (times[here] - shot.start) / max(shot.end - shot.start, _STEP)
        gains[here] = near + (there - near) * share
    return np.convolve(np.pad(gains, 3, mode="edge"), np.ones(7) / 7, mode="valid")
