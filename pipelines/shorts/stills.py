"""Some frames of a clip, as rendering would show them, out of one decode."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import ffmpeg as builder
import numpy as np
from numpy.typing import NDArray

from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.shorts.cut import Cut
from pipelines.shorts.source import Source
from pipelines.shorts.timeline import FPS, Piece, Timeline
from pipelines.shorts.upright import picture, seek

EXACT = "bicubic+accurate_rnd+full_chroma_int+bitexact"
"""Flags of swscale between Y'CbCr and RGB: without them greys turn a little green."""


def stills(
    source: Source, cut: Cut, numbers: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Frames of the span by their numbers, in order: HxWx3 BGR, upright, of full size. What lies
    behind the end of the file does not come."""
    wanted = sorted(set(numbers))
    part = _only(cut, wanted)
    width, height = (side // 2 * 2 for side in source.presented(cut.rotation))
    stream = picture(builder.input(str(source.path)).video, source, part)
    stream = stream.filter(
        "scale", width, height, in_color_matrix="bt709", in_range="tv", flags=EXACT
    )
    stream = stream.filter("format", "bgr24")
    made = builder.output(stream, "pipe:1", f="rawvideo", pix_fmt="bgr24").get_args()
    place = next(at for at, pair in enumerate(pairwise(made)) if pair == ("-i", str(source.path)))
    arguments = [*made[:place], *seek(part), *ffmpeg.source(source.path), *made[place + 2 :]]
    blocks = ffmpeg.pipe(arguments, size=width * height * 3, read=[source.path])
    for number, block in zip(wanted, blocks, strict=False):
        yield number, np.frombuffer(block, np.uint8).reshape(height, width, 3)


def write(path: Path, frame: NDArray[np.uint8]) -> Path:
    """The frame as a PPM, which costs nothing to write nor to read."""
    height, width = frame.shape[:2]
    path.write_bytes(b"P6\n%d %d\n255\n" % (width, height) + frame[..., ::-1].tobytes())
    return path


def _only(cut: Cut, numbers: Sequence[int]) -> Cut:
    """The cut that holds these frames alone, on the same grid."""
    first = numbers[0]
    before = Time.seconds(first / FPS)
    pieces = (Piece(n - first, n - first + 1, at) for at, n in enumerate(numbers))
    return Cut(
        cut.offset + before, Timeline(cut.timeline.start + before, tuple(pieces)), cut.rotation
    )
