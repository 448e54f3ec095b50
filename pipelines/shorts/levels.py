"""How loud each hundredth of a second is, and where it is quiet enough to cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.media.time import Span, Time

Values = NDArray[np.float32]
STEP = Time.seconds(0.01)
RATE = 16000
LOWEST = -100.0
ABOVE_FLOOR = 6.0
"""dB over the room's own noise in which nothing is said."""
CLEAN = 35.0
"""So far (dB) under the voice it is quiet, however silent the room is otherwise."""
CLEARLY = 8.0
"""The voice must stand so far (dB) above what counts as quiet, or pauses cannot be told."""
FAINT = 20.0
"""So far (dB) under the voice are breaths and clothes; what is louder belongs to the show."""
DIP = 12.0
"""A moment between two words of one breath may be cut where it is so far (dB) under the voice."""
RUN = 8
"""Steps of quiet that end a word: plosives pause for less before they burst."""
EVENT = 2
"""Steps that make a sound."""
EARLY = Time.seconds(0.06)
"""How far engines may put a word's end too late or its start too early."""
SLACK = Time.seconds(0.1)


@dataclass(frozen=True)
class Levels:
    """RMS in dBFS of every `STEP` from ``start``, a recording time."""

    start: Time
    values: Values

    def quiet(self, words: Sequence[Span]) -> "Quiet | None":
        """What counts as quiet beside these words; None where the noise is as loud as the voice,
        or nothing is said."""
        spoken = np.zeros(len(self.values), np.bool_)
        for word in words:
            spoken[self.step(word.start) : self.step(word.end)] = True
        if not spoken.any() or spoken.all():
            return None
        voice = float(np.quantile(self.values[spoken], 0.75))
        floor = float(np.quantile(self.values[~spoken], 0.1))
        threshold = max(floor + ABOVE_FLOOR, voice - CLEAN)
        if threshold > voice - CLEARLY:
            return None
        return Quiet(self, voice, threshold)

    def step(self, time: Time) -> int:
        return min(max((time - self.start).us // STEP.us, 0), len(self.values))

    def time(self, step: int) -> Time:
        return self.start + Time(step * STEP.us)


@dataclass(frozen=True, slots=True)
class Quiet:
    """``voice``: the level of the words; ``threshold``: quiet up to here. Both dBFS."""

    levels: Levels
    voice: float
    threshold: float

    def after(self, end: Time, limit: Time) -> Time | None:
        """When a word that ends about then has died away; None: not before ``limit``."""
        first, last = self.levels.step(end - EARLY), self.levels.step(limit + EARLY)
        found = _run(self.levels.values[first:last] <= self.threshold)
        return None if found is None else self.levels.time(first + found)

    def before(self, start: Time, limit: Time) -> Time | None:
        """From when on a word that starts about then is heard; None: since before ``limit``."""
        first, last = self.levels.step(limit - EARLY), self.levels.step(start + EARLY)
        found = _run(self.levels.values[first:last][::-1] <= self.threshold)
        return None if found is None else self.levels.time(last - found)

    def sounds(self, start: Time, end: Time) -> bool:
        """Whether something louder than a breath is heard in between."""
        inside = self.levels.values[self.levels.step(start) : self.levels.step(end)]
        return _run(inside > max(self.threshold, self.voice - FAINT), EVENT) is not None

    def gap(self, before: Span, after: Span) -> Span | None:
        """The longest quiet between two words, a single moment where they nearly touch."""
        first = self.levels.step(max(before.end - EARLY, _middle(before)))
        last = self.levels.step(min(max(after.start, before.end) + SLACK, _middle(after)))
        values = self.levels.values[first:last]
        if not len(values):
            return None
        low, high = _longest(values <= self.threshold)
        if high == low:
            low = high = int(np.argmin(values))
            if values[low] > self.voice - DIP:
                return None
        return Span(start=self.levels.time(first + low), end=self.levels.time(first + high))


def listen(sound: Path, span: Span) -> Levels:
    """Read the span of a sound file whose zero is the recording's.

    Raises as `pipelines.media.audio.read_audio`.
    """
    from pipelines.media.audio import read_audio

    return of_samples(read_audio(sound, start=span.start, end=span.end, rate=RATE), span.start)


def of_samples(samples: NDArray[np.float32], start: Time) -> Levels:
    """The levels of mono samples (-1..1, 16 kHz)."""
    size = RATE * STEP.us // 1_000_000
    rows = samples[: len(samples) // size * size].reshape(-1, size)
    power = np.mean(np.square(rows, dtype=np.float64), axis=1)
    return Levels(start, (10 * np.log10(power + 10 ** (LOWEST / 10))).astype(np.float32))


def _middle(span: Span) -> Time:
    return span.start + Time(span.duration.us // 2)


def _run(true: NDArray[np.bool_], length: int = RUN) -> int | None:
    """Where the first run of so many begins."""
    if len(true) < length:
        return None
    whole = np.convolve(true, np.ones(length, np.int64), "valid") == length
    return int(np.argmax(whole)) if whole.any() else None


def _longest(true: NDArray[np.bool_]) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int8), [0]])))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
