"""Which camera of a rig heard best: the one whose sound is clear, not clipped, not far away."""

from collections.abc import Sequence

import numpy as np

from pipelines.media.audio import read_audio
from pipelines.media.errors import DamagedMedia, NothingToPlay
from pipelines.media.time import Time
from pipelines.panorama.film.calibrate import Camera

RATE = 16000
BLOCK_S = 0.05
LONGEST = Time.seconds(60)
CLIPPED = 0.985
WORST = 40.0
"""Decibels taken off a sound that is clipped all the time."""


def best_sound(cameras: Sequence[Camera], start: Time, end: Time) -> Camera | None:
    """The camera with the best sound of the first minute; None where none has any."""
    scored = [(score, -number) for number, camera in enumerate(cameras)
              if (score := _score(camera, start, end)) is not None]  # fmt: skip
    return cameras[-max(scored)[1]] if scored else None


def _score(camera: Camera, start: Time, end: Time) -> float | None:
    """How far loud moments stand above quiet ones, in dB, less what is clipped."""
    until = min(end, start + LONGEST)
    try:
        samples = read_audio(camera.file, start=camera.at(start), end=camera.at(until), rate=RATE)
    except (NothingToPlay, DamagedMedia):
        return None
    block = round(RATE * BLOCK_S)
    count = len(samples) // block
    if count < 4 or not np.abs(samples).max() > 1e-4:
        return None
    power = np.square(samples[: count * block].reshape(count, block)).mean(axis=1) + 1e-10
    loud, quiet = np.percentile(10 * np.log10(power), [90, 10])
    clipped = float(np.mean(np.abs(samples) > CLIPPED))
    return float(loud - quiet + 0.25 * loud - WORST * min(1.0, 50 * clipped))
