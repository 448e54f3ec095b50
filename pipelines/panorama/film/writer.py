"""The picture of a film, encoded as it comes. In this process: through a pipe to another one every
frame would be moved twice more, which costs a fifth of encoding it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.media.errors import FfmpegFailed
from pipelines.panorama.film.compose import Frame
from pipelines.panorama.warp import Canvas

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

ENCODER: Final = "libx264"
OPTIONS = {"preset": "veryfast", "profile": "high", "crf": "20"}
BT709, VIDEO_RANGE = 1, 1
"""Numbers of ITU-T H.273, and libav's for luma from 16 to 235."""


@contextmanager
def writing(path: Path, canvas: Canvas, fps: float) -> Iterator[Callable[[Frame], None]]:
    """Gives what takes one NV12 frame after the other, each its own again afterwards.

    The MP4 has its index at the end; it is whole once the block is left without an error. Raises
    `FfmpegFailed` where it cannot be written.
    """
    import av

    numbers = count()
    try:
        with av.open(str(path), "w", format="mp4") as output:
            stream = _stream(output, canvas, fps)

            def write(frame: Frame) -> None:
                picture = av.VideoFrame.from_numpy_buffer(frame, "nv12")
                picture.pts = next(numbers)
                output.mux(stream.encode(picture))

            yield write
            output.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        raise FfmpegFailed(
            f"The film cannot be written: {error.strerror}.",
            remedy="See that there is room on the disk, and that the folder is still there.",
        ) from error


def _stream(output: "OutputContainer", canvas: Canvas, fps: float) -> "VideoStream":
    rate = Fraction(fps).limit_denominator(10000)
    stream = output.add_stream(ENCODER, rate=rate, options=dict(OPTIONS))
    coder = stream.codec_context
    coder.width, coder.height, coder.pix_fmt = canvas.width, canvas.height, "nv12"
    # By itself it takes half as many threads again, which is a tenth more work and only sooner done
    # where nothing else is to do.
    coder.thread_type, coder.thread_count = "FRAME", os.cpu_count() or 1
    coder.gop_size = round(fps)
    coder.color_primaries = coder.color_trc = coder.colorspace = BT709
    coder.color_range = VIDEO_RANGE
    return stream
