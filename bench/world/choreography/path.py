"""A way over the hall's floor along the aisle that scenery leaves free."""

import math
from dataclasses import dataclass
from itertools import pairwise

from bench.world.choreography.lens import bearing
from bench.world.spec import Station

Spot = tuple[float, float]

LANE = 0.3
"""She walks this far from the aisle's middle, on her stations' side."""
ACROSS = 3.0
"""Stations less far apart along the aisle lie opposite each other, metres."""
ROUNDS = 4
ROUND = 1.25
"""A turn begins half of this before its corner, metres."""


@dataclass(frozen=True, slots=True)
class Path:
    """A line of corners that is walked at their distances from the start, metres."""

    corners: tuple[Spot, ...]
    distances: tuple[float, ...]

    @classmethod
    def through(cls, corners: list[Spot]) -> "Path":
        """With its corners cut round (Chaikin 1974: a quarter off either side, again and again)."""
        line = _legs(corners)
        for _ in range(ROUNDS):
            line = [line[0], *_cut(line), line[-1]]
        distances = [0.0]
        for a, b in pairwise(line):
            distances.append(distances[-1] + math.dist(a, b))
        return cls(tuple(line), tuple(distances))

    @classmethod
    def between(cls, start: Station, end: Station, beyond: float) -> "Path":
        """From where the hostess stands at one station to the aisle before another, and
        ``beyond`` metres farther for the camera that goes ahead of her: on along the aisle, or
        into the other's bay when it lies across."""
        lanes = [math.copysign(LANE, each.place[1]) for each in (start, end)]
        corners = [start.host, start.place, (start.place[0], lanes[0]), (end.place[0], lanes[1])]
        way = end.place[0] - start.place[0]
        if abs(way) > ACROSS:
            corners.append((end.place[0] + math.copysign(beyond, way), lanes[1]))
        else:
            corners.append((end.place[0], lanes[1] + math.copysign(beyond, end.place[1])))
        return cls.through(corners)

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
        return _on(a, b, share)

    def heading(self, metres: float) -> float:
        """The yaw of walking there, looked up over a step so that turns take their time."""
        held = min(self.length - 0.45, max(0.05, metres))
        return bearing(self.at(held - 0.05), self.at(held + 0.45))


def _legs(corners: list[Spot]) -> list[Spot]:
    """With more points near the corners of long legs, so that the cutting stays near them."""
    line = [corners[0]]
    for a, b in pairwise(corners):
        far = math.dist(a, b)
        if far > 2 * ROUND:
            line += [_on(a, b, ROUND / far), _on(a, b, 1 - ROUND / far)]
        line.append(b)
    return line


def _on(a: Spot, b: Spot, share: float) -> Spot:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _cut(line: list[Spot]) -> list[Spot]:
    return [_on(a, b, share) for a, b in pairwise(line) for share in (0.25, 0.75)]
