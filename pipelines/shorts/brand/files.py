"""Reading a brand's folder or ZIP: only ``brand.json`` and the plain files that it names."""

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from pipelines.shorts.errors import BadBrand
from pipelines.shorts.spec import FONT_BYTES, LOGO_BYTES, Brand

DOCUMENT = "brand.json"
DOCUMENT_BYTES = 64 << 10
ENTRIES = 100
"""A ZIP with more than these is no brand."""
_PLAIN = re.compile(r"(?!\.)[\w .()-]{1,100}", re.ASCII)
_ENCRYPTED = 1
Reader = Callable[[str, int], bytes]
"""``read(name, limit)``: the bytes of a file; raises `BadBrand` where it is missing or larger."""


def read_files(path: Path) -> tuple[Brand, bytes | None, bytes | None]:
    """The document, the logo's bytes and the font's, of a folder or a ZIP; raises `BadBrand`."""
    if path.is_dir():
        return _read(lambda name, limit: _from_folder(path, name, limit))
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > ENTRIES:
                raise BadBrand(
                    f"{path.name} has more than {ENTRIES} files.",
                    remedy="Give a ZIP with brand.json, the logo and the font alone.",
                )
            return _read(lambda name, limit: _from_archive(archive, name, limit))
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise BadBrand(
            f"{path.name} is neither a folder nor a whole ZIP file.",
            remedy="Give a folder, or pack its files as a ZIP anew.",
        ) from error


def _read(read: Reader) -> tuple[Brand, bytes | None, bytes | None]:
    brand = _document(read(DOCUMENT, DOCUMENT_BYTES))
    logo = read(_plain(brand.logo, "logo"), LOGO_BYTES) if brand.logo else None
    font = read(_plain(brand.font, "font"), FONT_BYTES) if brand.font else None
    return brand, logo, font


def _document(data: bytes) -> Brand:
    try:
        return Brand.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the document"
        raise BadBrand(
            f"{DOCUMENT} cannot be read: {place}: {first['msg']}.", remedy="Correct it there."
        ) from error


def _plain(name: str, what: str) -> str:
    """A name without folders: a brand's files lie beside its document, nowhere else."""
    if _PLAIN.fullmatch(name):
        return name
    raise BadBrand(
        f"The {what}'s name {name[:80]!r} is not a plain file name.",
        remedy=f"Put the {what} beside brand.json under a name of Latin letters and digits.",
    )


def _from_folder(folder: Path, name: str, limit: int) -> bytes:
    file = folder / name
    if file.is_symlink() or not file.is_file():
        raise _missing(name)
    with file.open("rb") as opened:
        data = opened.read(limit + 1)
    return _within(name, data, limit)


def _from_archive(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """What a member claims of its size is not believed: reading stops at the limit."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise _missing(name) from None
    if member.flag_bits & _ENCRYPTED:
        raise BadBrand(f"{name} is encrypted.", remedy="Pack the ZIP without a password.")
    with archive.open(member) as opened:
        data = opened.read(limit + 1)
    return _within(name, data, limit)


def _missing(name: str) -> BadBrand:
    return BadBrand(f"There is no file {name}.", remedy=f"Put {name} beside the other files.")


def _within(name: str, data: bytes, limit: int) -> bytes:
    if len(data) <= limit:
        return data
    most = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit >> 10} kB"
    raise BadBrand(f"{name} is larger than {most}.", remedy="Give a smaller file.")
