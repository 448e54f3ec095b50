"""The product slips out of her hand: seen from near the floor, with her feet."""

from bench.world.choreography.body import HANGING, Hands, mirrored, standing
from bench.world.choreography.fall import Fall
from bench.world.choreography.goods import good
from bench.world.choreography.lens import across, ahead, bearing, framed
from bench.world.choreography.take import HOSTESS, Scene, Take, towards
from bench.world.choreography.tripod import steady
from bench.world.choreography.waves import Drift, ease, mix
from bench.world.spec import Camera, Figure, Moment, Point, Prop

CARRIED: Point = (0.09, -0.42, 0.33)
STARTLED: Point = (0.24, -0.13, 0.26)
SHOULDERS = 1.355
LENS_HEIGHT = 0.24
TALL = 1.36
"""Metres from the lower to the upper edge where the product falls."""
SLIP_S = 0.35


def drop(take: Take) -> Scene:
    """Held, slipping, falling until the drop action's end, rolling; subject is the product."""
    actions = take.actions("drop")
    product = (actions[0].product if actions else None) or take.shot.product
    product = product or take.timeline.products[0].id
    impact = actions[0].end if actions else (take.shot.start + take.shot.end) / 2
    host, heading = take.station.host, bearing(take.station.host, take.station.place)
    hand = _hand(host, heading)
    start: Point = (hand[0], hand[1] - good(take.timeline, product).grip, hand[2])
    side = int(take.one_of(-1, 1))
    fall = Fall(good(take.timeline, product), start, heading + 62 * side, impact)
    view = steady(take, _camera(take, heading, hand, side))
    fumble = Drift.draw(take.random, 1.3)

    def figure(t: float) -> Figure:
        gone = ease((t - fall.release) / SLIP_S)
        slip = 0.012 * fumble.at(t) * ease((t - fall.release + 1.2) / 0.8)
        right = mix((CARRIED[0] + slip, CARRIED[1] + slip, CARRIED[2]), STARTLED, gone)
        left = mix(mirrored(HANGING), mirrored(STARTLED), gone)
        hands = Hands(left, right, None, product if t < fall.release else None, tilt=6.0)
        look = towards(host, take.station.place, 0.8)
        return standing(
            take.cast[HOSTESS], t, host, heading, (look[0], 0.3 + 0.9 * (1 - gone), look[2]), hands
        )

    def moment(t: float) -> Moment:
        if t < fall.release:
            return Moment(t=t, camera=view(t), figures=(figure(t),), subject=f"held:{product}")
        placed = fall.at(t)
        prop = Prop(
            product=product,
            position=placed.position,
            yaw=placed.yaw,
            pitch=placed.pitch,
            roll=placed.roll,
        )
        return Moment(
            t=t, camera=view(t), figures=(figure(t),), props=(prop,), subject=f"prop:{product}"
        )

    return moment


def _hand(host: tuple[float, float], heading: float) -> Point:
    x, z = ahead(heading, CARRIED[2])
    rx, rz = ahead(heading + 90, CARRIED[0])
    return host[0] + x + rx, SHOULDERS + CARRIED[1], host[1] + z + rz


def _camera(take: Take, heading: float, hand: Point, side: int) -> Camera:
    """Near the floor, so far that hand and floor are both seen; room on the side it rolls to."""
    far = take.between(1.7, 2.1)
    x, z = ahead(heading + take.between(-12, 12), far)
    fov = across(TALL, far, take.width, take.height)
    camera = take.camera(hand[0] + x, LENS_HEIGHT, hand[2] + z, fov)
    return framed(camera, (hand[0], 0.0, hand[2]), 0.5 + 0.09 * side, 0.9)
