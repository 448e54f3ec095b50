"""Fixed tables that bring every camera's pixels to the canvas, made once for a calibration.

The canvas is cut into rectangles that the same cameras paint. Where one paints alone its pixels go
straight to their place; only where two or more meet they are weighed. Pictures are NV12 (a plane of
luma, a half-size plane of both chromas), as decoders give it and encoders take it: half the bytes
of BGR and no conversion. Chroma samples lie on the left luma column, between two rows (H.264's
default).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.panorama.arrays import Floats, Indices, Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.warp import AHEAD, Canvas, Region, look_up

TILE = 32
FEATHER_DEGREES = 3.0
FAINT = 1 / 128
"""A share below this is left to the others."""
BLACK = (16, 128)
"""Luma and chroma of black, video range."""
INSIDE = 0.004
"""Shares of a picture's side that are kept away from: lenses are worst there."""


@dataclass(frozen=True, slots=True)
class Plane:
    """How one camera fills a box of one plane. ``whole``, ``part``: OpenCV's fixed-point maps;
    ``share``: H x W (x 2 for chroma) of 255, None where the camera is alone."""

    whole: NDArray[np.int16]
    part: NDArray[np.uint16]
    share: Picture8 | None


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


def shares_of(
    views: Sequence[View], owner: Indices, small: Canvas, feather: float = FEATHER_DEGREES
) -> Singles:
    """How much of each place each camera paints: N x h x w on the small canvas, 0..1.

    ``owner``: from `seams.find_seams`; the border between two is ``feather`` degrees soft, as far
    as both see it.
    """
    everywhere = Region(0, 0, small.width, small.height)
    shares = []
    for index, view in enumerate(views):
        x, y, ahead = look_up(view, small, everywhere)
        half = (np.array([view.width, view.height]) / 2 - INSIDE * view.long_side) / view.long_side
        sees = (np.abs(x) < half[0]) & (np.abs(y) < half[1]) & (ahead > AHEAD)
        soft = _softened((owner == index).astype(np.float32), feather / 360 * small.width)
        near = _softened(sees.astype(np.float32), feather / 720 * small.width)
        shares.append(np.where(sees, soft * np.clip(2 * near - 1, 0, 1), 0))
    made = np.stack(shares).astype(np.float32)
    made = _normal(made)
    return _normal(np.where(made < FAINT, 0, made))


