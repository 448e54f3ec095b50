"""What the cameras of a rig show on a small canvas, and the strips in which two of them meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.film.compose import Frame
from pipelines.panorama.film.shares import Sight
from pipelines.panorama.film.tables import BLACK
from pipelines.panorama.warp import Canvas, Region, find_region, look_up

LEAST = 64
"""Pixels of the small canvas that two cameras must share."""
WIDEST = 0.6
"""Of the circle: what is shared farther round is no strip."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The box of the small canvas in which two cameras see the same. ``both``: where exactly."""

    first: int
    second: int
    rows: Indices
    columns: Indices
    both: Mask

    def of(self, whole: Singles | Picture8 | Mask | Indices) -> Singles:
        """The box of an H x W array of the small canvas."""
        return np.asarray(whole[np.ix_(self.rows, self.columns)], np.float32)


def strips_of(sights: Sequence[Sight]) -> tuple[Strip, ...]:
    """The strip of every two cameras that share one."""
    found = (_strip(one, other, sights) for one, other in combinations(range(len(sights)), 2))
    return tuple(strip for strip in found if strip is not None)


class Glance:
    """Brings the luma of every camera to the small canvas (H x W each, 0 where it sees nothing)."""

    def __init__(
        self, views: Sequence[View], small: Canvas, sizes: Sequence[tuple[int, int]]
    ) -> None:
        self._small = small
        self._looks = [_look(view, small, size) for view, size in zip(views, sizes, strict=True)]

    def see(self, frames: Sequence[Frame], gains: Floats) -> list[Singles]:
        return [
            self._seen(frame, look, float(gain))
            for frame, look, gain in zip(frames, self._looks, gains, strict=True)
        ]

    def _seen(self, frame: Frame, look: "_Look", gain: float) -> Singles:
        width, height = look.size
        coarse = cv2.resize(frame[:height, :width], look.coarse, interpolation=cv2.INTER_AREA)
        made = cv2.remap(coarse, look.x, look.y, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE)
        whole = np.zeros((self._small.height, self._small.width), np.float32)
        light = (np.asarray(made, np.float32) - BLACK[0]) * gain
        whole[look.region.rows, look.region.columns(self._small)] = light
        return whole


@dataclass(frozen=True, slots=True)
class _Look:
    region: Region
    size: tuple[int, int]
    coarse: tuple[int, int]
    x: Singles
    y: Singles


def _look(view: View, small: Canvas, size: tuple[int, int]) -> _Look:
    region = find_region(view, small)
    x, y, _ = look_up(view, small, region)
    finest = small.width / (2 * np.pi * view.lens.focal)
    share = min(1.0, finest / max(size))
    coarse = (max(2, round(size[0] * share)), max(2, round(size[1] * share)))
    across = x * coarse[0] * view.long_side / view.width + (coarse[0] - 1) / 2
    down = y * coarse[1] * view.long_side / view.height + (coarse[1] - 1) / 2
    return _Look(
        region, size, coarse,
        np.clip(across, 0, coarse[0] - 1).astype(np.float32),
        np.clip(down, 0, coarse[1] - 1).astype(np.float32),
    )  # fmt: skip


def _strip(one: int, other: int, sights: Sequence[Sight]) -> Strip | None:
    both = sights[one].sees & sights[other].sees
    if both.sum() < LEAST:
        return None
    width = both.shape[1]
    seen = np.flatnonzero(both.any(axis=0))
    gaps = np.diff(np.r_[seen, seen[0] + width])
    start = int(seen[(int(gaps.argmax()) + 1) % len(seen)])
    columns = (start + np.arange(width - int(gaps.max()) + 1)) % width
    if len(columns) > WIDEST * width:
        return None
    lines = np.flatnonzero(both.any(axis=1))
    rows = np.arange(lines[0], lines[-1] + 1)
    return Strip(one, other, rows, columns, both[np.ix_(rows, columns)])
