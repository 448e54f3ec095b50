"""The plan of the hall as an architect draws it: walls, machines, aisle, and where the tour
stands and looks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bench.world.spec import HALL, Station
from bench.world.tour.drawing import (
    FAINT,
    INK,
    LEFT,
    SCALE,
    SOFT,
    TOP,
    WIDTH,
    Drawing,
    Mark,
    element,
)
from bench.world.tour.fixtures import BAYS, FIXTURES, ZONES, Zone
from bench.world.tour.symbols import place

WALL = 0.32
"""Metres of the outer walls."""
AISLE = 1.0
"""Metres from the middle line to its marking."""
ACCENT, SIGHT = "#d9481f", 66.0
"""The tour's colour; degrees across the view that is drawn."""
REACH = 2.9
TITLE = "Production hall"


@dataclass(frozen=True, slots=True)
class Opening:
    """In which wall, from where to where along it (metres). ``high``: a window over the plane that
    the plan cuts."""

    kind: Literal["window", "high", "gate"]
    wall: Literal["north", "east", "south", "west"]
    start: float
    end: float


OPENINGS = (
    Opening("gate", "west", -2.1, 2.1),
    *(Opening("window", "east", z - 1.25, z + 1.25) for z in (-7.6, -3.8, 0.0, 3.8, 7.6)),
    *(
        Opening("high", "south", x - 1.8, x + 1.8)
        for x in (-15.4, -11.0, -6.6, -2.2, 2.2, 6.6, 11.0, 15.4)
    ),
)
"""As the scene's walls have them (web/world/hall/walls.ts)."""


def draw(stations: Sequence[Station]) -> str:
    """The SVG's markup."""
    sheet = Drawing()
    _definitions(sheet)
    _ground(sheet)
    for zone in ZONES:
        _zone(sheet, zone)
    for fixture in FIXTURES:
        place(sheet, fixture)
    _walls(sheet)
    for bay in BAYS:
        for side in (-1, 1):
            _column(sheet, bay, side * (HALL[2] / 2 - 0.16))
    for zone in ZONES:
        _haloed(sheet, zone.title, (sheet.x(zone.label[0]), sheet.y(zone.label[1]) + 6), 18)
    for number, station in enumerate(stations, start=1):
        _sight(sheet, station)
        _marker(sheet, station, number)
    _measures(sheet)
    _north(sheet)
    _scale_bar(sheet)
    _legend(sheet, stations)
    return sheet.markup(f"{TITLE}: floor plan with the stations of the tour")


def _definitions(sheet: Drawing) -> None:
    stroke = element("path", d="M0 8L8 0", stroke="#c9d1d8", stroke_width=0.8)
    hatch = element("pattern", stroke, id="hatch", width=8, height=8, patternUnits="userSpaceOnUse")
    fade = "".join(
        element("stop", offset=offset, stop_color=ACCENT, stop_opacity=opacity)
        for offset, opacity in ((0, 0.5), (1, 0.03))
    )
    glow = element("radialGradient", fade, id="sight", gradientUnits="userSpaceOnUse",
                   cx=0, cy=0, r=REACH * SCALE)  # fmt: skip
    sheet.add("defs", hatch + glow)


def _ground(sheet: Drawing) -> None:
    half, deep = HALL[0] / 2, HALL[2] / 2
    sheet.add("rect", width="100%", height="100%", fill="#fdfdfb")
    sheet.floor(-half, -deep, half, deep, fill="#f6f5f0")
    sheet.floor(-half, -AISLE, half, AISLE, fill="#ecebe4")
    for side in (-AISLE, AISLE):
        y = sheet.y(side)
        sheet.line(sheet.x(-half), y, sheet.x(half), y, stroke="#c9a227", stroke_width=1.6)
    sheet.text("MAIN AISLE", sheet.x(-6), sheet.y(0) + 5, 13, fill=SOFT, letter_spacing=6)
    sheet.text("MAIN AISLE", sheet.x(6), sheet.y(0) + 5, 13, fill=SOFT, letter_spacing=6)


