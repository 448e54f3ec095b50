"""Medium shots: the hostess speaks to the lens, reads the chat, shows things in her hand."""

import math

from bench.world.choreography.acting import Acting
from bench.world.choreography.lens import across, framed
from bench.world.choreography.performer import HEAD
from bench.world.choreography.take import ENGINEER, HOSTESS, Scene, Take
from bench.world.choreography.tripod import steady
from bench.world.spec import Camera, Moment, Point

HEADROOM = 0.09
CROWN = 1.77
"""Height of her hair's top, metres."""
THIRDS = (0.34, 0.36, 0.5, 0.62, 0.66)


def host(take: Take) -> Scene:
    """At the station, waist up, somewhere between the thirds."""
    return _medium(take, take.between(0.98, 1.4), phone=False)


def chat(take: Take) -> Scene:
    """Nearer, with the phone in her hand; wider when another one speaks beside her."""
    return _medium(take, take.between(0.92, 1.12), phone=True)


def _medium(take: Take, tall: float, phone: bool) -> Scene:
    """``tall``: metres of the world from the lower to the upper edge where she stands."""
    column = take.one_of(*THIRDS)
    if take.guests:
        tall, column = max(tall, 1.2), take.one_of(0.33, 0.67)
    side = 1 if column < 0.5 or (column == 0.5 and take.between(0, 1) < 0.5) else -1
    camera = placed(take, tall, column)
    acting = Acting(take, camera, side, phone)
    view = steady(take, camera)

    def moment(t: float) -> Moment:
        figures = acting.at(t)
        return Moment(t=t, camera=view(t), figures=figures, subject=f"face:{_speaker(take, t)}")

    return moment


def placed(take: Take, tall: float, column: float) -> Camera:
    """A camera on the free floor around the station's place, her head at ``column`` and under
    some headroom."""
    x, z = take.beside_place()
    host = take.station.host
    distance = math.hypot(x - host[0], z - host[1])
    camera = take.camera(
        x, take.between(1.32, 1.62), z, across(tall, distance, take.width, take.height)
    )
    face: Point = (host[0], HEAD, host[1])
    return framed(camera, face, column, HEADROOM + (CROWN - HEAD) / tall)


def _speaker(take: Take, t: float) -> str:
    """Whose face counts: the guest's while he alone speaks."""
    theirs = ENGINEER in take.guests and take.cast[ENGINEER].speaking(t) >= 1
    return ENGINEER if theirs and take.cast[HOSTESS].speaking(t) < 1 else HOSTESS
