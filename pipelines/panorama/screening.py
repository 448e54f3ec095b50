"""Files that are neither picture nor clip, put aside before anything is made of the others."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import InputError
from pipelines.media.errors import MediaError, OversizedMedia
from pipelines.panorama.errors import PictureTooLarge, UnreadablePicture
from pipelines.panorama.inputs import is_heic, load_photo


def screen(files: Sequence[Path]) -> tuple[tuple[Path, ...], dict[str, str]]:
    """The usable files and, by name, what is wrong with the others.

    One broken file does not spoil the rest. Raises the first one's error when nothing is left, and
    `PictureTooLarge`, `UnreadablePicture` for a file given alone.
    """
    usable: list[Path] = []
    wrong: dict[str, str] = {}
    first: InputError | None = None
    for file in files:
        error = _wrong(file)
        if error is None:
            usable.append(file)
        else:
            first = first or error
            wrong[file.name] = str(error)
    if first is not None and not usable:
        raise first
    return tuple(usable), wrong


def _wrong(file: Path) -> InputError | None:
    try:
        load_photo(file)
    except PictureTooLarge as error:
        return error
    except UnreadablePicture as error:
        try:
            return None if _moves(file) else error
        except OversizedMedia as larger:
            return larger
    return None


def _moves(file: Path) -> bool:
    """Whether it is a clip. A HEIC picture looks like one to a player, and is none. Raises
    `OversizedMedia`."""
    from pipelines.media.probe import probe  # PyAV, only where there may be a clip

    try:
        with file.open("rb") as opened:
            head = opened.read(12)
        return not is_heic(head) and probe(file).video is not None
    except OversizedMedia:
        raise
    except (OSError, MediaError):
        return False
