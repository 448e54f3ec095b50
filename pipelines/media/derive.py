"""One decode of the mended recording: the speech sound and the small proxy."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.media import ffmpeg, parts, rotation
from pipelines.media.spec import Part, VideoTrack
from pipelines.media.time import Time
from pipelines.progress import Progress

PROXY_LONG_SIDE = 640
PROXY_FPS = 15
SPEECH_RATE = 16000

FILL = "aresample=async=1000:min_hard_comp=0.100000:first_pts=0"
"""Sound in step with its timestamps: gaps become silence, a drift is stretched away."""


def derive(
    folder: Path,
    found: Sequence[Part],
    *,
    video: VideoTrack | None,
    sound: bool,
    duration: Time,
    speech: Path,
    proxy: Path,
    progress: Progress,
) -> None:
    """Decode the parts once: ``speech`` from the sound, ``proxy`` from the picture, if there.

    Raises as `ffmpeg.run` does.
    """
    arguments = ["-protocol_whitelist", "pipe", "-format_whitelist", "matroska"]
    if video:
        arguments += ["-noautorotate", "-max_pixels:v", str(ffmpeg.MAX_PIXELS)]
    arguments += ["-f", "matroska", "-i", "pipe:0"]
    if video:
        arguments += [*_proxy(video, sound), "-t", str(duration.s), str(proxy)]
    if sound:
        arguments += [*_speech(), str(speech)]
    ffmpeg.run(
        arguments,
        write=[speech.parent],
        duration=duration,
        progress=progress,
        note="preparing speech and preview",
        feed=lambda file: parts.stream(folder, found, file),
    )


def grid(fps: float) -> str:
    """The filter that makes the frame rate constant: each frame is what is on screen at its time.

    Times come rounded to a millisecond, hence the small step back before rounding up.
    """
    return f"setpts=PTS-0.002/TB,fps={fps}:start_time=0:round=up"


def _proxy(video: VideoTrack, sound: bool) -> list[str]:
    width, height = rotation.presented(*_small(video), video.rotation)
    scale = f"scale={width}:{height}:flags=bilinear"
    turned = rotation.filters(video.rotation)
    filters = [grid(PROXY_FPS), scale, *turned, "setsar=1", "format=yuv420p"]
    arguments = ["-map", "0:v:0", "-vf", ",".join(filters)]
    arguments += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-g", str(2 * PROXY_FPS)]
    if sound:
        arguments += ["-map", "0:a:0", "-af", FILL, "-c:a", "aac", "-b:a", "96k"]
        arguments += ["-ac", "2", "-ar", "48000"]
    return [*arguments, "-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4"]


def _small(video: VideoTrack) -> tuple[int, int]:
    """The size of the proxy, as presented: square pixels, even, never larger than the picture."""
    share = min(1.0, PROXY_LONG_SIDE / max(video.width, video.height))
    width, height = (max(2, round(side * share / 2) * 2) for side in (video.width, video.height))
    return width, height


def _speech() -> list[str]:
    arguments = ["-map", "0:a:0", "-vn", "-af", FILL, "-ac", "1", "-ar", str(SPEECH_RATE)]
    return [*arguments, "-sample_fmt", "s16", "-c:a", "flac", "-map_metadata", "-1", "-f", "flac"]
