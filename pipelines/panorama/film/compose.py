"""One frame of every camera -> one frame of the sphere, by the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.tables import BLACK, HIGH, Band, Maps, Share, Tables

Frame = Picture8
"""NV12: 1.5 H x W, the luma rows, then the chroma rows."""

NOTHING = 0.004
"""A gain so near to one is left out."""

Channels = tuple[Picture8, ...]
"""Of a plane: the luma, or both chromas."""


@dataclass(frozen=True, slots=True)
class _Warp:
    """A strip of a plane. ``into``: where each channel of it is made."""

    camera: int
    maps: Maps
    into: Channels


@dataclass(frozen=True, slots=True)
class _Fill:
    """A box of a plane. ``parts``: what is put together there, parts of strips, and their
    shares."""

    target: Picture8
    parts: tuple[tuple[Channels, Share | None], ...]
    rest: Picture8 | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is done for a band of a plane."""

    plane: int
    warps: tuple[_Warp, ...]
    fills: tuple[_Fill, ...]


class Composer:
    """Holds two canvases, which are overwritten in turn: one is painted while the other is taken
    away."""

    def __init__(self, tables: Tables) -> None:
        width, height = tables.canvas.width, tables.canvas.height
        self._frames = [np.empty((height * 3 // 2, width), np.uint8) for _ in range(2)]
        self.take(tables)

    def compose(
        self, frames: Sequence[Planes], gains: Sequence[float] | None = None, faded: float = 0.0
    ) -> Frame:
        """The sphere as NV12, good until the next but one. ``frames``: one of each camera, in the
        sizes of the tables; ``gains``: of their brightness; ``faded``: how far (0..1) shares that
        change have changed."""
        bright = [1.0] * len(frames) if gains is None else gains
        planes = [((frame.luma,), (frame.blue, frame.red)) for frame in frames]
        for plan in self._plans[0]:
            for warp in plan.warps:
                _warp(warp, planes[warp.camera][plan.plane], bright[warp.camera], BLACK[plan.plane])
            for fill in plan.fills:
                _fill(fill, faded)
        self._plans.reverse()
        self._frames.reverse()
        return self._frames[1]

    def take(self, tables: Tables) -> None:
        """Go on with other tables of the same canvas and sizes."""
        # Every band is made in the same memory, so that it stays in the processor's cache.
        wide = max(sum(_wide(strip.columns) for strip in band.strips) for band in tables.bands)
        chroma = np.empty((2, HIGH // 2, wide // 2), np.uint8)
        work = (np.empty((HIGH, wide), np.uint8),), (chroma[0], chroma[1])
        self._plans = [
            [
                _plan(band, plane, rows[band.rows.start >> plane : band.rows.stop >> plane], made)
                for band in tables.bands
                for plane, (rows, made) in enumerate(zip(_planes(frame), work, strict=True))
            ]
            for frame in self._frames
        ]


def _planes(frame: Frame) -> tuple[Picture8, Picture8]:
    """The luma (H x W) and the chroma (half of that, x 2) of a canvas."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    return frame[:height], frame[height:].reshape(height // 2, width // 2, 2)


def _plan(band: Band, plane: int, target: Picture8, work: Channels) -> _Plan:
    """What is left to do for every frame; what nobody sees is made black at once."""
    ends = list(accumulate((_wide(strip.columns) for strip in band.strips), initial=0))
    warps = tuple(
        _Warp(strip.camera, (strip.luma, strip.chroma)[plane], _cut(work, first, last, plane))
        for strip, (first, last) in zip(band.strips, pairwise(ends), strict=True)
    )
    fills = []
    for box in band.boxes:
        (place,) = _cut((target,), box.columns.start, box.columns.stop, plane)
        parts = []
        for part in box.parts:
            first = ends[part.strip] + box.columns.start - band.strips[part.strip].columns.start
            made = _cut(work, first, first + _wide(box.columns), plane)
            parts.append((made, (part.luma, part.chroma)[plane]))
        if parts:
            fills.append(_Fill(place, tuple(parts), box.rest[plane] if box.rest else None))
        else:
            place[:] = BLACK[plane]
    return _Plan(plane, warps, tuple(fills))


def _wide(columns: slice) -> int:
    return int(columns.stop - columns.start)


def _cut(channels: Channels, first: int, last: int, plane: int) -> Channels:
    """Columns of the canvas, of which chroma has half as many."""
    return tuple(channel[:, first >> plane : last >> plane] for channel in channels)


def _warp(warp: _Warp, planes: Channels, gain: float, black: int) -> None:
    whole, part = warp.maps.whole, warp.maps.part
    _fetch(part)
    for plane, into in zip(planes, warp.into, strict=True):
        _fetch(plane[warp.maps.reach])
        cv2.remap(plane, whole, part, cv2.INTER_LINEAR, into, cv2.BORDER_REPLICATE)
        if abs(gain - 1) > NOTHING:
            # What is above black, or around grey, multiplied; what leaves the range is cut off.
            cv2.addWeighted(into, gain, into, 0, black * (1 - gain), into)


def _fetch(part: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Read through once, row by row, which the processor foresees. The curves that a warp takes it
    does not, and waits for each piece of memory: that would cost as much as all the rest."""
    cv2.norm(part, cv2.NORM_INF)


def _fill(fill: _Fill, faded: float) -> None:
    total = fill.parts[0][0]
    for channels, share in fill.parts:
        if share is not None:
            weights = _weights(share, faded)
            for channel, whole in zip(channels, total, strict=True):
                cv2.multiply(channel, weights, channel, 1 / 255)
                if channel is not whole:
                    cv2.add(whole, channel, whole)
    if fill.rest is not None:
        for whole in total:
            cv2.add(whole, fill.rest, whole)
    if len(total) == 1:
        fill.target[:] = total[0]
    else:
        cv2.merge(total, fill.target)


def _weights(share: Share, faded: float) -> Picture8:
    if share.later is None:
        return share.now
    return np.asarray(cv2.addWeighted(share.now, 1 - faded, share.later, faded, 0), np.uint8)
