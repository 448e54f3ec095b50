"""How good a frame is as a cover, in points that a person can read one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.media.time import Time
from pipelines.shorts import attention, held
from pipelines.shorts.expression import open_eyes, open_mouth, part_of
from pipelines.shorts.faces import Box, Face, frontal
from pipelines.shorts.footage import Scene
from pipelines.shorts.shown import Rect, places
from pipelines.shorts.spec import SIZES, EditPlan, Framing, Ratio
from pipelines.shorts.text_regions import lines_held

Frame = NDArray[np.uint8]
Look = Callable[[Sequence[Time]], Sequence[Frame | None]]
"""The whole picture of the recording at these times, BGR, as large as people see it."""

SHARP, LIGHT, STILL, FACE, EYES, MOUTH, WHOLE, PRODUCT, PLACE = (
    3.0, 2.0, 1.5, 1.5, 3.0, 1.5, 3.0, 1.5, 1.0,
)  # fmt: skip
"""The most points that each part gives."""
DISSOLVING, AT_A_CUT, EARLY, DARK = -3.0, -2.0, -1.5, -4.0
CUT_TEXT, CUT_SIGN = -4.0, -1.0
"""For lettering that is cut; for that on a wall behind somebody who is looked at."""
ASKED = -12.0
"""For a frame `REACH_S` and more away from the moment that the plan names."""
REACH_S = 1.5
EDGE = Time.seconds(0.3)
"""Frames this close to a cut may be half of a dissolve."""
FIRST = Time.seconds(0.5)
"""Clips begin with a breath and a turn to the camera."""
BLACK = 28
HALFWAY, CHANGED = 0.3, 10.0
"""A frame that is the mean of its neighbours, which differ by so many grey levels, is a blend."""
FINALISTS, CLOSER = 14, 4
"""Frames whose eyes are looked at, and those of them that are looked at in full."""
AROUND = 1.7
"""Of a face's box, where it is searched in a frame."""
SEARCHED = 200
"""Pixels of the longer side of that part."""
APART = Time.seconds(0.3)
"""Between finalists: neighbours share their blinks."""
LARGE = 0.16
"""Height of a face, in shares of the canvas, from which larger is no better."""
HAIR, CHIN = 0.3, 0.2
"""What belongs to a head above and below the box of its features, in heights of the box."""
LINE = (-0.49, -0.25, 0.0, 0.25, 0.49)
"""Where a line of text is looked at, in its lengths from its middle."""
EYE_LINE = 0.36
"""Where eyes are best, in shares of the height: a little above the upper third."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A frame's points by part; the cover is the frame with the most.

    ``still``: as sharp as its neighbours; ``whole``: the head is not cut off nor under the title;
    ``place``: how well the eyes stand; ``cut``: negative near a cut, inside a blend, at the very
    beginning, in the dark; ``lettering``: negative where a line of text crosses the edge of what is
    shown; ``asked``: negative away from the moment that the plan names.
    """

    time: Time
    sharp: float = 0.0
    light: float = 0.0
    still: float = 0.0
    face: float = 0.0
    eyes: float = 0.0
    mouth: float = 0.0
    whole: float = 0.0
    product: float = 0.0
    place: float = 0.0
    cut: float = 0.0
    lettering: float = 0.0
    asked: float = 0.0

    @property
    def points(self) -> dict[str, float]:
        return {name: value for name, value in asdict(self).items() if name != "time"}

    @property
    def total(self) -> float:
        return sum(self.points.values())

    def __str__(self) -> str:
        told = ", ".join(f"{name} {value:.1f}" for name, value in self.points.items() if value)
        return f"{self.total:.1f} at {self.time}: {told}"


@dataclass(frozen=True, slots=True)
class _Sample:
    time: Time
    frame: Frame
    scene: Scene
    share: float
    """Of the shot, 0..1."""
    sharp: float
    lines: tuple[Box, ...] = ()
    """Of text, that stand still from the sample before or to the next one."""


def rate(
    scenes: Sequence[Scene], plan: EditPlan, title: Rect | None = None, look: Look | None = None
) -> tuple[Rating, ...]:
    """All samples of the scenes, the best first. ``title``: what the title covers of the canvas of
    the plan's first ratio; ``look``: shows the best in full."""
    samples = list(_samples(scenes))
    best = float(np.quantile([sample.sharp for sample in samples], 0.95))
    products = {id(scene): _product(scene) for scene in scenes}
    rated = [
        _placed(_plain(samples, number, plan, best), samples[number], plan, title, products)
        for number in range(len(samples))
    ]
    order = sorted(range(len(rated)), key=lambda number: (-rated[number].total, number))
    for number in _finalists(order, samples):
        rated[number] = _seen(rated[number], samples[number], samples[number].frame)
    order.sort(key=lambda number: (-rated[number].total, number))
    found = [rated[number] for number in order]
    return tuple(_closer(found, [samples[n] for n in order[:CLOSER]], look) if look else found)


