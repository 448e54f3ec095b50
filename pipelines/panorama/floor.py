"""What becomes of the tripod: the floor continued over it, or the shop's logo on a disc.

Both are made on the view straight down, where a flat floor is seen without distortion, and laid
back onto the sphere.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipelines.errors import InputError
from pipelines.panorama.arrays import Floats, Mask, Picture8, Singles
from pipelines.panorama.donor import RADIUS, Donor, find_donor, tones_inside
from pipelines.panorama.inputs import open_picture, shrink
from pipelines.panorama.spec import Floor

LEAST_AROUND, AROUND, ENOUGH, FLOOR_ENDS = 0.8, 4.6, 3.5, 1.6
"""How far a piece of floor is looked for: tangents beyond what is covered, times its radius, at
least so many times its radius, and the tangent at which walls are likely to begin."""
SOFT_CUT = 0.03
"""Radii over which the piece fades into its surroundings."""
TONES = 96
STRIP = 128
"""Rows that are laid at a time."""
WIDEST_HOLE = 50.0
"""Degrees from straight down; a larger hole is no floor any more that could be guessed."""
SEEN_RING = 0.95
RIM = 6.0
"""Degrees around the disc from which its colour is taken."""
LOGO_SHARE = 0.74
"""Of the disc's radius, that the logo's corners reach."""
READABLE = 70
"""Grey levels between logo and disc."""
PAPER, INK = 242.0, 26.0
MOST_LOGO = 4096


@dataclass(frozen=True, slots=True)
class Covered:
    """``shown``: the mask that was given, with what is covered now; ``notes``: for the report."""

    picture: Picture8
    shown: Mask
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Down:
    """The view straight down, what lies ahead (yaw 0) on top. ``reach``: tangent from the middle
    to the side; ``focal``: pixels per tangent."""

    reach: float
    focal: float

    @property
    def side(self) -> int:
        return 2 * int(np.ceil(self.reach * self.focal))

    def tangents(self) -> tuple[Floats, Floats]:
        """To the right and ahead, for every pixel."""
        line = (np.arange(self.side) + 0.5 - self.side / 2) / self.focal
        right, ahead = np.meshgrid(line, -line)
        return right, ahead


def check_logo(floor: Floor, logo: Path | None) -> None:
    """Raises `InputError` when a logo is asked for and none is given, `UnreadablePicture` for a
    file that is none: before hours of work, not after."""
    if floor != "logo":
        return
    if logo is None:
        raise InputError(
            "The floor is to be covered by a logo, but no logo was given.",
            remedy="Give one (PNG or JPEG), or ask for the floor to be filled.",
        )
    with open_picture(logo):
        pass


def cover(
    picture: Picture8, seen: Mask, floor: Floor, size: float, logo: Path | None = None
) -> Covered:
    """The canvas with what lies straight down covered, ``size`` degrees across.

    ``seen``: any canvas-shaped mask. ``picture`` may be changed in place. Raises
    `UnreadablePicture` for a logo that is none.
    """
    if floor == "open":
        return Covered(picture, seen)
    hole, radius = unseen_below(seen), size / 2
    wanted = max(radius, hole) if floor == "fill" else hole
    filled = 0 < wanted <= WIDEST_HOLE and _fill(picture, seen, wanted)
    notes = () if filled or floor == "logo" else (_stays_open(hole),)
    if floor == "logo" and logo is not None:
        _lay_logo(picture, seen, radius, logo)
        return Covered(picture, _shown(seen, max(radius, wanted if filled else 0)))
    return Covered(picture, _shown(seen, wanted) if filled else seen, notes)


def _stays_open(hole: float) -> str:
    why = (
        f"nothing was seen within {hole:.0f}° of straight down, too much to be guessed"
        if hole > WIDEST_HOLE
        else "there is not enough floor around it to be continued"
    )
    return f"The floor stays open: {why}. Take a row of pictures tilted down, or use a logo."


def unseen_below(seen: Mask) -> float:
    """Degrees from straight down within which the circle was not seen all round; 0 when it was."""
    if seen.all():
        return 0.0
    whole = seen.mean(axis=1) >= SEEN_RING
    below = np.flatnonzero(whole)
    return float((len(seen) - 1 - below[-1]) * 180 / len(seen)) if len(below) else 180.0


def _shown(seen: Mask, radius: float) -> Mask:
    if len(seen) < 180:
        return seen
    shown = seen.copy()
    shown[int(np.ceil((1 - radius / 180) * len(seen))) :] = True
    return shown


def _fill(picture: Picture8, seen: Mask, radius: float) -> bool:
    """Continue the floor over everything within ``radius`` degrees of straight down; False, and
    nothing done, where no piece of it is large enough to be taken."""
    edge = float(np.tan(np.radians(radius)))
    focal = RADIUS / edge
    view = Down(min(max(AROUND * edge, edge + LEAST_AROUND), max(FLOOR_ENDS, ENOUGH * edge)), focal)
    small = shrink(picture, min(picture.shape[1], round(focal * 2 * np.pi)))
    donor = find_donor(_look_down(small, view), _seen_below(seen, view))
    if donor is None:
        return False
    height = len(picture)
    outer = float(np.degrees(np.arctan(edge * (donor.cut.max() + SOFT_CUT))))
    first = max(0, int((1 - outer / 180) * height) - 1)
    for top in range(first, height, STRIP):
        _lay_piece(picture, slice(top, min(height, top + STRIP)), donor, edge)
    return True


def _lay_piece(picture: Picture8, rows: slice, donor: Donor, edge: float) -> None:
    """Some rows of the canvas inside the cut, from where the piece lies on the same canvas."""
    height, width = picture.shape[:2]
    below = (1 - (np.arange(rows.start, rows.stop) + 0.5) / height) * np.pi
    yaw = ((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi
    away = np.tan(below)[:, None] / edge
    x, y = away * np.sin(yaw), -away * np.cos(yaw)
    angle = np.degrees(np.arctan2(y, x)) % 360
    cut = np.interp(angle, np.arange(361), np.append(donor.cut, donor.cut[0]))
    share = np.clip((cut - away) / SOFT_CUT + 0.5, 0, 1)
    turned = donor.middle + np.stack([x, y], axis=2) @ donor.turn.T
    piece = _sample(picture, turned[:, :, 0] * edge, -turned[:, :, 1] * edge)
    reach = float(donor.cut.max()) * 1.1
    tones = tones_inside(donor, TONES, reach)
    at = ((np.stack([x, y]) + reach) / (2 * reach) * TONES - 0.5).astype(np.float32)
    added = cv2.remap(tones, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    share = (share * share * (3 - 2 * share))[:, :, None]
    mixed = picture[rows] * (1 - share) + (piece + added) * share
    picture[rows] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


def _lay_logo(picture: Picture8, seen: Mask, radius: float, logo: Path) -> None:
    edge = float(np.tan(np.radians(radius)))
    view = Down(edge * 1.02, picture.shape[1] / (2 * np.pi))
    mark, alpha = _read_logo(logo, round(2 * edge * view.focal * LOGO_SHARE))
    colour = _disc_colour(mark, alpha, _floor_colour(picture, seen, radius))
    disc = np.empty((view.side, view.side, 3), np.float32)
    disc[:] = colour
    top, left = (view.side - mark.shape[0]) // 2, (view.side - mark.shape[1]) // 2
    place = disc[top : top + mark.shape[0], left : left + mark.shape[1]]
    place += (mark - place) * alpha[:, :, None]
    _lay_back(picture, np.asarray(disc + 0.5, np.uint8), view, radius, 1.0)


def _read_logo(path: Path, diagonal: int) -> tuple[Singles, Singles]:
    """The logo in blue green red and its alpha (0..1), its diagonal so many pixels long.

    Its empty border is cut away, so that it stands in the middle.
    """
    with open_picture(path) as image:
        image.draft("RGB", (MOST_LOGO, MOST_LOGO))
        logo = image.convert("RGBA")
    logo = logo.crop(logo.getchannel("A").getbbox() or (0, 0, *logo.size))
    scale = diagonal / float(np.hypot(*logo.size))
    size = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
    # Pillow weighs colours by their alpha, so that nothing bleeds in from transparent pixels.
    pixels = np.asarray(logo.resize(size, Image.Resampling.LANCZOS), np.float32)
    return pixels[:, :, 2::-1], pixels[:, :, 3] / np.float32(255)


def _disc_colour(mark: Singles, alpha: Singles, floor: Floats) -> Floats:
    """The floor's colour; the logo's own ground where it brings one; light or dark where the logo
    could not be read on the floor."""
    corners = [(0, 0), (0, -1), (-1, 0), (-1, -1)]
    if min(float(alpha[at]) for at in corners) > 0.95:
        ground = np.array([mark[at] for at in corners], np.float64)
        if np.ptp(ground, axis=0).max() < 24:
            return np.asarray(ground.mean(axis=0))
    grey = np.array([0.114, 0.587, 0.299])
    light = float((mark @ grey * alpha).sum() / max(float(alpha.sum()), 1e-6))
    if abs(light - float(floor @ grey)) >= READABLE:
        return floor
    return np.full(3, PAPER if light < 128 else INK)


def _floor_colour(picture: Picture8, seen: Mask, radius: float) -> Floats:
    """The median around the disc, of what was seen; a middle grey where nothing was."""
    outer, inner = (1 - (radius + RIM) / 180, 1 - radius / 180)
    rows = np.linspace(outer, inner, 24, endpoint=False)
    columns = np.linspace(0, 1, 720, endpoint=False)
    at, known = (
        canvas[np.ix_(*((line * side).astype(np.intp) for line, side in zip(
            (rows, columns), canvas.shape, strict=False)))]
        for canvas in (picture, seen)
    )  # fmt: skip
    return np.median(at[known], axis=0) if known.any() else np.full(3, 96.0)


def _look_down(picture: Picture8, view: Down) -> Picture8:
    """The view straight down, out of the canvas."""
    return _sample(picture, *view.tangents())


def _sample(picture: Picture8, right: Floats, ahead: Floats) -> Picture8:
    """The canvas's colours in directions below the horizon, given by their tangents."""
    height, width = picture.shape[:2]
    columns = (np.arctan2(right, ahead) / (2 * np.pi) + 0.5) * width - 0.5
    rows = (1 - np.arctan(np.hypot(right, ahead)) / np.pi) * height - 0.5
    first = max(0, int(rows.min()) - 4)
    band = np.concatenate([picture[first:, -2:], picture[first:], picture[first:, :2]], axis=1)
    return np.asarray(
        cv2.remap(
            band,
            np.asarray(columns + 2, np.float32),
            np.asarray(rows - first, np.float32),
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def _seen_below(seen: Mask, view: Down) -> Mask:
    height, width = seen.shape
    right, ahead = view.tangents()
    columns = ((np.arctan2(right, ahead) / (2 * np.pi) + 0.5) * width).astype(np.intp) % width
    rows = ((1 - np.arctan(np.hypot(right, ahead)) / np.pi) * height).astype(np.intp)
    return np.asarray(seen[np.minimum(rows, height - 1), columns])


def _lay_back(picture: Picture8, down: Picture8, view: Down, radius: float, soft: float) -> None:
    """Put a view straight down onto the canvas within ``radius`` degrees, its edge ``soft``
    pixels wide."""
    height, width = picture.shape[:2]
    first = max(0, int((1 - radius / 180) * height) - int(np.ceil(soft)) - 1)
    below = (1 - (np.arange(first, height) + 0.5) / height) * np.pi
    yaw = ((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi
    away = np.tan(below)[:, None] * view.focal
    laid = cv2.remap(
        down,
        np.asarray(view.side / 2 - 0.5 + away * np.sin(yaw), np.float32),
        np.asarray(view.side / 2 - 0.5 - away * np.cos(yaw), np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    pixels = (np.radians(radius) - below) / np.pi * height
    share = np.clip(pixels / soft + 0.5, 0, 1)[:, None, None]
    mixed = picture[first:] * (1 - share) + laid * share
    picture[first:] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
