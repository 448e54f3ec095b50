"""Where a lower third goes: where it hides least of what the picture shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.media.time import Time
from pipelines.shorts.avoid import Kind, Obstacle
from pipelines.shorts.brand.area import Area
from pipelines.shorts.spec import SIZES, Ratio

GAP = 26
"""Units between the logo and a lower third."""
COSTS: dict[Kind, float] = {"a face": 2.0, "text": 1.5, "the product": 2.0, "the brand": 0.0}
"""What it costs to hide the whole of it."""
FEATURES = 8.0
"""What it costs besides to hide eyes, nose and mouth; a forehead may be covered."""
UNUSUAL = 0.06
"""What each place farther from the usual one costs."""


@dataclass(frozen=True, slots=True)
class Rect:
    """Pixels of the rendition, the lower right corner not included."""

    left: int
    top: int
    right: int
    bottom: int


def place(
    size: tuple[int, int],
    area: Area,
    ratio: Ratio,
    logo: Rect | None,
    times: tuple[Time, Time],
    obstacles: Sequence[Obstacle],
    *,
    rtl: bool,
) -> Rect:
    """Above the captions or at the top, at the side from which the language is read or at the
    other: the first of these four that hides least."""
    scale = area.width / SIZES[ratio][0]
    rects = list(_places(size, area, ratio, logo, rtl=rtl))
    costs = [
        _hidden(rect, times, obstacles, scale) + UNUSUAL * at + 9 * _covers(rect, logo)
        for at, rect in enumerate(rects)
    ]
    return rects[costs.index(min(costs))]


def _places(
    size: tuple[int, int], area: Area, ratio: Ratio, logo: Rect | None, *, rtl: bool
) -> Iterator[Rect]:
    """The usual one of the ratio first."""
    width, height = size
    sides = (area.left, area.right - width)
    low = area.above_captions - height
    for at_top in (False, True) if ratio in ("9:16", "4:5") else (True, False):
        for x in reversed(sides) if rtl else sides:
            y = _top(x, width, area, logo) if at_top else low
            yield Rect(x, y, x + width, y + height)


def _top(x: int, width: int, area: Area, logo: Rect | None) -> int:
    """Beside the logo where there is room, else below it."""
    gap = round(GAP * area.unit)
    if logo is None or x + width + gap <= logo.left or x - gap >= logo.right:
        return area.top
    return logo.bottom + gap


def _covers(rect: Rect, logo: Rect | None) -> bool:
    return logo is not None and (
        min(rect.right, logo.right) > max(rect.left, logo.left)
        and min(rect.bottom, logo.bottom) > max(rect.top, logo.top)
    )


def _hidden(
    rect: Rect, times: tuple[Time, Time], obstacles: Sequence[Obstacle], scale: float
) -> float:
    """What it costs to stand there: the worst moment counts."""
    start, end = times
    return max(
        (
            COSTS[one.kind] * _share(rect, one, scale)
            + (FEATURES * _share(rect, _features(one), scale) if one.kind == "a face" else 0.0)
            for one in obstacles
            if one.start < end and one.end > start
        ),
        default=0.0,
    )


def _features(face: Obstacle) -> Obstacle:
    """The part of a face's box from the eyebrows to the mouth."""
    wide, high = face.right - face.left, face.bottom - face.top
    return replace(
        face,
        left=face.left + 0.14 * wide,
        right=face.right - 0.14 * wide,
        top=face.top + 0.3 * high,
        bottom=face.bottom - 0.12 * high,
    )


def _share(rect: Rect, one: Obstacle, scale: float) -> float:
    """Of the obstacle, how much the card hides."""
    wide = min(rect.right, one.right * scale) - max(rect.left, one.left * scale)
    high = min(rect.bottom, one.bottom * scale) - max(rect.top, one.top * scale)
    whole = max((one.right - one.left) * (one.bottom - one.top) * scale * scale, 1.0)
    return max(wide, 0.0) * max(high, 0.0) / whole
