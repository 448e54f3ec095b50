"""A clip of someone who turns on the spot: never level, never even, blurred where it is fast."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.world.spec import Camera, Footage, Moment, Station, View
from bench.world.stage import Stage
from bench.world.tour.hand import Turn, draws, steady_hand, sway
from bench.world.tour.meter import Meter, lagging, meter_at
from bench.world.tour.optics import Optics
from pipelines.document import Document
from pipelines.progress import Progress, silent

EDGE = 1e-3
"""Seconds between the poses that speeds are taken from."""
FASTEST, SLOWEST = 1 / 60, 1 / 30
"""Seconds that the shutter is open in the brightest and the darkest view."""


class Pan(Document):
    """``degrees``: of the whole turn, a little more than once around; ``upright``: filmed with
    the phone held upright; ``crf``: of x264."""

    optics: Optics = Optics(width=1280, height=720, fov=65.0, k1=-0.03)
    upright: bool = False
    fps: float = 15.0
    seconds: float = 22.0
    degrees: float = 400.0
    reach: float = 0.06
    crf: int = 23

    @property
    def lens(self) -> Optics:
        return self.optics.upright if self.upright else self.optics


@dataclass(frozen=True, slots=True)
class Motion:
    """One frame before its light is measured. ``camera``: in the middle of the exposure; rates in
    degrees per second."""

    t: float
    camera: Camera
    yaw_rate: float
    pitch_rate: float


def motions(wanted: Pan, station: Station, seed: int) -> list[Motion]:
    """The hand's way, frame by frame, from where the station faces to the right."""
    random = draws(seed, "pan", station.name)
    hand = steady_hand(random, wanted.reach)
    turn = Turn(station.facing, wanted.degrees, wanted.seconds, sway(random, 2.2, 6.0, 1.1))
    frames = []
    for index in range(round(wanted.seconds * wanted.fps)):
        t = index / wanted.fps
        held = hand.hold(station.place, turn.yaw(t), t)
        tilted = (hand.pitch.at(t + EDGE) - hand.pitch.at(t - EDGE)) / (2 * EDGE)
        frames.append(Motion(t, wanted.lens.camera(held), turn.rate(t), tilted))
    return frames


def moments(frames: list[Motion], meter: Meter, fps: float) -> list[Moment]:
    """The same with automatic exposure and shutter."""
    exposures = lagging([meter.exposure(frame.camera) for frame in frames], fps)
    made = []
    for frame, exposure in zip(frames, exposures, strict=True):
        change = {
            "exposure": round(exposure, 4),
            "shutter": round(shutter_of(exposure), 5),
            "yaw_rate": round(frame.yaw_rate, 3),
            "pitch_rate": round(frame.pitch_rate, 3),
        }
        made.append(Moment(t=round(frame.t, 4), camera=frame.camera.model_copy(update=change)))
    return made


def shutter_of(exposure: float) -> float:
    """Seconds; a darker view has a longer one."""
    return float(np.clip(2**exposure / 60, FASTEST, SLOWEST))


def shoot(
    stage: Stage,
    wanted: Pan,
    station: Station,
    out: Path,
    seed: int,
    progress: Progress = silent,
) -> Footage:
    """Write the clip; the truth of every frame."""
    out.parent.mkdir(parents=True, exist_ok=True)
    frames = moments(motions(wanted, station, seed), meter_at(stage, station), wanted.fps)
    stage.film(frames, out, wanted.fps, crf=wanted.crf, total=len(frames), progress=progress)
    views = tuple(View(file=out.name, t=frame.t, camera=frame.camera) for frame in frames)
    return Footage(kind="pan", station=station.name, seed=seed, views=views)
