"""She walks to the next station and talks; the camera goes ahead of her."""

import math

from bench.world.choreography.body import HANGING, Hands, mirrored, moved, showing, standing
from bench.world.choreography.lens import bearing, framed, turned
from bench.world.choreography.path import Path
from bench.world.choreography.performer import HEAD
from bench.world.choreography.take import HOSTESS, Scene, Take, station
from bench.world.choreography.waves import Drift, ease
from bench.world.spec import STATIONS, Camera, Figure, Moment, Station

STEP_M = 0.56
"""Length of a step; web/world/people/gait.ts moves the feet by it."""
FASTEST = 1.35
SPEED_UP_S = 0.9
AHEAD_M = 2.5
"""The camera is this far before her on her way."""


class Walk:
    """How far she is at every time: at rest at both ends of the walk, never faster than `FASTEST`
    metres a second. A way too long for its time is joined where it still can be finished."""

    def __init__(self, length: float, start: float, end: float) -> None:
        self._start, self._end = start, max(end, start + 2 * SPEED_UP_S)
        rolling = self._end - self._start - SPEED_UP_S
        self._speed = min(FASTEST, length / rolling)
        self._from = length - self._speed * rolling

    def metres(self, t: float) -> float:
        """Along the path at ``t``."""
        since = min(self._end, max(self._start, t)) - self._start
        whole = self._end - self._start
        if since < SPEED_UP_S:
            gone = since**2 / (2 * SPEED_UP_S)
        elif since > whole - SPEED_UP_S:
            gone = whole - SPEED_UP_S - (whole - since) ** 2 / (2 * SPEED_UP_S)
        else:
            gone = since - SPEED_UP_S / 2
        return self._from + self._speed * gone

    def pace(self, t: float) -> float:
        """1 while she walks, 0 when she stands."""
        return ease(min(t - self._start, self._end - t) / SPEED_UP_S)


def walk(take: Take) -> Scene:
    """Along the aisle, her head turned to the lens."""
    goal = station(take.shot.to) if take.shot.to else _next(take.station)
    path = Path.between(take.station, goal, AHEAD_M)
    actions = take.actions("walk")
    start = max(take.shot.start, actions[0].start) if actions else take.shot.start
    end = min(take.shot.end, actions[0].end) if actions else take.shot.end
    way = Walk(path.length - AHEAD_M, start, end)
    rail = _Rail(take, path)

    def moment(t: float) -> Moment:
        metres, pace = way.metres(t), way.pace(t)
        camera = rail.at(t, metres)
        figure = _walker(take, path, metres, pace, camera, t)
        return Moment(t=t, camera=camera, figures=(figure,), subject=f"face:{HOSTESS}")

    return moment


def _walker(take: Take, path: Path, metres: float, pace: float, camera: Camera, t: float) -> Figure:
    """Legs by the way gone, one hand free for talking; she ends turned to the camera."""
    person, place = take.cast[HOSTESS], path.at(metres)
    eye = camera.position
    forward = path.heading(metres)
    there = 1 - ease((path.length - AHEAD_M - metres) / 1.4)
    heading = forward + there * turned(bearing(place, (eye[0], eye[2])) - forward)
    figure = standing(person, t, place, heading, eye, _swinging(take, metres, pace, t))
    return figure.model_copy(
        update={"stride": metres / STEP_M, "pace": pace, "place": place, "heading": heading}
    )


def _swinging(take: Take, metres: float, pace: float, t: float) -> Hands:
    """Arms swing against the legs (the left leg leads on even steps); the right one talks."""
    person = take.cast[HOSTESS]
    swing = 0.17 * pace * math.cos(math.pi * metres / STEP_M)
    left, right = person.beat(t)
    talk = person.speaking(t)
    lift = (-0.07 * talk, 0.17 * talk, 0.15 * talk)
    hands = Hands(
        moved(mirrored(HANGING), (left[0], left[1], left[2] - swing)),
        moved(moved(HANGING, lift), (right[0], right[1], right[2] + swing * (1 - 0.75 * talk))),
    )
    if take.shot.product is None:
        return hands
    return showing(hands, person, take.shot.product, 1.0, t)


class _Rail:
    """The camera's way: hers, some metres ahead, looking back at her."""

    def __init__(self, take: Take, path: Path) -> None:
        self._take, self._path = take, path
        self._fov, self._tall = take.between(56, 66), take.between(1.45, 1.62)
        self._column = take.one_of(0.38, 0.44, 0.57, 0.62)
        self._bob, self._roll = (Drift.draw(take.random, period) for period in (2.1, 3.7))

    def at(self, t: float, metres: float) -> Camera:
        """With the bob of one who walks backwards."""
        her = self._path.at(metres)
        x, z = self._path.at(metres + AHEAD_M)
        y = self._tall + 0.018 * self._bob.at(t) + 0.006 * math.sin(2 * math.pi * metres / STEP_M)
        camera = self._take.camera(x, y, z, self._fov)
        camera = framed(camera, (her[0], HEAD, her[1]), self._column, 0.3)
        return camera.model_copy(update={"roll": 0.6 * self._roll.at(t)})


def _next(here: Station) -> Station:
    """The nearest other one."""
    others = [each for each in STATIONS if each.name != here.name]
    return min(others, key=lambda each: math.dist(each.host, here.host))
