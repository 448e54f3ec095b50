"""Two windows, one above the other, where one window cannot show what a shot is about.

Two people who stand apart, each in a window; a whole picture, and below it the part of it that
moves; a host, and below her the thing that she holds out.
"""

from collections.abc import Sequence

from pipelines.media.time import Span
from pipelines.shorts.attention import Interval
from pipelines.shorts.faces import Box, Face
from pipelines.shorts.framing import bands, shape, shaped
from pipelines.shorts.spec import Framing, Ratio, Region

TALLEST = 0.7
"""Of wider renditions the halves would be strips."""
MOST_WHOLE = 0.4
"""The share of the height that a whole picture above its part may take."""
FACES_HIGH = 3.0
"""A portrait's height in faces: head room, the face, and down to the chest."""
HAIR = 1.0
"""From the middle of a face to the edge of its window above it, in faces."""
CLOSEST, CLOSEST_THING = 1.9, 1.5
"""More would show the pixels of the recording."""
UPPER = 0.42
"""The share of the height for the upper of two people: the face of the lower one stays above the
captions."""
HOST = 0.4
"""The share of the height for the host above her thing."""
CORNER_HIGH, CLOSEST_CORNER = 2.2, 2.6
"""The height of a speaker in the corner of a slide, in faces; rather soft than with the slide."""
APART = 0.12
"""How much of a half may show what the other half is about, at its edge."""


def people(faces: Sequence[Face], span: Span, aspect: float, ratio: Ratio) -> Framing | None:
    """Two people, the left one above; None where one half would show them both anyway."""
    if len(faces) < 2 or shape(ratio) > TALLEST:
        return None
    left, right = sorted(faces[:2], key=lambda face: face.box.x)
    cut = Framing(span=span, mode="split", seam=UPPER)
    apart = 2 * (right.box.x - left.box.x) * (1 + APART)
    alone = [shaped(aspect, band.shape).width / apart for band in bands(cut, ratio)]
    if max(alone) > CLOSEST:
        return None
    near = 1 / (FACES_HIGH * min(left.size, right.size))
    upper = min(max(1.0, alone[0], near), CLOSEST)
    # Both at one scale, as if one camera had seen them.
    lower = max(1.0, alone[1], upper * UPPER / (1 - UPPER))
    above, below = _portrait(left, upper), _portrait(right, lower)
    why = f"{len(faces)} faces wider apart than the window"
    return cut.model_copy(update={**above.model_dump(), "lower": below, "why": why})


def part_width(aspect: float, ratio: Ratio) -> float | None:
    """How wide (0..1) the part is that stands below a whole picture; None where it cannot."""
    whole = shape(ratio) / aspect
    if whole > MOST_WHOLE:
        return None
    return shaped(aspect, shape(ratio) / (1 - whole)).width


def part(place: Interval, span: Span, aspect: float, ratio: Ratio, why: str) -> Framing:
    """The whole picture, and below it as high as the picture the part around ``place``."""
    return Framing(
        span=span, mode="split", seam=round(shape(ratio) / aspect, 4),
        lower=Region(x=round(place.centre, 4)), why=why,
    )  # fmt: skip


def slide(speaker: Face, span: Span, aspect: float, ratio: Ratio, why: str) -> Framing | None:
    """The whole slide, and below it as large as may be who explains it; None where there is no
    room for both."""
    whole = shape(ratio) / aspect
    if whole > MOST_WHOLE:
        return None
    zoom = min(max(1.0, 1 / (CORNER_HIGH * speaker.size)), CLOSEST_CORNER)
    below = Region(x=round(speaker.box.x, 4), y=round(speaker.box.y, 4), zoom=round(zoom, 3))
    return Framing(span=span, mode="split", seam=round(whole, 4), lower=below, why=why)


def thing(face: Face, held: Box, span: Span, aspect: float, ratio: Ratio) -> Framing | None:
    """The host, and below her what she holds out."""
    if shape(ratio) > TALLEST:
        return None
    cut = Framing(span=span, mode="split", seam=HOST)
    window = shaped(aspect, bands(cut, ratio)[1].shape)
    zoom = min(window.width / held.width, window.height / held.height, CLOSEST_THING)
    if zoom < 1:
        return None
    above = _portrait(face, min(max(1.0, 1 / (FACES_HIGH * face.size)), CLOSEST))
    below = Region(x=round(held.x, 4), y=round(held.y, 4), zoom=round(zoom, 3))
    why = "a face, and what its hands hold out beside it"
    return cut.model_copy(update={**above.model_dump(), "lower": below, "why": why})


def _portrait(face: Face, zoom: float) -> Region:
    """The face in the upper part of its window, with room for the hair."""
    y = face.box.y - HAIR * face.size + 0.5 / zoom
    return Region(x=round(face.box.x, 4), y=round(min(y, 1.0), 4), zoom=round(zoom, 3))
