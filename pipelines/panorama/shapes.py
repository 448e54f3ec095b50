"""What one picture is by its look or by what it says: a sphere, two circles, one circle."""

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.circles import find_circle, find_circles, halves
from pipelines.panorama.equirect import looks_equirect, stereo_of
from pipelines.panorama.errors import NoCircles
from pipelines.panorama.inputs import Photo
from pipelines.panorama.marks import picture_marks
from pipelines.panorama.spec import Kind

LOOK = 512
DARK, LIT = 16, 32
ROUND = 0.8
"""Share of the shorter side that the circle of a single fisheye lens fills at least."""


def looks_dual_fisheye(picture: Picture8) -> bool:
    """Whether a picture of two squares holds two bright circles of one size on black."""
    if _squares(picture.shape[1], picture.shape[0]) != 2:
        return False
    if not all(_round_on_black(half) for half in halves(picture)):
        return False
    try:
        find_circles(picture)
    except NoCircles:
        return False
    return True


def looks_fisheye(picture: Picture8) -> bool:
    """Whether a picture shows one bright circle on black and nothing else: a single fisheye."""
    height, width = picture.shape[:2]
    side = min(height, width)
    left, top = (width - side) // 2, (height - side) // 2
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    rest = np.r_[grey[:, :left].ravel(), grey[:, left + side :].ravel(),
                 grey[:top].ravel(), grey[top + side :].ravel()]  # fmt: skip
    if len(rest) and np.percentile(rest, 80) > DARK:
        return False
    middle = _middle(picture)
    try:
        return _round_on_black(middle) and 2 * find_circle(middle).radius > ROUND
    except NoCircles:
        return False


def sphere_of(photo: Photo) -> tuple[Kind, str] | None:
    """The kind of a picture that is a sphere by itself, and why."""
    picture = photo.read(LOOK)
    if looks_dual_fisheye(picture):
        return "dual-fisheye", f"{photo.name} shows two circles: taken as dual fisheye."
    if picture_marks(photo.path).sphere:
        return "equirect", f"{photo.name} says that it is equirectangular."
    if stereo_of(picture):
        return "equirect", f"{photo.name} shows a sphere twice, once for each eye."
    if looks_equirect(picture):
        return "equirect", f"{photo.name} is 2:1 and its edges meet: taken as equirectangular."
    return None


def side_by_side(first: Picture8, second: Picture8) -> Picture8:
    """The squares in the middle of two pictures of one size, in one."""
    return np.concatenate([_middle(first), _middle(second)], axis=1)


def _middle(picture: Picture8) -> Picture8:
    height, width = picture.shape[:2]
    side = min(height, width)
    left, top = (width - side) // 2, (height - side) // 2
    return picture[top : top + side, left : left + side]


def _squares(width: int, height: int) -> int:
    """How many squares a picture is long; 0 for none."""
    ratio = max(width, height) / min(width, height)
    return round(ratio) if abs(ratio - round(ratio)) < 0.02 else 0


def _round_on_black(half: Picture8) -> bool:
    grey = cv2.cvtColor(half, cv2.COLOR_BGR2GRAY)
    rows, columns = np.mgrid[-1 : 1 : half.shape[0] * 1j, -1 : 1 : half.shape[1] * 1j]
    radius = np.hypot(rows, columns)
    dark, lit = grey[radius > 1.15], grey[radius < 0.7]
    # Two pixels have no middle.
    return bool(len(lit) and np.percentile(dark, 80) <= DARK and np.median(lit) >= LIT)
