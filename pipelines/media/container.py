"""Opening media with PyAV: allow-lists, limits, and libav's errors in our terms."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import InputError, LimitError
from pipelines.media import sniff
from pipelines.media.errors import DamagedMedia, OversizedMedia
from pipelines.media.ffmpeg import FORMATS, MAX_PIXELS

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.error import FFmpegError

MAX_STREAMS = 64

_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": FORMATS,
    "max_pixels": str(MAX_PIXELS),
    "max_streams": "1000",
    # Live recordings may bring the sound late: look further than libavformat's 5 seconds.
    "probesize": str(16 << 20),
    "analyzeduration": "10000000",
    "fflags": "+genpts+discardcorrupt",
}


_LIVE = {"flv", "live_flv", "mpegts", "asf"}


def live(names: str) -> bool:
    """Whether a container (libavformat's names of it) is what live recorders write.

    Its clock may jump, and the duration it claims is a guess.
    """
    return not _LIVE.isdisjoint(names.split(","))


@contextmanager
def opened(path: Path) -> Iterator["InputContainer"]:
    """The media file, opened by content within the allow-lists.

    Raises a `MediaError` that says what is wrong with the file, also for errors of libav inside
    the ``with`` block.
    """
    import av

    sniff.refuse(path)
    try:
        with _open(path) as media:
            if len(media.streams) > MAX_STREAMS:
                raise OversizedMedia(
                    f"The file holds {len(media.streams)} streams; {MAX_STREAMS} are accepted.",
                    remedy="Export it with the picture and the sound only.",
                )
            yield media
    except av.error.FFmpegError as error:
        raise translate(error) from error


def _open(path: Path) -> "InputContainer":
    import av

    try:
        return av.open(str(path.absolute()), options=_OPTIONS, metadata_errors="replace")
    except av.error.ArgumentError as error:  # what "Format not on whitelist" ends as
        raise sniff.refused_container() from error


def translate(error: "FFmpegError") -> InputError | LimitError:
    """libav's error as ours."""
    import av

    if isinstance(error, av.error.MemoryError):
        return LimitError("The media needs more memory than there is.", remedy="Make it smaller.")
    return DamagedMedia(
        f"The file is damaged or was cut short ({error.strerror or 'unreadable'}).",
        remedy="Copy it again from the camera or export it again.",
    )