def _zone(sheet: Drawing, zone: Zone) -> None:
    corners = zone.west, zone.north, zone.east, zone.south
    sheet.floor(*corners, fill="#ffffff", fill_opacity=0.6)
    sheet.floor(*corners, fill="url(#hatch)", stroke=FAINT, stroke_width=1, stroke_dasharray="7 4")


def _column(sheet: Drawing, x: float, z: float) -> None:
    sheet.floor(x - 0.14, z - 0.16, x + 0.14, z + 0.16, fill="#2c3743")


def _haloed(sheet: Drawing, words: str, at: tuple[float, float], size: float) -> None:
    """Words that stay readable on lines."""
    sheet.text(
        words, *at, size, fill=INK, stroke="#ffffff", stroke_width=5, paint_order="stroke",
        stroke_linejoin="round", font_weight=500,
    )  # fmt: skip


def _walls(sheet: Drawing) -> None:
    half, deep = HALL[0] / 2, HALL[2] / 2
    outer = _ring(sheet, half + WALL, deep + WALL)
    inner = _ring(sheet, half, deep)
    sheet.add("path", d=f"{outer} {inner}", fill="#2c3743", fill_rule="evenodd")
    for opening in OPENINGS:
        _opening(sheet, opening)


def _ring(sheet: Drawing, half: float, deep: float) -> str:
    left, right, top, bottom = sheet.x(-half), sheet.x(half), sheet.y(-deep), sheet.y(deep)
    return f"M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}Z"


def _opening(sheet: Drawing, opening: Opening) -> None:
    half, deep = HALL[0] / 2, HALL[2] / 2
    west, north, east, south = {
        "north": (opening.start, -deep - WALL, opening.end, -deep),
        "south": (opening.start, deep, opening.end, deep + WALL),
        "west": (-half - WALL, opening.start, -half, opening.end),
        "east": (half, opening.start, half + WALL, opening.end),
    }[opening.wall]
    level = opening.wall in ("north", "south")
    x, y = sheet.x((west + east) / 2), sheet.y((north + south) / 2)
    ends = (sheet.x(west), y, sheet.x(east), y) if level else (x, sheet.y(north), x, sheet.y(south))
    if opening.kind == "high":
        sheet.line(*ends, stroke="#d7e6ef", stroke_width=2.4, stroke_dasharray="9 6")
    elif opening.kind == "gate":
        sheet.floor(west, north, east, south, fill="#ffffff", stroke=INK, stroke_width=1)
        sheet.line(*ends, stroke_width=3, stroke_dasharray="3 3")
    else:
        sheet.floor(west, north, east, south, fill="#d7e6ef", stroke=INK, stroke_width=1)
        sheet.line(*ends, stroke_width=1)


def _sight(sheet: Drawing, station: Station) -> None:
    reach = REACH * SCALE
    ends = []
    for side in (-SIGHT / 2, SIGHT / 2):
        yaw = math.radians(station.facing + side)
        ends.append((reach * math.sin(yaw), -reach * math.cos(yaw)))
    (x1, y1), (x2, y2) = ends
    sheet.add(
        "path",
        d=f"M0 0L{x1:.1f} {y1:.1f}A{reach:g} {reach:g} 0 0 1 {x2:.1f} {y2:.1f}Z",
        fill="url(#sight)",
        transform=f"translate({sheet.x(station.place[0]):g} {sheet.y(station.place[1]):g})",
    )


def _marker(sheet: Drawing, station: Station, number: int) -> None:
    x, y = sheet.x(station.place[0]), sheet.y(station.place[1])
    sheet.add("circle", cx=x, cy=y, r=16, fill=ACCENT, stroke="#ffffff", stroke_width=3)
    sheet.text(str(number), x, y + 5.5, 16, fill="#ffffff", font_weight=700)