def sharpness(frame: Frame) -> float:
    """How strong the strongest edges are, in grey levels, damped."""
    import cv2

    gray = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    edges = np.abs(cv2.Laplacian(cv2.GaussianBlur(gray, (3, 3), 0), cv2.CV_32F))
    return float(np.sqrt(np.quantile(edges, 0.97)))


def _samples(scenes: Sequence[Scene]) -> Iterator[_Sample]:
    for scene in scenes:
        length = max(scene.span.duration.us, 1)
        held = lines_held(scene.frames)
        written = [a + b for a, b in zip([(), *held], [*held, ()], strict=True)]
        for time, frame, lines in zip(scene.times, scene.frames, written, strict=True):
            share = min(max((time - scene.span.start).us / length, 0.0), 1.0)
            yield _Sample(time, frame, scene, share, sharpness(frame), lines)


def _plain(samples: Sequence[_Sample], number: int, plan: EditPlan, best: float) -> Rating:
    """What the picture alone tells, beside its neighbours."""
    one = samples[number]
    near = [s for s in samples[max(0, number - 1) : number + 2] if s.scene is one.scene]
    peak = max(sample.sharp for sample in near)
    return Rating(
        one.time,
        sharp=SHARP * min(1.0, one.sharp / max(best, 1e-6)) ** 2,
        light=LIGHT * _light(one.frame),
        still=STILL * (one.sharp / peak if peak else 1.0) ** 2,
        cut=_cut(samples, number, plan),
        asked=_asked(one.time, plan),
    )


def _light(frame: Frame) -> float:
    """How well light and dark are used, 0..1."""
    import cv2

    gray = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    clipped = float(np.mean((gray < 12) | (gray > 245)))
    middle = float(np.exp(-(((gray.mean() - 118) / 75) ** 2)))
    return (1 - clipped) * (0.4 + 0.6 * middle) * min(1.0, 0.3 + float(gray.std()) / 70)


def _cut(samples: Sequence[_Sample], number: int, plan: EditPlan) -> float:
    one = samples[number]
    span = one.scene.span
    margin = min(EDGE, Time(span.duration.us // 4))
    points = 0.0 if span.start + margin <= one.time <= span.end - margin else AT_A_CUT
    if one.time < plan.span.start + FIRST:
        points += EARLY
    if float(one.frame.mean()) < BLACK:
        points += DARK
    if 0 < number < len(samples) - 1:
        points += DISSOLVING * _blend(*(s.frame for s in samples[number - 1 : number + 2]))
    return points


def _blend(before: Frame, frame: Frame, after: Frame) -> bool:
    """Whether the frame is half the one before and half the one after it."""
    old, now, new = (picture[::4, ::4].astype(np.float32) for picture in (before, frame, after))
    apart = float(np.abs(old - new).mean())
    return apart > CHANGED and float(np.abs(now - (old + new) / 2).mean()) < HALFWAY * apart


def _asked(time: Time, plan: EditPlan) -> float:
    if plan.cover is None:
        return 0.0
    return ASKED * (1 - float(np.exp(-(((time - plan.cover).s / REACH_S) ** 2))))


def _placed(
    rating: Rating,
    sample: _Sample,
    plan: EditPlan,
    title: Rect | None,
    products: dict[int, Box | None],
) -> Rating:
    """The points for where head and product are on the canvas."""
    shot = _framing(plan, sample.time)
    ratio = plan.ratios[0]
    product = products[id(sample.scene)]
    seen = _free(product, sample, shot, ratio, title) if product else 0.0
    cut = any(_crosses(line, sample, shot, ratio) for line in sample.lines)
    harm = CUT_SIGN if sample.scene.faces else CUT_TEXT
    rating = replace(rating, lettering=harm if cut else 0.0)
    if not sample.scene.faces:
        # Nobody's eyes are closed, and no head is cut off.
        return replace(rating, eyes=EYES / 2, mouth=MOUTH / 2, whole=WHOLE, product=PRODUCT * seen)
    face = _at(sample.scene.faces[0], sample.share)
    head = _head(face)
    tall, eyes = _on_canvas(face, sample, shot, ratio)
    return replace(
        rating,
        face=FACE * min(1.0, tall / LARGE),
        eyes=EYES / 2,
        mouth=MOUTH / 2,
        whole=WHOLE * (2 * _free(head, sample, shot, ratio, title) - 1),
        product=PRODUCT * seen,
        place=PLACE * float(np.exp(-(((eyes - EYE_LINE) / 0.16) ** 2))),
    )


def _finalists(order: Sequence[int], samples: Sequence[_Sample]) -> list[int]:
    """The first few of the order that do not show the same blink."""
    chosen: list[int] = []
    for number in order:
        time = samples[number].time
        if all(abs((time - samples[n].time).us) >= APART.us for n in chosen):
            chosen.append(number)
        if len(chosen) == FINALISTS:
            break
    return chosen


def _seen(rating: Rating, sample: _Sample, frame: Frame) -> Rating:
    """The points of eyes and mouth, from the face as it is in this very frame."""
    if not sample.scene.faces:
        return rating
    near = part_of(frame, _at(sample.scene.faces[0], sample.share), AROUND)
    found = _largest(near) if near.size else None
    if found is None:
        return replace(rating, eyes=0.0, mouth=MOUTH / 2)
    mouth = MOUTH * (1 - open_mouth(near, found))
    return replace(rating, eyes=EYES * open_eyes(near, found), mouth=mouth)


def _largest(near: Frame) -> Box | None:
    """The largest face in a part of a picture that is little larger than a face."""
    import cv2

    scale = min(1.0, SEARCHED / max(near.shape[:2]))
    size = (max(1, round(near.shape[1] * scale)), max(1, round(near.shape[0] * scale)))
    small = np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_AREA), np.uint8)
    return max(frontal(small), key=lambda box: box.height, default=None)


