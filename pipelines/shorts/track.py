"""The finished sound of a clip as a file: coded once, copied into every rendition."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.shorts import sound
from pipelines.shorts.cut import Cut
from pipelines.shorts.loudness import Loudness
from pipelines.shorts.source import Source


@dataclass(frozen=True, slots=True)
class Track:
    """``loudness``: None where the recording has no sound."""

    path: Path
    loudness: Loudness | None


def lay_track(
    source: Source,
    cut: Cut,
    denoise: bool,
    bitrate: int,
    out: Path,
    *,
    before: int = 0,
    after: int = 0,
) -> Track:
    """The clip's sound (M4A) with so many frames of silence around it, see `sound.finish`."""
    found = sound.finish(source, cut, denoise, out, bitrate, before=before, after=after)
    return Track(out, found)
