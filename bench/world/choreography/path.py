"""A way over the hall's floor along the aisle that scenery leaves free."""

import itertools
import math
from dataclasses import dataclass

from bench.world.choreography.lens import bearing
from bench.world.spec import Station

Spot = tuple[float, float]

LANE = 0.45
"""She walks this far from the aisle's middle, on her stations' side."""
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Path:
    """A line of corners walked at their distances from the start, metres."""

    corners: tuple[Spot, ...]
    distances: tuple[float, ...]

    @classmethod
    def through(cls, corners: list[Spot]) -> "Path":
        """With its corners cut round (Chaikin 1974: a quarter off either side, again and again)."""
        line = corners
        for _ in range(ROUNDS):
            line = [line[0], *_cut(line), line[-1]]
        distances = [0.0]
        for a, b in itertools.pairwise(line):
            distances.append(distances[-1] + math.dist(a, b))
        return cls(tuple(line), tuple(distances))

    @classmethod
    def between(cls, start: Station, end: Station) -> "Path":
        """From where the hostess stands at one station to where she stands at another."""
        lane = LANE if start.host[1] > 0 else -LANE
        other = LANE if end.host[1] > 0 else -LANE
        corners = [start.host, (start.place[0], start.place[1]), (start.place[0], lane)]
        corners += [(end.place[0], other), (end.place[0], end.place[1]), end.host]
        return cls.through([corner for i, corner in enumerate(corners) if _new(corners, i)])

    @property
    def length(self) -> float:
        return self.distances[-1]

    def at(self, metres: float) -> Spot:
        """The place so far along; held at both ends."""
        held = min(self.length, max(0.0, metres))
        for i in range(1, len(self.distances)):
            if held <= self.distances[i]:
                break
        a, b = self.corners[i - 1], self.corners[i]
        piece = self.distances[i] - self.distances[i - 1]
        share = (held - self.distances[i - 1]) / piece if piece else 0.0
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

    def heading(self, metres: float) -> float:
        """The yaw of walking there, looked up over a step so that turns take their time."""
        held = min(self.length - 0.45, max(0.05, metres))
        return bearing(self.at(held - 0.05), self.at(held + 0.45))


def _cut(line: list[Spot]) -> list[Spot]:
    cut: list[Spot] = []
    for (ax, az), (bx, bz) in itertools.pairwise(line):
        cut += [
            (ax + (bx - ax) * 0.25, az + (bz - az) * 0.25),
            (ax + (bx - ax) * 0.75, az + (bz - az) * 0.75),
        ]
    return cut


def _new(corners: list[Spot], i: int) -> bool:
    return i == 0 or math.dist(corners[i], corners[i - 1]) > 0.05
