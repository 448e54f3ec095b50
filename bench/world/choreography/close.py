"""A product before the lens in the hostess' hands, her face behind it."""

from dataclasses import replace

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
    both = not size.hangs and size.radius > GOODS["mug"].radius
    side = int(take.one_of(-1, 1, 1))
    aside = take.between(-0.02, 0.02) if both else side * take.between(0.12, 0.17)
    lifted = take.between(-0.05, -0.02) if both else take.between(-0.03, 0.03)
    heading = bearing(take.station.host, take.station.place) + take.between(-20, 20)
    held = _held(take, heading, aside, lifted)
    camera = _camera(take, heading, held, size.height, 0 if both else side)
    drift, phase = Drift.draw(take.random, 4.3), take.between(0, TURN_S)
    view = steady(take, camera)

    def figure(t: float) -> Figure:
        wave = Drift((phase, phase, phase), TURN_S).at(t)
        hand: Point = (aside, lifted - size.middle + 0.008 * drift.at(t), REACH + 0.015 * wave)
        hands = _hands(hand, product, side, both)
        hands = replace(hands, turn=TURN * wave, tilt=6 + 5 * drift.at(t + 9))
        look = mix(camera.position, held, 0.5 * ease(min(t % 6 - 3, 6 - t % 6) / 0.4))
        return standing(take.cast[HOSTESS], t, take.station.host, heading, look, hands)

    def moment(t: float) -> Moment:
        return Moment(t=t, camera=view(t), figures=(figure(t),), subject=f"held:{product}")

    return moment


def _hands(hand: Point, product: str, side: int, both: bool) -> Hands:
    """The holding one, and the other hanging or helping."""
    if both:
        return Hands(hand, hand, product, product)
    if side > 0:
        return Hands(mirrored(HANGING), hand, None, product)
    return Hands(hand, HANGING, product, None)


def _held(take: Take, heading: float, aside: float, lifted: float) -> Point:
    """The product's middle in the hall."""
    x, z = ahead(heading, REACH)
    rx, rz = ahead(heading + 90, aside)
    host = take.station.host
    return host[0] + x + rx, SHOULDERS + lifted, host[1] + z + rz


def _camera(take: Take, heading: float, held: Point, height: float, side: int) -> Camera:
    """Before the product, a little over it, so near that it fills half of the picture's height;
    what is at her right (side 1) stands left in the picture, and her face beside it."""
    far = take.between(0.64, 0.8)
    x, z = ahead(heading + take.between(-12, 12), far)
    fov = across(max(height * 1.8, 0.42), far, take.width, take.height)
    camera = take.camera(held[0] + x, held[1] + take.between(0.02, 0.12), held[2] + z, fov)
    column = take.one_of(0.42, 0.5, 0.58) if side == 0 else 0.5 - side * take.between(0.08, 0.17)
    return framed(camera, held, column, 0.57)
