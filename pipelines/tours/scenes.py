"""What was given for a tour, sorted into scenes: one place each."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipelines.panorama.errors import KindNotSupported, TooFewInputs
from pipelines.panorama.inputs import natural
from pipelines.panorama.kind import find_kind, pair_up
from pipelines.panorama.output import PANORAMA, REPORT
from pipelines.panorama.screening import screen
from pipelines.panorama.spec import Kind
from pipelines.tours.archive import is_zip, unpack_photos
from pipelines.tours.errors import NothingToShow

MAX_SCENES = 200
ID_LENGTH = 40


@dataclass(frozen=True, slots=True)
class SceneInput:
    """``id``: letters, digits and hyphens, unique in the tour; ``kind``: as `find_kind` saw it."""

    id: str
    title: str
    kind: Kind
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    title: str
    kind: Kind
    files: tuple[Path, ...]


def group_scenes(
    inputs: Sequence[Path], workspace: Path, *, rig: bool = False
) -> tuple[SceneInput, ...]:
    """Scenes in the order given: a clip, a 360 picture, a folder (also one in a zip) is one each;
    loose photos together are one, and so are the files of both lenses of a 360 camera. ``rig``:
    clips that lie together, loose or in one folder, are those of one rig's cameras, and so one
    scene as well.

    Zips are unpacked into ``workspace``. Raises `NothingToShow`, `UnsafeArchive`, and the errors
    of `pipelines.panorama` and `pipelines.media` for files that are neither photo nor clip.
    """
    loose: list[Path] = []
    found: list[_Found] = []
    for number, path in enumerate(inputs):
        if path.is_dir():
            found += _folder(path, rig)
        elif is_zip(path):
            found += _zip(path, workspace / f"zip-{number:02}")
        else:
            loose.append(path)
    return _numbered([*_sorted_out(loose, "", rig), *found])


def _folder(folder: Path, rig: bool) -> Iterator[_Found]:
    """The folder's own files as one place, then every folder inside, as deep as they go."""
    visible = [path for path in folder.iterdir() if not path.name.startswith(".")]
    visible.sort(key=lambda path: natural(path.name))
    files = [path for path in visible if path.is_file()]
    if REPORT in [file.name for file in files]:
        # What `tradereel panorama` wrote here is one place; its preview is not another.
        for found in _sorted_out([file for file in files if file.name == PANORAMA], folder.name):
            yield replace(found, title=folder.name)
    else:
        yield from _sorted_out(files, folder.name, rig)
    for path in visible:
        if path.is_dir() and not path.is_symlink():
            yield from _folder(path, rig)


def _zip(archive: Path, out: Path) -> Iterator[_Found]:
    folders: dict[str, list[Path]] = {}
    for photo in unpack_photos(archive, out):
        folders.setdefault(photo.folder, []).append(photo.file)
    for folder, files in sorted(folders.items(), key=lambda item: natural(item[0])):
        yield from _sorted_out(files, PurePosixPath(folder).name if folder else archive.stem)


def _sorted_out(files: Sequence[Path], place: str, rig: bool = False) -> Iterator[_Found]:
    """Every clip and every 360 picture alone, the other photos together as ``place``; so are the
    clips of a rig."""
    alone: list[_Found] = []
    photos: list[Path] = []
    cameras: list[Path] = []
    lenses: list[Path] = []
    usable, wrong = screen(files)
    for file in sorted(usable, key=lambda file: natural(file.name)):
        kind = _kind(file)
        if kind is None:
            lenses.append(file)
        elif kind == "photos":
            photos.append(file)
        elif kind == "pan" and rig:
            cameras.append(file)
        else:
            alone.append(_Found(file.stem, kind, (file,)))
    if len(cameras) == 1:
        # One camera is no rig: it is somebody who turned with it.
        alone.append(_Found(cameras[0].stem, "pan", (cameras.pop(),)))
    for pair in pair_up(lenses):
        # What one lens saw alone is refused here, with what to do about it.
        alone.append(_Found(pair[0].stem, find_kind(pair, "auto").kind, pair))
    yield from sorted(alone, key=lambda scene: natural(scene.files[0].name))
    if cameras:
        yield _Found(place or cameras[0].stem, "rig", tuple(cameras))
    if photos:
        # What is broken is left out when they are stitched, and named in their report.
        broken = [file for file in files if file.name in wrong]
        yield _Found(place or photos[0].stem, "photos", (*photos, *broken))


def _kind(file: Path) -> Kind | None:
    """What one file is by itself; a picture that is no sphere is one of several photos. None for
    what is nothing by itself, as that of one lens of two."""
    try:
        return find_kind([file], "auto").kind
    except TooFewInputs:
        return "photos"
    except KindNotSupported:
        return None


def _numbered(found: Sequence[_Found]) -> tuple[SceneInput, ...]:
    if not found:
        raise NothingToShow(
            "There is no photo and no clip in what was given.",
            remedy="Give photos, panning clips, 360 pictures, or zips or folders of photos.",
        )
    if len(found) > MAX_SCENES:
        raise NothingToShow(
            f"{len(found)} scenes were given; a tour holds at most {MAX_SCENES}.",
            remedy="Split it into several tours.",
        )
    scenes: list[SceneInput] = []
    for number, scene in enumerate(found, 1):
        slug = _slug(scene.title)
        taken = any(other.id == slug for other in scenes)
        id_ = f"{slug or 'scene'}-{number}" if taken or not slug else slug
        title = " ".join(scene.title.replace("_", " ").split()) or f"Scene {number}"
        scenes.append(SceneInput(id_, title, scene.kind, scene.files))
    return tuple(scenes)


def _slug(title: str) -> str:
    """Lower-case ASCII letters, digits and hyphens; empty for a title that has none."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return "-".join(words)[:ID_LENGTH].strip("-")
