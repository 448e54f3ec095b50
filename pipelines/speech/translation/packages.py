"""Finds translation models on this machine: Argos packages, and OPUS-MT in CTranslate2's form.

An Argos package is a folder (or a zip called ``*.argosmodel``) with ``metadata.json``, ``model/``
and ``sentencepiece.model``. A converted OPUS-MT model is a folder ``opus-mt-xx-yy`` with
``model.bin``, ``source.spm`` and ``target.spm``.
"""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LARGEST = 4 << 30
"""Bytes that a package may hold when it is unpacked."""
_OPUS = re.compile(r"opus-mt(?:-tc)?(?:-big|-tiny|-base)?-([a-z]{2,3})-([a-z]{2,3})(?:[-_.].*)?")
_ALIKE = {"zt": "zh", "pb": "pt", "cmn": "zh", "zho": "zh", "ara": "ar", "deu": "de", "fra": "fr",
          "spa": "es", "por": "pt", "rus": "ru", "eng": "en"}  # fmt: skip
"""Codes of packages that are not ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Package:
    """One model from ``source`` to ``target`` (ISO 639-1). ``prefix``: a word that the model wants
    before every translation; ``begins``: one before every sentence; ``ends``: whether sentences
    need their end marked."""

    source: str
    target: str
    name: str
    model: Path
    pieces_in: Path
    pieces_out: Path
    prefix: str = ""
    begins: str = ""
    ends: bool = False


def folders(cache: Path) -> tuple[Path, ...]:
    """Where packages are looked for: ours in the cache, then those that Argos Translate keeps."""
    return cache / "translation", Path.home() / ".local/share/argos-translate/packages"


def find_packages(places: Sequence[Path]) -> tuple[Package, ...]:
    """All usable packages, by place and name; zipped ones are unpacked beside themselves first."""
    found: list[Package] = []
    for place in places:
        if place.is_dir():
            for zipped in sorted(place.glob("*.argosmodel")):
                _unpack(zipped)
            for folder in sorted(path for path in place.iterdir() if path.is_dir()):
                found += [package for package in _read(folder) if package is not None]
    return tuple(found)


def route(packages: Sequence[Package], source: str, target: str) -> tuple[Package, ...]:
    """The one package between two languages, or two through English; empty when there is no way."""
    ways: dict[tuple[str, str], Package] = {}
    for package in packages:
        ways.setdefault((package.source, package.target), package)
    if direct := ways.get((source, target)):
        return (direct,)
    there, back = ways.get((source, "en")), ways.get(("en", target))
    return (there, back) if there and back else ()


def _read(folder: Path) -> Iterator[Package | None]:
    if (folder / "metadata.json").is_file():
        yield _argos(folder)
    elif (folder / "source.spm").is_file():
        yield _opus(folder)


def _argos(folder: Path) -> Package | None:
    pieces = folder / "sentencepiece.model"
    try:
        told = json.loads((folder / "metadata.json").read_text("utf-8"))
        source, target = str(told["from_code"]), str(told["to_code"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not pieces.is_file() or not (folder / "model" / "model.bin").is_file():
        return None
    prefix = str(told.get("target_prefix") or "")
    return Package(
        _code(source), _code(target), folder.name, folder / "model", pieces, pieces, prefix
    )


def _opus(folder: Path) -> Package | None:
    match = _OPUS.fullmatch(folder.name.lower())
    if not match or not (folder / "model.bin").is_file() or not (folder / "target.spm").is_file():
        return None
    source, target = _code(match[1]), _code(match[2])
    begins = _variant(folder, target)
    return Package(
        source, target, folder.name, folder, folder / "source.spm", folder / "target.spm",
        begins=begins, ends=not _ends_itself(folder),
    )  # fmt: skip


def _ends_itself(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / "config.json").read_text("utf-8")).get("add_source_eos"))
    except (OSError, ValueError):
        return False


_VARIANTS = {
    "zh": ("cmn_Hans", "zho_Hans", "cmn", "zho"), "ar": ("ara", "arb"), "pt": ("por",),
    "es": ("spa",), "fr": ("fra",), "de": ("deu",), "ru": ("rus",), "ko": ("kor",), "ja": ("jpn",),
    "tr": ("tur",), "it": ("ita",), "vi": ("vie",), "th": ("tha",), "hi": ("hin",), "he": ("heb",),
    "id": ("ind",), "fa": ("pes", "fas"), "pl": ("pol",), "nl": ("nld",), "uk": ("ukr",),
}  # fmt: skip


def _variant(folder: Path, target: str) -> str:
    """The word that tells a model of many languages which one to write, like >>cmn_Hans<<."""
    for name in ("shared_vocabulary.json", "source_vocabulary.json", "shared_vocabulary.txt",
                 "source_vocabulary.txt"):  # fmt: skip
        file = folder / name
        if file.is_file():
            known = set(re.findall(r">>[\w-]+<<", file.read_text("utf-8")))
            wanted = (f">>{code}<<" for code in (*_VARIANTS.get(target, ()), target))
            return next((word for word in wanted if word in known), "")
    return ""


def _code(code: str) -> str:
    return _ALIKE.get(code.lower(), code.lower())


def _unpack(zipped: Path) -> None:
    """The package beside its zip, whole or not at all; a zip that is broken, too large or reaches
    outside is passed over."""
    draft = zipped.with_name(f".{zipped.stem}.draft")
    try:
        with zipfile.ZipFile(zipped) as archive:
            names = [PurePosixPath(name) for name in archive.namelist()]
            top = {name.parts[0] for name in names if name.parts}
            safe = all(not name.is_absolute() and ".." not in name.parts for name in names)
            size = sum(entry.file_size for entry in archive.infolist())
            if len(top) != 1 or not safe or size > LARGEST:
                return
            folder = zipped.with_name(next(iter(top)))
            if folder.exists():
                return
            archive.extractall(draft)
            (draft / folder.name).rename(folder)
    except (OSError, zipfile.BadZipFile):
        return
    finally:
        shutil.rmtree(draft, ignore_errors=True)
