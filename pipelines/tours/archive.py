"""Photos out of a zip, without trusting it: sizes, names and kinds are all checked."""

import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from pipelines.panorama.errors import PictureTooLarge, UnreadablePicture
from pipelines.panorama.inputs import open_picture
from pipelines.tours.errors import UnsafeArchive

MAX_ENTRIES = 2000
MAX_FILE = 200 * 1024**2
MAX_TOTAL = 4 * 1024**3
MAX_RATIO = 200
"""Pictures hardly shrink in a zip; a bomb shrinks a thousandfold."""
RATIO_FROM = 1024**2
BLOCK = 1 << 20
ENCRYPTED = 0x1
MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """``folder``: the folder inside the zip ("" at the top); ``file``: where it lies now."""

    folder: str
    file: Path


def is_zip(path: Path) -> bool:
    """By content: a zip starts with its first entry."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unpack_photos(archive: Path, out: Path) -> tuple[Unpacked, ...]:
    """Unpack every picture of a zip into ``out``; anything else is left in the zip.

    Files get names of our own making, so that no name in the zip can lead out of ``out``.
    Raises `UnsafeArchive`.
    """
    out.mkdir(parents=True, exist_ok=True)
    try:
        with ZipFile(archive) as zipped:
            return tuple(_pictures(zipped, archive, out))
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise UnsafeArchive(
            f"{archive.name} is not a readable zip.", remedy="Pack it again, without a password."
        ) from error


def _pictures(zipped: ZipFile, archive: Path, out: Path) -> Iterator[Unpacked]:
    entries = [entry for entry in zipped.infolist() if _wanted(entry)]
    _check(entries, archive)
    left = MAX_TOTAL
    folders: dict[str, Path] = {}
    for entry in entries:
        inside = PurePosixPath(entry.filename.replace("\\", "/"))
        folder = "" if inside.parent == PurePosixPath(".") else inside.parent.as_posix()
        target = folders.setdefault(folder, out / f"{len(folders):03}")
        target.mkdir(exist_ok=True)
        file = target / _safe_name(inside.name, target)
        left -= _copy(zipped, entry, file, min(left, MAX_FILE), archive)
        if _is_picture(file):
            yield Unpacked(folder, file)
        else:
            file.unlink()


def _wanted(entry: ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts if part != "..")
    return bool(parts) and not entry.is_dir() and not hidden


def _check(entries: list[ZipInfo], archive: Path) -> None:
    if len(entries) > MAX_ENTRIES:
        raise _unsafe(archive, f"holds {len(entries)} files; at most {MAX_ENTRIES} are unpacked")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise _unsafe(archive, f"unpacks to more than {MAX_TOTAL // 1024**3} GB")
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise _unsafe(archive, "has a password")
        shrunk = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > MAX_FILE or (entry.file_size > RATIO_FROM and shrunk > MAX_RATIO):
            raise _unsafe(archive, "holds a file that unpacks to far too much")


def _copy(zipped: ZipFile, entry: ZipInfo, file: Path, most: int, archive: Path) -> int:
    """Unpack one entry; what it says of its size is not believed. Returns the bytes written."""
    written = 0
    with zipped.open(entry) as source, file.open("wb") as target:
        while block := source.read(BLOCK):
            written += len(block)
            if written > most:
                target.close()
                shutil.rmtree(file.parent)
                raise _unsafe(archive, "unpacks to far too much")
            target.write(block)
    return written


def _safe_name(name: str, folder: Path) -> str:
    """The entry's own name with only harmless letters, not yet taken in the folder."""
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)[-80:].lstrip(".")
    candidate, number = kept or "picture", 1
    while (folder / candidate).exists():
        number += 1
        candidate = f"{number}-{kept}"
    return candidate


def _is_picture(file: Path) -> bool:
    try:
        with open_picture(file):
            return True
    except (UnreadablePicture, PictureTooLarge):
        return False


def _unsafe(archive: Path, why: str) -> UnsafeArchive:
    return UnsafeArchive(f"{archive.name} {why}.", remedy="Give the photos in smaller zips.")
