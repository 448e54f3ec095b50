"""The frames of all cameras of a rig, in step: each camera is decoded beside the others."""

from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Event, Thread

from pipelines.media.frames import read_planes
from pipelines.media.time import Time
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.compose import Frame

AHEAD = 3
"""Frames of one camera that wait to be used, so that no decoder waits for another."""
WAIT_S = 0.2


class Reader(Thread):
    """Decodes one camera in the background. `get` gives its next frame, None after the last, or
    raises what decoding raised."""

    def __init__(
        self, camera: Camera, size: tuple[int, int], fps: float, start: Time, end: Time
    ) -> None:
        super().__init__(daemon=True)
        self._frames: Queue[Frame | BaseException | None] = Queue(AHEAD)
        self._ended = Event()
        video = camera.probe.video
        assert video is not None
        self._source = read_planes(
            camera.file, width=size[0], height=size[1], fps=fps,
            start=camera.at(start), end=camera.at(end), rotation=video.rotation,
        )  # fmt: skip
        self.start()

    def run(self) -> None:
        last: BaseException | None = None
        try:
            for frame in self._source:
                self._put(frame)
                if self._ended.is_set():
                    break
        except Exception as error:  # handed to whoever asks for the next frame
            last = error
        finally:
            self._source.close()  # type: ignore[attr-defined]
        self._put(last)

    def get(self) -> Frame | None:
        found = self._frames.get()
        if isinstance(found, BaseException):
            raise found
        return found

    def close(self) -> None:
        """End the decoder, whatever waits."""
        self._ended.set()
        self.join()

    def _put(self, item: Frame | BaseException | None) -> None:
        from queue import Full

        while not self._ended.is_set():
            try:
                self._frames.put(item, timeout=WAIT_S)
                return
            except Full:
                continue


def in_step(
    cameras: Sequence[Camera],
    sizes: Sequence[tuple[int, int]],
    fps: float,
    start: Time,
    end: Time,
) -> Iterator[list[Frame]]:
    """One frame of each camera at a time, until the first of them ends. Closing ends the decoders.

    Times are on the first camera's clock. Raises as `read_planes`.
    """
    readers = [
        Reader(camera, size, fps, start, end) for camera, size in zip(cameras, sizes, strict=True)
    ]
    try:
        while True:
            frames = [reader.get() for reader in readers]
            whole = [frame for frame in frames if frame is not None]
            if len(whole) < len(frames):
                return
            yield whole
    finally:
        for reader in readers:
            reader.close()