def _closer(found: Sequence[Rating], samples: Sequence[_Sample], look: Look) -> list[Rating]:
    """The first few looked at in full: eyes, mouth and sharpness of what people will see."""
    full = look([sample.time for sample in samples])
    edges = [sharpness(frame) if frame is not None else 0.0 for frame in full]
    best = max([*edges, 1e-6])
    rated = [
        rating
        if frame is None
        else replace(_seen(rating, sample, frame), sharp=SHARP * (edge / best) ** 2)
        for rating, sample, frame, edge in zip(found, samples, full, edges, strict=False)
    ]
    rest = list(found[len(rated) :])
    return sorted(rated, key=lambda rating: -rating.total) + rest


def _framing(plan: EditPlan, time: Time) -> Framing | None:
    shots = next((one.shots for one in plan.framings if one.ratio == plan.ratios[0]), ())
    return min(
        shots,
        key=lambda shot: max(shot.span.start - time, time - shot.span.end, Time(0)),
        default=None,
    )


def _free(
    box: Box, sample: _Sample, shot: Framing | None, ratio: Ratio, title: Rect | None
) -> float:
    """The share of a box that is on the canvas and not under the title."""
    free = 0
    for across in (-0.4, 0.0, 0.4):
        for down in (-0.4, 0.0, 0.4):
            spot = Box(box.x + across * box.width, box.y + down * box.height, 0.002, 0.002)
            seen = _where(spot, sample, shot, ratio)
            free += any(title is None or not rect.within(title).area for rect in seen)
    return free / 9


def _crosses(line: Box, sample: _Sample, shot: Framing | None, ratio: Ratio) -> bool:
    """Whether some of a line of text is on the canvas, and some is not."""
    spots = [Box(line.x + part * line.width, line.y, 0.002, 0.002) for part in LINE]
    shown = [bool(_where(spot, sample, shot, ratio)) for spot in spots]
    return any(shown) and not all(shown)


def _where(box: Box, sample: _Sample, shot: Framing | None, ratio: Ratio) -> tuple[Rect, ...]:
    if shot is None:
        width, height = SIZES[ratio]
        left, top = (box.x - box.width / 2) * width, (box.y - box.height / 2) * height
        drawn = Rect(left, top, left + box.width * width, top + box.height * height)
        seen = drawn.within(Rect(0, 0, width, height))
        return (seen,) if seen.area else ()
    return places(box, sample.scene.aspect, shot, ratio, _share(shot, sample.time))


def _on_canvas(
    face: Box, sample: _Sample, shot: Framing | None, ratio: Ratio
) -> tuple[float, float]:
    """How tall the face is and where its eyes are, in shares of the canvas' height."""
    height = SIZES[ratio][1]
    seen = _where(face, sample, shot, ratio)
    if not seen:
        return 0.0, 1.0
    rect = max(seen, key=lambda rect: rect.area)
    tall = rect.bottom - rect.top
    return tall / height, (rect.top + 0.4 * tall) / height


def _share(shot: Framing, time: Time) -> float:
    length = shot.span.duration.s
    return min(max((time - shot.span.start).s / length, 0.0), 1.0) if length > 0 else 0.0


def _at(face: Face, share: float) -> Box:
    """Where the face is after that share of the shot."""
    if not face.path:
        return face.box
    return min(face.path, key=lambda step: abs(step[0] - share))[1]


def _head(box: Box) -> Box:
    top, bottom = box.y - box.height * (0.5 + HAIR), box.y + box.height * (0.5 + CHIN)
    return Box(box.x, (top + bottom) / 2, box.width, bottom - top)


def _product(scene: Scene) -> Box | None:
    """What hands hold in the shot."""
    if not scene.faces:
        return None
    return held.held(attention.shrink(scene.frames), scene.faces[0])
