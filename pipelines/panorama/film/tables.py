"""Fixed tables that bring every camera's pixels to the canvas, made once for a calibration.

The canvas is cut into bands of some rows. In a band each camera paints strips, as wide as it can,
for a warp of many short rows costs twice as much; then boxes of them are put side by side where one
camera paints alone, and weighed only where two or more meet. All of a band is made while it is in
the processor's cache. Pictures are planes of luma and half-size chroma, as decoders give them: half
the bytes of BGR and no conversion. Chroma samples lie on the left luma column, between two rows
(H.264's default). A camera's `Chart` holds for all that it sees; when a border moves, only the
bands are cut anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.warp import Canvas, Region, find_region, look_up

TILE, HIGH = 32, 64
"""Columns, and rows of a band. Higher bands are fewer warps, but paint more than is needed."""
FINEST = 1 / 32
"""Pixels: the step of OpenCV's fixed-point maps."""
BLACK = (16, 128)
"""Luma and chroma of black, video range."""


@dataclass(frozen=True, slots=True)
class Maps:
    """Where the pixels of one plane lie in a camera's. ``whole``, ``part``: OpenCV's fixed-point
    maps; ``reach``: the rows and columns of the camera's plane that they lie in."""

    whole: NDArray[np.int16]
    part: NDArray[np.uint16]
    reach: tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class Strip:
    """What one camera paints in a band, from column to column; edges are even."""

    camera: int
    columns: slice
    luma: Maps
    chroma: Maps


