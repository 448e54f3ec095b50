"""A picture that is a sphere already: one eye of it, placed whole, stood upright, and looked over.

Where nothing has to change the file itself is handed on, byte for byte.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.gpano import Box
from pipelines.panorama.inputs import Photo, shrink
from pipelines.panorama.marks import Marks, Stereo, picture_marks
from pipelines.panorama.spec import Advice, Extent
from pipelines.panorama.tilt import find_upright, turn_sphere

LOOK = 2048
WHOLE = Extent(left=-180, right=180, bottom=-90, top=90)
SQUARE = 0.02
ALIKE = 0.8
"""Correlation of two halves from which they are the views of two eyes."""
WRAPS, APART = 1.9, 0.45
"""The edge columns of a sphere differ hardly more than neighbouring columns, and by much less than
distant ones. Measured at 512 pixels: 14 spheres up to 1.77 and 0.29, 23 photos from 2.08 and 0.49.
"""
SOFT_WRAPS, SOFT_APART = 4.0, 0.34
POINTS = 0.62
"""Neighbouring columns hardly differ in the first and last rows, which are one point each: less
than this share of the difference in the middle row. Coarse films, whose columns differ little
anywhere, are told by it (up to 3.2, 0.28 and 0.4)."""
DRAWN, DRAWN_APART = 0.25, 0.75
"""As above, of line drawings, in which distant columns are alike as well (0.12, 0.66)."""
BARS = 3.0
"""Edge columns that vary less are black bars or nothing at all, and would always meet."""
BLACK = 10
WIDEST = 16384
"""Pixels of a sphere that a part is placed on."""
COARSE = 3800
"""Pixels of width under which a sphere is soft in a headset."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """``picture``: the whole sphere (H x 2H x 3), None where the file can be handed on as it is;
    ``width``: of either; ``turn``: what stood it upright, None where nothing did; ``coverage``:
    share of the sphere that is there (0..1)."""

    picture: Picture8 | None
    width: int
    height: int
    extent: Extent
    coverage: float
    turn: Floats | None
    notes: tuple[str, ...]
    advice: tuple[Advice, ...]


def examine(photo: Photo, width: int | None = None) -> Sphere:
    """The sphere that a photo holds, at most ``width`` pixels wide. Raises `UnreadablePicture`."""
    marks = picture_marks(photo.path)
    picture = photo.read()
    stereo = marks.stereo or stereo_of(picture)
    notes: list[str] = []
    changed = False
    if stereo:
        picture, changed = one_eye(picture, stereo), True
        notes.append(_of_one_eye(stereo))
    extent = WHOLE
    if marks.crop is not None and marks.crop.partial and not stereo:
        picture, extent = placed(picture, marks.crop)
        changed = True
        notes.append(_of_part(extent))
    elif not is_even(picture):
        notes.append(_of_shape(picture))
        picture, changed = even(picture), True
    # The edges of a part run along meridians: they would pass for upright walls.
    turn = find_upright([shrink(picture, LOOK)]) if extent == WHOLE else None
    if turn is not None:
        picture, changed = turn_sphere(picture, turn), True
        notes.append(f"It was tilted by {degrees_of(turn):.1f}°: stood upright by its walls.")
    if width is not None and picture.shape[1] > width:
        picture, changed = shrink(picture, width // 2 * 2), True
    told, advice = look_over(picture, marks, extent)
    return Sphere(
        picture=picture if changed else None,
        width=picture.shape[1],
        height=picture.shape[0],
        extent=extent,
        coverage=share_of(extent),
        turn=turn,
        notes=(*notes, *told),
        advice=advice,
    )


def looks_equirect(picture: Picture8) -> bool:
    """Whether a 2:1 picture's left edge continues its right edge."""
    return is_even(picture) and wraps(picture)


def wraps(picture: Picture8, *, strict: bool = False) -> bool:
    """Whether the left edge continues the right one. ``strict``: and the first and last rows must
    be single points as well."""
    small = cv2.resize(picture, (512, 256), interpolation=cv2.INTER_AREA).astype(float)
    if small[:, [0, -1]].mean(axis=2).std(axis=0).min() < BARS:
        return False
    across = np.abs(small[:, 0] - small[:, -1]).mean()
    steps = np.abs(np.diff(small, axis=1)).mean(axis=(1, 2))
    step, middle = steps.mean(), float(np.median(steps))
    apart = np.abs(small - np.roll(small, 170, axis=1)).mean()
    ends = max(steps[:2].mean(), steps[-2:].mean())
    clear = across < WRAPS * step and across < APART * apart
    points = ends < POINTS * middle
    soft = points and across < SOFT_WRAPS * step and across < SOFT_APART * apart
    drawn = ends < DRAWN * middle and across < WRAPS * step and across < DRAWN_APART * apart
    return bool(soft or drawn or (clear and (points or not strict)))


