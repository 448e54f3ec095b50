"""One decode of the proxy: motion, brightness, sharpness and shot changes.

Cuts are found by PySceneDetect's `AdaptiveDetector` (https://www.scenedetect.com), fed with our
frames: the change in hue, saturation and lightness, compared with a rolling mean so that camera
moves and shaking do not count. Sharpness is the variance of the Laplacian (Pech-Pacheco 2000).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipelines.media.time import Time
from pipelines.progress import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

WIDTH = 192
PROXY_FPS = 15
LIVELY = 0.10
"""Mean change of lightness between frames (of 1) that counts as full motion."""
DARK = 0.06
"""Mean lightness (0..1) below which a frame shows nothing."""
_SHORTEST_SHOT = 8  # frames, about half a second


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture does, one value a second: all 0..1 except ``sharpness``."""

    motion: tuple[float, ...] = ()
    brightness: tuple[float, ...] = ()
    sharpness: tuple[float, ...] = ()
    shots: tuple[Time, ...] = ()


@dataclass(slots=True)
class _Second:
    motion: list[float] = field(default_factory=list)
    brightness: list[float] = field(default_factory=list)
    sharpness: list[float] = field(default_factory=list)


def read_picture(proxy: Path, duration: Time, progress: Progress = silent) -> Picture:
    """Decode the proxy once, 192 pixels wide at its 15 frames a second, and measure it."""
    from pipelines.media.frames import read_frames

    def told(frames: Iterable[tuple[Time, Frame]]) -> Iterable[tuple[Time, Frame]]:
        for count, (time, frame) in enumerate(frames):
            if count % PROXY_FPS == 0:
                progress(time.us / max(duration.us, 1), "looking at the picture")
            yield time, frame

    # Closed whatever happens, so that no decoder outlives a cancelled job.
    with closing(cast("Generator[Any]", read_frames(proxy, width=WIDTH))) as frames:
        return measure(told(frames))


def measure(frames: Iterable[tuple[Time, Frame]]) -> Picture:
    """Measure frames (height x width x 3, BGR) in the order of their times."""
    seconds: dict[int, _Second] = {}
    shots: list[Time] = []
    cut = _cutter()
    last: Frame | None = None
    for time, frame in frames:
        found = cut(time, frame)
        shots.extend(found)
        gray = _gray(frame)
        bucket = seconds.setdefault(int(time.s), _Second())
        bucket.brightness.append(float(gray.mean()) / 255)
        if last is not None:
            bucket.motion.append(_change(last, gray))
        if len(bucket.sharpness) == 0:
            bucket.sharpness.append(_sharpness(gray))
        last = gray
    return _picture(seconds, shots)


def _gray(frame: Frame) -> Frame:
    import cv2
    import numpy as np

    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)


def _change(last: Frame, now: Frame) -> float:
    import cv2

    return float(cv2.absdiff(last, now).mean()) / 255


def _sharpness(gray: Frame) -> float:
    import cv2

    return float(cv2.Laplacian(gray, cv2.CV_64F).var())


def _cutter() -> Callable[[Time, Frame], list[Time]]:
    from scenedetect.common import FrameTimecode
    from scenedetect.detectors import AdaptiveDetector

    detector: Any = AdaptiveDetector(min_scene_len=_SHORTEST_SHOT)
    times: list[Time] = []

    def cut(time: Time, frame: Frame) -> list[Time]:
        times.append(time)
        found = detector.process_frame(FrameTimecode(len(times) - 1, fps=float(PROXY_FPS)), frame)
        return [times[cut.frame_num] for cut in found]

    return cut


def _picture(seconds: dict[int, _Second], shots: list[Time]) -> Picture:
    last = max(seconds, default=-1)
    rows = [seconds.get(second, _Second()) for second in range(last + 1)]
    return Picture(
        motion=tuple(round(min(1.0, _middle(row.motion) / LIVELY), 4) for row in rows),
        brightness=tuple(round(_mean(row.brightness), 4) for row in rows),
        sharpness=tuple(round(_mean(row.sharpness), 1) for row in rows),
        shots=tuple(shots),
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _middle(values: list[float]) -> float:
    """The mean without the highest value, so that a cut is not taken for motion."""
    return _mean(sorted(values)[:-1] if len(values) > 2 else values)
