"""The coverage map: the panorama small, over it the outline and number of every input, what is
weak and what is missing. One drawing (SVG) for the report and for people who only want the map."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.panorama.advice import BLURRED, BURNT, DIM, DOUBLED
from pipelines.panorama.areas import LEAST, STEP
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import View
from pipelines.panorama.inputs import shrink
from pipelines.panorama.output import MAP, encoded, write_whole
from pipelines.panorama.spec import Area, PanoramaReport

WIDTH, HEIGHT = 1200, 600
PICTURE_WIDTH, QUALITY = 1600, 72
UNSEEN = (52, 43, 36)
"""Blue green red."""
SIDE = 12
"""Points along each side of an outline."""
CROWDED, PACKED = 14, 20
"""Inputs from which numbers are drawn smaller, and how many of them are drawn at most."""
AROUND, LEAST_SHOWN = 10.0, 80.0
"""Degrees above and below what was seen that the map shows as well, and its height at least."""
LEAST_GAP = 0.5
"""Degrees."""
WORDS = {
    "blurred": "blurred", "doubled": "shows twice", "burnt": "too bright", "dark": "too dark",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outline:
    """``number``: its row in the report's table; ``path``: SVG; ``x``, ``y``: the badge."""

    number: int
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Weak:
    """A field that is ``kind`` (a key of `WORDS`); a box of the map."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing between the two ends; one box, two where it runs over the map's edge."""

    degrees: float
    boxes: tuple[tuple[float, float], ...]
    """Left edge and width."""


