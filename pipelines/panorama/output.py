"""The files that a stitch leaves: the panorama with its metadata, a preview, the report."""

import shutil
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipelines.panorama import gpano
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.inputs import Photo, shrink
from pipelines.panorama.spec import PanoramaReport

PANORAMA, PREVIEW, REPORT = "panorama.jpg", "preview.jpg", "panorama.json"
QUALITY, PREVIEW_QUALITY = 92, 82
PREVIEW_SIDE = 1024
JPEG = "JPEG"


def write_jpeg(picture: Picture8, path: Path, quality: int = QUALITY) -> Path:
    """Encode a BGR picture; whole or not at all."""
    ok, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not ok:
        raise ValueError(f"a picture of shape {picture.shape} cannot be a JPEG")
    return write_whole(np.asarray(data).tobytes(), path)


def write_whole(data: bytes, path: Path) -> Path:
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(data)
    return draft.replace(path)


def write_panorama(picture: Picture8, out: Path) -> Path:
    """``panorama.jpg`` with GPano metadata, and ``preview.jpg``."""
    out.mkdir(parents=True, exist_ok=True)
    height, width = picture.shape[:2]
    write_jpeg(shrink(picture, PREVIEW_SIDE), out / PREVIEW, PREVIEW_QUALITY)
    path = write_jpeg(picture, out / PANORAMA)
    return write_whole(gpano.mark(path.read_bytes(), width, height), path)


def pass_on(photo: Photo, out: Path, width: int | None) -> tuple[int, int]:
    """A finished sphere: the JPEG's own bytes, with metadata added where it has none.

    Encoded anew only when it is no upright JPEG or wider than ``width``. Returns its size.
    """
    with Image.open(photo.path) as image:
        as_it_is = image.format == JPEG and (image.width, image.height) == (
            photo.width,
            photo.height,
        )
    if not as_it_is or (width is not None and photo.width > width):
        picture = photo.read(width)
        write_panorama(picture, out)
        return picture.shape[1], picture.shape[0]
    out.mkdir(parents=True, exist_ok=True)
    write_jpeg(photo.read(PREVIEW_SIDE), out / PREVIEW, PREVIEW_QUALITY)
    if gpano.is_marked(photo.path):
        shutil.copyfile(photo.path, out / PANORAMA)
    else:
        marked = gpano.mark(photo.path.read_bytes(), photo.width, photo.height)
        write_whole(marked, out / PANORAMA)
    return photo.width, photo.height


def write_report(report: PanoramaReport, out: Path) -> PanoramaReport:
    report.save(out / REPORT)
    return report
