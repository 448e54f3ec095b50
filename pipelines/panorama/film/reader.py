"""The frames of all cameras of a rig, in step: all are decoded while the last ones are painted.

They are decoded in this process and handed on where the decoder left them: through a pipe every
byte would be moved four times, which costs half as much again as decoding.
"""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from pipelines.media import container, rotation
from pipelines.media.derive import grid
from pipelines.media.matrix import Matrix, matrix_of
from pipelines.media.time import MICROSECONDS, Time
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.planes import Planes

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.filter import Graph
    from av.video.stream import VideoStream

EARLY = Time.seconds(0.2)
"""Sought before the start: pictures are stored in another order than they are shown in."""
FULL_RANGE = 2
"""libav's number for luma from 0 to 255."""
HALVED = ("yuv420p", "yuvj420p")
"""Pixels as `Planes` has them; the second name says that the range is full."""
SPACES = {"bt709": "bt709", "bt601": "smpte170m", "bt2020": "bt2020nc"}
"""Colour matrices as the filter `colorspace` calls them."""


def in_step(
    cameras: Sequence[Camera],
    sizes: Sequence[tuple[int, int]],
    fps: float,
    start: Time,
    end: Time,
    ended: Callable[[Camera], None] = lambda camera: None,
) -> Generator[list[Planes], None, None]:
    """One frame of each camera at a time, until the first of them ends. Closing ends the decoders.

    ``sizes``: width and height in pixels to which they are scaled. Times are on the first camera's
    clock; ``ended``: told which camera it was. Raises as `container.opened`; damage inside a file
    is passed over.
    """
    with ExitStack() as stack:
        threads = max(1, (os.cpu_count() or 1) // len(cameras))
        sources = [
            stack.enter_context(closing(_frames(camera, size, fps, start, end, threads)))
            for camera, size in zip(cameras, sizes, strict=True)
        ]
        # Left before the sources are closed: it waits for what is still being read.
        pool = stack.enter_context(ThreadPoolExecutor(len(cameras)))
        coming = [pool.submit(next, source, None) for source in sources]
        while True:
            frames = [frame for one in coming if (frame := one.result()) is not None]
            if len(frames) < len(sources):
                first = next(n for n, one in enumerate(coming) if one.result() is None)
                ended(cameras[first])
                return
            coming = [pool.submit(next, source, None) for source in sources]
            yield frames


def _frames(
    camera: Camera, size: tuple[int, int], fps: float, start: Time, end: Time, threads: int
) -> Generator[Planes, None, None]:
    """The pictures of a camera on a grid of ``fps`` from ``start`` on: each is what is on screen at
    its time."""
    begin, graph = camera.at(start), None
    with container.opened(camera.file) as media:
        stream = media.streams.video[0]
        stream.thread_type, stream.codec_context.thread_count = "AUTO", threads
        tick = stream.time_base or Fraction(1, MICROSECONDS)
        zero = round(Fraction(begin.us, MICROSECONDS) / tick)
        last = ((end - start).s + 1 / fps) / tick
        for frame in _decoded(media, stream, begin):
            if frame.pts is None or frame.pts < zero:
                continue
            if frame.pts - zero >= last:
                break
            frame.pts -= zero
            graph = graph or _graph(frame, tick, size, fps, camera)
            graph.vpush(frame)
            yield from _pulled(graph)
        if graph is not None:
            graph.vpush(None)
            yield from _pulled(graph)


def _decoded(media: "InputContainer", stream: "VideoStream", begin: Time) -> Iterator["VideoFrame"]:
    """All pictures from a little before ``begin`` on. A packet that cannot be decoded is left out;
    where the file breaks off, they end."""
    import av

    # Where a file has no index it is read from its beginning.
    with suppress(av.error.FFmpegError):
        media.seek((begin - EARLY).us)
    packets = media.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            return
        if packet is None:
            return
        with suppress(av.error.InvalidDataError):
            yield from packet.decode()


def _graph(
    frame: "VideoFrame", tick: Fraction, size: tuple[int, int], fps: float, camera: Camera
) -> "Graph":
    """What puts the pictures on the grid and, where they are not yet, into the form of `Planes`."""
    import av

    assert camera.probe.video is not None
    turn = camera.probe.video.rotation
    coded = rotation.presented(*size, turn)
    matrix = matrix_of(int(frame.colorspace), frame.height)
    steps = grid(fps).split(",")
    full = frame.color_range == FULL_RANGE or frame.format.name.startswith("yuvj")
    if frame.format.name in HALVED and (full or matrix != "bt709"):
        steps.append(_recoloured(matrix, full))
        matrix, full = "bt709", False
    if (frame.width, frame.height) != coded or frame.format.name not in HALVED:
        colours = f"in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv"
        steps += [f"scale={coded[0]}:{coded[1]}:flags=bilinear:{colours}", "format=yuv420p"]
    steps += rotation.filters(turn)
    graph = av.filter.Graph()
    source = graph.add(
        "buffer", video_size=f"{frame.width}x{frame.height}", pix_fmt=frame.format.name,
        time_base=str(tick), colorspace=str(int(frame.colorspace)),
        range=str(int(frame.color_range)),
    )  # fmt: skip
    filters = [graph.add(*step.partition("=")[::2]) for step in [*steps, "buffersink"]]
    graph.link_nodes(source, *filters).configure()
    return graph


def _recoloured(matrix: Matrix, full: bool) -> str:
    """The filter for luma and chroma as of BT.709 in video range. Scalers do that through RGB, and
    round down: half a level darker and bluer, at twice the cost."""
    same = "".join(f":{each}=bt709:i{each}=bt709" for each in ("primaries", "trc"))
    ranges = f"irange={'pc' if full else 'tv'}:range=tv"
    return f"colorspace=ispace={SPACES[matrix]}:space=bt709:{ranges}{same}:format=yuv420p:fast=1"


def _pulled(graph: "Graph") -> Iterator[Planes]:
    import av

    with suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            luma, blue, red = (
                np.frombuffer(memoryview(plane), np.uint8)
                .reshape(plane.height, plane.line_size)[:, : plane.width]
                for plane in graph.vpull().planes
            )  # fmt: skip
            yield Planes(luma, blue, red)