@dataclass(frozen=True, slots=True)
class Map:
    """Everything that the drawing shows. ``picture``: a data address; ``top``, ``height``: the part
    of the sphere that is drawn; ``every``: which of the numbers are, so that they can be read."""

    picture: str
    top: float
    height: float
    outlines: tuple[Outline, ...]
    weak: tuple[Weak, ...]
    gap: Gap | None
    crowded: bool

    @property
    def every(self) -> int:
        return -(-len(self.outlines) // PACKED)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of the weak fields, in the order of the legend."""
        return tuple(kind for kind in WORDS if any(weak.kind == kind for weak in self.weak))


def make_map(
    report: PanoramaReport, picture: Picture8, seen: Mask | None, views: Sequence[View] = ()
) -> Map:
    """``picture``: the canvas; ``seen``: any canvas-shaped mask; ``views``: in the report's order,
    none for a picture that came whole."""
    top, height = _rows(report)
    return Map(
        top=top,
        height=height,
        picture=data_address(_shown(picture, seen), QUALITY),
        outlines=tuple(_outline(number, view) for number, view in enumerate(views, start=1)),
        weak=tuple(_weak(report.areas)),
        gap=_gap(report),
        crowded=len(views) >= CROWDED,
    )


def _rows(report: PanoramaReport) -> tuple[float, float]:
    """Where the drawing begins and how high it is: sky and floor that nobody saw are left out."""
    if report.extent is None:
        return 0.0, float(HEIGHT)
    above = min(90.0, report.extent.top + AROUND)
    below = max(-90.0, report.extent.bottom - AROUND)
    missing = max(0.0, LEAST_SHOWN - (above - below))
    above = min(90.0, above + missing / 2)
    below = max(-90.0, min(below, above - LEAST_SHOWN))
    above = max(above, below + LEAST_SHOWN)
    return round((90 - above) / 180 * HEIGHT, 1), round((above - below) / 180 * HEIGHT, 1)


def write_map(drawing: str, out: Path) -> Path:
    """The rendered drawing as ``coverage.svg``."""
    return write_whole(drawing.encode(), out / MAP)


def data_address(picture: Picture8, quality: int) -> str:
    """A picture as an address that needs no file."""
    return f"data:image/jpeg;base64,{base64.b64encode(encoded(picture, quality)).decode()}"


def _shown(picture: Picture8, seen: Mask | None) -> Picture8:
    """The small picture, a quiet colour where nothing was seen."""
    small = shrink(picture, PICTURE_WIDTH)
    if seen is None:
        return small
    rows, columns = (
        (np.arange(side) * have // side)
        for side, have in zip(small.shape, seen.shape, strict=False)
    )
    painted = small.copy()
    painted[~seen[np.ix_(rows, columns)]] = UNSEEN
    return painted


def _outline(number: int, view: View) -> Outline:
    forward = view.rotation[2]
    x, y = _places(forward[None])[0]
    inset = 30.0
    return Outline(
        number,
        view.name,
        " ".join(_strokes(_places(_border(view)))),
        round(float(np.clip(x, inset, WIDTH - inset)), 1),
        round(float(np.clip(y, inset, HEIGHT - inset)), 1),
    )


def _border(view: View) -> Floats:
    """World directions (N x 3) along the edge of the picture, back to the first."""
    half_width, half_height = (side / 2 / view.long_side for side in (view.width, view.height))
    along = np.linspace(-1, 1, SIDE, endpoint=False)
    ones = np.ones(SIDE)
    across = np.concatenate([along, ones, -along, -ones, [-1.0]]) * half_width
    down = np.concatenate([-ones, along, ones, -along, [-1.0]]) * half_height
    return np.asarray(view.lens.rays(np.stack([across, down], axis=1)) @ view.rotation)


def _places(directions: Floats) -> Floats:
    """Places on the map (N x 2) of unit directions."""
    yaw = np.degrees(np.arctan2(directions[:, 0], directions[:, 2]))
    pitch = np.degrees(np.arcsin(np.clip(-directions[:, 1], -1, 1)))
    return np.stack([(yaw + 180) / 360 * WIDTH, (90 - pitch) / 180 * HEIGHT], axis=1)


def _strokes(places: Floats) -> Iterator[str]:
    """SVG path pieces; the pen is lifted where an outline runs over the map's edge, and goes on
    from the other side."""
    before: Floats | None = None
    for place in places:
        if before is None:
            yield f"M{place[0]:.1f} {place[1]:.1f}"
        elif abs(place[0] - before[0]) <= WIDTH / 2:
            yield f"L{place[0]:.1f} {place[1]:.1f}"
        else:
            over = WIDTH if place[0] < before[0] else -WIDTH
            yield f"L{place[0] + over:.1f} {place[1]:.1f}"
            yield f"M{before[0] - over:.1f} {before[1]:.1f}L{place[0]:.1f} {place[1]:.1f}"
        before = place


def _weak(areas: Sequence[Area]) -> Iterator[Weak]:
    width, height = STEP / 360 * WIDTH, STEP / 180 * HEIGHT
    for area in areas:
        kind = weakness(area)
        if kind is not None:
            x = (area.yaw + 180) / 360 * WIDTH - width / 2
            y = (90 - area.pitch) / 180 * HEIGHT - height / 2
            yield Weak(kind, round(x, 1), round(y, 1), width, height)


def weakness(area: Area) -> str | None:
    """What is worst about a field, as a key of `WORDS`; None when nothing is."""
    if area.seen < LEAST:
        return None
    if area.ghosting > DOUBLED:
        return "doubled"
    if area.sharpness is not None and area.sharpness < BLURRED:
        return "blurred"
    if area.blown > BURNT:
        return "burnt"
    return "dark" if area.brightness is not None and area.brightness < DIM else None


def _gap(report: PanoramaReport) -> Gap | None:
    degrees = 360 - report.span
    if degrees < LEAST_GAP or report.extent is None:
        return None
    left = (report.extent.right + 180) % 360 / 360 * WIDTH
    width = degrees / 360 * WIDTH
    inside = min(width, WIDTH - left)
    boxes = [(round(left, 1), round(inside, 1))]
    if width > inside:
        boxes.append((0.0, round(width - inside, 1)))
    return Gap(degrees, tuple(boxes))
