"""Several cameras on one stand, as photos: what each of them saw at the same moment."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipelines.media.errors import MediaError
from pipelines.media.frames import read_frames, undamaged
from pipelines.media.probe import probe
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.errors import UnreadablePicture
from pipelines.panorama.inputs import Photo, enough, load_photos, natural
from pipelines.panorama.output import write_still
from pipelines.progress import Progress, silent

LOOK = Time.seconds(1)
"""How much is decoded to have a picture at the moment: one, at one frame a second."""


def stills_of(
    files: Sequence[Path], folder: Path, progress: Progress = silent
) -> tuple[tuple[Photo, ...], dict[str, str]]:
    """One picture of each camera: photos as they are, of clips the middle of the shortest.

    The clips must have been started together. By name, why others are not used: a clip without a
    picture at that moment is one. Raises `UnreadablePicture` when fewer than two are left.
    """
    clips = {file: found for file in files if (found := _clip(file)) is not None}
    moment = Time(min((found.duration.us for found in clips.values()), default=0) // 2)
    taken: dict[Path, Path] = {}
    gone: dict[str, str] = {}
    broken: UnreadablePicture | None = None
    for index, file in enumerate(sorted(files, key=lambda file: natural(file.name))):
        progress(index / len(files), f"taking a picture out of {file.name}")
        found = clips.get(file)
        try:
            # Cameras of one make number their clips alike: each still has a folder of its own.
            taken[_still(file, found, moment, folder / f"{index:02}") if found else file] = file
        except UnreadablePicture as error:
            broken = broken or error
            gone[named(file, files)] = error.message
    enough(len(taken), broken)
    photos, unread = load_photos(list(taken))
    named_ones = (replace(photo, name=named(taken[photo.path], files)) for photo in photos)
    return tuple(named_ones), unread | gone


def named(file: Path, files: Sequence[Path]) -> str:
    """A camera by its file; by the folder as well, where another file is called the same."""
    twice = sum(other.name == file.name for other in files) > 1
    return f"{file.parent.name}/{file.name}" if twice else file.name


def _clip(file: Path) -> Probe | None:
    try:
        found = probe(file)
    except MediaError:
        return None
    return found if found.video else None


def _still(file: Path, found: Probe, moment: Time, folder: Path) -> Path:
    video = found.video
    assert video is not None
    frames = read_frames(
        file,
        width=video.width,
        height=video.height,
        fps=1,
        start=found.start + moment,
        end=found.start + moment + LOOK,
        rotation=video.rotation,
    )
    pictures = [picture for _, picture in undamaged(frames)]
    if not pictures:
        raise UnreadablePicture(
            f"{file.name} shows nothing at {moment}.",
            remedy="Give clips that were started together.",
        )
    folder.mkdir(exist_ok=True)
    path = folder / f"{file.stem}.png"
    write_still(pictures[0], path)
    return path
