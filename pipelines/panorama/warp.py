"""Where on the canvas a view lies, and the look-up table that brings its pixels there.

The canvas is equirectangular: column 0 is yaw -180, row 0 the zenith. A region's columns may run
over the right edge; they wrap. Only the region of a view is ever computed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8, Places, Singles
from pipelines.panorama.camera import View

GRID = 360
"""Columns of the coarse canvas on which a view's region is looked up."""
STEP = 4
"""Tables are computed at every fourth pixel and interpolated in between."""
FAR = 3.0
AHEAD = 0.05

Values = TypeVar("Values", Singles, Picture8, Mask)


@dataclass(frozen=True, slots=True)
class Canvas:
    """``width`` pixels for 360 degrees; twice as wide as high."""

    width: int

    @property
    def height(self) -> int:
        return self.width // 2


@dataclass(frozen=True, slots=True)
class Region:
    """A box of canvas pixels; ``left`` is 0..width-1, and the columns wrap."""

    left: int
    top: int
    width: int
    height: int

    def columns(self, canvas: Canvas) -> Indices:
        return (self.left + np.arange(self.width)) % canvas.width

    @property
    def rows(self) -> slice:
        return slice(self.top, self.top + self.height)

    def places(self, canvas: Canvas) -> Places:
        """What picks its pixels out of those of the canvas."""
        if self.left + self.width <= canvas.width:
            return self.rows, slice(self.left, self.left + self.width)
        return np.ix_(np.arange(self.top, self.rows.stop), self.columns(canvas))


@dataclass(frozen=True, slots=True)
class Warped:
    """A view's pixels in its region: H x W x 3, and how deep inside the view each lies.

    ``depth``: 0 outside, up to 1 in the middle of the view (H x W float32).
    """

    region: Region
    picture: Picture8
    depth: Singles

    @property
    def mask(self) -> Mask:
        return self.depth > 0


