"""Some frames of a clip, as rendering would show them, out of one decode."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import ffmpeg as builder
import numpy as np
from numpy.typing import NDArray

from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.shorts.cut import Cut
from pipelines.shorts.source import Source
from pipelines.shorts.timeline import FPS, Piece, Timeline
from pipelines.shorts.upright import picture, seek

LARGEST = 1920
"""Pixels of the longer side: as much as a cover has."""


def stills(
    source: Source, cut: Cut, numbers: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Frames of the span by their numbers, in order: HxWx3 BGR, upright, none larger than
    `LARGEST`. What lies behind the end of the file does not come."""
    wanted = sorted(set(numbers))
    part = _only(cut, wanted)
    wide, tall = source.presented(cut.rotation)
    scale = min(1.0, LARGEST / max(wide, tall))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (wide, tall))
    stream = picture(builder.input(str(source.path)).video, source, part)
    stream = stream.filter("scale", width, height, flags="area")
    made = builder.output(stream, "pipe:1", f="rawvideo", pix_fmt="bgr24").get_args()
    place = next(at for at, pair in enumerate(pairwise(made)) if pair == ("-i", str(source.path)))
    arguments = [*made[:place], *seek(part), *ffmpeg.source(source.path), *made[place + 2 :]]
    blocks = ffmpeg.pipe(arguments, size=width * height * 3, read=[source.path])
    for number, block in zip(wanted, blocks, strict=False):
        yield number, np.frombuffer(block, np.uint8).reshape(height, width, 3)


def _only(cut: Cut, numbers: Sequence[int]) -> Cut:
    """The cut that holds these frames alone, on the same grid."""
    first = numbers[0]
    before = Time.seconds(first / FPS)
    pieces = (Piece(n - first, n - first + 1, at) for at, n in enumerate(numbers))
    return Cut(
        cut.offset + before, Timeline(cut.timeline.start + before, tuple(pieces)), cut.rotation
    )
