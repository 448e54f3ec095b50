"""360 cameras that store each lens in a video track of its own, of one file or of two: both are
read as one picture, side by side. Nothing is written for that."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipelines.media import container, ffmpeg
from pipelines.media.derive import grid
from pipelines.media.matrix import matrix_of
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.circles import SQUARE
from pipelines.panorama.errors import KindNotSupported

if TYPE_CHECKING:
    from av.video.stream import VideoStream

STRIP = 2.5
"""Width over height from which a picture is a strip of three faces of a cube."""
FRAMES = 2
"""By how many two clips of one recording may differ in length."""
RATE = 0.01
"""By which share they may differ in frames a second."""


@dataclass(frozen=True, slots=True)
class Track:
    """``index``: of the stream in its file; ``start``: the first timestamp of the clip; ``matrix``:
    of its colours."""

    file: Path
    index: int
    width: int
    height: int
    start: Time
    matrix: str

    @property
    def side(self) -> int:
        """Of the square in its middle that holds the circle."""
        return min(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Tracks:
    """Two tracks of one size, the left half's first. They are read as the functions of the same
    names in `pipelines.media.frames` read a file; times are those of the first track's file."""

    lenses: tuple[Track, Track]

    def read_frames(
        self, *, width: int, height: int, fps: float, start: Time, end: Time
    ) -> Iterator[Picture8]:
        size = (height, width, 3)
        return self._read(size, fps, start, end, f"scale={width}:{height}:flags=bilinear", "bgr24")

    def read_planes(
        self, *, width: int, height: int, fps: float, start: Time, end: Time
    ) -> Iterator[Picture8]:
        colours = f"in_color_matrix={self.lenses[0].matrix}:out_color_matrix=bt709:out_range=tv"
        scale = f"scale={width}:{height}:flags=bilinear:{colours}"
        return self._read((height * 3 // 2, width), fps, start, end, scale, "nv12")

    def seen_in(self, found: Probe) -> Probe:
        """What was found in the first track's file, with the picture of both."""
        side = self.lenses[0].side
        size = {"width": 2 * side, "coded_width": 2 * side, "height": side, "coded_height": side}
        assert found.video is not None
        video = found.video.model_copy(update={**size, "rotation": 0})
        return found.model_copy(update={"video": video})

    def _read(
        self, shape: tuple[int, ...], fps: float, start: Time, end: Time, scale: str, pixels: str
    ) -> Iterator[Picture8]:
        files = list(dict.fromkeys(track.file for track in self.lenses))
        arguments: list[str] = []
        for track in self.lenses[: len(files)]:
            begin = (start - self.lenses[0].start + track.start).s
            # A little more than asked, so that the last picture of the grid is there.
            length = (end - start).s + 1 / fps
            arguments += ["-seek_timestamp", "1", "-ss", f"{begin:.6f}", "-t", str(length)]
            arguments += ffmpeg.source(track.file)
        chains = [
            f"[{files.index(track.file)}:{track.index}]{grid(fps)},crop={track.side}:{track.side}[{name}]"
            for track, name in zip(self.lenses, "ab", strict=True)
        ]
        chains.append(f"[a][b]hstack,{scale},setsar=1[both]")
        picture = ["-filter_complex", ";".join(chains), "-map", "[both]"]
        raw = ["-f", "rawvideo", "-pix_fmt", pixels, "pipe:1"]
        size = int(np.prod(shape))
        for block in ffmpeg.pipe([*arguments, *picture, *raw], size=size, read=files):
            yield np.frombuffer(block, np.uint8).reshape(shape)


def tracks_in(file: Path, found: Probe) -> Tracks | None:
    """The two square tracks of one clip; None for any other. Raises `KindNotSupported` for the cube
    strips of a GoPro."""
    tracks = _tracks(file, found)
    if len(tracks) != 2 or len({(each.width, each.height) for each in tracks}) > 1:
        return None
    first, second = tracks
    if first.width > STRIP * first.height:
        raise KindNotSupported(
            f"{file.name} holds the faces of a cube in two strips, as GoPro cameras store them.",
            remedy="Export it from the camera's app as an equirectangular 360 film.",
        )
    if abs(first.width / first.height - 1) > SQUARE:
        return None
    return Tracks((first, second))


def tracks_of(first: tuple[Path, Probe], second: tuple[Path, Probe]) -> Tracks | None:
    """Two clips of one track each that are as large, as fast and as long as each other; None for
    others."""
    one, other = first[1], second[1]
    if one.video is None or other.video is None:
        return None
    rate, off = one.video.fps, abs(one.duration.s - other.duration.s)
    if abs(other.video.fps - rate) > RATE * rate or off * rate > FRAMES:
        return None
    tracks = [_tracks(file, found) for file, found in (first, second)]
    if [len(each) for each in tracks] != [1, 1]:
        return None
    left, right = tracks[0][0], tracks[1][0]
    same = (left.width, left.height) == (right.width, right.height)
    return Tracks((left, right)) if same else None


def _tracks(file: Path, found: Probe) -> list[Track]:
    """The video tracks, without covers."""
    from av.stream import Disposition

    covers = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    with container.opened(file) as media:
        return [
            _track(file, stream, found.start)
            for stream in media.streams.video
            if not stream.disposition & covers
        ]


def _track(file: Path, stream: "VideoStream", start: Time) -> Track:
    matrix = matrix_of(int(stream.codec_context.colorspace), stream.height)
    return Track(file, stream.index, stream.width, stream.height, start, matrix)