def make_tables(
    views: Sequence[View], shares: Singles, canvas: Canvas, sizes: Sequence[tuple[int, int]]
) -> Tables:
    """``shares``: from `shares_of`; ``sizes``: width and height of each camera's frames."""
    large = np.stack([
        cv2.resize(_wrapped(share), None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
        [factor : -factor, factor : -factor]
        for share in shares
        for factor in (canvas.width // share.shape[1],)
    ])  # fmt: skip
    weights = _counted(np.asarray(large, np.float32))
    boxes = tuple(
        _box(rows, columns, who, views, weights, canvas, sizes)
        for rows, columns, who in _rectangles(weights, canvas)
    )
    return Tables(canvas, tuple(sizes), boxes)


def _softened(share: Singles, radius: float) -> Singles:
    """Blurred by a box of so many pixels, the columns wrapping."""
    side = max(1, 2 * int(radius / 2) + 1)
    wide = np.concatenate([share[:, -side:], share, share[:, :side]], axis=1)
    blurred = cv2.blur(cv2.blur(wide, (side, side)), (side, side))
    return np.asarray(blurred[:, side:-side], np.float32)


def _normal(shares: Singles) -> Singles:
    total = shares.sum(axis=0)
    return np.asarray(np.where(total > 0, shares / np.maximum(total, 1e-6), 0), np.float32)


def _wrapped(share: Singles) -> Singles:
    """One more pixel on every side, so that enlarging knows the neighbours across the edge."""
    wide = np.concatenate([share[:, -1:], share, share[:, :1]], axis=1)
    return np.asarray(np.concatenate([wide[:1], wide, wide[-1:]], axis=0), np.float32)


def _counted(shares: Singles) -> Picture8:
    """Shares in 255ths that sum to 255 wherever the place is seen wholly."""
    counted = np.asarray(np.clip(shares * 255 + 0.5, 0, 255), np.uint8)
    total = counted.sum(axis=0, dtype=np.int16)
    most = counted.argmax(axis=0)[None]
    lacking = np.where(shares.sum(axis=0) > 0.99, 255 - total, 0)
    largest = np.take_along_axis(counted, most, axis=0).astype(np.int16) + lacking
    np.put_along_axis(counted, most, largest.clip(0, 255).astype(np.uint8), axis=0)
    return counted


def _rectangles(
    weights: Picture8, canvas: Canvas
) -> Iterator[tuple[slice, slice, tuple[int, ...]]]:
    """Boxes of whole tiles and who paints in them; runs of one row of tiles, grown downwards."""
    count = len(weights)
    high, wide = canvas.height // TILE, canvas.width // TILE
    tiles = weights.reshape(count, high, TILE, wide, TILE)
    painted = np.asarray(tiles.max(axis=(2, 4)) > 0, bool)
    full = np.asarray((tiles.min(axis=(2, 4)) == 255).max(axis=0), bool)
    code = np.asarray((painted * (1 << np.arange(count))[:, None, None]).sum(axis=0) * 2 + full)
    done = np.zeros_like(code, bool)
    for row in range(high):
        for column in range(wide):
            if done[row, column]:
                continue
            same = code[row] == code[row, column]
            end = column
            while end < wide and same[end] and not done[row, end]:
                end += 1
            bottom = row + 1
            while bottom < high and (code[bottom, column:end] == code[row, column]).all():
                bottom += 1
            done[row:bottom, column:end] = True
            who = tuple(np.flatnonzero(painted[:, row, column]).tolist())
            yield slice(row * TILE, bottom * TILE), slice(column * TILE, end * TILE), who


def _box(
    rows: slice,
    columns: slice,
    who: Sequence[int],
    views: Sequence[View],
    weights: Picture8,
    canvas: Canvas,
    sizes: Sequence[tuple[int, int]],
) -> Box:
    inside = weights[:, rows, columns]
    alone = len(who) == 1 and bool((inside[who[0]] == 255).all())
    pieces = tuple(
        _piece(camera, rows, columns, None if alone else inside[camera], views[camera], canvas,
               sizes[camera])
        for camera in who
    )  # fmt: skip
    left = 255 - np.minimum(inside.sum(axis=0, dtype=np.int32), 255).astype(np.uint8)
    rest = (
        None if alone or not left.any() else (_dark(left, BLACK[0]), _dark(_halved(left), BLACK[1]))
    )
    return Box(rows, columns, pieces, rest)


def _dark(share: Picture8, black: int) -> Picture8:
    return np.asarray((share.astype(np.uint16) * black + 127) // 255, np.uint8)


def _piece(
    camera: int,
    rows: slice,
    columns: slice,
    share: Picture8 | None,
    view: View,
    canvas: Canvas,
    size: tuple[int, int],
) -> Piece:
    region = Region(columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)
    x, y, _ = look_up(view, canvas, region)
    across, down = (
        x * size[0] * view.long_side / view.width,
        y * size[1] * view.long_side / view.height,
    )
    across, down = across + (size[0] - 1) / 2, down + (size[1] - 1) / 2
    luma = _plane(across, down, size, share)
    # Chroma of the canvas lies between two rows of luma, and so it does in the frames.
    half_x = across[::2, ::2] / 2
    half_y = ((down[::2, ::2] + down[1::2, ::2]) / 2 - 0.5) / 2
    chroma = _plane(
        half_x, half_y, (size[0] // 2, size[1] // 2), None if share is None else _halved(share)
    )
    return Piece(camera, luma, chroma)


def _plane(
    x: Singles | Floats, y: Singles | Floats, size: tuple[int, int], share: Picture8 | None
) -> Plane:
    whole, part = cv2.convertMaps(
        np.clip(x, 0, size[0] - 1).astype(np.float32),
        np.clip(y, 0, size[1] - 1).astype(np.float32),
        cv2.CV_16SC2,
    )
    return Plane(np.asarray(whole, np.int16), np.asarray(part, np.uint16), share)


def _halved(share: Picture8) -> Picture8:
    """For chroma: half the size, once for each of both chromas."""
    half = cv2.resize(
        share, (share.shape[1] // 2, share.shape[0] // 2), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.merge([half, half]), np.uint8)
