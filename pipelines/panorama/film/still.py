"""One picture out of the film of a 360 camera."""

from pathlib import Path

import cv2

from pipelines.media.probe import probe
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.equirect import even, stereo_of
from pipelines.panorama.errors import UnreadablePicture
from pipelines.panorama.inputs import shrink
from pipelines.panorama.kind import looks_of
from pipelines.panorama.output import write_still
from pipelines.panorama.spec import Kind
from pipelines.progress import Progress, silent


def still_of(file: Path, kind: Kind, folder: Path, progress: Progress = silent) -> Path:
    """The sharpest of several pictures of a film, as a picture file of the same ``kind``.

    An equirectangular one is the whole frame, twice as wide as high (of two eyes both are kept: a
    picture of them is told and handled by its look). Raises `UnreadablePicture`.
    """
    found = probe(file)
    if found.video is None:
        raise UnreadablePicture(f"{file.name} has no picture.", remedy="Give a film.")
    progress(0, f"looking for a sharp picture in {file.name}")
    pictures = looks_of(file, found, max(found.video.width, found.video.height))
    best = max(pictures, key=sharpness)
    if kind == "equirect" and not stereo_of(best):
        best = even(best)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file.stem}.png"
    write_still(best, path)
    progress(1, f"took a picture out of {file.name}")
    return path


def sharpness(picture: Picture8) -> float:
    """Of edges: the variance of the Laplacian of the grey picture, at most 1600 pixels long."""
    grey = cv2.cvtColor(shrink(picture, 1600), cv2.COLOR_BGR2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())
