"""How far a speaker's mouth is open, told from the loudness of her voice."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bench.world.spec import Timeline
from bench.world.voices import RATE, Samples, Speech

STEP = 0.01
"""Seconds between two values."""
SMOOTH = 6
"""Values over which a mouth moves: quicker than that lips are not."""


def mouths(timeline: Timeline, speeches: Sequence[Speech]) -> Callable[[str, float], float]:
    """``mouth(speaker, t)``, 0 shut to 1 wide open. ``speeches``: those of the timeline's
    sentences, in their order."""
    tracks = {
        speaker: np.zeros(int(timeline.duration / STEP) + 1, np.float32)
        for speaker in timeline.speakers
    }
    for spoken, speech in zip(timeline.spoken, speeches, strict=True):
        opening = _openness(speech.samples)
        at = round((spoken.start - speech.words[0].start) / STEP)
        track = tracks[spoken.speaker][at : at + len(opening)]
        np.maximum(track, opening[: len(track)], out=track)

    def mouth(speaker: str, t: float) -> float:
        track = tracks.get(speaker)
        at = round(t / STEP)
        return 0.0 if track is None or not 0 <= at < len(track) else float(track[at])

    return mouth


def _openness(samples: Samples) -> NDArray[np.float32]:
    size = round(STEP * RATE)
    blocks = np.pad(samples, (0, -len(samples) % size)).reshape(-1, size)
    level = np.sqrt((blocks**2).mean(axis=1))
    loud = level[level > 0.02]
    top = float(np.percentile(loud, 85)) if len(loud) else 1.0
    smooth = np.convolve(np.clip(level / top, 0, 1), np.ones(SMOOTH) / SMOOTH, mode="same")
    return np.clip(smooth * 1.15, 0, 1).astype(np.float32)
