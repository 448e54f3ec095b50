"""Fixed tables that bring every camera's pixels to the canvas, made once for a calibration.

The canvas is cut into rectangles that the same cameras paint. Where one paints alone its pixels go
straight to their place; only where two or more meet they are weighed. Pictures are planes of luma
and half-size chroma, as decoders give them: half the bytes of BGR and no conversion. Chroma samples
lie on the left luma column, between two rows (H.264's default). A camera's `Chart` holds for all
that it sees; when a border moves, only the rectangles are cut anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.warp import Canvas, Region, find_region, look_up

TILE = 32
BLACK = (16, 128)
"""Luma and chroma of black, video range."""


@dataclass(frozen=True, slots=True)
class Plane:
    """How one camera fills a box of one plane. ``whole``, ``part``: OpenCV's fixed-point maps;
    ``share``: H x W of 255, None where the camera is alone; ``later``: the share
    that it changes to, None where it stays."""

    whole: NDArray[np.int16]
    part: NDArray[np.uint16]
    share: Picture8 | None
    later: Picture8 | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One camera's part in a box."""

    camera: int
    luma: Plane
    chroma: Plane


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the canvas; edges are even. ``rest``: the black (luma, chroma) that fills what
    nobody sees, None where all is seen."""

    rows: slice
    columns: slice
    pieces: tuple[Piece, ...]
    rest: tuple[Picture8, Picture8] | None


@dataclass(frozen=True, slots=True)
class Tables:
    """``sizes``: width and height in pixels that each camera's frames are read in."""

    canvas: Canvas
    sizes: tuple[tuple[int, int], ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Where the canvas pixels of a rectangle lie in one camera's frames, of both planes."""

    rows: slice
    columns: slice
    luma: Plane
    chroma: Plane

    def piece(self, camera: int, rows: slice, columns: slice) -> Piece:
        """The part for a box inside this chart; shares are still to be told."""
        top, left = rows.start - self.rows.start, columns.start - self.columns.start
        high, wide = rows.stop - rows.start, columns.stop - columns.start
        luma = _cropped(self.luma, top, left, high, wide)
        chroma = _cropped(self.chroma, top // 2, left // 2, high // 2, wide // 2)
        return Piece(camera, luma, chroma)

    def holds(self, columns: slice) -> bool:
        return bool(self.columns.start <= columns.start and columns.stop <= self.columns.stop)


Charts = tuple[Chart, ...]
"""Of one camera: one, or two where it looks over the canvas' edge."""


def make_charts(view: View, canvas: Canvas, size: tuple[int, int]) -> Charts:
    """``size``: width and height of the camera's frames."""
    region = find_region(view, canvas, TILE)
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
    boxes = tuple(
        _box(rows, columns, who, charts, now, then, canvas)
        for rows, columns, who in _rectangles(now, then, canvas)
    )
    return Tables(canvas, tuple(sizes), boxes)


def _edged(shares: Singles) -> Singles:
    """One more pixel on every side, so that enlarging knows the neighbours across the edge."""
    wide = np.concatenate([shares[:, :, -1:], shares, shares[:, :, :1]], axis=2)
    return np.concatenate([wide[:, :1], wide, wide[:, -1:]], axis=1)


def _rectangles(
    now: Singles, then: Singles | None, canvas: Canvas
) -> Iterator[tuple[slice, slice, tuple[int, ...]]]:
    """Boxes of whole tiles and who paints in them; runs of one row of tiles, grown downwards."""
    most, least = _tiles(now, canvas)
    if then is not None:
        most, least = (f(a, b) for f, a, b in zip(
            (np.maximum, np.minimum), (most, least), _tiles(then, canvas), strict=True
        ))  # fmt: skip
    painted = most > 0
    full = (least > 0.999).any(axis=0)
    code = (painted * (1 << np.arange(len(now)))[:, None, None]).sum(axis=0) * 2 + full
    done = np.zeros_like(code, bool)
    for row, column in np.ndindex(*code.shape):
        if done[row, column]:
            continue
        free = (code[row, column:] == code[row, column]) & ~done[row, column:]
        end = column + (len(free) if free.all() else int(free.argmin()))
        bottom = row + 1
        while bottom < len(code) and (code[bottom, column:end] == code[row, column]).all():
            bottom += 1
        done[row:bottom, column:end] = True
        who = tuple(np.flatnonzero(painted[:, row, column]).tolist())
        yield slice(row * TILE, bottom * TILE), slice(column * TILE, end * TILE), who


def _tiles(shares: Singles, canvas: Canvas) -> tuple[Singles, Singles]:
    """The largest and the smallest share in each tile, its neighbours' nearest pixels with it."""
    cell = TILE * (shares.shape[2] - 2) // canvas.width
    kernel = np.ones((3, 3), np.uint8)
    found: list[list[Singles]] = [[], []]
    for share in shares:
        for into, spread, choose in zip(
            found, (cv2.dilate, cv2.erode), (np.max, np.min), strict=True
        ):
            near = np.asarray(spread(share, kernel))[1:-1, 1:-1]
            high, wide = near.shape
            into.append(choose(near.reshape(high // cell, cell, wide // cell, cell), axis=(1, 3)))
    return np.stack(found[0]), np.stack(found[1])


def _box(
    rows: slice,
    columns: slice,
    who: Sequence[int],
    charts: Sequence[Charts],
    now: Singles,
    then: Singles | None,
    canvas: Canvas,
) -> Box:
    pieces = [
        chart.piece(camera, rows, columns)
        for camera in who
        for chart in charts[camera]
        if chart.holds(columns)
    ]
    weights = _weights(now, who, rows, columns, canvas)
    if not pieces or (len(pieces) == 1 and (weights == 255).all()):
        return Box(rows, columns, tuple(pieces), None)
    later = None if then is None else _weights(then, who, rows, columns, canvas)
    shared = tuple(
        _shared(piece, weights[place], None if later is None else later[place])
        for place, piece in enumerate(pieces)
    )
    left = 255 - np.minimum(weights.sum(axis=0, dtype=np.int32), 255).astype(np.uint8)
    rest = None if not left.any() else (_dark(left, BLACK[0]), _dark(_halved(left), BLACK[1]))
    return Box(rows, columns, shared, rest)


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


def _shared(piece: Piece, now: Picture8, then: Picture8 | None) -> Piece:
    luma, chroma = piece.luma, piece.chroma
    changes = then is not None and not np.array_equal(now, then)
    return Piece(
        piece.camera,
        Plane(luma.whole, luma.part, now, then if changes else None),
        Plane(chroma.whole, chroma.part, _halved(now),
              _halved(then) if changes and then is not None else None),
    )  # fmt: skip


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
        _plane(across, down, size),
        _plane(half_x, half_y, (size[0] // 2, size[1] // 2)),
    )


def _plane(x: Singles | Floats, y: Singles | Floats, size: tuple[int, int]) -> Plane:
    whole, part = cv2.convertMaps(
        np.clip(x, 0, size[0] - 1).astype(np.float32),
        np.clip(y, 0, size[1] - 1).astype(np.float32),
        cv2.CV_16SC2,
    )
    return Plane(np.asarray(whole, np.int16), np.asarray(part, np.uint16), None)


def _cropped(plane: Plane, top: int, left: int, high: int, wide: int) -> Plane:
    at = (slice(top, top + high), slice(left, left + wide))
    return Plane(plane.whole[at], plane.part[at], None)


def _halved(share: Picture8) -> Picture8:
    """For chroma: half the size."""
    size = (share.shape[1] // 2, share.shape[0] // 2)
    return np.asarray(cv2.resize(share, size, interpolation=cv2.INTER_AREA), np.uint8)