def _measures(sheet: Drawing) -> None:
    """Chains of measures above and to the left: between the trusses, and the whole."""
    half, deep = HALL[0] / 2, HALL[2] / 2
    _chain(sheet, [sheet.x(bay) for bay in (-half, *BAYS[1:-1], half)], TOP - 44, upright=False)
    _chain(sheet, [sheet.x(-half), sheet.x(half)], TOP - 78, upright=False)
    rows = [-deep, -AISLE, AISLE, deep]
    _chain(sheet, [sheet.y(row) for row in rows], LEFT - 44, upright=True)
    _chain(sheet, [sheet.y(-deep), sheet.y(deep)], LEFT - 78, upright=True)


def _chain(sheet: Drawing, marks: list[float], beside: float, *, upright: bool) -> None:
    """Measures along a line: a stroke across it at every mark, metres between them."""

    def at(along: float, off: float) -> tuple[float, float]:
        return (beside + off, along) if upright else (along, beside + off)

    style: dict[str, Mark] = {"stroke": SOFT, "stroke_width": 0.9}
    sheet.line(*at(marks[0] - 10, 0), *at(marks[-1] + 10, 0), **style)
    for mark in marks:
        sheet.line(*at(mark, -9), *at(mark, 14), **style)
        slant = ((beside - 5, mark + 5), (beside + 5, mark - 5)) if upright else (
            (mark - 5, beside + 5), (mark + 5, beside - 5))  # fmt: skip
        sheet.line(*slant[0], *slant[1], stroke=INK, stroke_width=1.8)
    for start, end in pairwise(marks):
        x, y = at((start + end) / 2, -7)
        turned = {"transform": f"rotate(-90 {x:g} {y:g})"} if upright else {}
        sheet.text(f"{(end - start) / SCALE:.2f}", x, y, 13, fill=SOFT, **turned)


def _north(sheet: Drawing) -> None:
    x, y = LEFT + 10.9 * SCALE + 60, sheet.y(HALL[2] / 2) + 152
    sheet.add("circle", cx=x, cy=y, r=30, fill="none", stroke=INK, stroke_width=1.2)
    sheet.add("path", d=f"M{x} {y - 40}L{x + 12} {y + 22}L{x} {y + 12}Z", fill=INK)
    sheet.add(
        "path", d=f"M{x} {y - 40}L{x - 12} {y + 22}L{x} {y + 12}Z", fill="#ffffff", stroke=INK,
        stroke_width=1.2, stroke_linejoin="round",
    )  # fmt: skip
    sheet.text("N", x + 46, y + 7, 20, font_weight=700)


def _scale_bar(sheet: Drawing) -> None:
    x, y = LEFT, sheet.y(HALL[2] / 2) + 150
    for index, (start, end) in enumerate(((0, 1), (1, 2), (2, 5), (5, 10))):
        sheet.add(
            "rect", x=x + start * SCALE, y=y, width=(end - start) * SCALE, height=9,
            fill=INK if index % 2 == 0 else "#ffffff", stroke=INK, stroke_width=1,
        )  # fmt: skip
    for metres in (0, 1, 2, 5, 10):
        unit = " m" if metres == 10 else ""
        sheet.text(f"{metres}{unit}", x + metres * SCALE, y - 8, 13, fill=SOFT)


def _legend(sheet: Drawing, stations: Sequence[Station]) -> None:
    """The stations by number, and what the drawing is."""
    y = sheet.y(HALL[2] / 2) + 66
    step = HALL[0] * SCALE / max(6, len(stations))
    for index, station in enumerate(stations):
        x = LEFT + index * step
        sheet.add("circle", cx=x + 13, cy=y, r=13, fill=ACCENT)
        sheet.text(str(index + 1), x + 13, y + 5, 14, fill="#ffffff", font_weight=700)
        sheet.text(station.title, x + 36, y + 5.5, 16, text_anchor="start", font_weight=600)
    sheet.line(LEFT, y + 36, WIDTH - 90, y + 36, stroke=FAINT, stroke_width=1)
    right = WIDTH - 90
    sheet.text(TITLE, right, y + 74, 24, text_anchor="end", font_weight=700)
    size = f"{HALL[0]:g} × {HALL[2]:g} m, clear height {HALL[1]:g} m"
    note = f"Ground floor · {size} · tour stations with their first view"
    sheet.text(note, right, y + 98, 13.5, text_anchor="end", fill=SOFT)
