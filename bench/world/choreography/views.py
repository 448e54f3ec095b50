"""Pictures of the works: the hall, a machine, the certificates, and nothing at all."""

import math

from bench.world.choreography.acting import Acting
from bench.world.choreography.hosting import placed
from bench.world.choreography.lens import framed
from bench.world.choreography.take import HOSTESS, Scene, Take
from bench.world.choreography.tripod import steady
from bench.world.choreography.waves import Drift, ease
from bench.world.spec import Camera, Moment, Station

AISLE = 0.7
SIDES = 16.0
"""Cameras keep this far from the hall's short walls' middle, metres."""
BOARD = (-12.95, 1.75, 9.5)
"""The middle of the certificates."""
SHOWN = {"packing": "packing", "samples": "samples", "office": "certificates"}
TILT_S, DOWN = 0.9, -56.0
DARK = -2.3
SHUTTER_S = 1 / 30


def wide(take: Take) -> Scene:
    """The hall from the aisle, the hostess small in a third of it."""
    host = take.station.host
    away = take.one_of(-1, 1) * take.between(4.4, 6.2)
    x = max(-SIDES, min(SIDES, host[0] + away))
    z = -math.copysign(AISLE, host[1])
    camera = take.camera(x, take.between(1.9, 2.5), z, take.between(56, 68))
    column = take.one_of(0.3, 0.34, 0.66, 0.7)
    camera = framed(camera, (host[0], 1.1, host[1]), column, 0.58)
    acting = Acting(take, camera, 1 if column < 0.5 else -1)
    subject = f"figure:{HOSTESS}"
    return lambda t: Moment(t=t, camera=camera, figures=acting.at(t), subject=subject)


def machine(take: Take) -> Scene:
    """What the station shows, from its place; the voice comes from behind the camera."""
    x, z = take.beside_place(0.7)
    facing = take.station.facing
    camera = take.camera(x, take.between(1.35, 1.8), z, take.between(54, 66))
    camera = camera.model_copy(
        update={"yaw": facing + take.between(-11, 11), "pitch": take.between(-9, -5)}
    )
    view = steady(take, camera)
    name = subject_of(take.station)
    return lambda t: Moment(t=t, camera=view(t), subject=name)


def certificates(take: Take) -> Scene:
    """Slowly nearer to the wall and along it."""
    place, facing = take.station.place, take.station.facing
    begin, whole = take.shot.start, take.shot.end - take.shot.start
    way, fov = take.one_of(-1, 1), take.between(50, 56)
    sway = Drift.draw(take.random, 6)

    def camera(t: float) -> Camera:
        share = (t - begin) / whole
        z = place[1] - (0.1 + 0.75 * ease(share)) * math.cos(math.radians(facing))
        view = take.camera(place[0] + way * (0.4 - 0.8 * share), 1.6 + 0.005 * sway.at(t), z, fov)
        return framed(view, BOARD, 0.5 + way * (0.06 - 0.12 * share), 0.47)

    return lambda t: Moment(t=t, camera=camera(t), subject=subject_of(take.station))


def switching(take: Take) -> Scene:
    """Nothing to see: the camera sinks to the floor, blurred, and its exposure is off."""
    camera = placed(take, 1.3, take.one_of(0.35, 0.65))
    acting = Acting(take, camera, 1)
    begin, fall = take.shot.start, DOWN - camera.pitch
    swing = take.one_of(-14, 14)

    def view(t: float) -> Camera:
        share = min(1.0, (t - begin) / TILT_S)
        moving = 6 * share * (1 - share) / TILT_S
        return camera.model_copy(
            update={
                "yaw": camera.yaw + swing * ease(share),
                "pitch": camera.pitch + fall * ease(share),
                "exposure": DARK * ease(share),
                "shutter": SHUTTER_S if share < 1 else 0.0,
                "yaw_rate": swing * moving,
                "pitch_rate": fall * moving,
            }
        )

    return lambda t: Moment(t=t, camera=view(t), figures=acting.at(t))


def subject_of(station: Station) -> str:
    """The name that the hall gives to what the station shows."""
    return SHOWN.get(station.name, f"machine:{station.name}")
