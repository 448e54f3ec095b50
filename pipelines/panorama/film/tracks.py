"""360 cameras that store each lens in a video track of its own: both laid side by side."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.media import container, ffmpeg
from pipelines.media.spec import Probe
from pipelines.panorama.circles import SQUARE
from pipelines.panorama.errors import KindNotSupported
from pipelines.progress import Progress, silent

STRIP = 2.5
"""Width over height from which a picture is a strip of three faces of a cube."""
CODED = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p")
"""What is read once more and thrown away: fast, and nothing is to be seen of it."""


@dataclass(frozen=True, slots=True)
class Track:
    """``index``: of the stream in its file."""

    index: int
    width: int
    height: int


def side_by_side(file: Path, found: Probe, folder: Path, progress: Progress = silent) -> Path:
    """A clip of two square tracks with both in one picture, written into ``folder``; any other file
    is returned as it is. Raises `KindNotSupported` for the cube strips of a GoPro, and as
    `ffmpeg.run` does."""
    tracks = _pictures(file)
    if len(tracks) != 2 or len({(each.width, each.height) for each in tracks}) > 1:
        return file
    width, height = tracks[0].width, tracks[0].height
    if width > STRIP * height:
        raise KindNotSupported(
            f"{file.name} holds the faces of a cube in two strips, as GoPro cameras store them.",
            remedy="Export it from the camera's app as an equirectangular 360 film.",
        )
    if abs(width / height - 1) > SQUARE:
        return file
    out = folder / f"{file.name}.mp4"
    first, second = (f"[0:{track.index}]" for track in tracks)
    beside = ["-filter_complex", f"{first}{second}hstack[both]", "-map", "[both]"]
    ffmpeg.run(
        [*ffmpeg.source(file), *beside, *CODED, "-map", "0:a?", "-c:a", "copy", str(out)],
        read=[file], write=[folder], duration=found.duration, progress=progress,
        note="laying both lenses side by side",
    )  # fmt: skip
    return out


def _pictures(file: Path) -> list[Track]:
    """The video tracks, without covers."""
    from av.stream import Disposition

    covers = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    with container.opened(file) as media:
        return [
            Track(stream.index, stream.width, stream.height)
            for stream in media.streams.video
            if not stream.disposition & covers
        ]
