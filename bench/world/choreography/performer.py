"""How one person lives through a recording: when she speaks, blinks, nods and beats time."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from bench.world.choreography.lens import bearing, turned
from bench.world.choreography.waves import Drift, ease
from bench.world.spec import Point, Spoken, Timeline

Mouth = Callable[[str, float], float]

HEAD = 1.6
"""Height of the eyes, metres."""
BLINK_S = 0.11
BLINKS_S = (2.8, 5.2)
BEAT_S = 0.3
BEATS_S = (0.9, 2.1)
STROKES = ((0.25, 1.0), (1.0, 0.3), (0.9, 0.9))
"""How strongly left and right hand take part in a beat."""
FAR_TURN, FAR_NOD = 68.0, 38.0
"""How far a head turns, degrees."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A stroke of the hands on a word: strengths of left and right, and where to."""

    t: float
    left: float
    right: float
    way: Point


class Performer:
    """A speaker of the timeline; everything follows from its seed and her name."""

    def __init__(self, name: str, timeline: Timeline, mouth: Mouth) -> None:
        random = np.random.default_rng([timeline.seed, crc32(name.encode())])
        self.name = name
        self._mouth = mouth
        self._spoken = [each for each in timeline.spoken if each.speaker == name]
        self._blinks = _times(random, timeline.duration, BLINKS_S)
        self._beats = list(_beats(random, self._spoken))
        self._when = [beat.t for beat in self._beats]
        self._yaw, self._pitch, self._weight = (Drift.draw(random, period) for period in (7, 5, 11))

    def mouth(self, t: float) -> float:
        """0 shut, 1 open."""
        return min(1.0, max(0.0, self._mouth(self.name, t)))

    def speaks(self, start: float, end: float) -> bool:
        """Whether she says anything between the times."""
        return any(each.start < end and each.end > start for each in self._spoken)

    def speaking(self, t: float) -> float:
        """1 while she speaks, rising before and falling after it."""
        return max((_during(each.start, each.end, t, 0.45) for each in self._spoken), default=0.0)

    def blink(self, t: float) -> float:
        """1 with shut eyes."""
        near = self._blinks[max(0, bisect_right(self._blinks, t + BLINK_S) - 1)]
        return float(max(0.0, 1 - abs(t - near) / BLINK_S) ** 0.7)

    def beat(self, t: float) -> tuple[Point, Point]:
        """How far beats move the left and the right hand now: right, up, forward in metres."""
        left, right = np.zeros(3), np.zeros(3)
        for beat in self._near(t):
            pulse = math.exp(-(((t - beat.t) / BEAT_S) ** 2))
            x, y, z = beat.way
            left += np.array((-x, y, z)) * pulse * beat.left
            right += np.array((x, y, z)) * pulse * beat.right
        return _point(left), _point(right)

    def nod(self, t: float) -> float:
        """Degrees that beats push the head down."""
        strength = (beat.left + beat.right for beat in self._near(t))
        pulses = (math.exp(-(((t - beat.t) / (0.6 * BEAT_S)) ** 2)) for beat in self._near(t))
        return 2.2 * sum(a * b for a, b in zip(strength, pulses, strict=True))

    def sways(self, t: float) -> tuple[float, float]:
        """Degrees the trunk turns and metres it shifts, as people do who stand."""
        return 2.2 * self._weight.at(t), 0.012 * self._weight.at(0.6 * t + 40)

    def gaze(
        self, t: float, place: tuple[float, float], heading: float, at: Point
    ) -> tuple[float, float]:
        """Yaw and pitch of the head, degrees, towards a point, with a little life in them."""
        flat = math.hypot(at[0] - place[0], at[2] - place[1])
        yaw = turned(bearing(place, (at[0], at[2])) - heading) + 2.4 * self._yaw.at(t)
        pitch = math.degrees(math.atan2(at[1] - HEAD, flat)) + 1.4 * self._pitch.at(t)
        return _within(yaw, FAR_TURN), _within(pitch - self.nod(t), FAR_NOD)

    def _near(self, t: float) -> list[Beat]:
        low = bisect_right(self._when, t - 4 * BEAT_S)
        return self._beats[low : bisect_right(self._when, t + 4 * BEAT_S)]


def _beats(random: np.random.Generator, spoken: list[Spoken]) -> Iterator[Beat]:
    """On words, never two at once; mostly one hand, sometimes both."""
    due = 0.0
    for word in (word for each in spoken for word in each.words):
        if word.start < due:
            continue
        left, right = ((0.25, 1.0), (1.0, 0.3), (0.9, 0.9))[
            int(random.choice(3, p=(0.5, 0.2, 0.3)))
        ]
        x, y, z = random.uniform((0.0, 0.05, 0.02), (0.13, 0.16, 0.12))
        yield Beat(word.start + 0.08, left, right, (float(x), float(y), float(z)))
        due = word.start + float(random.uniform(*BEATS_S))


def _times(random: np.random.Generator, duration: float, apart: tuple[float, float]) -> list[float]:
    times = [float(random.uniform(0.5, apart[1]))]
    while times[-1] < duration:
        times.append(times[-1] + float(random.uniform(*apart)))
    return times


def _during(start: float, end: float, t: float, soft: float) -> float:
    return min(ease((t - start + soft) / soft), ease((end + soft - t) / soft))


def _within(angle: float, most: float) -> float:
    return max(-most, min(most, angle))


def _point(vector: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Point:
    return float(vector[0]), float(vector[1]), float(vector[2])
