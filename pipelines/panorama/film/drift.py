"""How far what two cameras of a rig see of the same lies apart, while the film goes on.

Dense optical flow (Kroeger et al., 2016, DIS) between the two in the strip that they share. Where
all of a strip is shifted alike, a camera was turned; where a part of it is, something stands near.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Mask, Picture8, Singles
from pipelines.panorama.film.glance import Strip
from pipelines.panorama.warp import Canvas

BANDS = 6
"""Parts of a strip along its long side."""
EDGE = 4.0
"""Luma levels a pixel: what is plainer tells no shift."""
FEWEST = 30
BETTER = 0.8
"""A shift is believed when it takes this share off the difference."""
PLAIN = 3.0
"""Luma levels: what differs less is not shifted at all."""
MOVED = 0.3
"""Degrees that most bands of a strip are shifted by when a camera was turned."""
ALIKE = 0.25


@dataclass(frozen=True, slots=True)
class Band:
    """A part of a strip. ``shift``: degrees to the right and down, from the first camera to the
    second; ``yaw``, ``pitch``: where it lies, degrees."""

    first: int
    second: int
    yaw: float
    pitch: float
    shift: tuple[float, float]

    @property
    def apart(self) -> float:
        return float(np.hypot(*self.shift))


class Drift:
    """Looks at the strips of one calibration."""

    def __init__(self, strips: Sequence[Strip], small: Canvas) -> None:
        self._strips, self._small = tuple(strips), small
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
        self._flow.setFinestScale(1)

    def look(self, lumas: Sequence[Singles]) -> list[Band]:
        """The bands in which something can be told."""
        return [band for strip in self._strips for band in self._bands(strip, lumas)]

    def _bands(self, strip: Strip, lumas: Sequence[Singles]) -> list[Band]:
        one, other = (strip.of(lumas[camera]) for camera in (strip.first, strip.second))
        if min(one.shape) < 16:
            return []
        # Neither sees all of the box: what one lacks is taken from the other, and not counted.
        one, other = np.where(strip.both, one, 0), np.where(strip.both, other, 0)
        still = np.zeros((*one.shape, 2), np.float32)
        flow = np.asarray(self._flow.calc(_eight(one), _eight(other), still), np.float32)
        rows, columns = np.indices(one.shape, np.float32)
        moved = cv2.remap(
            other, columns + flow[..., 0], rows + flow[..., 1], cv2.INTER_LINEAR,
            None, cv2.BORDER_REPLICATE,
        )  # fmt: skip
        slope = np.hypot(cv2.Sobel(one, cv2.CV_32F, 1, 0), cv2.Sobel(one, cv2.CV_32F, 0, 1)) / 8
        inner = cv2.erode(strip.both.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        told = inner & (slope > EDGE)
        before, after = np.abs(one - other), np.abs(one - np.asarray(moved))
        along = rows if len(strip.rows) >= len(strip.columns) else columns
        parts = np.minimum(along * BANDS // (along.max() + 1), BANDS - 1)
        found = (
            self._band(strip, told & (parts == part), flow, before, after) for part in range(BANDS)
        )
        return [band for band in found if band is not None]

    def _band(
        self, strip: Strip, mask: Mask, flow: Singles, before: Singles, after: Singles
    ) -> Band | None:
        if mask.sum() < FEWEST:
            return None
        row, column = (float(np.median(at)) for at in np.nonzero(mask))
        step = 360 / self._small.width
        pitch = 90 - (strip.rows[0] + row + 0.5) * step
        yaw = (strip.columns[round(column)] + 0.5) * step - 180
        shift = np.median(flow[mask], axis=0) * step
        if before[mask].mean() < PLAIN:
            shift = np.zeros(2)
        elif after[mask].mean() > BETTER * before[mask].mean():
            return None
        across = float(shift[0] * np.cos(np.radians(pitch)))
        return Band(strip.first, strip.second, float(yaw), pitch, (across, float(shift[1])))


def turned(bands: Sequence[Band]) -> bool:
    """Whether some strip is shifted as a whole: a camera was turned."""
    for ends in {(band.first, band.second) for band in bands}:
        shifts = np.array([band.shift for band in bands if (band.first, band.second) == ends])
        middle = np.median(shifts, axis=0)
        alike = np.linalg.norm(shifts - middle, axis=1) < ALIKE + 0.3 * np.linalg.norm(middle)
        if len(shifts) >= 2 and np.linalg.norm(middle) > MOVED and alike.mean() > 0.5:
            return True
    return False


def _eight(light: Singles) -> Picture8:
    return np.asarray(np.clip(light, 0, 255), np.uint8)
