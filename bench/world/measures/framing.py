"""What a narrow picture keeps of the thing that the frame is about."""

from collections.abc import Iterable, Sequence

from bench.world.spec import Box, Subject, Truth
from pipelines.document import Document
from pipelines.shorts.framing import window
from pipelines.shorts.spec import Framing, Framings, Ratio

WHOLE = 0.9
"""A subject is shown when this share of its box is."""
EMPTY = 0.1
"""Below this share the picture shows background."""


class FramingScore(Document):
    """Shares of ``frames``, which are the shown frames whose subject is in the recorded picture
    (``absent`` counts the others). ``inside``: at least 90 % of its box is shown; ``possible``:
    the box is small enough for that in a locked window; ``centred``: the middle of the box is
    shown; ``empty``: under a tenth of the box is."""

    frames: int
    absent: int
    inside: float
    possible: float
    centred: float
    empty: float


def score(framings: Iterable[Framings], truth: Truth) -> FramingScore:
    """Every framed frame against its subject; a frame that two clips show counts twice."""
    shown = [pair for each in framings for pair in _frames(each, truth.subjects)]
    seen = [
        (subject.box, _view(framing, ratio, truth), ratio)
        for framing, ratio, subject in shown
        if subject.box is not None
    ]
    shares = [_share(box, view) for box, view, _ in seen]
    return FramingScore(
        frames=len(seen),
        absent=len(shown) - len(seen),
        inside=_mean([share >= WHOLE for share in shares]),
        possible=_mean([_fits(box, ratio, truth) for box, _, ratio in seen]),
        centred=_mean([_holds(view, _middle(box)) for box, view, _ in seen]),
        empty=_mean([share < EMPTY for share in shares]),
    )


def centre(framings: Framings) -> Framings:
    """The same shots through a window in the middle: what a crop without looking gives."""
    middle = {"mode": "crop", "x": 0.5, "y": 0.5, "zoom": 1.0, "why": "the middle"}
    return framings.model_copy(
        update={"shots": tuple(shot.model_copy(update=middle) for shot in framings.shots)}
    )


def view(framing: Framing, ratio: Ratio, width: int, height: int) -> Box:
    """The part of the recorded picture that a framing shows, pixels."""
    across, down = _size(framing, ratio, width / height)
    left = min(max(framing.x - across / 2, 0.0), 1 - across)
    top = min(max(framing.y - down / 2, 0.0), 1 - down)
    return (left * width, top * height, (left + across) * width, (top + down) * height)


def _size(framing: Framing, ratio: Ratio, aspect: float) -> tuple[float, float]:
    """Width and height of the view in shares of the picture."""
    if framing.mode == "crop":
        locked = window(aspect, ratio, framing.zoom)
        return locked.width, locked.height
    # A fitted picture loses only the far sides of its longer edge.
    return (1 / framing.zoom, 1.0) if aspect > 1 else (1.0, 1 / framing.zoom)


def _view(framing: Framing, ratio: Ratio, truth: Truth) -> Box:
    return view(framing, ratio, truth.width, truth.height)


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