def stereo_of(picture: Picture8) -> Stereo:
    """How two eyes' views of a sphere lie in a picture, by its look."""
    height, width = picture.shape[:2]
    if min(height, width) < 2:
        return ""
    if abs(width / height - 1) < SQUARE:
        upper = picture[: height // 2]
        if _alike(upper, picture[height // 2 :]) and looks_equirect(upper):
            return "top-bottom"
    if abs(width / height - 4) < 4 * SQUARE:
        left = picture[:, : width // 2]
        if _alike(left, picture[:, width // 2 :]) and looks_equirect(left):
            return "left-right"
    return ""


def one_eye(picture: Picture8, stereo: Stereo) -> Picture8:
    """The upper or the left view, 2:1."""
    height, width = picture.shape[:2]
    eye = picture[: height // 2] if stereo == "top-bottom" else picture[:, : width // 2]
    return even(eye)


def is_even(picture: Picture8) -> bool:
    height, width = picture.shape[:2]
    return bool(abs(width / height - 2) <= SQUARE)


def even(picture: Picture8) -> Picture8:
    """Twice as wide as high, nothing cut off: as wide as it was."""
    height, width = picture.shape[:2]
    width = max(2, width // 2 * 2)
    if (width, width // 2) == (picture.shape[1], height):
        return np.ascontiguousarray(picture)
    shape = width, width // 2
    return np.asarray(cv2.resize(picture, shape, interpolation=cv2.INTER_AREA), np.uint8)


def placed(picture: Picture8, crop: Box) -> tuple[Picture8, Extent]:
    """A part of a sphere on the whole one, black elsewhere, and which part it is."""
    # What a file says of a sphere around it may be anything.
    scale = min(picture.shape[1] / crop.width, WIDEST / crop.full_width)
    # Height follows from width: some cameras write a full height that is not half the width.
    width = max(2, round(crop.full_width * scale / 2) * 2)
    sphere = np.zeros((width // 2, width, 3), np.uint8)
    below = (crop.full_width / 2 - crop.full_height) / 2 * scale
    top, left = round(crop.top * scale + below), round(crop.left * scale)
    high = max(1, min(round(crop.height * scale), picture.shape[0]))
    wide = max(1, round(crop.width * scale))
    part = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    first, last = max(0, top), min(len(sphere), top + high)
    columns = (left + np.arange(min(part.shape[1], width))) % width
    sphere[first:last, columns] = np.asarray(part)[first - top : last - top, : len(columns)]
    step = 360 / width
    return sphere, Extent(
        left=left * step - 180,
        right=(left + len(columns)) * step - 180,
        bottom=90 - last * step,
        top=90 - first * step,
    )


def look_over(
    picture: Picture8, marks: Marks, extent: Extent = WHOLE, meets: bool | None = None
) -> tuple[list[str], tuple[Advice, ...]]:
    """What a buyer would notice, in words, and what to do about it. ``meets``: whether the edges
    do, where that is known already."""
    notes, advice = [], []
    whole = extent.right - extent.left > 359.5
    if whole and not (wraps(picture) if meets is None else meets):
        notes.append(
            "Its left edge does not continue its right edge: a line will show behind the viewer."
        )
    for name, black in zip(("top", "bottom"), _black(picture), strict=True):
        if black >= 2 and extent == WHOLE:
            notes.append(f"The {name} {black:.0f}° are black: nothing was filmed there.")
            if name == "bottom":
                advice.append(Advice(text="Have the floor filled, or covered by your logo."))
    if picture.shape[1] < COARSE:
        advice.append(
            Advice(
                text=f"It is {picture.shape[1]} pixels wide, which is soft in a headset and when "
                "zoomed. Export it from the camera's app in its full size (5760 wide or more)."
            )
        )
    if not marks.sphere:
        notes.append("The file itself does not say that it is a sphere; this was added.")
    return notes, tuple(advice)


def degrees_of(turn: Floats) -> float:
    return float(np.degrees(np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1))))


def share_of(extent: Extent) -> float:
    """The share of the sphere that an extent covers."""
    high = np.sin(np.radians(extent.top)) - np.sin(np.radians(extent.bottom))
    return float((extent.right - extent.left) / 360 * high / 2)


def _alike(one: Picture8, other: Picture8) -> bool:
    small = [
        cv2.resize(cv2.cvtColor(each, cv2.COLOR_BGR2GRAY), (64, 32), interpolation=cv2.INTER_AREA)
        for each in (one, other)
    ]
    first, second = (np.asarray(each, float).ravel() for each in small)
    if min(first.std(), second.std()) < 2:
        return False
    return float(np.corrcoef(first, second)[0, 1]) > ALIKE


def _black(picture: Picture8) -> tuple[float, float]:
    """Degrees at the top and at the bottom in which all is black."""
    lit = np.asarray(picture.max(axis=(1, 2)) > BLACK)
    if not lit.any():
        return 180.0, 180.0
    step = 180 / len(lit)
    return float(np.argmax(lit)) * step, float(np.argmax(lit[::-1])) * step


def _of_one_eye(stereo: Stereo) -> str:
    which = "upper" if stereo == "top-bottom" else "left"
    return f"It holds two spheres, one for each eye ({stereo}): the {which} one was taken."


def _of_part(extent: Extent) -> str:
    return (
        f"It shows {extent.right - extent.left:.0f}° across and from {extent.bottom:.0f}° to "
        f"{extent.top:.0f}° up, as its metadata says: placed on a whole sphere, black elsewhere."
    )


def _of_shape(picture: Picture8) -> str:
    height, width = picture.shape[:2]
    return f"It was {width} x {height}, not twice as wide as high: stretched to that."
