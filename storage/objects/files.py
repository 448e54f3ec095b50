"""Files that are copied in the kernel and renamed into place."""

import errno
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from storage.errors import Integrity, Unavailable
from storage.objects.blocks import BLOCK

_NOT_IN_KERNEL = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM}


def prune(root: Path, key: str) -> None:
    """Remove the folders that the key leaves empty."""
    folder = (root / key).parent
    while folder != root:
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:  # not empty
            return
        folder = folder.parent


def make_room(place: Path) -> None:
    """Fails where a key above or below has the place already."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder", str(place))


def place(beside: Path, place: Path) -> None:
    """Rename into place; a delete may prune the folder between its making and the rename."""
    for _ in range(100):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.replace(place)
        except FileNotFoundError:
            if not beside.exists():
                raise
        else:
            return
    raise Unavailable(f"the folder of {place.name} keeps vanishing")


def append(source: BinaryIO, target: BinaryIO, at: int) -> int:
    """Copy the whole source to that place of the target, in the kernel where it can."""
    size, done = os.fstat(source.fileno()).st_size, 0
    while done < size:
        count = _move(source.fileno(), target.fileno(), size - done, done, at + done)
        if count == 0:
            raise Integrity(f"{size - done} bytes are missing at the end of a file")
        done += count
    return size


def _move(source: int, target: int, count: int, start: int, at: int) -> int:
    try:
        return os.copy_file_range(source, target, min(count, 2**30), start, at)
    except OSError as error:
        if error.errno not in _NOT_IN_KERNEL:
            raise
        return os.pwrite(target, os.pread(source, BLOCK, start), at)


def blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(BLOCK):
        yield block


def identity(status: os.stat_result) -> str:
    """Tells these bytes from all others that ever lay under the same name."""
    return f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"


def moment(status: os.stat_result) -> datetime:
    return datetime.fromtimestamp(status.st_mtime, UTC)
