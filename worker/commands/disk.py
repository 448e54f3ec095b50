"""What the disk refuses, in words: for every command that writes a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path

from pipelines.errors import InputError
from pipelines.panorama.errors import CannotWrite, DiskFull


@contextmanager
def writing_into(out: Path) -> Iterator[None]:
    """Raises `CannotWrite` for an ``out`` that is no folder or refuses, `DiskFull`, and
    `InputError` for what cannot be read."""
    try:
        if out.exists() and not out.is_dir():
            raise CannotWrite(f"{out} is a file.", remedy="Name a folder for the results.")
        yield
    except OSError as error:
        why = error.strerror or str(error)
        if error.errno in (ENOSPC, EDQUOT):
            raise DiskFull(
                f"There is no room for the results in {out}.",
                remedy="Make room on that disk and give the same command again.",
            ) from error
        file = Path(str(error.filename2 or error.filename or out))
        if file.is_relative_to(out) or out.is_relative_to(file):
            raise CannotWrite(
                f"{out} cannot be written: {why}.", remedy="Name a folder that you may write to."
            ) from error
        raise InputError(
            f"{file} cannot be read: {why}.", remedy="Check that you may open it."
        ) from error
