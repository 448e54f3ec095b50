"""How a plan draws what stands on the floor: thin outlines that an architect would know."""

import math
from collections.abc import Callable

from bench.world.tour.drawing import INK, SCALE, SOFT, Drawing, Mark, element
from bench.world.tour.fixtures import Fixture, Symbol

LINE: dict[str, Mark] = {"fill": "#ffffff", "stroke": INK, "stroke_width": 1.2}
THIN: dict[str, Mark] = {"fill": "none", "stroke": SOFT, "stroke_width": 0.8}
GLASS = "#d7e6ef"
ROBOT_REACH = 1.35
"""Metres that the robot's arm goes around its foot."""
ROLLER = 0.45
"""Metres between the rollers that are drawn of a belt."""


def place(sheet: Drawing, fixture: Fixture) -> None:
    """Draw it where it stands."""
    wide, deep = fixture.wide * SCALE, fixture.deep * SCALE
    at = f"translate({sheet.x(fixture.x):.1f} {sheet.y(fixture.z):.1f})"
    turn = f" rotate({fixture.turn:g})" if fixture.turn else ""
    sheet.add("g", SHAPES[fixture.symbol](wide, deep), transform=at + turn)


def _block(wide: float, deep: float, marks: dict[str, Mark], round_: float = 0) -> str:
    return element(
        "rect", x=-wide / 2, y=-deep / 2, width=wide, height=deep, rx=round_, **marks
    )  # fmt: skip


def _path(way: str, marks: dict[str, Mark] = THIN) -> str:
    return element("path", d=way, **marks)


def _machine(wide: float, deep: float) -> str:
    door = element("rect", x=-wide * 0.26, y=deep * 0.2, width=wide * 0.5, height=deep * 0.3,
                   **(THIN | {"fill": GLASS}))  # fmt: skip
    panel = element(
        "rect", x=wide * 0.28, y=deep * 0.42, width=wide * 0.18, height=deep * 0.12, **LINE
    )
    return _block(wide, deep, LINE, 4) + door + panel


def _press(wide: float, deep: float) -> str:
    return _block(wide, deep, LINE) + _block(wide * 0.45, deep * 0.5, THIN) + _crossed(
        wide * 0.45, deep * 0.5
    )  # fmt: skip


def _robot(wide: float, deep: float) -> str:
    reach = ROBOT_REACH * SCALE
    circle = element("circle", r=reach, **(THIN | {"stroke_dasharray": "5 4"}))
    foot = element("circle", r=wide / 2, **LINE)
    arm = _path(f"M0 0L{reach * 0.62:.1f} {reach * 0.2:.1f}", {"stroke": INK, "stroke_width": 5})
    return circle + foot + arm


def _belt(wide: float, deep: float) -> str:
    step = ROLLER * SCALE
    count = int(wide / step)
    rollers = "".join(
        f"M{-wide / 2 + step * index:.1f} {-deep / 2:.1f}v{deep:.1f}"
        for index in range(1, count + 1)
    )
    arrow = f"M{wide / 2 + 6:.1f} 0h22m-8 -5l8 5l-8 5"
    return _block(wide, deep, LINE) + _path(rollers) + _path(arrow, THIN | {"stroke_width": 1.4})


def _table(wide: float, deep: float) -> str:
    return _block(wide, deep, LINE, 2)


def _rack(wide: float, deep: float) -> str:
    """Shelves: the line of their front, and one diagonal for what reaches above the plan."""
    x, y = wide / 2, deep / 2
    return _block(wide, deep, LINE) + _path(f"M{-x:.1f} {y:.1f}L{x:.1f} {-y:.1f}")


def _pallet(wide: float, deep: float) -> str:
    return _block(wide, deep, LINE) + _crossed(wide, deep)


def _truck(wide: float, deep: float) -> str:
    body = element("rect", x=-wide / 2, y=-deep * 0.1, width=wide, height=deep * 0.6, rx=6, **LINE)
    seat = element(
        "rect", x=-wide * 0.22, y=deep * 0.12, width=wide * 0.44, height=deep * 0.2, **THIN
    )
    forks = "".join(
        f"M{side * wide * 0.24:.1f} {-deep * 0.1:.1f}V{-deep / 2:.1f}" for side in (-1, 1)
    )
    return body + seat + _path(forks, {"stroke": INK, "stroke_width": 3})


def _plant(wide: float, deep: float) -> str:
    leaves = "".join(
        f"M0 0L{wide / 2 * math.cos(angle):.1f} {wide / 2 * math.sin(angle):.1f}"
        for angle in (math.tau * index / 9 for index in range(9))
    )
    ring = element("circle", r=wide / 2, fill="#eef4ea", stroke="#6f8f66", stroke_width=0.9)
    return ring + _path(leaves, {"stroke": "#6f8f66", "stroke_width": 0.9})


def _wall(wide: float, deep: float) -> str:
    return _block(wide, deep, {"fill": "#2c3743"})


def _glass(wide: float, deep: float) -> str:
    return _block(wide, deep, LINE | {"fill": GLASS, "stroke_width": 0.9})


def _cupboard(wide: float, deep: float) -> str:
    x, y = wide / 2, deep / 2
    return _block(wide, deep, LINE) + _path(f"M0 {-y:.1f}V{y:.1f}M{-x:.1f} {y - 3:.1f}H{x:.1f}")


def _crossed(wide: float, deep: float) -> str:
    x, y = wide / 2, deep / 2
    return _path(f"M{-x:.1f} {-y:.1f}L{x:.1f} {y:.1f}M{x:.1f} {-y:.1f}L{-x:.1f} {y:.1f}")


SHAPES: dict[Symbol, Callable[[float, float], str]] = {
    "machine": _machine,
    "press": _press,
    "robot": _robot,
    "belt": _belt,
    "table": _table,
    "rack": _rack,
    "pallet": _pallet,
    "truck": _truck,
    "plant": _plant,
    "wall": _wall,
    "glass": _glass,
    "cupboard": _cupboard,
}