@dataclass(frozen=True, slots=True)
class Share:
    """How much a camera paints of a box: H x W of 255. ``later``: what it changes to, None where it
    stays."""

    now: Picture8
    later: Picture8 | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Of the strip of that number in the band; shares are None where the camera is alone."""

    strip: int
    luma: Share | None = None
    chroma: Share | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a band. ``rest``: the black (luma, chroma) that fills what nobody sees, None
    where all is seen."""

    columns: slice
    parts: tuple[Part, ...]
    rest: tuple[Picture8, Picture8] | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """``HIGH`` rows of the canvas, fewer in the last; the boxes fill them."""

    rows: slice
    strips: tuple[Strip, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """``sizes``: width and height in pixels that each camera's frames are read in."""

    canvas: Canvas
    sizes: tuple[tuple[int, int], ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Where the canvas pixels of a rectangle lie in one camera's frames, of both planes."""

    rows: slice
    columns: slice
    luma: Maps
    chroma: Maps

    def strip(self, camera: int, rows: slice, columns: slice) -> Strip:
        """The part for a strip inside this chart."""
        top, left = rows.start - self.rows.start, columns.start - self.columns.start
        high, wide = rows.stop - rows.start, columns.stop - columns.start
        luma = _cropped(self.luma, top, left, high, wide)
        chroma = _cropped(self.chroma, top // 2, left // 2, high // 2, wide // 2)
        return Strip(camera, columns, luma, chroma)


Charts = tuple[Chart, ...]
"""Of one camera: one, or two where it looks over the canvas' edge."""


def make_charts(view: View, canvas: Canvas, size: tuple[int, int]) -> Charts:
    """``size``: width and height of the camera's frames."""
    region = find_region(view, canvas, HIGH)
    first = min(region.width, canvas.width - region.left)
    runs = [(region.left, first), (0, region.width - first)]
    return tuple(
        _chart(view, canvas, Region(left, region.top, width, region.height), size)
        for left, width in runs
        if width
    )


def cut_tables(
    charts: Sequence[Charts],
    shares: Singles,
    canvas: Canvas,
    sizes: Sequence[tuple[int, int]],
    later: Singles | None = None,
) -> Tables:
    """``shares``: N x h x w on a small canvas; ``later``: those that they change to."""
    now = _edged(shares)
    then = None if later is None else _edged(later)
    most, least = _tiles(now, canvas)
    if then is not None:
        other = _tiles(then, canvas)
        most, least = np.maximum(most, other[0]), np.minimum(least, other[1])
    painted, full = np.asarray(most > 0), np.asarray((least > 0.999).any(axis=0))
    bands = tuple(
        _band(row, painted[:, row], full[row], charts, now, then, canvas)
        for row in range(-(-canvas.height // HIGH))
    )
    return Tables(canvas, tuple(sizes), bands)


def _band(
    row: int,
    painted: Mask,
    full: Mask,
    charts: Sequence[Charts],
    now: Singles,
    then: Singles | None,
    canvas: Canvas,
) -> Band:
    """``painted``: which cameras paint in the tiles of the row (N x n); ``full``: where one paints
    them alone."""
    rows = slice(row * HIGH, min((row + 1) * HIGH, canvas.height))
    strips = tuple(
        chart.strip(camera, rows, _within(columns, chart.columns))
        for camera, each in enumerate(painted)
        for columns in _runs(each)
        if each[columns.start // TILE]
        for chart in charts[camera]
        if columns.start < chart.columns.stop and chart.columns.start < columns.stop
    )
    code = (painted * (1 << np.arange(len(painted)))[:, None]).sum(axis=0) * 2 + full
    boxes = tuple(
        _alone(columns, strips)
        if full[columns.start // TILE] and painted[:, columns.start // TILE].sum() == 1
        else _box(rows, columns, strips, now, then, canvas)
        for columns in _runs(code)
    )
    return Band(rows, strips, boxes)


def _runs(tiles: Mask | Indices) -> Iterator[slice]:
    """The columns of the canvas in which the tiles of a row stay the same."""
    edges = np.flatnonzero(np.r_[True, tiles[1:] != tiles[:-1], True]) * TILE
    return (slice(int(first), int(last)) for first, last in pairwise(edges))


def _within(one: slice, other: slice) -> slice:
    return slice(max(one.start, other.start), min(one.stop, other.stop))


def _edged(shares: Singles) -> Singles:
    """One more pixel on every side, so that enlarging knows the neighbours across the edge."""
    wide = np.concatenate([shares[:, :, -1:], shares, shares[:, :, :1]], axis=2)
    return np.concatenate([wide[:, :1], wide, wide[:, -1:]], axis=1)


def _tiles(shares: Singles, canvas: Canvas) -> tuple[Singles, Singles]:
    """The largest and the smallest share in each tile, its neighbours' nearest pixels with it."""
    factor = canvas.width // (shares.shape[2] - 2)
    wide, high = TILE // factor, HIGH // factor
    kernel = np.ones((3, 3), np.uint8)
    found: list[list[Singles]] = [[], []]
    for share in shares:
        for into, spread, choose in zip(
            found, (cv2.dilate, cv2.erode), (np.max, np.min), strict=True
        ):
            near = np.asarray(spread(share, kernel))[1:-1, 1:-1]
            near = np.pad(near, ((0, -len(near) % high), (0, 0)), "edge")
            # One axis after the other: both at once take ten times as long.
            lower = choose(near.reshape(len(near) // high, high, -1, wide), axis=1)
            into.append(choose(lower, axis=2))
    return np.stack(found[0]), np.stack(found[1])


def _box(
    rows: slice,
    columns: slice,
    strips: Sequence[Strip],
    now: Singles,
    then: Singles | None,
    canvas: Canvas,
) -> Box:
    here = _painting(columns, strips)
    who = [strips[number].camera for number in here]
    weights = _weights(now, who, rows, columns, canvas)
    if not here or (len(here) == 1 and (weights == 255).all()):
        return _alone(columns, strips)
    later = weights if then is None else _weights(then, who, rows, columns, canvas)
    parts = tuple(
        Part(number, _share(before, after), _share(_halved(before), _halved(after)))
        for number, before, after in zip(here, weights, later, strict=True)
    )
    left = 255 - np.minimum(weights.sum(axis=0, dtype=np.int32), 255).astype(np.uint8)
    rest = None if not left.any() else (_dark(left, BLACK[0]), _dark(_halved(left), BLACK[1]))
    return Box(columns, parts, rest)


def _alone(columns: slice, strips: Sequence[Strip]) -> Box:
    """Of one camera, or black."""
    return Box(columns, tuple(Part(number) for number in _painting(columns, strips)))


def _painting(columns: slice, strips: Sequence[Strip]) -> list[int]:
    return [
        number
        for number, strip in enumerate(strips)
        if strip.columns.start <= columns.start < strip.columns.stop
    ]


def _share(now: Picture8, later: Picture8) -> Share:
    return Share(now, None if np.array_equal(now, later) else later)


def _weights(
    edged: Singles, who: Sequence[int], rows: slice, columns: slice, canvas: Canvas
) -> Picture8:
    """The shares of some cameras in a box, at full size: n x H x W of 255."""
    factor = canvas.width // (edged.shape[2] - 2)
    top, bottom = rows.start // factor, rows.stop // factor + 2
    left, right = columns.start // factor, columns.stop // factor + 2
    large = [
        cv2.resize(edged[camera, top:bottom, left:right], None, fx=factor, fy=factor,
                   interpolation=cv2.INTER_LINEAR)[factor:-factor, factor:-factor]
        for camera in who
    ]  # fmt: skip
    return _counted(np.stack(large).astype(np.float32)) if large else np.zeros((0, 1, 1), np.uint8)


def _counted(shares: Singles) -> Picture8:
    """Shares in 255ths that sum to 255 wherever the place is seen wholly."""
    counted = np.asarray(np.clip(shares * 255 + 0.5, 0, 255), np.uint8)
    total = counted.sum(axis=0, dtype=np.int16)
    most = counted.argmax(axis=0)[None]
    lacking = np.where(shares.sum(axis=0) > 0.99, 255 - total, 0)
    largest = np.take_along_axis(counted, most, axis=0).astype(np.int16) + lacking
    np.put_along_axis(counted, most, largest.clip(0, 255).astype(np.uint8), axis=0)
    return counted


def _dark(share: Picture8, black: int) -> Picture8:
    return np.asarray((share.astype(np.uint16) * black + 127) // 255, np.uint8)


def _chart(view: View, canvas: Canvas, region: Region, size: tuple[int, int]) -> Chart:
    x, y, _ = look_up(view, canvas, region)
    across, down = (
        x * size[0] * view.long_side / view.width,
        y * size[1] * view.long_side / view.height,
    )
    across, down = across + (size[0] - 1) / 2, down + (size[1] - 1) / 2
    # Chroma of the canvas lies between two rows of luma, and so it does in the frames.
    half_x = across[::2, ::2] / 2
    half_y = ((down[::2, ::2] + down[1::2, ::2]) / 2 - 0.5) / 2
    return Chart(
        slice(region.top, region.top + region.height),
        slice(region.left, region.left + region.width),
        _maps(across, down, size),
        _maps(half_x, half_y, (size[0] // 2, size[1] // 2)),
    )


def _maps(x: Singles | Floats, y: Singles | Floats, size: tuple[int, int]) -> Maps:
    # Not to the very edge, for there each pixel is asked whether its neighbour exists.
    right, bottom = size[0] - 1 - FINEST, size[1] - 1 - FINEST
    whole, part = cv2.convertMaps(
        np.clip(x, 0, right).astype(np.float32), np.clip(y, 0, bottom).astype(np.float32),
        cv2.CV_16SC2,
    )  # fmt: skip
    return _reaching(np.asarray(whole, np.int16), np.asarray(part, np.uint16))


def _reaching(whole: NDArray[np.int16], part: NDArray[np.uint16]) -> Maps:
    # The image of a rectangle is bounded by the image of its edges.
    edges = np.concatenate([whole[0], whole[-1], whole[:, 0], whole[:, -1]])
    columns, rows = (
        slice(int(each.min()), int(each.max()) + 2) for each in np.ascontiguousarray(edges.T)
    )
    return Maps(whole, part, (rows, columns))


def _cropped(maps: Maps, top: int, left: int, high: int, wide: int) -> Maps:
    at = (slice(top, top + high), slice(left, left + wide))
    return _reaching(maps.whole[at], maps.part[at])


def _halved(share: Picture8) -> Picture8:
    """For chroma: half the size."""
    size = (share.shape[1] // 2, share.shape[0] // 2)
    return np.asarray(cv2.resize(share, size, interpolation=cv2.INTER_AREA), np.uint8)
