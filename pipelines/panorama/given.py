"""What was given: folders opened, and what is no part of a set of photos put aside."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from pipelines.panorama.errors import TooFewInputs, UnreadablePicture
from pipelines.panorama.inputs import Photo, load_photo, natural
from pipelines.panorama.shapes import sphere_of

FEWEST = 2
WIDE = 2.6
"""Long side over short side of a picture among others from which a camera stitched it itself."""
TWICE = 1.9, 2.1
"""Width over height of a sphere."""


def list_files(inputs: Sequence[Path]) -> tuple[Path, ...]:
    """The files, folders opened (one level, hidden files left out), in the order of their names."""
    files: list[Path] = []
    for path in inputs:
        inside = path.iterdir() if path.is_dir() else [path]
        files += [file for file in inside if file.is_file() and not file.name.startswith(".")]
    if not files:
        raise _no_file(inputs)
    return tuple(sorted(files, key=lambda file: natural(file.name)))


def _no_file(inputs: Sequence[Path]) -> TooFewInputs:
    folder = next((path.resolve() for path in inputs if path.is_dir()), None)
    if folder is None:
        return TooFewInputs("No file was given.", remedy="Give photos or a clip.")
    told = f"There is no file in the folder {folder.name}"
    if any(path.is_dir() and not path.name.startswith(".") for path in folder.iterdir()):
        tour = "Give one of those, or have a tour made of all of them: tradereel tour."
        return TooFewInputs(f"{told}, only other folders.", remedy=tour)
    return TooFewInputs(f"{told}.", remedy="Give photos or a clip.")


def put_aside(
    files: Sequence[Path], clips: Collection[Path]
) -> tuple[tuple[Path, ...], dict[str, str]]:
    """The photos of a set and, by name, why other files are none of it: clips, whole spheres, and
    what a camera stitched itself. All files where fewer than two photos would be left."""
    wrong = dict(_others(files, clips))
    left = tuple(file for file in files if file not in wrong)
    if len(left) < FEWEST:
        return tuple(files), {}
    return left, {file.name: why for file, why in wrong.items()}


def _others(files: Sequence[Path], clips: Collection[Path]) -> Iterator[tuple[Path, str]]:
    alone = "Give it alone, or have a tour made of all of them: tradereel tour."
    for file in clips:
        yield file, f"A clip among photos. {alone}"
    photos = {file: load_photo(file) for file in files if file not in clips}
    usual = median(_length(photo) for photo in photos.values()) if photos else 0.0
    for file, photo in photos.items():
        long = _length(photo)
        if long > WIDE > usual:
            yield file, f"A camera's own panorama ({long:.1f} times as long as high) among photos."
        elif usual < TWICE[0] < photo.width / photo.height < TWICE[1] and _is_sphere(photo):
            yield file, f"A whole 360 picture among photos. {alone}"


def _length(photo: Photo) -> float:
    return photo.long_side / min(photo.width, photo.height)


def _is_sphere(photo: Photo) -> bool:
    with suppress(UnreadablePicture):  # which is left out later
        return sphere_of(photo) is not None
    return False
