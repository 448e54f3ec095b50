"""The finished sound of a clip as a file: coded once, copied into every rendition."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import ffmpeg as builder

from pipelines.media import ffmpeg
from pipelines.shorts import sound
from pipelines.shorts.cut import Cut
from pipelines.shorts.loudness import Loudness
from pipelines.shorts.source import Source
from pipelines.shorts.timeline import FPS
from pipelines.shorts.upright import seek


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
    """The clip's sound (M4A) with so many frames of silence around it; silence where the recording
    has none, so that players show a track. Coded in one piece: no gap where an intro ends."""
    found = sound.finish(source, cut, denoise, out, bitrate) if source.sound else None
    if found is not None and not before and not after:
        return Track(out, found)
    file = builder.input(str(source.path))
    stream = sound.voice(file, source, cut, found, denoise)
    stream = _surrounded(stream, before, cut.frames, after)
    made = builder.output(stream, str(out), **sound.coded(bitrate), f="mp4")
    ffmpeg.run(_arguments(made, source, cut), read=[source.path], write=[out.parent])
    return Track(out, found)


def _surrounded(stream: Any, before: int, frames: int, after: int) -> Any:
    per_frame = sound.RATE // FPS
    delay = f"{before * per_frame}S"
    stream = stream.filter("adelay", delays=delay, all=1)
    return stream.filter("apad", whole_len=(before + frames + after) * per_frame)


def _arguments(made: Any, source: Source, cut: Cut) -> list[str]:
    """The built arguments; the recording, where it is read, behind the runner's guard."""
    built = made.get_args()
    wanted = ("-i", str(source.path))
    place = next((i for i, pair in enumerate(pairwise(built)) if pair == wanted), None)
    if place is None:
        return list(built)
    return [*built[:place], *seek(cut), *ffmpeg.source(source.path), *built[place + 2 :]]
