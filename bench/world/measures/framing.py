"""What a narrow picture keeps of the thing that the frame is about."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot
from statistics import median
from typing import NamedTuple

from bench.world.spec import Box, Subject, Truth
from pipelines.document import Document
from pipelines.shorts.framing import at, bands, shaped, window
from pipelines.shorts.spec import SIZES, Framing, Framings, Ratio

WHOLE = 0.9
"""A subject is shown when this share of its box is."""
EMPTY = 0.1
"""Below this share the picture shows background."""
TINY = 1 / 12
"""Of the rendition's height: 160 pixels of 1920, the width of a thumb on a telephone."""
RATE = 30
"""Frames a second at which a moving window is measured."""


class FramingScore(Document):
    """Shares of ``frames``, which are the shown frames whose subject is in the recorded picture
    (``absent`` counts the others). ``inside``: at least 90 % of its box is shown; ``possible``:
    the box is small enough for that in a locked window; ``centred``: the middle of the box is
    shown; ``empty``: under a tenth of the box is. Of a split picture the part counts that shows
    more of it.

    What a picture over a blurred fill holds is inside, but small: ``size`` is the median height of
    what is shown of the subject in heights of the rendition, ``tiny`` the share of frames in which
    that is under a twelfth. ``speed`` and ``acceleration``: of the fastest window, in window widths
    a second and a second squared."""

    frames: int
    absent: int
    inside: float
    possible: float
    centred: float
    empty: float
    size: float = 0.0
    tiny: float = 0.0
    speed: float = 0.0
    acceleration: float = 0.0


class View(NamedTuple):
    """A part of the recorded picture, and how many rendered pixels one of its pixels becomes."""

    box: Box
    scale: float


def score(framings: Iterable[Framings], truth: Truth) -> FramingScore:
    """Every framed frame against its subject; a frame that two clips show counts twice."""
    framings = tuple(framings)
    shown = [pair for each in framings for pair in _frames(each, truth.subjects)]
    seen = [
        (subject.box, _best(subject, framing, ratio, truth), ratio)
        for framing, ratio, subject in shown
        if subject.box is not None
    ]
    shares = [_share(box, view.box) for box, view, _ in seen]
    sizes = [_height(box, view) / SIZES[ratio][1] for box, view, ratio in seen]
    moves = [_moves(shot, each.ratio, truth) for each in framings for shot in each.shots]
    return FramingScore(
        frames=len(seen),
        absent=len(shown) - len(seen),
        inside=_mean([share >= WHOLE for share in shares]),
        possible=_mean([_fits(box, ratio, truth) for box, _, ratio in seen]),
        centred=_mean([_holds(view.box, _middle(box)) for box, view, _ in seen]),
        empty=_mean([share < EMPTY for share in shares]),
        size=median(sizes) if sizes else 0.0,
        tiny=_mean([size < TINY for size in sizes]),
        speed=max((speed for speed, _ in moves), default=0.0),
        acceleration=max((gain for _, gain in moves), default=0.0),
    )


def centre(framings: Framings) -> Framings:
    """The same shots through a window in the middle: what a crop without looking gives."""
    middle = {"mode": "crop", "x": 0.5, "y": 0.5, "zoom": 1.0, "why": "the middle"}
    return framings.model_copy(
        update={"shots": tuple(shot.model_copy(update=middle) for shot in framings.shots)}
    )


def views(
    framing: Framing, ratio: Ratio, width: int, height: int, share: float = 0.0
) -> tuple[View, ...]:
    """The parts of the recorded picture that a framing shows after a share (0..1) of its shot."""
    if framing.mode == "split":
        return tuple(
            _view(band.region.x, band.region.y, cut.width, cut.height, width, height, band.width)
            for band in bands(framing, ratio)
            for cut in [shaped(width / height, band.shape, band.region.zoom)]
        )
    still, (across, down) = at(framing, share), _size(framing, ratio, width / height)
    out = SIZES[ratio]
    # A picture over a blurred fill is as wide as the rendition, or as high.
    full = min(out[0] / (across * width), out[1] / (down * height)) * across * width
    return (_view(still.x, still.y, across, down, width, height, full),)


