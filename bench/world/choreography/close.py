"""A product before the lens in the hostess' hands, her face behind it."""

from bench.world.choreography.body import HANGING, Hands, mirrored, standing
from bench.world.choreography.goods import GOODS, good
from bench.world.choreography.lens import across, ahead, bearing, framed
from bench.world.choreography.take import HOSTESS, Scene, Take
from bench.world.choreography.tripod import steady
from bench.world.choreography.waves import Drift, ease, mix
from bench.world.spec import Camera, Figure, Moment, Point

SHOULDERS = 1.355
REACH = 0.4
"""How far before her she holds it, metres."""
TURN_S = 9.0
TURN = 42.0
"""Degrees to either side."""


def close(take: Take) -> Scene:
    """Something to look at: near, large, turning; subject is the product."""
    product = take.shot.product or take.timeline.products[0].id
    size = good(take.timeline, product)
    heading = bearing(take.station.host, take.station.place) + take.between(-22, 22)
    lifted = take.between(0.0, 0.04)
    aside = take.between(-0.02, 0.06)
    x, z = ahead(heading, REACH)
    rx, rz = ahead(heading + 90, aside)
    host = take.station.host
    held: Point = (host[0] + x + rx, SHOULDERS + lifted, host[1] + z + rz)
    camera = _camera(take, heading, held, size.height)
    drift, phase = Drift.draw(take.random, 4.3), take.between(0, TURN_S)
    both = not size.hangs and size.radius > GOODS["mug"].radius
    view = steady(take, camera)

    def figure(t: float) -> Figure:
        wave = Drift((phase, phase, phase), TURN_S).at(t)
        hand: Point = (aside, lifted - size.middle + 0.008 * drift.at(t), REACH + 0.015 * wave)
        hands = Hands(
            hand if both else mirrored(HANGING),
            hand,
            product if both else None,
            product,
            turn=TURN * wave,
            tilt=6 + 5 * drift.at(t + 9),
        )
        eye: Point = camera.position
        glance = 0.5 * ease(min(t % 6 - 3, 6 - t % 6) / 0.4)
        look = mix(eye, (held[0], held[1], held[2]), glance)
        return standing(take.cast[HOSTESS], t, take.station.host, heading, look, hands)

    def moment(t: float) -> Moment:
        return Moment(t=t, camera=view(t), figures=(figure(t),), subject=f"held:{product}")

    return moment


def _camera(take: Take, heading: float, held: Point, height: float) -> Camera:
    """Before the product, a little over it, so near that it fills half of the picture's height."""
    far = take.between(0.62, 0.78)
    x, z = ahead(heading + take.between(-14, 14), far)
    fov = across(max(height * 1.75, 0.4), far, take.width, take.height)
    camera = take.camera(held[0] + x, held[1] + take.between(0.02, 0.12), held[2] + z, fov)
    return framed(camera, held, take.one_of(0.36, 0.44, 0.5, 0.6, 0.65), 0.56)
