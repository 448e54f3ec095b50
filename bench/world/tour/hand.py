"""A hand that holds a camera: it sways, and turning carries the lens around the wrist."""

import math
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from bench.world.spec import EYES, Point

PARTS = 6
STEP = 1e-3
"""Seconds between the two moments that a speed is taken from."""


def draws(seed: int, *names: str) -> np.random.Generator:
    """Random numbers of their own for everything that has a name."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


@dataclass(frozen=True, slots=True)
class Sway:
    """A smooth wander around zero. ``parts``: amplitude, turns per second and phase of sines."""

    parts: tuple[tuple[float, float, float], ...]

    def at(self, t: float) -> float:
        return sum(size * math.sin(math.tau * rate * t + phase) for size, rate, phase in self.parts)


def sway(random: np.random.Generator, spread: float, slow: float, fast: float) -> Sway:
    """A wander of that root mean square, its periods from ``slow`` down to ``fast`` seconds.

    Slow movements of a hand are the large ones: amplitudes fall as the periods do.
    """
    periods = np.geomspace(slow, fast, PARTS) * random.uniform(0.85, 1.15, PARTS)
    sizes = periods / np.sqrt(np.sum(periods**2) / 2) * spread
    phases = random.uniform(0, math.tau, PARTS)
    parts = zip(sizes, 1 / periods, phases, strict=True)
    return Sway(tuple((float(size), float(rate), float(phase)) for size, rate, phase in parts))


@dataclass(frozen=True, slots=True)
class Held:
    """Where a held camera is and looks: metres and degrees of the world."""

    position: Point
    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True)
class Hand:
    """``reach``: metres from the axis that the camera is turned about to its lens."""

    reach: float
    across: Sway
    along: Sway
    up: Sway
    pitch: Sway
    roll: Sway

    def hold(self, place: tuple[float, float], yaw: float, t: float) -> Held:
        """The camera at ``t`` seconds, turned to ``yaw`` above ``place`` (x, z)."""
        turned = math.radians(yaw)
        position = (
            round(place[0] + self.reach * math.sin(turned) + self.across.at(t), 5),
            round(EYES + self.up.at(t), 5),
            round(place[1] - self.reach * math.cos(turned) + self.along.at(t), 5),
        )
        return Held(position, yaw, self.pitch.at(t), self.roll.at(t))


def steady_hand(random: np.random.Generator, reach: float = 0.06) -> Hand:
    """As people film: a centimetre of wander, a degree or two of tilt."""
    return Hand(
        reach=reach,
        across=sway(random, 0.010, 7.0, 1.2),
        along=sway(random, 0.010, 7.0, 1.2),
        up=sway(random, 0.008, 6.0, 1.0),
        pitch=sway(random, 1.3, 8.0, 0.9),
        roll=sway(random, 1.1, 9.0, 0.9),
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn on the spot of ``degrees`` in ``seconds``, begun and ended at rest, never quite
    even."""

    start: float
    degrees: float
    seconds: float
    uneven: Sway
    rest: float = 0.7

    def yaw(self, t: float) -> float:
        """Degrees, not wrapped."""
        share = self._travelled(min(max(t, 0.0), self.seconds))
        moving = min(max(min(t, self.seconds - t) / (2 * self.rest), 0.0), 1.0)
        moving *= moving * (3 - 2 * moving)
        return self.start + self.degrees * share + self.uneven.at(t) * moving

    def rate(self, t: float) -> float:
        """Degrees per second."""
        return (self.yaw(t + STEP) - self.yaw(t - STEP)) / (2 * STEP)

    def _travelled(self, t: float) -> float:
        """The share of the way, by a speed that rises and falls in a straight line."""
        length = self.seconds - self.rest
        if t < self.rest:
            return t * t / (2 * self.rest * length)
        if t > self.seconds - self.rest:
            return 1 - (self.seconds - t) ** 2 / (2 * self.rest * length)
        return (t - self.rest / 2) / length


def wrapped(yaw: float) -> float:
    """The same direction from -180 up to 180 degrees."""
    return (yaw + 180) % 360 - 180
