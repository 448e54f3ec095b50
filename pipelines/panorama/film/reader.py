"""The frames of all cameras of a rig, in step: all are decoded while the last ones are painted."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from pipelines.media.frames import read_planes
from pipelines.media.time import Time
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.compose import Frame


def in_step(
    cameras: Sequence[Camera],
    sizes: Sequence[tuple[int, int]],
    fps: float,
    start: Time,
    end: Time,
    ended: Callable[[Camera], None] = lambda camera: None,
) -> Generator[list[Frame], None, None]:
    """One frame of each camera at a time, until the first of them ends. Closing ends the decoders.

    Times are on the first camera's clock; ``ended``: told which camera it was. Raises as
    `read_planes`.
    """
    with ExitStack() as stack:
        sources = [
            stack.enter_context(closing(_frames(camera, size, fps, start, end)))
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
    camera: Camera, size: tuple[int, int], fps: float, start: Time, end: Time
) -> Generator[Frame, None, None]:
    video = camera.probe.video
    assert video is not None
    yield from read_planes(
        camera.file, width=size[0], height=size[1], fps=fps,
        start=camera.at(start), end=camera.at(end), rotation=video.rotation,
    )  # fmt: skip
