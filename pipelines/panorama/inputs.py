"""The pictures of a panorama: opened, turned upright, never trusted."""

import logging
import math
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from pipelines.errors import InputError
from pipelines.media.time import Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import (
    PictureTooLarge,
    TooFewInputs,
    TooManyInputs,
    UnreadablePicture,
)

MAX_PIXELS = 200_000_000
MAX_PICTURES = 500
FILM_WIDTH_MM = 36.0
HEIC_BRANDS = frozenset([b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"])
PICTURE_BRANDS = HEIC_BRANDS | {b"avif", b"avis"}
CLIP_BOXES = frozenset([b"ftyp", b"moov", b"mdat", b"wide", b"skip"])
MATROSKA = b"\x1aE\xdf\xa3"
EXIF_IFD, MODEL, ORIENTATION, FOCAL_35MM, FOCAL_MM = 0x8769, 0x0110, 0x0112, 41989, 37386
TRANSPOSED = frozenset([5, 6, 7, 8])
"""Orientations of EXIF in which rows are columns."""
FLIPS = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}
"""How OpenCV flips a picture of each orientation after that."""
STRIPE = 256

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture. ``width``, ``height``: pixels when upright; ``focal``: in long sides (EXIF).

    ``camera``: pictures with the same value were taken through the same lens at the same zoom.
    """

    name: str
    path: Path
    width: int
    height: int
    camera: str
    focal: float | None = None
    at: Time | None = None

    @property
    def long_side(self) -> int:
        return max(self.width, self.height)

    def read(self, long_side: int | None = None) -> Picture8:
        """The upright picture, at most ``long_side`` pixels long. Raises `UnreadablePicture`."""
        with open_picture(self.path) as image:
            if long_side is not None:
                _draft(image, long_side)
            turned = _orientation(image)
            try:
                picture = _pixels(_eight_bits(image))
            except (OSError, SyntaxError, ValueError) as error:
                raise unreadable(self.path) from error
        return _upright(shrink(picture, long_side), turned)


def shrink(picture: Picture8, long_side: int | None) -> Picture8:
    """The picture at most ``long_side`` pixels long, by area averaging."""
    height, width = picture.shape[:2]
    if long_side is None or max(height, width) <= long_side:
        return picture
    scale = long_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _draft(image: Image.Image, long_side: int) -> None:
    """Has a JPEG decoded at a half, a quarter or an eighth where that is large enough."""
    scale = min(1.0, long_side / max(image.size))
    image.draft("RGB", (math.ceil(image.width * scale), math.ceil(image.height * scale)))


def _eight_bits(image: Image.Image) -> Image.Image:
    """A grey picture of 16 bits with its upper eight; Pillow would turn all of it white."""
    if not image.mode.startswith("I"):
        return image
    deep = np.asarray(image).astype(np.int64)
    return Image.fromarray((np.clip(deep, 0, 0xFFFF) >> 8).astype(np.uint8))


def _pixels(image: Image.Image) -> Picture8:
    """The pixels in blue, green, red, taken over in stripes: Pillow's own way from a picture to an
    array holds it five times, and 48 megapixels would take 0.7 gigabytes."""
    picture = np.empty((image.height, image.width, 3), np.uint8)
    for top in range(0, image.height, STRIPE):
        bottom = min(image.height, top + STRIPE)
        stripe = image.crop((0, top, image.width, bottom))
        if stripe.mode != "RGB":
            stripe = stripe.convert("RGB")
        cv2.cvtColor(np.asarray(stripe), cv2.COLOR_RGB2BGR, picture[top:bottom])
    return picture


def _orientation(image: Image.Image) -> int:
    """How EXIF says that a picture is to be turned; Pillow turns TIFF files itself."""
    return 1 if image.format == "TIFF" else int(image.getexif().get(ORIENTATION, 1))


def _upright(picture: Picture8, orientation: int) -> Picture8:
    """A picture as EXIF's orientation says that it is to be seen."""
    if orientation in TRANSPOSED:
        picture = np.asarray(cv2.transpose(picture), np.uint8)
    flip = FLIPS.get(orientation)
    return picture if flip is None else np.asarray(cv2.flip(picture, flip), np.uint8)


@contextmanager
def open_picture(path: Path) -> Iterator[Image.Image]:
    """The picture's header, its pixels not yet decoded. Raises typed errors.

    Pillow's own guard against bombs is a warning first; here the size decides alone.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path)
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise unreadable(path) from error
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise _too_large(path)
        yield image


def load_photo(path: Path, name: str | None = None, at: Time | None = None) -> Photo:
    """Size, orientation and focal length of one picture; its pixels stay on disk."""
    with open_picture(path) as image:
        exif = image.getexif()
        details = exif.get_ifd(EXIF_IFD)
        width, height = image.size
        if _orientation(image) in TRANSPOSED:
            width, height = height, width
    focal_35mm = _positive(details.get(FOCAL_35MM))
    sides = f"{max(width, height) / 32:.0f}:{max(width, height) / min(width, height):.1f}"
    return Photo(
        name=name or path.name,
        path=path,
        width=width,
        height=height,
        camera=f"{exif.get(MODEL, '')}|{_positive(details.get(FOCAL_MM))}|{sides}",
        focal=focal_35mm / FILM_WIDTH_MM if focal_35mm else None,
        at=at,
    )


def load_photos(paths: Sequence[Path]) -> tuple[tuple[Photo, ...], dict[str, str]]:
    """The different pictures among the paths in the order of their names, and what is left out.

    Returns the photos and, by name, why others are not used (the same file twice, broken ones).
    Raises `TooManyInputs`, `TooFewInputs` when fewer than two remain, and the error of the first
    broken file when there would be enough without its being broken.
    """
    if len(paths) > MAX_PICTURES:
        raise TooManyInputs(
            f"{len(paths)} pictures were given; at most {MAX_PICTURES} are stitched at once.",
            remedy="Give the pictures of one place only.",
        )
    sizes = Counter(map(_bytes, paths))
    photos: dict[str, Photo] = {}
    left_out: dict[str, str] = {}
    broken: InputError | None = None
    for path in sorted(paths, key=lambda path: natural(path.name)):
        # Only files as long as another are read for this: a hundred may be two gigabytes.
        digest = _digest(path) if sizes[_bytes(path)] > 1 else str(path)
        if digest in photos:
            left_out[path.name] = f"The same picture as {photos[digest].name}."
            continue
        taken = any(photo.name == path.name for photo in photos.values())
        name = f"{path.parent.name}/{path.name}" if taken else path.name
        try:
            photos[digest] = load_photo(path, name)
        except (UnreadablePicture, PictureTooLarge) as error:
            broken = broken or error
            left_out[name] = str(error)
    enough(len(photos), broken)
    return tuple(photos.values()), left_out


def enough(count: int, broken: InputError | None = None) -> None:
    """Raises `TooFewInputs` for fewer than two pictures; ``broken``, when that is the cause."""
    if count >= 2:
        return
    if broken is not None:
        raise broken
    raise TooFewInputs(
        f"A panorama needs at least two different pictures; {count} was given.",
        remedy="Turn on the spot and take pictures that overlap by a third.",
    )


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise unreadable(path) from error


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path) from error


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key under which ``photo9`` comes before ``photo10``."""
    parts: list[tuple[int, int, str]] = []
    digits = text = ""
    for letter in name.casefold() + "\0":
        if letter.isdecimal():
            digits += letter
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        text = letter
        parts.append((1, 0, text))
    return tuple(parts)


def _positive(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if 0 < number < 1e4 else None


def unreadable(path: Path) -> UnreadablePicture:
    """What is wrong with a file that gives no picture, as far as its first bytes tell."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        return UnreadablePicture(
            f"{path.name} cannot be opened: {error.strerror}.", remedy="Check the file."
        )
    if not head:
        return UnreadablePicture(f"{path.name} is empty.", remedy="Copy it from the camera again.")
    if is_heic(head):
        return UnreadablePicture(
            f"{path.name} is a HEIC picture, which is not read here.",
            remedy="Save it as JPEG. On an iPhone: Settings, Camera, Formats, Most Compatible.",
        )
    if _is_clip(head):
        return UnreadablePicture(
            f"{path.name} shows nothing: it is sound alone, or a clip that is cut off or broken.",
            remedy="Copy it from the camera again, whole.",
        )
    return UnreadablePicture(
        f"{path.name} cannot be read as a picture: it is broken or of another kind.",
        remedy="Give whole JPEG, PNG, WebP, AVIF or TIFF files, or a clip.",
    )


def _is_clip(head: bytes) -> bool:
    """Whether a file begins as clips do: MP4 and QuickTime, Matroska, AVI."""
    film = head[4:8] in CLIP_BOXES and head[8:12] not in PICTURE_BRANDS
    return film or head.startswith(MATROSKA) or head[8:12] == b"AVI "


def is_heic(head: bytes) -> bool:
    """Whether the first twelve bytes of a file say that it is a HEIF picture of HEVC."""
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _too_large(path: Path) -> PictureTooLarge:
    return PictureTooLarge(
        f"{path.name} has more than {MAX_PIXELS // 1_000_000} megapixels.",
        remedy="Give a smaller picture.",
    )
