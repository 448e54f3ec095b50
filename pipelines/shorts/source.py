"""What rendering must know of the joined recording: its tracks, its end, its colours."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.media.matrix import Matrix, matrix_of
from pipelines.media.time import Time
from pipelines.shorts.errors import NothingToShow

UNKNOWN = Time.seconds(365 * 86400)
"""The length of a file that does not tell it: nothing is cut off."""
PQ, HLG = 16, 18
"""Codes of ITU-T H.273, table 3."""


@dataclass(frozen=True, slots=True)
class Source:
    """``width``, ``height``: square pixels, before rotation. ``length``: from the file's zero to
    its last frame's end, as the container tells it."""

    path: Path
    width: int
    height: int
    length: Time
    sound: bool
    matrix: Matrix
    full_range: bool
    transfer: Literal["sdr", "pq", "hlg"]

    def presented(self, rotation: int) -> tuple[int, int]:
        """Width and height after turning."""
        upright = (self.width, self.height)
        return upright if rotation % 180 == 0 else (self.height, self.width)

    def aspect(self, rotation: int) -> float:
        """Width over height after turning."""
        width, height = self.presented(rotation)
        return width / height


def open_source(path: Path) -> Source:
    """Read the headers; raises `NothingToShow` when there is no picture."""
    import av
    from av.error import FFmpegError

    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise _no_picture(path)
            video = container.streams.video[0].codec_context
            pixel = container.streams.video[0].sample_aspect_ratio or 1
            return Source(
                path,
                round(video.width * pixel),
                video.height,
                Time(container.duration) if container.duration else UNKNOWN,
                bool(container.streams.audio),
                matrix_of(int(video.colorspace), video.height),
                int(video.color_range) == 2,
                _transfer(int(video.color_trc)),
            )
    except (FFmpegError, OSError) as error:
        raise NothingToShow(
            f"{path.name} cannot be opened: {error}.", remedy="Ingest the recording again."
        ) from error


def _no_picture(path: Path) -> NothingToShow:
    return NothingToShow(
        f"{path.name} has no picture.", remedy="Give a recording with a video track."
    )


def _transfer(code: int) -> Literal["sdr", "pq", "hlg"]:
    if code == PQ:
        return "pq"
    return "hlg" if code == HLG else "sdr"
