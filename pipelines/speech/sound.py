"""Reads the 16 kHz mono sound that `ingest` left, a block at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.media.time import ZERO, Span, Time
from pipelines.speech.errors import SoundUnreadable

RATE = 16_000
"""Samples a second; what every engine and the voice detector take."""

GATHERED = 1 << 16
"""Samples converted at once."""

Sound = NDArray[np.float32]


def read_blocks(path: Path, *, size: int, start: Time = ZERO) -> Iterator[Sound]:
    """Blocks of ``size`` samples (the last may be shorter), mono -1..1 at `RATE`, from ``start``
    to the end. Holds one block in memory, however long the sound is. Raises `SoundUnreadable`."""
    import av

    held: list[Sound] = []
    count = 0
    try:
        for piece in _decode(path, start):
            held.append(piece)
            count += len(piece)
            if count >= size:
                joined = np.concatenate(held)
                whole = count - count % size
                yield from (joined[at : at + size] for at in range(0, whole, size))
                held, count = [joined[whole:]], count - whole
    except (av.FFmpegError, OSError) as error:
        raise SoundUnreadable(
            f"The sound {path.name} cannot be decoded ({error.__class__.__name__}).",
            remedy="Run ingest again on the recording.",
        ) from error
    if count:
        yield np.concatenate(held)


def read_span(path: Path, span: Span) -> Sound:
    """The samples of one span of the sound; shorter where the sound ends earlier."""
    size = _samples(span.duration)
    return next(read_blocks(path, size=max(size, 1), start=span.start), np.empty(0, np.float32))


def cut(sound: Sound, span: Span) -> Sound:
    """The samples of ``span``, counted from the first one; a view."""
    return sound[span.start.us * RATE // 1_000_000 : span.end.us * RATE // 1_000_000]


def length(sound: Sound) -> Time:
    """How long it lasts."""
    return Time(len(sound) * 1_000_000 // RATE)


def _decode(path: Path, start: Time) -> Iterator[Sound]:
    """What the decoder yields, resampled, from exactly ``start`` on."""
    import av

    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise SoundUnreadable(f"{path.name} holds no sound.", remedy="Run ingest again.")
        stream = container.streams.audio[0]
        if start > ZERO and stream.time_base:
            container.seek(int(start.us / 1e6 / stream.time_base), stream=stream)
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        position: int | None = None
        for frame, moment in _gathered(container.decode(stream)):
            if position is None:
                position = round(moment * RATE)
            for piece in _samples_of(resampler.resample(frame)):
                skip = min(max(_samples(start) - position, 0), len(piece))
                position += len(piece)
                yield piece[skip:]
        if position is None and start == ZERO:
            raise SoundUnreadable(f"{path.name} holds no sound.", remedy="Run ingest again.")
        yield from _samples_of(resampler.resample(None))


def _gathered(frames: Iterator[Any]) -> Iterator[tuple[Any, float]]:
    """Large frames out of the small ones that codecs yield, with the time of the first one of
    all: every frame costs some Python."""
    import av

    gathered = av.AudioFifo()
    begin: float | None = None
    for frame in frames:
        if begin is None:
            begin = float(frame.time or 0.0)
        frame.pts = None
        gathered.write(frame)
        if gathered.samples >= GATHERED:
            yield gathered.read(), begin
    if begin is not None and gathered.samples:
        yield gathered.read(), begin


def _samples_of(frames: list[Any]) -> Iterator[Sound]:
    for frame in frames:
        yield frame.to_ndarray().reshape(-1).astype(np.float32, copy=False)


def _samples(time: Time) -> int:
    return round(time.us * RATE / 1_000_000)
