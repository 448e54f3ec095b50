"""Loudness and sudden sounds of the recording, read in blocks so that hours stay small."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.media.time import Time
from pipelines.progress import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 16_000
BLOCK = Time.seconds(300)
FLOOR = -90.0
"""dBFS that stands for silence."""
_STEP = RATE // 20


@dataclass(frozen=True, slots=True)
class Sound:
    """One value a second. ``loudness``: dBFS (RMS); ``impact``: the steepest rise in 0.1 s, dB."""

    loudness: tuple[float, ...] = ()
    impact: tuple[float, ...] = ()


def read_sound(flac: Path, duration: Time, progress: Progress = silent) -> Sound:
    """Measure a sound file, five minutes at a time."""
    from pipelines.media.audio import read_audio

    def blocks() -> Iterable[Samples]:
        start = Time(0)
        while start < duration:
            end = min(start + BLOCK, duration)
            progress(start.us / duration.us, "listening")
            yield read_audio(flac, start=start, end=end, rate=RATE)
            start = end

    return measure(blocks())


def measure(blocks: Iterable[Samples]) -> Sound:
    """Measure mono samples (-1..1, 16 kHz) that come in blocks of whole seconds."""
    loudness: list[float] = []
    impact: list[float] = []
    for block in blocks:
        rows = _seconds(block)
        loudness.extend(_decibels(rows))
        impact.extend(_rises(rows))
    return Sound(tuple(loudness), tuple(impact))


def _seconds(samples: Samples) -> Samples:
    """The samples as one row a second; the last row is filled up with its own mean level."""
    import numpy as np

    missing = -len(samples) % RATE
    if missing and len(samples) % RATE < RATE // 10:
        samples = samples[: len(samples) // RATE * RATE]
    elif missing:
        samples = np.concatenate([samples, np.resize(samples[-(len(samples) % RATE) :], missing)])
    return samples.reshape(-1, RATE)


def _decibels(rows: Samples) -> list[float]:
    import numpy as np

    power = np.mean(np.square(rows.astype(np.float64)), axis=-1)
    levels = 10 * np.log10(np.maximum(power, 10 ** (FLOOR / 10)))
    return [round(float(level), 2) for level in levels.ravel()]


def _rises(rows: Samples) -> list[float]:
    """How steeply the level jumps within each second: a knock, a drop, a clap."""
    import numpy as np

    if not len(rows):
        return []
    power = np.mean(np.square(rows.reshape(len(rows), -1, _STEP).astype(np.float64)), axis=-1)
    levels = 10 * np.log10(np.maximum(power, 10 ** (FLOOR / 10)))
    # Compared with the two blocks before; what rises out of plain silence is a voice starting.
    rise = levels[:, 2:] - np.maximum(levels[:, :-2], FLOOR / 2)
    return [round(max(0.0, float(value)), 2) for value in rise.max(axis=1)]
