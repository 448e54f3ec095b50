"""All that is known when a shot is set up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from numpy.random import Generator

from bench.world.choreography.lens import ahead, bearing
from bench.world.choreography.performer import HEAD, Performer
from bench.world.spec import STATIONS, Action, Camera, Moment, Point, Shot, Station, Timeline

Scene = Callable[[float], Moment]
"""A shot set up: the moment at ``t`` seconds of the recording."""

HOSTESS, ENGINEER = "hostess", "engineer"
FREE = 0.75
"""Around a station's places a camera may stand this far off, metres."""


@dataclass(frozen=True, slots=True)
class Take:
    """``random``: of this shot alone; ``handheld``: the camera is in a hand, not on a tripod."""

    shot: Shot
    timeline: Timeline
    cast: Mapping[str, Performer]
    width: int
    height: int
    random: Generator
    handheld: bool

    @property
    def station(self) -> Station:
        return station(self.shot.station)

    @property
    def guests(self) -> tuple[str, ...]:
        """Who else speaks in the shot, and so must be seen."""
        return tuple(
            name
            for name, person in self.cast.items()
            if name != HOSTESS and person.speaks(self.shot.start, self.shot.end)
        )

    def actions(self, *kinds: str) -> list[Action]:
        """What happens during the shot, by kind."""
        return [
            action
            for action in self.timeline.actions
            if action.kind in kinds
            and action.start < self.shot.end
            and action.end > self.shot.start
        ]

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def one_of(self, *values: float) -> float:
        return values[int(self.random.integers(len(values)))]

    def camera(self, x: float, y: float, z: float, fov: float) -> Camera:
        return Camera(width=self.width, height=self.height, position=(x, y, z), fov=fov)

    def beside_place(self, far: float = FREE) -> tuple[float, float]:
        """A chance spot on the free floor around the station's place."""
        turn, away = self.between(0, 360), far * self.between(0, 1) ** 0.5
        x, z = ahead(turn, away)
        return self.station.place[0] + x, self.station.place[1] + z


def station(name: str) -> Station:
    """The station of that name. Raises `KeyError`."""
    return {each.name: each for each in STATIONS}[name]


def towards(start: tuple[float, float], end: tuple[float, float], metres: float) -> Point:
    """The place so far on the way from start to end, at eye height."""
    x, z = ahead(bearing(start, end), metres)
    return start[0] + x, HEAD, start[1] + z