@dataclass(frozen=True, slots=True)
class Bend:
    """How a view is bent: ``offset`` (H x W x 2: columns, rows) are the pixels of ``canvas`` from
    each one in the region to the one where the unbent view shows what belongs there."""

    canvas: Canvas
    region: Region
    offset: Singles

    def moved(self, canvas: Canvas, columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """Where the unbent view shows what belongs at pixels of any canvas (rows x columns)."""
        scale = self.canvas.width / canvas.width
        x = ((columns + 0.5) * scale + 0.5 - self.region.left) % self.canvas.width
        y = (rows + 0.5) * scale - 0.5 - self.region.top
        across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
        step = cv2.remap(self._wrapped(), across, down, cv2.INTER_LINEAR).astype(np.float64) / scale
        return columns + step[..., 0], rows[:, None] + step[..., 1]

    def _wrapped(self) -> Singles:
        """The offset with a column more on either side."""
        sides: tuple[tuple[int, int], ...] = ((0, 0), (1, 1), (0, 0))
        if self.region.width == self.canvas.width:
            return np.pad(self.offset, sides, "wrap")
        return np.pad(self.offset, sides)


def directions(canvas: Canvas, columns: Floats, rows: Floats) -> Floats:
    """Unit directions (rows x columns x 3) of canvas pixels; fractions are allowed, and columns
    and rows of every pixel on its own (rows x columns)."""
    yaw = (columns + 0.5) / canvas.width * 2 * np.pi - np.pi
    pitch = np.pi / 2 - (rows + 0.5) / canvas.height * np.pi
    pitch = pitch[:, None] if pitch.ndim == 1 else pitch
    flat, high = np.cos(pitch), np.sin(pitch)
    return np.stack(np.broadcast_arrays(flat * np.sin(yaw), -high, flat * np.cos(yaw)), axis=2)


def find_region(view: View, canvas: Canvas, align: int = 1) -> Region:
    """The smallest box, its edges multiples of ``align``, that holds what the view sees."""
    coarse = Canvas(GRID)
    world = directions(coarse, np.arange(GRID, dtype=float), np.arange(GRID / 2))
    seen = _inside(view, world)
    # The nearest coarse pixel is always included: a view may be smaller than the grid.
    forward = view.rotation[2]
    column = int((np.arctan2(forward[0], forward[2]) + np.pi) / (2 * np.pi) * GRID) % GRID
    row = int((np.pi / 2 + np.arcsin(np.clip(forward[1], -1, 1))) / np.pi * GRID / 2)
    seen[min(row, GRID // 2 - 1), column] = True
    first, wide = cyclic_span(np.flatnonzero(seen.any(axis=0)), GRID)
    rows = np.flatnonzero(seen.any(axis=1))
    scale = canvas.width / GRID
    top = _down(max(0, (rows[0] - 1) * scale), align)
    bottom = min(canvas.height, _up((rows[-1] + 2) * scale, align))
    left = _down((first - 1) * scale, align)
    width = _up((first + wide + 1) * scale, align) - left
    if width >= canvas.width - canvas.width // 16:
        left, width = 0, canvas.width
    return Region(left % canvas.width, top, width, bottom - top)


def look_up(
    view: View, canvas: Canvas, region: Region, bend: Bend | None = None
) -> tuple[Singles, Singles, Singles]:
    """For each pixel of the region: centred x and y in long sides, and the cosine ahead."""

    def seen(world: Floats) -> Floats:
        ray = world @ view.rotation.T
        return np.concatenate([_image_points(view, ray), ray[:, :, 2:]], axis=2)

    coarse, step = _sampled(canvas, region, seen, bend)
    x, y, ahead = (_between(np.asarray(each), step, region) for each in cv2.split(coarse))
    return x, y, ahead


def tabulate(
    canvas: Canvas, region: Region, of: Callable[[Floats], Floats], bend: Bend | None = None
) -> Singles:
    """What ``of`` makes of the directions of the region's pixels: H x W x 3 -> H x W x N.

    Computed at every fourth pixel, so ``of`` must be smooth; at every pixel that a ``bend`` knows.
    """
    return _between(*_sampled(canvas, region, of, bend), region)


def _sampled(
    canvas: Canvas, region: Region, of: Callable[[Floats], Floats], bend: Bend | None
) -> tuple[Singles, int]:
    """What ``of`` makes of some directions of a region and around it, and how many pixels they lie
    apart."""
    step = STEP if bend is None else min(STEP, max(1, canvas.width // bend.canvas.width))
    # Resizing keeps the corners of pixels in place, so samples stand in the middle of each step.
    middle = (step - 1) / 2
    columns = (
        region.left + middle + np.arange(-step, region.width + 2 * step, step, dtype=np.float64)
    )
    rows = region.top + middle + np.arange(-step, region.height + 2 * step, step, dtype=np.float64)
    if bend is not None:
        columns, rows = bend.moved(canvas, columns, rows)
    return of(directions(canvas, columns, rows)).astype(np.float32), step


def _between(coarse: Singles, step: int, region: Region) -> Singles:
    size = (coarse.shape[1] * step, coarse.shape[0] * step)
    fine = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(fine, np.float32)[step:, step:][: region.height, : region.width]


def warp(
    view: View, picture: Picture8, canvas: Canvas, region: Region, bend: Bend | None = None
) -> Warped:
    """The picture of a view (any size) as it lies on the canvas."""
    x, y, ahead = look_up(view, canvas, region, bend)
    half_width, half_height = (side / 2 / view.long_side for side in (view.width, view.height))
    depth = np.minimum(_deep(x, half_width), _deep(y, half_height))
    np.maximum(depth, 0, out=depth)
    depth[ahead <= AHEAD] = 0
    height, width = picture.shape[:2]
    for places, side in ((x, width), (y, height)):
        places *= max(width, height)
        places += (side - 1) / 2
        np.clip(places, 0, side - 1, out=places)
    pixels = cv2.remap(picture, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Warped(region, np.asarray(pixels, np.uint8), depth)


def _deep(places: Singles, half: float) -> Singles:
    """How deep inside a picture that reaches ``half`` to either side: 1 in its middle."""
    deep = np.abs(places)
    deep /= -half
    deep += 1
    return np.asarray(deep, np.float32)


def laid(values: Values, region: Region, there: Region, canvas: Canvas) -> Values:
    """Values of the pixels of one region (H x W or H x W x N) as they lie in another; 0 where it
    does not reach."""
    rows = np.arange(there.top, there.rows.stop) - region.top
    columns = (there.columns(canvas) - region.left) % canvas.width
    part: Values = values[rows.clip(0, region.height - 1)][:, columns.clip(0, region.width - 1)]
    part[(rows < 0) | (rows >= region.height)] = 0
    part[:, columns >= region.width] = 0
    return part


def _image_points(view: View, ray: Floats) -> Floats:
    """Centred image points of camera directions (... x 3), clamped far outside the picture."""
    across = np.linalg.norm(ray[..., :2], axis=-1)
    bent = view.lens.reach(FAR / view.lens.focal)
    tangent = across / np.maximum(ray[..., 2], 1e-6)
    radius = np.where(ray[..., 2] > 0, np.interp(tangent, view.lens.tangent(bent), bent), bent[-1])
    beyond = tangent > view.lens.tangent(bent[-1:])[0]
    radius = np.where(beyond, FAR / view.lens.focal, radius) * view.lens.focal
    return np.asarray(ray[..., :2] * (radius / np.maximum(across, 1e-12))[..., None])


def _inside(view: View, world: Floats) -> Mask:
    ray = world @ view.rotation.T
    point = np.abs(_image_points(view, ray))
    half = np.array([view.width, view.height]) / 2 / view.long_side
    return np.asarray((point < half).all(axis=-1) & (ray[..., 2] > AHEAD))


def cyclic_span(columns: Indices, count: int) -> tuple[int, int]:
    """First column and width of the shortest run of ``count`` cyclic columns that holds those
    given (rising)."""
    gaps = np.diff(np.r_[columns, columns[0] + count])
    widest = int(gaps.argmax())
    return int(columns[(widest + 1) % len(columns)]), count - int(gaps[widest]) + 1


def _down(value: float, align: int) -> int:
    return int(np.floor(value / align)) * align


def _up(value: float, align: int) -> int:
    return int(np.ceil(value / align)) * align
