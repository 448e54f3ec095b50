"""What the hostess and her guests do in a shot where they stand."""

from dataclasses import replace

from bench.world.choreography.body import (
    PHONE,
    Hands,
    carrying,
    gesturing,
    mirrored,
    moved,
    standing,
    talking,
)
from bench.world.choreography.lens import ahead, bearing
from bench.world.choreography.performer import HEAD, Performer
from bench.world.choreography.take import HOSTESS, Take
from bench.world.choreography.waves import ease, mix
from bench.world.spec import Action, Camera, Figure, Point

AT_ONCE_S = 0.4
APART = 0.8
"""Metres between two who stand together."""


class Acting:
    """The people of one standing shot before one camera. ``side``: on which side of the hostess,
    as the picture shows it, her guest stands and things are pointed at (-1 left, 1 right)."""

    def __init__(self, take: Take, camera: Camera, side: int, phone: bool = False) -> None:
        self._take = take
        self._phone = phone
        self._side = side
        self._place = take.station.host
        eye = camera.position
        self._eye = eye
        self._heading = bearing(self._place, (eye[0], eye[2])) + 9 * side
        self._guests = {name: self._beside(i) for i, name in enumerate(take.guests)}
        self._held = _holds(take)
        self._gestures = take.actions("point", "wave")
        self._reads = take.actions("read_chat")

    def at(self, t: float) -> tuple[Figure, ...]:
        """Everybody in the picture."""
        cast = self._take.cast
        guests = [self._guest(cast[name], place, t) for name, place in self._guests.items()]
        return (self._hostess(cast[HOSTESS], t), *guests)

    def _hostess(self, person: Performer, t: float) -> Figure:
        hands = talking(person, t)
        if self._phone:
            hands = self._with_phone(hands, person, t)
        for hold in self._held:
            hands = carrying(hands, person, hold, t)
        for action in self._gestures:
            if action.start <= t < action.end and action.figure == person.name:
                hands = gesturing(hands, action, t, -self._side)
        return standing(person, t, self._place, self._heading, self._looks_at(t), hands)

    def _with_phone(self, hands: Hands, person: Performer, t: float) -> Hands:
        """In the right hand, or in the left one where a product needs the right."""
        at = moved(PHONE, (0, 0.012 * person.nod(t), 0))
        if self._held:
            return replace(hands, left=mirrored(at), left_holds="phone")
        return replace(hands, right=at, right_holds="phone")

    def _looks_at(self, t: float) -> Point:
        """The lens; the phone while she reads; her guest now and then while he speaks."""
        reading = max((_inside(action, t) for action in self._reads), default=0.0)
        aim = mix(self._eye, self._screen(), ease(reading))
        for name, (x, z) in self._guests.items():
            heard = self._take.cast[name].speaking(t) * (0.5 if t % 7 < 3.5 else 0.12)
            aim = mix(aim, (x, HEAD, z), heard * 0.6)
        return aim

    def _screen(self) -> Point:
        x, z = ahead(self._heading + 12, 0.42)
        return self._place[0] + x, HEAD - 0.24, self._place[1] + z

    def _guest(self, person: Performer, place: tuple[float, float], t: float) -> Figure:
        """He looks at the lens while he speaks and at her while he listens."""
        hers = (self._place[0], HEAD, self._place[1])
        listening = 0.62 * (1 - ease(person.speaking(t)))
        at = mix(self._eye, hers, listening)
        heading = bearing(place, (self._eye[0], self._eye[2])) - 12 * self._side
        return standing(person, t, place, heading, at, talking(person, t))

    def _beside(self, index: int) -> tuple[float, float]:
        """Beside her as the camera sees it, half a step back."""
        view = bearing((self._eye[0], self._eye[2]), self._place)
        x, z = ahead(view + 90 * self._side * (1 if index % 2 == 0 else -1), APART)
        back = ahead(view, 0.12)
        return self._place[0] + x + back[0], self._place[1] + z + back[1]


def _holds(take: Take) -> list[Action]:
    """When the product is in her hand during the shot: what follows at once is one hold. A shot
    with a product and no word of how has it throughout."""
    shot, merged = take.shot, list[Action]()
    for action in sorted(take.timeline.actions, key=lambda action: action.start):
        if action.kind not in ("hold", "pick_up") or action.product is None:
            continue
        last = merged[-1] if merged else None
        if last and last.product == action.product and action.start <= last.end + AT_ONCE_S:
            merged[-1] = last.model_copy(update={"end": max(last.end, action.end)})
        else:
            merged.append(action)
    within = [each for each in merged if each.start < shot.end and each.end > shot.start]
    if within or shot.product is None:
        return within
    start, end = shot.start - 1, shot.end + 1
    return [Action(kind="hold", figure=HOSTESS, start=start, end=end, product=shot.product)]


def _inside(action: Action, t: float) -> float:
    return min(1.0, max(0.0, min(t - action.start, action.end - t) / 0.35))
