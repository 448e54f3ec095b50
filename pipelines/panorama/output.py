"""The files that a stitch leaves: the panorama with its metadata, a preview, the report."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from PIL import Image

from pipelines.disk import refused
from pipelines.panorama import gpano
from pipelines.panorama.arrays import Mask, Picture8
from pipelines.panorama.detail import Detail
from pipelines.panorama.gpano import Box
from pipelines.panorama.inputs import Photo, shrink
from pipelines.panorama.spec import PanoramaReport

PANORAMA, CROPPED, PREVIEW, REPORT = "panorama.jpg", "cropped.jpg", "preview.jpg", "panorama.json"
MAP, PAGE = "coverage.svg", "report.html"
FILES = (PANORAMA, CROPPED, PREVIEW, MAP, PAGE, REPORT)
"""In the order in which they are put in place: the report last, because it stands for the whole."""
QUALITY, PREVIEW_QUALITY = 96, 82
PREVIEW_SIDE = 1024
JPEG = "JPEG"
SCRATCH = ".panorama-"


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[Path]:
    """A scratch folder inside ``out``; what lies in it under the names of `FILES` is moved into
    ``out`` at the end, and what is there of an earlier run is taken away.

    When anything raises, ``out`` is as it was. Raises `CannotWrite`, `DiskFull`.
    """
    with scratch(out) as folder:
        yield folder
        with writing(out):
            for name in FILES:
                draft = folder / name
                if draft.exists():
                    draft.replace(out / name)
                else:
                    (out / name).unlink(missing_ok=True)


@contextmanager
def scratch(out: Path) -> Iterator[Path]:
    """A folder inside ``out`` that is gone afterwards; so is ``out`` when it was made for this and
    stayed empty. Raises `CannotWrite`, `DiskFull`."""
    new = not out.exists()
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        folder = TemporaryDirectory(dir=out, prefix=SCRATCH, ignore_cleanup_errors=True)
    try:
        with folder as path:
            yield Path(path)
    finally:
        if new and not any(out.iterdir()):
            out.rmdir()


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """What the disk refuses becomes a typed error. Raises `CannotWrite`, `DiskFull`; they name the
    folder that was given, for nobody knows of a `scratch` one inside it."""
    try:
        yield
    except OSError as error:
        hidden = (place for place in (out, *out.parents) if place.name.startswith(SCRATCH))
        raise refused(error, next((place.parent for place in hidden), out)) from error


def write_jpeg(picture: Picture8, path: Path, quality: int = QUALITY) -> Path:
    """Encode a BGR picture; whole or not at all."""
    return write_whole(encoded(picture, quality), path)


def encoded(picture: Picture8, quality: int = QUALITY) -> bytes:
    """A BGR picture as a JPEG, its colours at full resolution where the quality is: halved, they
    would cost a panorama more than everything before (2 dB of 42.6)."""
    full = quality >= QUALITY
    chroma = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444 if full else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, chroma]
    ok, data = cv2.imencode(".jpg", picture, options)
    if not ok:
        raise ValueError(f"a picture of shape {picture.shape} cannot be a JPEG")
    return np.asarray(data).tobytes()


def write_still(picture: Picture8, path: Path) -> Path:
    """A BGR picture without loss, as the ending of ``path`` says. Raises `CannotWrite`,
    `DiskFull`."""
    options = [cv2.IMWRITE_PNG_COMPRESSION, 1] if path.suffix == ".png" else []
    ok, data = cv2.imencode(path.suffix, picture, options)
    if not ok:
        raise ValueError(f"a picture of shape {picture.shape} cannot be written as {path.suffix}")
    with writing(path.parent):
        path.write_bytes(np.asarray(data).tobytes())
    return path


def write_whole(data: bytes, path: Path) -> Path:
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(data)
        return draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_panorama(
    picture: Picture8,
    out: Path,
    seen: Mask | None = None,
    photos: int | None = None,
    detail: Detail | None = None,
) -> Path:
    """``panorama.jpg``, the 2:1 canvas, and ``preview.jpg``; for a partial panorama also
    ``cropped.jpg``, the seen box alone. Both JPEGs say what they are (GPano).

    ``seen``: any canvas-shaped mask, None for a whole sphere; ``photos``: how many it is made of;
    ``detail``: the seen box where it is finer than the canvas.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        height, width = picture.shape[:2]
        write_jpeg(shrink(picture, PREVIEW_SIDE), out / PREVIEW, PREVIEW_QUALITY)
        box = Box.whole(width, height) if seen is None else box_of(seen, width)
        if detail is not None:
            write_whole(gpano.mark(encoded(detail.picture), detail.box, photos), out / CROPPED)
        elif box.partial:
            part = picture[box.top : box.top + box.height, box.left : box.left + box.width]
            write_whole(gpano.mark(encoded(part), box, photos), out / CROPPED)
        whole = gpano.mark(encoded(picture), Box.whole(width, height), photos)
        return write_whole(whole, out / PANORAMA)


def box_of(seen: Mask, width: int) -> Box:
    """The smallest box of a canvas ``width`` pixels wide that holds what was seen.

    A box cannot run over the canvas's edge: what does takes the whole width. Its edges are even.
    """
    scale = width / seen.shape[1]
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return Box.whole(width, width // 2)
    left, right = _even(columns[0] * scale, (columns[-1] + 1) * scale, width)
    top, bottom = _even(rows[0] * scale, (rows[-1] + 1) * scale, width // 2)
    return Box(width, width // 2, left, top, right - left, bottom - top)


def _even(first: float, last: float, most: int) -> tuple[int, int]:
    return int(first) // 2 * 2, min(most, -(-int(np.ceil(last)) // 2) * 2)


def pass_on(photo: Photo, out: Path) -> None:
    """A finished sphere: the JPEG's own bytes, its metadata put right where they are not.

    Encoded anew only when it is no upright JPEG.
    """
    whole = Box.whole(photo.width, photo.height)
    with Image.open(photo.path) as image:
        as_it_is = image.format == JPEG and image.size == (photo.width, photo.height)
    if not as_it_is:
        write_panorama(photo.read(), out)
        return
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        write_jpeg(photo.read(PREVIEW_SIDE), out / PREVIEW, PREVIEW_QUALITY)
        if gpano.read(photo.path) == whole:
            shutil.copyfile(photo.path, out / PANORAMA)
        else:
            write_whole(gpano.mark(photo.path.read_bytes(), whole), out / PANORAMA)


def write_report(report: PanoramaReport, out: Path) -> PanoramaReport:
    with writing(out):
        report.save(out / REPORT)
    return report
