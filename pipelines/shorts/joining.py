"""Intro, clip and outro become one file without coding a picture again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import StageError
from pipelines.media import ffmpeg
from pipelines.shorts.graph import MUXER
from pipelines.shorts.timeline import FPS


@dataclass(frozen=True, slots=True)
class Coded:
    """A file's coded picture: how many frames, and the decoder's set-up."""

    frames: int
    header: bytes


def join(pictures: Sequence[Path], track: Path, out: Path) -> Path:
    """One MP4 of the pictures one after the other, and the sound of the whole.

    The files must be coded with equal options. Raises `StageError` when their headers differ, for
    then no player could go from one to the next, or when a frame went missing.
    """
    coded = [inspect(path) for path in pictures]
    if len({each.header for each in coded}) > 1:
        raise StageError(
            "A clip and its intro or outro are not coded alike.",
            remedy="Empty the folder of kept intros (TRADEREEL_KEPT) and render again.",
        )
    listed = out.with_suffix(".txt")
    listed.write_text("".join(_line(*each) for each in zip(pictures, coded, strict=True)), "utf-8")
    arguments = ["-protocol_whitelist", "file", "-f", "concat", "-safe", "0", "-i", str(listed)]
    arguments += [*ffmpeg.source(track), "-map", "0:v:0", "-map", "1:a:0", "-c", "copy"]
    # Times as they are: the sound starts a little early, with what the coder needs to settle.
    arguments += ["-copyts", "-video_track_timescale", "30000"]
    arguments += [part for name, value in MUXER.items() for part in (f"-{name}", str(value))]
    ffmpeg.run([*arguments, str(out)], read=[*pictures, track, listed], write=[out.parent])
    expected = sum(each.frames for each in coded)
    if inspect(out).frames != expected:
        raise StageError(f"{out.name} should have {expected} frames.", remedy="Render it again.")
    return out


def inspect(path: Path) -> Coded:
    """What the headers tell of a file's picture."""
    import av

    with av.open(str(path)) as media:
        stream = media.streams.video[0]
        return Coded(stream.frames, bytes(stream.codec_context.extradata or b""))


def _line(path: Path, coded: Coded) -> str:
    """A file and its length, as ffmpeg's concat reads it."""
    quoted = str(path.absolute()).replace("'", "'\\''")
    return f"file '{quoted}'\nduration {coded.frames / FPS:.6f}\n"
