"""Smooth curves over time that look unplanned and are the same in every run."""

import math
from dataclasses import dataclass

from numpy.random import Generator

from bench.world.spec import Point


def ease(value: float) -> float:
    """0 to 1 without a jerk at either end; held beyond."""
    held = min(1.0, max(0.0, value))
    return held * held * (3 - 2 * held)


def mix(one: Point, other: Point, share: float) -> Point:
    """Between two points."""
    x, y, z = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return x, y, z


@dataclass(frozen=True, slots=True)
class Drift:
    """A slow wander around 0 of amplitude 1: three sines whose periods share no multiple."""

    phases: tuple[float, float, float]
    period: float

    @classmethod
    def draw(cls, random: Generator, period: float) -> "Drift":
        """``period``: seconds of its slowest part."""
        one, two, three = (float(phase) for phase in random.uniform(0, 2 * math.pi, 3))
        return cls((one, two, three), period)

    def at(self, t: float) -> float:
        turn = 2 * math.pi * t / self.period
        one, two, three = self.phases
        return (
            0.5 * math.sin(turn + one)
            + 0.3 * math.sin(1.83 * turn + two)
            + 0.2 * math.sin(3.37 * turn + three)
        )
