"""Reading sound as samples."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.media import container, ffmpeg
from pipelines.media.derive import FILL
from pipelines.media.errors import NothingToPlay
from pipelines.media.time import ZERO, Time

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK = 1 << 18


def read_audio(
    path: Path,
    *,
    start: Time | None = None,
    end: Time | None = None,
    rate: int = 16000,
    track: int | None = None,
) -> "NDArray[np.float32]":
    """The sound as mono samples, -1..1; sample 0 is at ``start``; gaps are silence.

    ``start``, ``end``: on the file's own timestamps, by default all of it; the result is shorter
    where the file ends early. ``track``: a stream index, by default the first sound.
    Raises `NothingToPlay` without sound, and as `ffmpeg.run` does. An hour at 16 kHz is 230 MB.
    """
    import numpy as np

    begin = _first(path) if start is None else start
    if end is not None and end <= begin:
        return np.zeros(0, np.float32)
    arguments = _arguments(path, begin, end, rate, "0:a:0" if track is None else f"0:{track}")
    blocks = ffmpeg.pipe(arguments, size=_BLOCK, read=[path], whole=False)
    samples = np.frombuffer(bytearray().join(blocks), dtype="<f4")
    count = None if end is None else round((end - begin).s * rate)
    clipped: NDArray[np.float32] = np.clip(samples[:count], np.float32(-1), np.float32(1))
    return clipped


def read_sound_blocks(
    path: Path, *, seconds: int, end: Time, rate: int = 16000
) -> "Iterator[NDArray[np.float32]]":
    """The first sound up to ``end``, as `read_audio` gives it, ``seconds`` at a time (the last
    block may be shorter): one decode, and hours stay small. Raises as `read_audio`."""
    import numpy as np

    begin = _first(path)
    if end <= begin:
        return
    arguments = _arguments(path, begin, end, rate, "0:a:0")
    left = round((end - begin).s * rate)
    for block in ffmpeg.pipe(arguments, size=4 * seconds * rate, read=[path], whole=False):
        samples = np.frombuffer(block[: len(block) // 4 * 4], dtype="<f4")[:left]
        left -= len(samples)
        if len(samples):
            yield np.clip(samples, np.float32(-1), np.float32(1))


def _arguments(path: Path, begin: Time, end: Time | None, rate: int, track: str) -> list[str]:
    seek = ["-seek_timestamp", "1", "-ss", str(begin.s)]
    seek += ["-t", str((end - begin).s)] if end is not None else []
    raw = ["-vn", "-af", FILL, "-ac", "1", "-ar", str(rate), "-f", "f32le", "pipe:1"]
    return [*seek, *ffmpeg.source(path), "-map", track, *raw]


def _first(path: Path) -> Time:
    with container.opened(path) as media:
        if not media.streams.audio:
            raise NothingToPlay(f"{path.name} has no sound.", remedy="Give a file with sound.")
        return ZERO if media.start_time is None else Time(media.start_time)
