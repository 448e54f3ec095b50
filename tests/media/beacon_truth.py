"""Reading the beacon back: frame numbers, flashes, clicks."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from pipelines.media.audio import read_audio
from pipelines.media.frames import read_frames
from pipelines.media.time import Time


def number(picture: np.ndarray) -> int:
    """The frame number that the bars of an upright, full-size gray picture tell."""
    bars = picture[8:24, :].reshape(16, 12, 16)[:, :, 5:11].mean(axis=(0, 2)) > 116
    return int(sum(1 << bit for bit, bright in enumerate(bars) if bright))


def numbers(path: Path, **options: object) -> list[tuple[Time, int]]:
    pictures = read_frames(path, width=192, height=64, gray=True, **options)  # type: ignore[arg-type]
    return [(moment, number(picture)) for moment, picture in pictures]


def flashes(path: Path) -> list[float]:
    """When the lower half turns bright, seconds."""
    pictures = read_frames(path, width=192, height=64, fps=30, gray=True)
    bright = [(moment.s, picture[40:60].mean() > 110) for moment, picture in pictures]
    return [b[0] for a, b in pairwise(bright) if b[1] and not a[1]]


def clicks(path: Path) -> list[float]:
    """When a click begins, seconds."""
    rate = 48000
    loud = np.flatnonzero(np.abs(read_audio(path, rate=rate)) > 0.3)
    if not loud.size:
        return []
    starts = loud[np.insert(np.diff(loud) > rate // 4, 0, True)]
    return [float(start) / rate for start in starts]


def worst_offset(path: Path) -> float:
    """The largest distance between a flash and its click; every flash has one."""
    heard = clicks(path)
    seen = flashes(path)
    assert seen and heard, f"{len(seen)} flashes, {len(heard)} clicks"
    inner = [flash for flash in seen if flash > 0.2]
    return max(min(abs(flash - click) for click in heard) for flash in inner)
