"""What a disk refuses, in words."""

from errno import EDQUOT, ENOSPC
from pathlib import Path

from pipelines.errors import InputError, LimitError

FULL = (ENOSPC, EDQUOT)
"""Error numbers of a disk, or of a share of it, that is full."""


class CannotWrite(InputError):
    """The folder for the results refuses."""

    code = "cannot_write"


class DiskFull(LimitError):
    """No room for the results."""

    code = "disk_full"
    retryable = True


def refused(error: OSError, out: Path) -> CannotWrite | DiskFull:
    """What the disk said of ``out`` or of something in it."""
    if error.errno in FULL:
        return DiskFull(
            f"There is no room for the results in {out}.",
            remedy="Make room on that disk and give the same command again.",
        )
    return CannotWrite(
        f"{out} cannot be written: {error.strerror or error}.",
        remedy="Name a folder that you may write to.",
    )
