"""Where hands are, and a whole figure from them."""

from dataclasses import dataclass, replace

from bench.world.choreography.performer import Performer
from bench.world.choreography.waves import ease, mix
from bench.world.spec import Action, Figure, Point

HANGING: Point = (0.213, -0.515, 0.06)
CLASPED: Point = (0.065, -0.315, 0.2)
SHOWN: Point = (0.17, -0.13, 0.33)
BEHIND: Point = (0.05, -0.37, -0.2)
AROUND = 0.17
"""How far a hand that comes from behind the back swings out, metres."""
PHONE: Point = (0.1, -0.2, 0.3)
POINTED: Point = (0.43, -0.06, 0.13)
WAVED: Point = (0.27, 0.1, 0.22)
RAISE_S = 0.7
GRASP_S = 0.5


@dataclass(frozen=True, slots=True)
class Hands:
    """Both hands of a moment, as `Figure` has them."""

    left: Point
    right: Point
    left_holds: str | None = None
    right_holds: str | None = None
    turn: float = 0.0
    tilt: float = 0.0


def mirrored(point: Point) -> Point:
    """The same for the other hand."""
    return -point[0], point[1], point[2]


def moved(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1], point[2] + by[2]


def talking(person: Performer, t: float) -> Hands:
    """Hanging while she is silent, meeting before her while she speaks, beating on words."""
    rest = mix(HANGING, CLASPED, ease(person.speaking(t)))
    left, right = person.beat(t)
    return Hands(moved(mirrored(rest), left), moved(rest, right))


def showing(hands: Hands, person: Performer, product: str, raised: float, t: float) -> Hands:
    """The right hand holds the product up, and turns it a little as she speaks; ``raised`` 0 is
    behind her back, where nobody sees it come and go."""
    _, beat = person.beat(t)
    share = ease(raised)
    x, y, z = mix(BEHIND, SHOWN, share)
    out = AROUND * 4 * share * (1 - share)
    at = (x + out + 0.25 * beat[0], y + 0.25 * beat[1], z + 0.3 * beat[2])
    yaw, _ = person.sways(1.7 * t)
    return replace(hands, right=at, right_holds=product, turn=7 * yaw, tilt=4.0)


def carrying(hands: Hands, person: Performer, hold: Action, t: float) -> Hands:
    """The hand goes behind the back, comes with the product, and takes it there again."""
    if hold.product is None or not hold.start - GRASP_S < t < hold.end + GRASP_S:
        return hands
    if hold.start <= t < hold.end:
        raised = min((t - hold.start) / RAISE_S, (hold.end - t) / RAISE_S)
        return showing(hands, person, hold.product, raised, t)
    away = max(hold.start - t, t - hold.end) / GRASP_S
    share = ease(1 - away)
    x, y, z = mix(hands.right, BEHIND, share)
    return replace(hands, right=(x + AROUND * 4 * share * (1 - share), y, z))


def gesturing(hands: Hands, action: Action, t: float, side: int) -> Hands:
    """A point to the side (1 her right, -1 her left) or a wave, on top of what hands do; with the
    other hand when that one is full."""
    share = ease(min((t - action.start) / RAISE_S, (action.end - t) / RAISE_S))
    goal = POINTED if action.kind == "point" else WAVED
    if action.kind == "wave":
        cycle = 2.1 * (t - action.start) % 1
        goal = moved(goal, (0.16 * abs(2 * cycle - 1) - 0.08, 0.0, 0.0))
    if hands.right_holds is None and (side > 0 or hands.left_holds is not None):
        return replace(hands, right=mix(hands.right, goal, share))
    if hands.left_holds is None:
        return replace(hands, left=mix(hands.left, mirrored(goal), share))
    return hands


def standing(
    person: Performer, t: float, place: tuple[float, float], heading: float, at: Point, hands: Hands
) -> Figure:
    """The person at ``place``, turned to ``heading``, looking at the point ``at``."""
    turn, shift = person.sways(t)
    yaw, pitch = person.gaze(t, place, heading + turn, at)
    return Figure(
        name=person.name,
        place=(place[0] + shift, place[1]),
        heading=heading + turn,
        head_yaw=yaw,
        head_pitch=pitch,
        mouth=person.mouth(t),
        blink=person.blink(t),
        left=hands.left,
        right=hands.right,
        left_holds=hands.left_holds,
        right_holds=hands.right_holds,
        turn=hands.turn,
        tilt=hands.tilt,
    )
