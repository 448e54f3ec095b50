"""Brightness of a rig's cameras kept together over time.

Each camera's automatic follows what it sees, so the cameras drift apart and back. Twice a second
they are compared where two of them see the same place; the gains that explain it are smoothed, so
that nothing jumps or pumps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask
from pipelines.panorama.camera import View
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.tables import BLACK
from pipelines.panorama.warp import AHEAD, Canvas, Region, look_up

SPOTS = Canvas(256)
"""Places of the sphere that are compared."""
DARKEST, BRIGHTEST = 30, 225
FEWEST = 24
DOUBT = 0.05
SLOW_S = 1.5
"""Seconds in which two thirds of a change are followed."""
LIMIT = 5.0


@dataclass(frozen=True, slots=True)
class Spots:
    """Where each spot lies in one camera's luma, and whether it is seen."""

    rows: Indices
    columns: Indices
    mask: Mask


class Exposure:
    """The gains of the cameras of one calibration as the film goes on."""

    def __init__(self, views: Sequence[View], sizes: Sequence[tuple[int, int]]) -> None:
        self._seen = [spots_of(view, size) for view, size in zip(views, sizes, strict=True)]
        self._sizes = tuple(sizes)
        self._logs: Floats | None = None

    def moved(self, views: Sequence[View]) -> "Exposure":
        """The same gains for cameras that now look elsewhere."""
        other = Exposure(views, self._sizes)
        other._logs = self._logs
        return other

    @property
    def gains(self) -> Floats:
        """One factor for each camera (N)."""
        return np.ones(len(self._seen)) if self._logs is None else np.exp(self._logs)

    def look(self, frames: Sequence[Planes], seconds: float) -> float:
        """Compare the cameras; ``seconds``: since the last look. Returns how far they still differ
        where they see the same (luma levels, median; 0 where nothing is shared)."""
        values = [
            frame.luma[seen.rows, seen.columns].astype(np.float64)
            for frame, seen in zip(frames, self._seen, strict=True)
        ]
        wanted = _solved(values, [seen.mask for seen in self._seen])
        share = 1.0 if self._logs is None else 1 - np.exp(-seconds / SLOW_S)
        before = wanted if self._logs is None else self._logs
        self._logs = before + share * (wanted - before)
        return self._apart(values)

    def _apart(self, values: Sequence[Floats]) -> float:
        gains, found = self.gains, []
        for one, other in combinations(range(len(values)), 2):
            both = self._seen[one].mask & self._seen[other].mask
            if both.sum() >= FEWEST:
                light = [(values[i][both] - BLACK[0]) * gains[i] for i in (one, other)]
                found.append(np.abs(light[0] - light[1]))
        return float(np.median(np.concatenate(found))) if found else 0.0


def spots_of(view: View, size: tuple[int, int]) -> Spots:
    """``size``: width and height in pixels of the camera's pictures."""
    x, y, ahead = look_up(view, SPOTS, Region(0, 0, SPOTS.width, SPOTS.height))
    scale = size[0] * view.long_side / view.width
    column = np.rint(x * scale + (size[0] - 1) / 2).astype(np.intp)
    row = np.rint(y * scale + (size[1] - 1) / 2).astype(np.intp)
    inside = (
        (ahead > AHEAD) & (column >= 2) & (column < size[0] - 2) & (row >= 2) & (row < size[1] - 2)
    )
    rows, columns = np.where(inside, row, 0), np.where(inside, column, 0)
    return Spots(rows.reshape(-1), columns.reshape(-1), inside.reshape(-1))


def _solved(values: Sequence[Floats], masks: Sequence[Mask]) -> Floats:
    """Logarithms of the gains that make all shared spots as equal as can be (least squares)."""
    count = len(values)
    ratios, weights = np.zeros((count, count)), np.zeros((count, count))
    for one, other in combinations(range(count), 2):
        here, there = values[one] - BLACK[0], values[other] - BLACK[0]
        good = masks[one] & masks[other]
        for light in (values[one], values[other]):
            good = good & (light > DARKEST) & (light < BRIGHTEST)
        if good.sum() >= FEWEST:
            ratio = float(np.median(np.log(here[good] / there[good])))
            ratios[one, other], ratios[other, one] = ratio, -ratio
            weights[one, other] = weights[other, one] = np.sqrt(good.sum())
    if weights.max() == 0:
        return np.zeros(count)
    weights = weights / weights.max()
    system = np.diag(weights.sum(axis=1) + DOUBT) - weights
    logs = np.linalg.solve(system, -np.einsum("ij,ij->i", weights, ratios))
    # One camera that is far darker or lighter than the others is brought to them, not they to it.
    logs -= np.median(logs)
    return np.asarray(np.clip(logs, -np.log(LIMIT), np.log(LIMIT)))
