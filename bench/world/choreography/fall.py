"""A thing that falls, bounces twice, tips over and rolls away, as a rigid cylinder would."""

import math
from dataclasses import dataclass

from bench.world.choreography.goods import Good
from bench.world.choreography.lens import ahead
from bench.world.choreography.waves import ease
from bench.world.spec import Point

GRAVITY = 9.81
RESTITUTION = 0.36
TIPPED = 35.0
"""Degrees it leans when it hits the floor."""
ROLL_SPEED, ROLL_S = 0.62, 0.75
"""Metres a second at the impact, and the time in which it falls to a third."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The foot's middle, and the angles of `Prop`."""

    position: Point
    yaw: float
    pitch: float
    roll: float


class Fall:
    """``start``: the foot's middle when the hand lets go; ``way``: the yaw it rolls off to;
    ``impact``: when it first touches the floor, seconds."""

    def __init__(self, size: Good, start: Point, way: float, impact: float) -> None:
        self._size, self._start, self._way = size, start, way
        self.impact = impact
        falling = math.sqrt(2 * start[1] / GRAVITY)
        self.release = impact - falling
        self._hops: list[tuple[float, float]] = []
        speed, at = GRAVITY * falling, impact
        for _ in range(2):
            speed *= RESTITUTION
            self._hops.append((at, speed))
            at += 2 * speed / GRAVITY
        self.settled = at

    def at(self, t: float) -> Placed:
        """Where it is; before the release it stays at the start."""
        lean = self._lean(t)
        way = math.radians(lean)
        radius, half = self._size.radius, self._size.height / 2
        level = half * math.cos(way) + radius * math.sin(way) + self._height(t)
        rolled = self._rolled(t)
        x, z = ahead(self._way, rolled)
        ax, az = ahead(self._way + 90, half * math.sin(way))
        foot = (self._start[0] + x - ax, level - half * math.cos(way), self._start[2] + z - az)
        spin = -math.degrees(max(0.0, rolled - self._rolled(self.settled)) / radius)
        return Placed(foot, self._way, spin, lean)

    def _height(self, t: float) -> float:
        """Of its lowest point over the floor."""
        if t <= self.impact:
            return max(0.0, self._start[1] - GRAVITY * max(0.0, t - self.release) ** 2 / 2)
        for at, speed in self._hops:
            since = t - at
            if 0 <= since <= 2 * speed / GRAVITY:
                return speed * since - GRAVITY * since**2 / 2
        return 0.0

    def _lean(self, t: float) -> float:
        if t <= self.impact:
            return TIPPED * max(0.0, t - self.release) / (self.impact - self.release)
        return TIPPED + (90 - TIPPED) * ease((t - self.impact) / (self.settled - self.impact))

    def _rolled(self, t: float) -> float:
        return ROLL_SPEED * ROLL_S * (1 - math.exp(-max(0.0, t - self.impact) / ROLL_S))
