"""The levels of a whole recording in a small file, so that cuts are placed without decoding again:
a byte for each hundredth of a second, half a decibel fine; an hour is 360 kB."""

from pathlib import Path

import numpy as np

from pipelines.media.time import Span, Time
from pipelines.progress import Progress, silent
from pipelines.shorts.levels import LOWEST, RATE, STEP, Levels, of_samples

BLOCK_S = 30
PER_DECIBEL = 2


def write_levels(sound: Path, end: Time, out: Path, progress: Progress = silent) -> Path:
    """Measure a sound file up to ``end``, a block at a time; the file appears whole.

    Raises as `pipelines.media.audio.read_sound_blocks`.
    """
    from pipelines.media.audio import read_sound_blocks

    out.parent.mkdir(parents=True, exist_ok=True)
    draft = out.with_name(f".{out.name}.draft")
    with draft.open("wb") as file:
        for number, block in enumerate(
            read_sound_blocks(sound, seconds=BLOCK_S, end=end, rate=RATE)
        ):
            progress(min(1.0, number * BLOCK_S / max(end.s, 1.0)), "measuring the sound")
            values = of_samples(block, Time.seconds(number * BLOCK_S)).values
            coded = np.rint((values - LOWEST) * PER_DECIBEL)
            file.write(np.clip(coded, 0, 255).astype(np.uint8).tobytes())
    return draft.replace(out)


def read_levels(path: Path, span: Span) -> Levels:
    """The levels of a span of the recording (its end may lie outside)."""
    first = max(span.start.us // STEP.us, 0)
    count = max(span.end.us // STEP.us - first, 0)
    with path.open("rb") as file:
        file.seek(first)
        coded = np.frombuffer(file.read(count), np.uint8)
    values = coded.astype(np.float32) / PER_DECIBEL + LOWEST
    return Levels(Time(first * STEP.us), values.astype(np.float32))
