"""Raw pictures, one by one, into an MP4: nothing is kept but the frame at hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bench.world.exchange import Delivery
from bench.world.spec import Box
from pipelines.media import ffmpeg
from pipelines.progress import Progress, silent

KEY_S = 4
_COLOURS = "bt709"


@dataclass(frozen=True, slots=True)
class Coding:
    """How a film is coded. ``fps``: frames per second; ``sound``: a file that ffmpeg reads, laid
    under the picture from its start; ``crf``, ``preset``: of x264."""

    fps: float
    sound: Path | None = None
    crf: int = 20
    preset: str = "medium"


def encode(
    deliveries: Iterator[Delivery],
    size: tuple[int, int],
    out: Path,
    coding: Coding,
    total: int | None = None,
    progress: Progress = silent,
) -> list[dict[str, Box]]:
    """Write the pictures (RGBA, ``size``: width, height) to ``out``; the boxes of each.

    ``total``: how many there will be, for the fraction of ``progress``. Raises what the
    deliveries, ``progress`` and `pipelines.media.ffmpeg.run` raise; ``out`` appears whole.
    """
    boxes: list[dict[str, Box]] = []

    def feed(pipe: BinaryIO) -> None:
        for delivery in deliveries:
            pipe.write(delivery.pixels)
            boxes.append(delivery.boxes)
            share = min(len(boxes) / total, 1.0) if total else 0.0
            progress(share, f"filmed {len(boxes)} frames")

    draft = out.with_name(f".{out.stem}.draft.mp4")
    read = [coding.sound] if coding.sound else []
    try:
        ffmpeg.run(_arguments(size, draft, coding), read=read, write=[draft.parent], feed=feed)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return boxes


def _arguments(size: tuple[int, int], out: Path, coding: Coding) -> list[str]:
    picture = ["-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", f"{size[0]}x{size[1]}"]
    arguments = [*picture, "-framerate", str(coding.fps), "-i", "pipe:0"]
    if coding.sound:
        arguments += ["-i", str(coding.sound.absolute()), "-c:a", "aac", "-b:a", "80k"]
    arguments += ["-vf", f"scale=out_color_matrix={_COLOURS}:out_range=tv,format=yuv420p"]
    arguments += ["-c:v", "libx264", "-preset", coding.preset, "-crf", str(coding.crf)]
    # As recorders of live video do: a key frame every few seconds, at any rate.
    arguments += ["-g", str(round(KEY_S * coding.fps))]
    for tag in ("colorspace", "color_primaries", "color_trc"):
        arguments += [f"-{tag}", _COLOURS]
    return [*arguments, "-movflags", "+faststart", str(out.absolute())]
