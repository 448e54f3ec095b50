"""The logo as a picture: decoded within limits, trimmed, with a plate where it needs one."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.brand.colour import LETTERS, Rgb, contrasts
from pipelines.shorts.errors import BadBrand
from pipelines.shorts.spec import LOGO_SIDES

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP")
REMEDY = "Give a PNG with a transparent ground, at least 400 pixels wide."
WORKING = 1600
"""Pixels of the longer side that a logo is kept at: no rendition shows it larger."""
LEGIBLE = 2.5
"""Contrast under which ink is lost on its ground. WCAG 2.2 asks 3 of letters; a logo keeps its
own colours, and a shadow helps."""
LOST = 0.06
"""The share of ink that may be lost before a plate is put behind."""
SAME = 24
"""Differences of a ground's colour that compression makes."""
WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (18, 18, 20)


@dataclass(frozen=True, slots=True)
class Mark:
    """``picture``: RGBA, trimmed to its ink; ``plate``: the colour of the panel that it needs on
    an unknown ground, None where a shadow is enough; ``filled``: an opaque picture to its edges."""

    picture: "Image"
    plate: Rgb | None
    filled: bool


def read_mark(data: bytes) -> Mark:
    """Decode a PNG, JPEG or WebP; raises `BadBrand`."""
    picture = _decoded(data)
    ground = _ground(picture)
    if ground is None and _opaque(picture):
        return Mark(picture, None, True)
    if ground is not None:
        return Mark(_trimmed(picture, _differs(picture, ground)), ground, False)
    trimmed = _trimmed(picture, np.asarray(picture)[..., 3] > 8)
    return Mark(trimmed, best_plate(trimmed), False)


def best_plate(picture: "Image") -> Rgb | None:
    """The panel on which most of the ink reads; None where the ink reads on black, because a
    shadow then carries it on any ground."""
    return None if lost_on(picture, BLACK) <= LOST else clearest(picture)


def clearest(picture: "Image") -> Rgb:
    """Of a white and a black panel the one on which the ink stands out more."""
    return max((WHITE, BLACK), key=lambda ground: _clear(picture, ground))


def lost_on(picture: "Image", ground: Rgb) -> float:
    """The share (0..1) of the picture's ink that does not stand out from a ground."""
    found, weight = _contrasts(picture, ground)
    return float((weight * (found < LEGIBLE)).sum() / weight.sum())


def _clear(picture: "Image", ground: Rgb) -> float:
    found, weight = _contrasts(picture, ground)
    return float((weight * np.minimum(found, LETTERS)).sum() / weight.sum())


def _contrasts(picture: "Image", ground: Rgb) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of a small copy of the picture: the contrast of its pixels, and how much ink each has."""
    pixels = np.asarray(picture.reduce(max(1, min(picture.size) // 128)))
    return contrasts(pixels[..., :3], ground), pixels[..., 3].astype(np.float64)


def density(picture: "Image") -> float:
    """How much of its rectangle the ink fills, 0..1."""
    return float(np.asarray(picture)[..., 3].mean()) / 255


def _decoded(data: bytes) -> "Image":
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            _check_sides(*opened.size)
            opened.load()
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (
        *(OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError),
        *(Image.DecompressionBombError, Image.DecompressionBombWarning),
    ) as error:
        raise BadBrand("The logo is no whole PNG, JPEG or WebP.", remedy=REMEDY) from error
    if np.asarray(picture)[..., 3].max() < 32:
        raise BadBrand("The logo is wholly transparent.", remedy=REMEDY)
    picture.thumbnail((WORKING, WORKING), Image.Resampling.LANCZOS)
    return picture


def _check_sides(width: int, height: int) -> None:
    least, most = LOGO_SIDES
    if min(width, height) < least or max(width, height) > most:
        raise BadBrand(
            f"The logo has {width} × {height} pixels; its sides may have {least} to {most}.",
            remedy=REMEDY,
        )
    if max(width, height) > 12 * min(width, height):
        raise BadBrand(
            f"The logo is a strip of {width} × {height} pixels.",
            remedy="Give one that is at most 12 times as long as high.",
        )


def _opaque(picture: "Image") -> bool:
    return bool(np.asarray(picture)[..., 3].mean() > 250)


def _ground(picture: "Image") -> Rgb | None:
    """The one colour around an opaque logo: that of all its edges; None where there is none."""
    pixels = np.asarray(picture).astype(np.int16)
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    middle = np.median(edges, axis=0)
    if middle[3] < 250 or (np.abs(edges - middle).max(axis=1) > SAME).mean() > 0.02:
        return None
    red, green, blue = (int(value) for value in middle[:3])
    return red, green, blue


def _differs(picture: "Image", ground: Rgb) -> NDArray[np.bool_]:
    pixels = np.asarray(picture)[..., :3].astype(np.int16)
    far: NDArray[np.bool_] = np.abs(pixels - np.array(ground)).max(axis=2) > SAME
    return far


def _trimmed(picture: "Image", ink: NDArray[np.bool_]) -> "Image":
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        raise BadBrand("The logo is one even colour.", remedy=REMEDY)
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return picture.crop(box)
