"""Reading pictures: one ffmpeg decode, upright, at a constant rate."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipelines.media import container, ffmpeg, rotation
from pipelines.media.derive import grid
from pipelines.media.errors import DamagedMedia, NothingToPlay
from pipelines.media.matrix import matrix_of
from pipelines.media.time import ZERO, Time

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Shown = TypeVar("Shown")


def read_frames(
    path: Path,
    *,
    width: int,
    height: int | None = None,
    fps: float | None = None,
    start: Time | None = None,
    end: Time | None = None,
    gray: bool = False,
    rotation: int = 0,
) -> "Iterator[tuple[Time, NDArray[np.uint8]]]":
    """The pictures of a video with their times, scaled to ``width`` (presented, after turning).

    Yields ``height x width x 3`` BGR, or ``height x width`` when ``gray``; writable arrays.
    ``height``: by default what keeps the aspect ratio, even. ``fps``: each picture is what is on
    screen at its time; by default the average rate of the track. ``start``, ``end``: on the
    file's own timestamps. ``rotation``: degrees clockwise, of the probe.
    Raises a `MediaError` for unusable input, and as `ffmpeg.run` does.
    """
    import numpy as np

    look = _look(path, rotation)
    begin = look.start if start is None else start
    if end is not None and end <= begin:
        return
    rate = fps or look.fps
    tall = height or max(2, round(width * look.height / look.width / 2) * 2)
    shape = (tall, width) if gray else (tall, width, 3)
    pixels = "gray" if gray else "bgr24"
    arguments = _arguments(path, begin, end, rate, _filters(width, tall, rotation, rate), pixels)
    blocks = ffmpeg.pipe(arguments, size=int(np.prod(shape)), read=[path])
    for number, block in enumerate(blocks):
        moment = begin + Time.seconds(number / rate)
        if end is not None and moment >= end:
            return
        yield moment, np.frombuffer(block, dtype=np.uint8).reshape(shape)


def undamaged(frames: Iterator[Shown]) -> Iterator[Shown]:
    """What can be read of a clip; that the rest cannot is no error here."""
    with suppress(DamagedMedia):
        yield from frames


def read_planes(
    path: Path, *, width: int, height: int, fps: float, start: Time, end: Time, rotation: int = 0
) -> "Iterator[NDArray[np.uint8]]":
    """The pictures of a video as decoders give them, on a grid of ``fps`` from ``start`` on.

    Yields ``1.5 height x width`` NV12, BT.709 in video range (the luma rows, then the rows of both
    chromas), even sizes, writable; what the last picture of the file leaves open is not filled.
    Times, ``rotation`` and errors as of `read_frames`.
    """
    import numpy as np

    colours = f"scale=in_color_matrix={_look(path, rotation).matrix}:out_color_matrix=bt709"
    filters = f"{_filters(width, height, rotation, fps)},{colours}:out_range=tv"
    arguments = _arguments(path, start, end, fps, filters, "nv12")
    size = width * height * 3 // 2
    for block in ffmpeg.pipe(arguments, size=size, read=[path]):
        yield np.frombuffer(block, np.uint8).reshape(height * 3 // 2, width)


@dataclass(frozen=True, slots=True)
class Block:
    """Pictures that follow each other. ``pixels``: ``n x 1.5 height x width``, I420 (the luma rows,
    then both chroma planes of half the size) in video range."""

    times: tuple[Time, ...]
    pixels: "NDArray[np.uint8]"


def read_blocks(path: Path, *, long_side: int, fps: float, count: int) -> Iterator[Block]:
    """All pictures of a video, ``count`` at a time, scaled to ``long_side`` at ``fps``.

    For looking at whole recordings: nothing is converted that a decoder does not give anyway, and
    there is one array for many pictures. They are not turned. Raises as `read_frames`.
    """
    import numpy as np

    look = _look(path, 0)
    share = long_side / max(look.width, look.height)
    width, height = (max(4, round(side * share / 4) * 4) for side in (look.width, look.height))
    scale = f"scale={width}:{height}:flags=bilinear:out_range=tv"
    size = width * height * 3 // 2
    arguments = _arguments(path, look.start, None, fps, f"{grid(fps)},{scale},setsar=1", "yuv420p")
    number = 0
    for block in ffmpeg.pipe(arguments, size=size * count, read=[path], whole=False):
        whole = len(block) // size
        pixels = np.frombuffer(block, np.uint8, whole * size).reshape(whole, height * 3 // 2, width)
        times = (look.start + Time.seconds((number + at) / fps) for at in range(whole))
        yield Block(tuple(times), pixels)
        number += whole


def _filters(width: int, height: int, turn: int, rate: float) -> str:
    wide, tall = rotation.presented(width, height, turn)
    scale = f"scale={wide}:{tall}:flags=bilinear"
    return ",".join([grid(rate), scale, *rotation.filters(turn), "setsar=1"])


def _arguments(
    path: Path, begin: Time, end: Time | None, rate: float, filters: str, pixels: str
) -> list[str]:
    seek = ["-seek_timestamp", "1", "-ss", f"{begin.s:.6f}"]
    if end is not None:
        # A little more than asked, so that the last picture of the grid is there.
        seek += ["-t", str((end - begin).s + 1 / rate)]
    picture = ["-map", "0:v:0", "-an", "-sn", "-dn", "-vf", filters]
    raw = ["-f", "rawvideo", "-pix_fmt", pixels, "pipe:1"]
    return [*seek, *ffmpeg.source(path), *picture, *raw]


class _Look:
    """The presented shape, rate, first timestamp and colour matrix of the picture of a file."""

    def __init__(self, width: int, height: int, fps: float, start: Time, matrix: str) -> None:
        self.width, self.height, self.fps, self.start = width, height, fps, start
        self.matrix = matrix


def _look(path: Path, turn: int) -> _Look:
    with container.opened(path) as media:
        if not media.streams.video:
            raise NothingToPlay(f"{path.name} has no picture.", remedy="Give a video file.")
        video = media.streams.video[0]
        aspect = float(video.sample_aspect_ratio or 1)
        wide, tall = rotation.presented(round(video.width * aspect), video.height, turn)
        start = ZERO if media.start_time is None else Time(media.start_time)
        matrix = matrix_of(int(video.codec_context.colorspace), video.height)
        return _Look(wide, tall, float(video.average_rate or 25), start, matrix)
