"""What captions must keep clear of, in pixels of the canvas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipelines.media.time import Time
from pipelines.shorts import attention, held
from pipelines.shorts.attention import Interval
from pipelines.shorts.faces import Box, Face
from pipelines.shorts.footage import Scene
from pipelines.shorts.shown import Rect, places
from pipelines.shorts.spec import Framing, Framings, Ratio
from pipelines.shorts.text_regions import find_text
from pipelines.shorts.timeline import Timeline

Kind = Literal["a face", "text", "the product", "the brand"]
Path = tuple[tuple[float, Box], ...]
"""After which share (0..1) of a shot a thing is where in the recorded picture."""
HAIR, CHIN = 0.3, 0.15
"""What belongs to a face above and below the box of its features, in heights of the box."""
TRUNK = 2.6
"""The width of a person in widths of the face."""
HEAD = 0.16
"""Of a figure from head to foot."""
STEPS = 4
"""How often a moving window is looked at."""
RAISED = 1.9
"""Nearer below the middle of a face, in heights of the face, a thing is held up to be seen."""
MOST = 0.55
"""What takes more of the picture than this (of each side) has no place beside it."""
CORE = 0.7


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rectangle in pixels of the ratio's canvas; ``start``, ``end``: on the clip's timeline."""

    kind: Kind
    left: float
    top: float
    right: float
    bottom: float
    start: Time
    end: Time

    @property
    def rect(self) -> Rect:
        return Rect(self.left, self.top, self.right, self.bottom)


def obstacles(
    scenes: Sequence[Scene], framings: Framings, ratio: Ratio, timeline: Timeline
) -> tuple[Obstacle, ...]:
    """Faces, what hands hold or what moves, and lettering, where the framings show them."""
    return tuple(
        obstacle
        for scene in scenes
        for kind, path in _things(scene)
        for obstacle in _shown(kind, path, scene, framings, ratio, timeline)
    )


def _things(scene: Scene) -> Iterator[tuple[Kind, Path]]:
    for face in scene.faces:
        yield "a face", tuple((share, _head(box)) for share, box in face.path or _still(face.box))
    if scene.figure:
        yield "a face", _still(_top_of(scene.figure))
    product = _product(scene)
    if product:
        yield "the product", _still(product)
    for box in find_text(scene.frames):
        if not any(_inside(box, _person(face)) for face in scene.faces):
            yield "text", _still(box)


def _person(face: Face) -> Box:
    """The face and the trunk below it: collars, cords and logos are no lettering to be read."""
    top = face.box.y - face.box.height * (0.5 + HAIR)
    return Box(face.box.x, (top + 1) / 2, TRUNK * face.box.width, 1 - top)


def _inside(box: Box, other: Box) -> bool:
    """Whether the middle and both ends of the box lie in the other."""
    across = abs(box.x - other.x) + box.width / 2 <= other.width / 2
    return across and abs(box.y - other.y) <= other.height / 2


def _still(box: Box) -> Path:
    return ((0.5, box),)


def _head(box: Box) -> Box:
    """The whole head around a face's features."""
    top = box.y - box.height * (0.5 + HAIR)
    bottom = box.y + box.height * (0.5 + CHIN)
    return Box(box.x, (top + bottom) / 2, box.width, bottom - top)


def _top_of(figure: Box) -> Box:
    tall = figure.height * HEAD
    return Box(figure.x, figure.y - figure.height / 2 + tall / 2, figure.width * 0.5, tall)


def _product(scene: Scene) -> Box | None:
    """What hands hold; without a face what moves, else what has most detail, if it is a part."""
    small = attention.shrink(scene.frames)
    if scene.faces:
        return _shown_off(small, _leading(scene.faces))
    across, down = (_extent(small, axis) for axis in (0, 1))
    if max(across.length, down.length) > MOST:
        return None
    return Box(across.centre, down.centre, across.length, down.length)


def _shown_off(small: Sequence[attention.Frame], face: Face) -> Box | None:
    """What the hands hold up or out. Hands that only talk stir low in front of the body."""
    box = held.held(small, face)
    if box is None:
        return None
    beside = abs(box.x - face.box.x) > box.width / 2
    return box if beside or box.y - face.box.y < RAISED * face.size else None


def _leading(faces: Sequence[Face]) -> Face:
    return max(faces, key=lambda face: face.size)


def _extent(small: Sequence[attention.Frame], axis: int) -> Interval:
    moved = attention.motion(small, axis)
    profile = sum(moved[1:], start=moved[0]) if moved else attention.detail(small, axis)
    return attention.extent(profile, CORE)


def _shown(
    kind: Kind, path: Path, scene: Scene, framings: Framings, ratio: Ratio, timeline: Timeline
) -> Iterator[Obstacle]:
    """One thing of a scene on the canvas, step by step along its way."""
    for start, end, box in _times(path, scene):
        middle = Time((start.us + end.us) // 2)
        framing = _framing(framings, middle)
        for begin, until in _steps(start, end, framing):
            share = _share(framing, Time((begin.us + until.us) // 2))
            first, last = timeline.clip(begin), timeline.clip(until)
            if last <= first:
                continue
            for rect in places(box, scene.aspect, framing, ratio, share):
                yield Obstacle(kind, rect.left, rect.top, rect.right, rect.bottom, first, last)


def _times(path: Path, scene: Scene) -> Iterator[tuple[Time, Time, Box]]:
    """From when to when (recording) each place of the path holds: half way to its neighbours."""
    halves = [(a[0] + b[0]) / 2 for a, b in pairwise(path)]
    for (_, box), (low, high) in zip(path, pairwise((0.0, *halves, 1.0)), strict=True):
        yield _time(scene, low), _time(scene, high), box


def _time(scene: Scene, share: float) -> Time:
    return scene.span.start + Time.seconds(scene.span.duration.s * share)


def _framing(framings: Framings, moment: Time) -> Framing:
    """The framing on show at a moment of the recording, the nearest where none is."""
    return min(
        framings.shots,
        key=lambda one: max(one.span.start - moment, moment - one.span.end, Time(0)),
    )


def _steps(start: Time, end: Time, framing: Framing) -> Iterator[tuple[Time, Time]]:
    """The whole stretch; under a moving window a few parts of it."""
    count = STEPS if framing.moves else 1
    for number in range(count):
        length = (end - start).us
        yield (
            start + Time(length * number // count),
            start + Time(length * (number + 1) // count),
        )


def _share(framing: Framing, moment: Time) -> float:
    length = framing.span.duration.s
    return (moment - framing.span.start).s / length if length > 0 else 0.0
