"""Encoding a recording anew where its tracks cannot be copied as they are."""

from pathlib import Path

from pipelines.media import ffmpeg
from pipelines.media.derive import FILL
from pipelines.media.spec import Probe
from pipelines.progress import Progress


def transcode(
    source: Path,
    probe: Probe,
    *,
    picture: int | None,
    sound: int | None,
    out: Path,
    progress: Progress,
) -> Path:
    """Write the two tracks as H.264 (near lossless, key pictures every 2 s) and FLAC to Matroska.

    The picture keeps its coded orientation and its own frame times. Raises as `ffmpeg.run` does.
    """
    arguments = ffmpeg.source(source, probe=probe)
    if picture is not None:
        arguments += ["-map", f"0:{picture}", "-fps_mode", "vfr", "-c:v", "libx264"]
        arguments += ["-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"]
        # 4:2:0 needs an even size.
        arguments += ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2"]
        arguments += ["-force_key_frames", "expr:gte(t,n_forced*2)"]
    if sound is not None:
        arguments += ["-map", f"0:{sound}", "-af", FILL.rsplit(":", 1)[0], "-c:a", "flac"]
        arguments += ["-sample_fmt", "s16"]
    ffmpeg.run(
        [*arguments, "-sn", "-dn", "-map_metadata", "-1", "-f", "matroska", str(out)],
        read=[source],
        write=[out.parent],
        duration=probe.duration,
        progress=progress,
        note="encoding tracks that cannot be copied",
    )
    return out
