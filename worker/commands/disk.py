"""What the disk refuses, in words: for every command."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.disk import FULL, CannotWrite, refused
from pipelines.errors import InputError, LimitError


def folder(text: str) -> Path:
    """Of an option that names the folder for the results. Raises `CannotWrite` for a file."""
    out = Path(text)
    with worded(out):
        taken = out.exists() and not out.is_dir()
    if taken:
        raise CannotWrite(f"{out} is a file.", remedy="Name a folder for the results.")
    return out


@contextmanager
def worded(out: Path | None) -> Iterator[None]:
    """Raises `DiskFull`, `CannotWrite` for what ``out`` refuses, `InputError` for another file or
    folder; what is no matter of the disk is let through."""
    try:
        yield
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        first = _first(error) if isinstance(error, shutil.Error) else error
        if first.errno is None:
            raise
        raise _told(first, out) from error


def _told(error: OSError, out: Path | None) -> InputError | LimitError:
    file = error.filename2 or error.filename
    where = Path(os.fsdecode(file)) if isinstance(file, str | bytes | Path) else out
    if error.errno in FULL or (out is not None and where is not None and _meet(where, out)):
        return refused(error, out or where or Path())
    why = error.strerror or str(error)
    if out is None:
        remedy = "Check that you may read and write there."
        return InputError(f"{where or 'A file'} cannot be opened: {why}.", remedy=remedy)
    return InputError(f"{where} cannot be read: {why}.", remedy="Check that you may open it.")


def _meet(where: Path, out: Path) -> bool:
    """Whether a file is one of the results, or a folder that they would lie in."""
    where, out = where.absolute(), out.absolute()
    return where.is_relative_to(out) or out.is_relative_to(where)


def _first(error: shutil.Error) -> OSError:
    """The first of what went wrong when a folder was copied; shutil keeps the words alone."""
    source, target, why = map(str, error.args[0][0])
    number = next((each for each in FULL if os.strerror(each) in why), 0)
    words = why.partition("] ")[2].partition(":")[0] or why
    return OSError(number, words, target if target in why else source)
