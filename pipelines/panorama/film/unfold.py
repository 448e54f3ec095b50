"""Both circles of a dual fisheye frame laid onto the sphere by fixed tables.

Both lenses lie in one frame, so one look-up brings every pixel of the sphere from the lens that
sees it best. Only the band between the lenses, where both are blended, is looked up twice, and
only towards the rims light is evened out. Frames are NV12, as decoders give and encoders take them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.panorama.arrays import Floats, Indices, Picture8, Singles
from pipelines.panorama.falloff import POWER
from pipelines.panorama.film.compose import Frame
from pipelines.panorama.fisheye import EDGE, RIM, Fisheye, depth_of
from pipelines.panorama.overlap import Pair
from pipelines.panorama.warp import Canvas, Region, tabulate

FEATHER = 5.0
"""Degrees over which one lens fades into the other, as far as both see."""
TILE, STRIPE = 32, 256
UNIT = 128
"""What stands for a weight of one; light towards the rims may be nearly doubled."""
BLACK = 16
BGR_TO_LUMA = np.array([0.0722, 0.7152, 0.2126])


@dataclass(frozen=True, slots=True)
class Plane:
    """OpenCV's fixed-point maps from a plane of the frame."""

    whole: NDArray[np.int16]
    part: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the canvas in which more is done than looked up. ``weight``: of what lies
    there already, in `UNIT`; ``other``, ``other_weight``: of the other lens, None where it paints
    nothing; ``less``: luma by which black would rise. ``luma`` first, chroma second."""

    rows: slice
    columns: slice
    weight: tuple[Picture8, Picture8]
    other: tuple[Plane, Plane] | None
    other_weight: tuple[Picture8, Picture8] | None
    less: Picture8


@dataclass(frozen=True, slots=True)
class Layout:
    """How the halves lie in a frame of ``size`` (width, height)."""

    size: tuple[int, int]

    @property
    def stacked(self) -> bool:
        return self.size[1] > self.size[0]

    @property
    def side(self) -> int:
        return max(self.size) // 2

    def half(self, index: int) -> tuple[slice, slice]:
        """Rows and columns of a half, luma."""
        run = slice(index * self.side, (index + 1) * self.side)
        return (run, slice(None)) if self.stacked else (slice(None), run)


class Unfolder:
    """Holds the canvas, which is overwritten by every frame."""

    def __init__(self, pair: Pair, falloff: Floats, layout: Layout, canvas: Canvas) -> None:
        """``falloff``: of both lenses, per channel (blue green red)."""
        self.canvas, self._layout = canvas, layout
        self._size = layout.size
        tables = [_Table(lens, canvas) for lens in pair.lenses]
        first = _first_share(tables, min(FEATHER, 0.8 * max(pair.ring, 0.5)))
        second = (first < 0.5).astype(np.intp)
        points = [table.points(layout, index) for index, table in enumerate(tables)]
        near = np.where(second[..., None] == 1, points[1], points[0])
        self._maps = _planes(near, layout)
        gain = float(BGR_TO_LUMA @ falloff)
        light = [np.exp(gain * np.minimum(table.angle / 90, 1.1) ** POWER) for table in tables]
        self._boxes = tuple(_boxes(first, points, light, layout, canvas))
        width, height = canvas.width, canvas.height
        self._frame = np.empty((height * 3 // 2, width), np.uint8)
        self._luma = self._frame[:height]
        self._chroma = self._frame[height:].reshape(height // 2, width // 2, 2)

    def compose(self, frame: Frame) -> Frame:
        """The sphere as NV12. ``frame``: in the size of the layout."""
        width, height = self._size
        planes = frame[:height], frame[height:].reshape(height // 2, width // 2, 2)
        targets = self._luma, self._chroma
        for target, plane, table in zip(targets, planes, self._maps, strict=True):
            cv2.remap(plane, table.whole, table.part, cv2.INTER_LINEAR, dst=target)
        for box in self._boxes:
            self._even(box, planes)
        return self._frame

    def _even(self, box: Box, planes: tuple[Picture8, Picture8]) -> None:
        luma = self._luma[box.rows, box.columns]
        chroma = self._chroma[_half(box.rows), _half(box.columns)]
        for index, target in enumerate((luma, chroma) if box.other else (luma,)):
            made = cv2.multiply(target, box.weight[index], scale=1 / UNIT)
            if box.other is not None and box.other_weight is not None:
                table = box.other[index]
                there = cv2.remap(planes[index], table.whole, table.part, cv2.INTER_LINEAR)
                made = cv2.add(made, cv2.multiply(there, box.other_weight[index], scale=1 / UNIT))
            target[:] = made if index else cv2.subtract(made, box.less)


class _Table:
    """One lens: where every pixel of the canvas lies in its half, how deep, at what angle."""

    def __init__(self, lens: Fisheye, canvas: Canvas) -> None:
        whole = tabulate(canvas, Region(0, 0, canvas.width, canvas.height), lens.project)
        self.at = np.clip(whole[..., :2], EDGE, 1 - EDGE)
        self.depth = depth_of(whole)
        self.angle = (1 - whole[..., 2]) * np.float32(lens.fov / 2 * RIM)

    def points(self, layout: Layout, index: int) -> Singles:
        """Pixels of the frame's luma, H x W x 2."""
        made = self.at * np.float32(layout.side) - np.float32(0.5)
        made[..., 1 if layout.stacked else 0] += index * layout.side
        return np.asarray(made, np.float32)


