"""What the end of an ffmpeg means: its exit status and log as one of our errors."""

import re

from pipelines.errors import PipelineError
from pipelines.media.errors import (
    CodecRefused,
    DamagedMedia,
    FfmpegFailed,
    FfmpegLimit,
    NothingToPlay,
)


def too_slow(stderr: str) -> FfmpegLimit:
    return FfmpegLimit(
        "ffmpeg made no progress, or took longer than it may, and was stopped.",
        remedy="Give a shorter recording, or raise the time limit.",
        stderr=stderr,
    )


_NOTHING = "Cannot determine format of input stream"
"""Said of a track of which not one picture or sound came out of its decoder."""
_UNUSABLE = (
    "Invalid data found when processing input",
    "moov atom not found",
    "could not find codec parameters",
    "EBML header parsing failed",
    "Format not on whitelist",
    _NOTHING,
)
_UNDECODED = ("Error while opening decoder", "no decoder found for", "Unknown decoder")
_NO_STREAM = ("does not contain any stream", "matches no streams", "Output file is empty")


def meaning(status: int, stderr: str, *, output_bytes: int, memory_bytes: int) -> PipelineError:
    """The error for an exit status other than zero (bubblewrap reports signal N as 128 + N)."""
    killed_by = -status if status < 0 else status - 128
    last = _last_error(stderr)
    if killed_by == 25:  # SIGXFSZ
        return FfmpegLimit(
            f"ffmpeg wrote more than {output_bytes >> 20} MB and was stopped.",
            remedy="Give a shorter recording, or raise the limit of the output.",
            stderr=stderr,
        )
    if "Cannot allocate memory" in stderr or "malloc of size" in stderr:
        return FfmpegLimit(
            f"ffmpeg needed more than {memory_bytes >> 20} MB of memory.",
            remedy="Give a recording with a smaller picture, or raise the memory limit.",
            stderr=stderr,
        )
    if any(sign in stderr for sign in _UNDECODED):
        return CodecRefused(
            f"A track cannot be decoded: {last}.", remedy="Export it as H.264 and AAC."
        )
    if any(sign in stderr for sign in _UNUSABLE):
        why = "nothing in one of its tracks can be decoded" if _NOTHING in last else last
        return DamagedMedia(
            f"The media cannot be read: {why}.", remedy="Export or record it again."
        )
    if any(sign in stderr for sign in _NO_STREAM):
        return NothingToPlay(f"The media has no such track: {last}.", remedy="Check its tracks.")
    return FfmpegFailed(f"ffmpeg ended with status {status}: {last}.", status=status, stderr=stderr)


_GENERAL = (
    "Error while processing",
    "Error marking filters",
    "Failed to inject frame",
    "Error reinitializing filters",
    "Conversion failed",
)


def _last_error(stderr: str) -> str:
    """The line to show: the last marked as an error that says more than that there is one."""
    lines = [line for line in stderr.splitlines() if line.strip()]
    marked = [line for line in lines if "[error]" in line or "[fatal]" in line]
    telling = [line for line in marked if not any(general in line for general in _GENERAL)]
    line = next(iter((telling or marked or lines)[-1:]), "no message")
    return re.sub(r"^(\[[^]]*\] ?)+", "", line).strip().rstrip(".")
