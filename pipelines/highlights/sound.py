"""One pass over the sound: loudness, knocks, noise and voice; read in blocks, so that hours stay
small."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipelines.highlights.signals import impact, loudness, spectrum
from pipelines.highlights.signals.frames import rounded
from pipelines.highlights.signals.samples import RATE, rows
from pipelines.media.time import Time
from pipelines.progress import Progress, silent

if TYPE_CHECKING:
    from pipelines.highlights.signals.samples import Levels, Samples

BLOCK = 30
"""Seconds that are measured at a time."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What is heard, one value a second; what each means stands in `pipelines.highlights.signals`.

    ``loudness``, ``voice``: dBFS; ``impact``, ``change`` (of the loudness): dB; ``noise``: 0..1.
    """

    loudness: tuple[float, ...] = ()
    impact: tuple[float, ...] = ()
    change: tuple[float, ...] = ()
    noise: tuple[float, ...] = ()
    voice: tuple[float, ...] = ()


def read_sound(flac: Path, duration: Time, progress: Progress = silent) -> Sound:
    """Decode a sound file once and measure it up to ``duration``.

    Raises as `pipelines.media.audio.read_sound_blocks`.
    """
    from pipelines.media.audio import read_sound_blocks

    def told(blocks: Iterable[Samples]) -> Iterable[Samples]:
        for number, block in enumerate(blocks):
            progress(number * BLOCK * 1_000_000 / max(duration.us, 1), "listening")
            yield block

    found = read_sound_blocks(flac, seconds=BLOCK, end=duration, rate=RATE)
    # Closed whatever happens, so that no decoder outlives a cancelled job.
    with closing(cast("Generator[Any]", found)) as blocks:
        return measure(told(blocks))


def measure(blocks: Iterable[Samples]) -> Sound:
    """Measure mono samples (-1..1, 16 kHz) that come in blocks of whole seconds, but the last."""
    meter = _Meter()
    for block in blocks:
        meter.add(block)
    return meter.sound() if meter.levels else Sound()


@dataclass(slots=True)
class _Meter:
    levels: list[Levels] = field(default_factory=list)
    edges: list[Levels] = field(default_factory=list)
    noise: list[Levels] = field(default_factory=list)
    voice: list[Levels] = field(default_factory=list)

    def add(self, block: Samples) -> None:
        seconds = rows(block)
        if not len(seconds):
            return
        spectra = spectrum.spectra(seconds)
        self.levels.append(loudness.loudness(seconds))
        self.edges.append(impact.edges(seconds.reshape(-1)))
        self.noise.append(spectrum.noise(spectra))
        self.voice.append(spectrum.voice(spectra))

    def sound(self) -> Sound:
        levels = _joined(self.levels)
        return Sound(
            loudness=rounded(levels, 2),
            impact=rounded(impact.impact(_joined(self.edges)), 2),
            change=rounded(loudness.loudness_change(levels), 2),
            noise=rounded(_joined(self.noise), 3),
            voice=rounded(_joined(self.voice), 2),
        )


def _joined(parts: list[Levels]) -> Levels:
    import numpy as np

    return np.concatenate(parts)