def _first_share(tables: list[_Table], feather: float) -> Singles:
    """How much the first lens paints, 0..1: all of what is nearer to its axis, fading over
    ``feather`` degrees, and nothing of what it does not see."""
    nearer = (tables[1].angle - tables[0].angle) / 2
    share = np.clip(0.5 + nearer / feather, 0, 1)
    share = share * share * (3 - 2 * share)
    seen = [np.clip(table.depth / 0.01, 0, 1) for table in tables]
    blind = (seen[0] == 0) & (seen[1] == 0)
    total = share * seen[0] + (1 - share) * seen[1]
    both = share * seen[0] / np.maximum(total, 1e-6)
    return np.asarray(np.where(blind, share > 0.5, both), np.float32)


def _planes(points: Singles, layout: Layout) -> tuple[Plane, Plane]:
    width, height = layout.size
    # Chroma of the canvas lies between two rows of luma, and so it does in the frames.
    half_x = points[::2, ::2, 0] / 2
    half_y = ((points[::2, ::2, 1] + points[1::2, ::2, 1]) / 2 - 0.5) / 2
    return (
        _plane(points[..., 0], points[..., 1], width, height),
        _plane(half_x, half_y, width // 2, height // 2),
    )


def _plane(x: Singles | Floats, y: Singles | Floats, width: int, height: int) -> Plane:
    whole, part = cv2.convertMaps(
        np.clip(x, 0, width - 1).astype(np.float32),
        np.clip(y, 0, height - 1).astype(np.float32),
        cv2.CV_16SC2,
    )
    return Plane(np.asarray(whole, np.int16), np.asarray(part, np.uint16))


def _boxes(
    first: Singles, points: list[Singles], light: list[Singles], layout: Layout, canvas: Canvas
) -> Iterator[Box]:
    """``first``: the first lens's share; ``light``: what evens each lens's light out."""
    mine = np.where(first >= 0.5, first, 1 - first)
    shade = np.where(first >= 0.5, light[0], light[1])
    high, wide = canvas.height // TILE, canvas.width // TILE
    blended = (mine.reshape(high, TILE, wide, TILE).min(axis=(1, 3)) < 0.995).astype(np.intp)
    shaded = shade.reshape(high, TILE, wide, TILE).max(axis=(1, 3)) > 1 + 1 / UNIT
    for rows, columns, kind in _rectangles(np.maximum(2 * blended, shaded)):
        weight = mine[rows, columns] * shade[rows, columns]
        total, other, other_weight = weight, None, None
        if kind == 2:
            far = first[rows, columns] < 0.5
            there = np.where(far[..., None], points[0][rows, columns], points[1][rows, columns])
            other = _planes(there, layout)
            left = 1 - mine[rows, columns]
            weighed = left * np.where(far, light[0][rows, columns], light[1][rows, columns])
            other_weight, total = (_counted(weighed), _pairs(left)), weight + weighed
        less = np.clip(BLACK * (total - 1) + 0.5, 0, 255).astype(np.uint8)
        own = (_counted(weight), _pairs(mine[rows, columns]))
        if other_weight is not None:
            own = own[0], np.asarray(UNIT - other_weight[1], np.uint8)
        yield Box(rows, columns, own, other, other_weight, less)


def _rectangles(code: Indices) -> Iterator[tuple[slice, slice, int]]:
    """Boxes of whole tiles of one code other than zero: runs of a row of tiles, grown downwards."""
    done = code == 0
    high, wide = code.shape
    for row in range(high):
        for column in range(wide):
            if done[row, column]:
                continue
            end = column
            while end < wide and code[row, end] == code[row, column] and not done[row, end]:
                end += 1
            bottom = row + 1
            while bottom < high and (code[bottom, column:end] == code[row, column]).all():
                bottom += 1
            done[row:bottom, column:end] = True
            yield (
                slice(row * TILE, bottom * TILE),
                slice(column * TILE, end * TILE),
                int(code[row, column]),
            )


def _counted(weight: Singles) -> Picture8:
    return np.asarray(np.clip(weight * UNIT + 0.5, 0, 255), np.uint8)


def _pairs(weight: Singles) -> Picture8:
    """For chroma: half the size, once for each of both chromas."""
    half = _counted(np.asarray(weight[::2, ::2], np.float32))
    return np.asarray(cv2.merge([half, half]), np.uint8)


def _half(run: slice) -> slice:
    return slice(run.start // 2, run.stop // 2)
