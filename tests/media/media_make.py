"""Making media with the runner under test: real files, no doubles."""

from collections.abc import Callable
from pathlib import Path

from pipelines.media import ffmpeg

Make = Callable[..., Path]


def synthesise(out: Path, *arguments: str, read: tuple[Path, ...] = ()) -> Path:
    """Run ffmpeg to ``out``."""
    ffmpeg.run([*arguments, str(out)], read=read, write=[out.parent])
    return out
