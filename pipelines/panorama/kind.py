"""What the inputs are: told by what is in them, never by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pipelines.media.errors import MediaError
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama import gpano
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.circles import find_circles
from pipelines.panorama.errors import (
    KindNotSupported,
    NoCircles,
    TooFewInputs,
    UnreadablePicture,
)
from pipelines.panorama.inputs import load_photo, natural
from pipelines.panorama.spec import Kind

LOOK = 512
WRAPS, APART = 1.9, 0.45
"""The edge columns of a sphere differ hardly more than neighbouring columns, and by much less than
distant ones. Measured at 512 pixels: 14 spheres up to 1.77 and 0.29, 23 photos from 2.08 and 0.49.
"""
DARK, LIT = 16, 32


@dataclass(frozen=True, slots=True)
class Footage:
    """``kind`` is never auto; ``why``: a sentence for the report; ``probe``: of a clip."""

    kind: Kind
    files: tuple[Path, ...]
    why: str
    probe: Probe | None = None


def find_kind(inputs: Sequence[Path], asked: Kind) -> Footage:
    """What to stitch and how. Raises typed errors for nothing and for mixtures."""
    files = list_files(inputs)
    clips = {file: found for file in files if (found := _clip(file)) is not None}
    if asked == "rig" or (asked == "auto" and len(clips) == len(files) > 1):
        return _rig_footage(files)
    if clips and len(files) > 1:
        raise KindNotSupported(
            "A clip and photos cannot be stitched into one panorama.",
            remedy="Give the clip alone or the photos alone.",
        )
    if clips:
        return _clip_footage(files[0], clips[files[0]], asked)
    return _picture_footage(files, asked)


def list_files(inputs: Sequence[Path]) -> tuple[Path, ...]:
    """The files, folders opened (one level, hidden files left out), in the order of their names."""
    files: list[Path] = []
    for path in inputs:
        inside = path.iterdir() if path.is_dir() else [path]
        files += [file for file in inside if file.is_file() and not file.name.startswith(".")]
    if not files:
        raise TooFewInputs("No file was given.", remedy="Give photos or a clip.")
    return tuple(sorted(files, key=lambda file: natural(file.name)))


def looks_equirect(picture: Picture8) -> bool:
    """Whether a 2:1 picture's left edge continues its right edge."""
    height, width = picture.shape[:2]
    if abs(width / height - 2) > 0.02:
        return False
    even = picture.astype(float)
    across = np.abs(even[:, 0] - even[:, -1]).mean()
    step = np.abs(np.diff(even, axis=1)).mean()
    apart = np.abs(even - np.roll(even, width // 3, axis=1)).mean()
    return bool(across < WRAPS * step and across < APART * apart)


def looks_dual_fisheye(picture: Picture8) -> bool:
    """Whether a 2:1 picture holds two bright circles of one size side by side on black."""
    height, width = picture.shape[:2]
    if abs(width / height - 2) > 0.02:
        return False
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    for half in (grey[:, : width // 2], grey[:, width // 2 :]):
        rows, columns = np.mgrid[-1 : 1 : half.shape[0] * 1j, -1 : 1 : half.shape[1] * 1j]
        radius = np.hypot(rows, columns)
        if np.percentile(half[radius > 1.15], 80) > DARK or np.median(half[radius < 0.7]) < LIT:
            return False
    try:
        find_circles(picture)
    except NoCircles:
        return False
    return True


def _clip(file: Path) -> Probe | None:
    """The probe of a clip that moves; None for a picture. Raises `UnreadablePicture`."""
    try:
        load_photo(file)
    except UnreadablePicture as not_a_picture:
        from pipelines.media.probe import probe  # PyAV, only where there may be a clip

        try:
            found = probe(file)
        except MediaError:
            raise not_a_picture from None
        if found.video is None:
            raise not_a_picture from None
        return found
    return None


def _rig_footage(files: tuple[Path, ...]) -> Footage:
    if len(files) < 2:
        raise TooFewInputs(
            f"{files[0].name} alone is no rig of cameras.",
            remedy="Give one photo or clip of each camera.",
        )
    return Footage(
        "rig",
        files,
        f"{len(files)} cameras: one picture of each at the same moment was stitched; this version "
        "makes no panoramic film of them.",
    )


def _clip_footage(file: Path, found: Probe, asked: Kind) -> Footage:
    if asked == "dual-fisheye" or (asked == "auto" and _shows_two_circles(file, found)):
        raise KindNotSupported(
            f"{file.name} is a dual fisheye clip; this version stitches dual fisheye photos only.",
            remedy="Export it as a 2:1 equirectangular picture from the camera's own app, or give "
            "a photo.",
        )
    if asked in ("auto", "pan"):
        return Footage("pan", (file,), f"{file.name} is a clip: taken as a panning clip.", found)
    raise KindNotSupported(
        f"{file.name} is a clip, but {asked} was asked for; only panning clips are supported "
        "in this version.",
        remedy="Use --kind pan, or give pictures.",
    )


def _shows_two_circles(file: Path, found: Probe) -> bool:
    """Whether the first picture of a 2:1 clip is a dual fisheye one."""
    if found.video is None or abs(found.video.width / found.video.height - 2) > 0.02:
        return False
    from pipelines.media.frames import read_frames  # only where it may be one

    frames = read_frames(file, width=LOOK, height=LOOK // 2, fps=1, end=Time.seconds(1))
    return any(looks_dual_fisheye(picture) for _, picture in list(frames))


def _picture_footage(files: tuple[Path, ...], asked: Kind) -> Footage:
    if asked == "pan":
        raise KindNotSupported(
            "No clip was given, but pan was asked for.", remedy="Use --kind photos or auto."
        )
    if asked == "auto":
        asked, why = _guess(files)
    else:
        why = f"Taken as {asked}, as asked."
    if asked in ("equirect", "dual-fisheye") and len(files) > 1:
        raise KindNotSupported(
            "Several 360 pictures were given as one panorama.", remedy="Give one at a time."
        )
    return Footage(asked, files, why)


def _guess(files: tuple[Path, ...]) -> tuple[Kind, str]:
    if len(files) > 1:
        return "photos", f"{len(files)} pictures: taken as photos made turning on the spot."
    photo = load_photo(files[0])
    picture = photo.read(LOOK)
    if looks_dual_fisheye(picture):
        return "dual-fisheye", f"{photo.name} shows two circles: taken as dual fisheye."
    if gpano.is_marked(files[0]) and abs(photo.width / photo.height - 2) < 0.02:
        return "equirect", f"{photo.name} says that it is equirectangular."
    if looks_equirect(picture):
        return "equirect", f"{photo.name} is 2:1 and its edges meet: taken as equirectangular."
    raise TooFewInputs(
        f"One picture alone ({photo.name}) is no panorama, and it is not a 2:1 360 picture.",
        remedy="Give photos that overlap by a third, or pass --kind equirect if it is a sphere.",
    )
