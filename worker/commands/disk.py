"""What the disk refuses, in words: for every command that writes a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import InputError
from pipelines.panorama.errors import CannotWrite


@contextmanager
def writing_into(out: Path) -> Iterator[None]:
    """Raises `CannotWrite` for an ``out`` that is no folder or refuses, `DiskFull`, and
    `InputError` for what cannot be read."""
    try:
        if out.exists() and not out.is_dir():
            raise CannotWrite(f"{out} is a file.", remedy="Name a folder for the results.")
        yield
    except OSError as error:
        from pipelines.panorama.output import FULL, refused  # OpenCV, only where it is too late

        file = Path(str(error.filename2 or error.filename or out))
        if error.errno in FULL or file.is_relative_to(out) or out.is_relative_to(file):
            raise refused(error, out) from error
        why = error.strerror or str(error)
        raise InputError(
            f"{file} cannot be read: {why}.", remedy="Check that you may open it."
        ) from error
