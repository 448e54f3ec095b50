"""A clip of someone who walks through the hall and turns once around at every station."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter1d

from bench.world.spec import STATIONS, Camera, Footage, Moment, Station, View
from bench.world.stage import Stage
from bench.world.tour.hand import Hand, Held, draws, steady_hand
from bench.world.tour.meter import Meter, lagging, meter_at
from bench.world.tour.optics import Optics
from bench.world.tour.pan import shutter_of
from pipelines.document import Document
from pipelines.panorama.arrays import Floats
from pipelines.progress import Progress, silent

RATE = 60
"""Steps a second in which the way is laid out before it is smoothed."""
SMOOTH = 0.35
"""Seconds over which people round a corner."""
CORNER = 100.0
"""Degrees a second at which they turn to walk on."""
REST = 1.0
"""Seconds that they stand still before and after they turn around."""
STEPS = 1.9
"""A second; every step lifts the camera once, every second one leans it the same way."""
BOB, LEAN, SWING = 0.018, 0.5, 0.014
"""Metres up and down, degrees, metres to the side."""


class Walk(Document):
    """``stations``: in the order they are visited; ``speed``: metres a second; ``turn_seconds``:
    for the whole turn at a station."""

    stations: tuple[str, ...] = tuple(station.name for station in STATIONS)
    optics: Optics = Optics(width=854, height=480, fov=75.0, k1=-0.03)
    fps: float = 10.0
    speed: float = 1.2
    turn_seconds: float = 15.0

    @property
    def route(self) -> tuple[Station, ...]:
        known = {station.name: station for station in STATIONS}
        return tuple(known[name] for name in self.stations)


@dataclass(frozen=True, slots=True)
class Way:
    """Where the camera is and looks, ``RATE`` times a second: x, z, yaw (not wrapped); ``pace``:
    the share of a full walk (0..1)."""

    x: Floats
    z: Floats
    yaw: Floats
    pace: Floats

    def at(self, t: float) -> tuple[float, float, float, float]:
        index = t * RATE
        steps = np.arange(len(self.x))
        x, z, yaw, pace = (
            float(np.interp(index, steps, row)) for row in (self.x, self.z, self.yaw, self.pace)
        )
        return x, z, yaw, pace

    def rate(self, t: float) -> float:
        """Degrees per second."""
        return (self.at(t + 1 / RATE)[2] - self.at(t - 1 / RATE)[2]) * RATE / 2

    @property
    def seconds(self) -> float:
        return (len(self.x) - 1) / RATE


def lay_out(wanted: Walk) -> Way:
    """Along the aisle from place to place; at each once around to the right and on."""
    route = wanted.route
    trail = _Trail(route[0].place, route[0].facing)
    for index, station in enumerate(route):
        if index:
            for corner in corners(route[index - 1].place, station.place):
                trail.walk(corner, wanted.speed)
        trail.turn(0.0, REST)
        trail.turn(360.0, wanted.turn_seconds)
        trail.turn(0.0, REST)
    return trail.smoothed()


def corners(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """The points at which a way from ``start`` bends, through the aisle, and its end."""
    return [(start[0], 0.0), (end[0], 0.0), end]


class _Trail:
    """The way with sharp corners, step by step."""

    def __init__(self, place: tuple[float, float], yaw: float) -> None:
        self._steps = [(*place, yaw, 0.0)]

    def walk(self, end: tuple[float, float], speed: float) -> None:
        x, z, yaw, _ = self._steps[-1]
        across, along = end[0] - x, end[1] - z
        length = math.hypot(across, along)
        if not length:
            return
        ahead = math.degrees(math.atan2(across, -along))
        self.turn((ahead - yaw + 180) % 360 - 180, 0)
        heading = self._steps[-1][2]
        for share in _shares(length / speed):
            self._steps.append((x + across * share, z + along * share, heading, 1.0))

    def turn(self, degrees: float, seconds: float) -> None:
        x, z, yaw, _ = self._steps[-1]
        for share in _shares(seconds or abs(degrees) / CORNER):
            self._steps.append((x, z, yaw + degrees * share, 0.0))

    def smoothed(self) -> Way:
        rows = np.array(self._steps, dtype=np.float64).T
        return Way(*(gaussian_filter1d(row, SMOOTH * RATE, mode="nearest") for row in rows))


def _shares(seconds: float) -> Floats:
    count = max(1, round(seconds * RATE))
    return np.arange(1, count + 1) / count


def held_at(way: Way, hand: Hand, t: float) -> Held:
    """The camera in a walking person's hand."""
    x, z, yaw, pace = way.at(t)
    held = hand.hold((x, z), yaw, t)
    step = math.tau * STEPS * t
    aside = pace * SWING * math.sin(step / 2)
    turned = math.radians(yaw)
    position = (
        round(held.position[0] + aside * math.cos(turned), 5),
        round(held.position[1] + pace * BOB * math.cos(step), 5),
        round(held.position[2] + aside * math.sin(turned), 5),
    )
    return Held(position, yaw, held.pitch, held.roll + pace * LEAN * math.sin(step / 2))


def moments(wanted: Walk, seed: int, meters: dict[str, Meter]) -> list[Moment]:
    """Every frame. ``meters``: of the stations; on the way the nearest one is read."""
    way = lay_out(wanted)
    hand = steady_hand(draws(seed, "walk"))
    times = [index / wanted.fps for index in range(int(way.seconds * wanted.fps))]
    cameras = [wanted.optics.camera(held_at(way, hand, t)) for t in times]
    asked = [meters[_nearest(wanted.route, camera)].exposure(camera) for camera in cameras]
    exposures = lagging(asked, wanted.fps)
    made = []
    for t, camera, exposure in zip(times, cameras, exposures, strict=True):
        change = {
            "exposure": round(exposure, 4),
            "shutter": round(shutter_of(exposure), 5),
            "yaw_rate": round(way.rate(t), 3),
        }
        made.append(Moment(t=round(t, 4), camera=camera.model_copy(update=change)))
    return made


def _nearest(route: tuple[Station, ...], camera: Camera) -> str:
    x, _, z = camera.position
    return min(route, key=lambda one: math.hypot(one.place[0] - x, one.place[1] - z)).name


def shoot(stage: Stage, wanted: Walk, out: Path, seed: int, progress: Progress = silent) -> Footage:
    """Write the clip; the truth of every frame."""
    out.parent.mkdir(parents=True, exist_ok=True)
    meters = {station.name: meter_at(stage, station) for station in wanted.route}
    frames = moments(wanted, seed, meters)
    stage.film(frames, out, wanted.fps, total=len(frames), progress=progress)
    views = tuple(View(file=out.name, t=frame.t, camera=frame.camera) for frame in frames)
    return Footage(kind="walk", station=None, seed=seed, views=views)