def _view(
    x: float, y: float, across: float, down: float, width: int, height: int, shown: float
) -> View:
    """``across``, ``down``: shares of the picture; ``shown``: the rendered width in pixels."""
    left = min(max(x - across / 2, 0.0), 1 - across)
    top = min(max(y - down / 2, 0.0), 1 - down)
    box = (left * width, top * height, (left + across) * width, (top + down) * height)
    return View(box, shown / (across * width))


def _size(framing: Framing, ratio: Ratio, aspect: float) -> tuple[float, float]:
    """Width and height of the view in shares of the picture."""
    if framing.mode == "crop":
        locked = window(aspect, ratio, framing.zoom)
        return locked.width, locked.height
    # A fitted picture loses only the far sides of its longer edge.
    return (1 / framing.zoom, 1.0) if aspect > 1 else (1.0, 1 / framing.zoom)


def _best(subject: Subject, framing: Framing, ratio: Ratio, truth: Truth) -> View:
    """The view that shows most of the subject, the larger of two that show the same."""
    box = subject.box or (0.0, 0.0, 0.0, 0.0)
    length = max(framing.span.duration.s, 1e-9)
    share = (subject.t - framing.span.start.s) / length
    found = views(framing, ratio, truth.width, truth.height, share)
    return max(found, key=lambda view: (min(_share(box, view.box), WHOLE), view.scale))


def _moves(framing: Framing, ratio: Ratio, truth: Truth) -> tuple[float, float]:
    """The window's highest speed and acceleration, window widths and seconds."""
    samples = max(3, round(framing.span.duration.s * RATE))
    if not framing.moves or framing.span.duration.s <= 0:
        return 0.0, 0.0
    step = framing.span.duration.s / (samples - 1)
    boxes = [
        views(framing, ratio, truth.width, truth.height, number / (samples - 1))[0].box
        for number in range(samples)
    ]
    width = boxes[0][2] - boxes[0][0]
    places = [(box[0] / width, box[1] / width) for box in boxes]
    speeds = [
        ((later[0] - one[0]) / step, (later[1] - one[1]) / step) for one, later in pairwise(places)
    ]
    gains = [hypot(later[0] - one[0], later[1] - one[1]) / step for one, later in pairwise(speeds)]
    return max(hypot(*speed) for speed in speeds), max(gains)


def _frames(
    framings: Framings, subjects: Sequence[Subject]
) -> Iterable[tuple[Framing, Ratio, Subject]]:
    for shot in framings.shots:
        start, end = shot.span.start.s, shot.span.end.s
        for subject in subjects:
            if start <= subject.t < end:
                yield shot, framings.ratio, subject


def _share(box: Box, seen: Box) -> float:
    """The share of the box's area inside the view; of a line or a point, whether it is inside."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    if area <= 0:
        return float(_holds(seen, _middle(box)))
    across = min(box[2], seen[2]) - max(box[0], seen[0])
    down = min(box[3], seen[3]) - max(box[1], seen[1])
    return max(0.0, across) * max(0.0, down) / area


def _height(box: Box, view: View) -> float:
    """Of what is shown of the box, in rendered pixels."""
    return max(0.0, min(box[3], view.box[3]) - max(box[1], view.box[1])) * view.scale


def _fits(box: Box, ratio: Ratio, truth: Truth) -> bool:
    locked = window(truth.width / truth.height, ratio)
    wide = min(1.0, locked.width * truth.width / max(box[2] - box[0], 1e-9))
    high = min(1.0, locked.height * truth.height / max(box[3] - box[1], 1e-9))
    return wide * high >= WHOLE


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _holds(seen: Box, point: tuple[float, float]) -> bool:
    return seen[0] <= point[0] <= seen[2] and seen[1] <= point[1] <= seen[3]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
