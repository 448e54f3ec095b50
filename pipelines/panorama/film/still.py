"""One picture out of what a 360 camera stored."""

from pathlib import Path

import cv2

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.equirect import even, stereo_of
from pipelines.panorama.inputs import load_photo, shrink
from pipelines.panorama.kind import Footage, looks_of
from pipelines.panorama.output import write_still
from pipelines.panorama.shapes import side_by_side
from pipelines.progress import Progress, silent


def still_of(footage: Footage, folder: Path, progress: Progress = silent) -> Path:
    """The sharpest of several pictures of a film, or the two pictures of two lenses side by side,
    as a picture file of the same kind.

    An equirectangular one is the whole frame, twice as wide as high (of two eyes both are kept: a
    picture of them is told and handled by its look). Raises `UnreadablePicture`.
    """
    file = footage.files[0]
    progress(0, f"looking for a sharp picture in {file.name}")
    best = _sharpest(footage) if footage.probe else _both(footage)
    if footage.kind == "equirect" and not stereo_of(best):
        best = even(best)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file.stem}.png"
    write_still(best, path)
    progress(1, f"took a picture out of {file.name}")
    return path


def _sharpest(footage: Footage) -> Picture8:
    found = footage.probe
    assert found is not None
    assert found.video is not None
    long_side = max(found.video.width, found.video.height)
    pictures = looks_of(footage.files[0], found, long_side, footage.tracks)
    return max(pictures, key=sharpness)


def _both(footage: Footage) -> Picture8:
    first, second = (load_photo(file).read() for file in footage.files)
    return side_by_side(first, second)


def sharpness(picture: Picture8) -> float:
    """Of edges: the variance of the Laplacian of the grey picture, at most 1600 pixels long."""
    grey = cv2.cvtColor(shrink(picture, 1600), cv2.COLOR_BGR2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())
