"""How far the clocks of a rig's cameras are apart: by what all of them hear, else by how all of
them are moved.

Sound: generalised cross-correlation with phase transform (Knapp and Carter, 1976), which finds one
sharp peak where two microphones hear the same, whatever their loudness and colour.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from pipelines.media.audio import read_audio
from pipelines.media.errors import NothingToPlay
from pipelines.media.frames import read_frames
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats
from pipelines.progress import Progress, silent

RATE = 8000
BAND = (150.0, 3400.0)
"""Hertz: below is wind and handling, above is what small microphones make themselves."""
LONGEST, LONGEST_SEEN = Time.seconds(120), Time.seconds(75)
"""So much of the beginning is compared: of the sound, of the picture."""
THREADS = 2
FARTHEST = 30.0
"""Seconds that two clocks may be apart."""
SOUND_SURE, MOTION_SURE = 1.8, 1.25
"""How far the best offset must stand out above the next best."""
NEAR_S = 0.05
LOOK = (64, 36)
LOOK_FPS = 30.0


@dataclass(frozen=True, slots=True)
class Clock:
    """What happens at ``t`` on the first camera's clock is at ``t + offset`` (seconds) in this one.

    ``sure``: how many times higher the best offset stands than the next; 1 when not compared.
    """

    offset: float
    by: Literal["sound", "motion", "start"]
    sure: float = 1.0


def find_clocks(
    files: Sequence[Path], probes: Sequence[Probe], progress: Progress = silent
) -> tuple[Clock, ...]:
    """The clocks of all cameras, the first one's zero. One that nothing tells of is taken to have
    been started with the first (``by`` start)."""
    with ThreadPoolExecutor(THREADS) as pool:
        heard = list(pool.map(_sound, files, probes))
    progress(0, "comparing the clocks of the cameras")
    found = {index: _by_sound(heard[0], heard[index]) for index in range(1, len(files))}
    unheard = [index for index, clock in found.items() if clock is None]
    if unheard:
        progress(0.2, "comparing how the cameras are moved")
        moved = _motions([0, *unheard], files, probes)
        found |= {index: _by_motion(moved[0], moved[index]) for index in unheard}
    return (Clock(0.0, "start"), *(clock or Clock(0.0, "start") for clock in found.values()))


def _motions(
    which: Sequence[int], files: Sequence[Path], probes: Sequence[Probe]
) -> dict[int, Floats]:
    with ThreadPoolExecutor(THREADS) as pool:
        series = pool.map(_motion, [files[i] for i in which], [probes[i] for i in which])
        return dict(zip(which, series, strict=True))


def _sound(file: Path, found: Probe) -> Floats | None:
    try:
        samples = read_audio(file, start=found.start, end=found.start + LONGEST, rate=RATE)
    except NothingToPlay:
        return None
    loud = float(np.abs(samples).max(initial=0.0))
    return samples.astype(np.float64) if loud > 1e-3 else None


def _by_sound(one: Floats | None, other: Floats | None) -> Clock | None:
    if one is None or other is None:
        return None
    size = 1 << int(np.ceil(np.log2(len(one) + len(other))))
    cross = np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    heard = (hertz >= BAND[0]) & (hertz <= BAND[1])
    white = np.where(heard, cross / np.maximum(np.abs(cross), 1e-12), 0)
    offset, sure = _best(np.fft.irfft(white, size), RATE)
    return Clock(offset, "sound", sure) if sure >= SOUND_SURE else None


def _motion(file: Path, found: Probe) -> Floats:
    """How much the picture changes, thirty times a second, its slow part taken away."""
    frames = read_frames(
        file, width=LOOK[0], height=LOOK[1], fps=LOOK_FPS, gray=True,
        start=found.start, end=found.start + LONGEST_SEEN,
    )  # fmt: skip
    before, changes = None, []
    for _, frame in frames:
        now = frame.astype(np.int16)
        changes.append(0.0 if before is None else float(np.abs(now - before).mean()))
        before = now
    series = np.log1p(np.asarray(changes))
    width = min(len(series), 2 * int(LOOK_FPS) + 1)
    slow = np.convolve(series, np.ones(width) / width, mode="same") if width else series
    return np.asarray(series - slow)


def _by_motion(one: Floats, other: Floats) -> Clock | None:
    if len(one) < LOOK_FPS or len(other) < LOOK_FPS:
        return None
    size = 1 << int(np.ceil(np.log2(len(one) + len(other))))
    cross = np.fft.irfft(np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size)), size)
    offset, sure = _best(cross, LOOK_FPS)
    return Clock(offset, "motion", sure) if sure >= MOTION_SURE else None


def _best(likeness: Floats, rate: float) -> tuple[float, float]:
    """The lag (seconds) of the highest value, between samples by a parabola, and how many times
    higher it is than the highest one that is not beside it."""
    size = len(likeness)
    far = min(round(FARTHEST * rate), size // 2 - 1)
    lags = np.r_[np.arange(0, far + 1), np.arange(-far, 0)]
    place = int(likeness[lags].argmax())
    lag = int(lags[place])
    before, top, after = (likeness[(lag + step) % size] for step in (-1, 0, 1))
    bend = before - 2 * top + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    away = np.abs(lags - lag) > max(2.0, NEAR_S * rate)
    rival = float(np.max(likeness[lags[away]], initial=1e-12))
    return round(float((lag + shift) / rate), 4), float(top) / max(rival, 1e-12)
