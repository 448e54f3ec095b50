"""Machines, racks and pallets of the factory hall, as boxes with drawn sides."""

from collections.abc import Callable
from functools import partial

from bench.demo.paint import (
    AMBER,
    CORAL,
    CREAM,
    INK,
    NAVY,
    SEA,
    SILVER,
    SKY,
    STEEL,
    TEAL,
    WHITE,
    Canvas,
    Picture,
    mix,
)  # fmt: skip
from bench.demo.product_stages import draw_bottle
from bench.demo.room import Quad, Vector, box
from bench.demo.surfaces import Random, finish, pixels, shade, tint
from bench.demo.walls import bar_code

Side = Callable[[float, float], Picture]
"""Draws a side of so many metres in width and height."""
SIDES = (1.0, 0.9, 0.78, 0.9)
"""How light the south, east, north and west sides are."""


MACHINES = (
    (3.4, 9.0, SEA), (6.9, 9.2, TEAL), (10.4, 8.9, AMBER), (3.6, 0.6, NAVY), (9.6, 0.5, CORAL),
)  # fmt: skip
RACKS = ((0.4, 2.6, 0.9, 3.2), (0.4, 6.6, 0.9, 3.0), (14.7, 4.4, 0.9, 3.4))
PALLETS = ((2.8, 3.0, 1.1), (12.6, 8.2, 1.4), (12.9, 2.2, 0.8), (6.6, 0.5, 1.2))
BENCH = (4.2, 7.3)


def footprints() -> list[tuple[float, float, float, float]]:
    """Where things stand: low corner, width and depth, in metres."""
    return [
        *((x, y, 2.3, 1.3) for x, y, _ in MACHINES),
        *RACKS,
        *((x, y, 1.2, 1.0) for x, y, _ in PALLETS),
        (*BENCH, 2.6, 0.8),
    ]


def furniture(random: Random) -> list[Quad]:
    """Everything that stands in the hall, clear of the middle where the camera is."""
    quads: list[Quad] = []
    for number, (x, y, colour) in enumerate(MACHINES):
        quads += _machine(x, y, colour, number, random)
    for x, y, wide, deep in RACKS:
        quads += _rack(x, y, (wide, deep, 2.9), random)
    for x, y, high in PALLETS:
        quads += _pallet(x, y, high, random)
    quads += _bench(*BENCH, random)
    return quads


def _machine(x: float, y: float, colour: str, number: int, random: Random) -> list[Quad]:
    size = (2.3, 1.3, 1.9 + 0.15 * (number % 3))
    return _boxed(
        (x, y, 0), size, lambda w, h: _machine_side(w, h, colour, number, random), colour, random
    )


def _machine_side(wide: float, high: float, colour: str, number: int, random: Random) -> Picture:
    canvas = Canvas(pixels(wide), pixels(high), colour)
    w, h = float(canvas.width), float(canvas.height)
    canvas.gradient(0, 0, w, h, [mix(colour, WHITE, 0.18), colour, mix(colour, INK, 0.3)])
    canvas.rect(0, h - 26, w, h, INK)
    canvas.rect(14, 40, w * 0.58, h * 0.62, mix(colour, INK, 0.55), radius=8)
    canvas.gradient(22, 48, w * 0.58 - 8, h * 0.62 - 8, [SKY, mix(SKY, STEEL, 0.6)], radius=6)
    _inside(canvas, (22, 48, w * 0.58 - 8, h * 0.62 - 8), random)
    canvas.text(w * 0.3, 22, f"NQ-{160 + 20 * number}", 26, WHITE)
    canvas.rect(w * 0.66, 50, w - 16, h * 0.5, SILVER, radius=6)
    canvas.rect(w * 0.66 + 8, 58, w - 24, 100, NAVY, radius=4)
    canvas.text(w * 0.82, 79, f"{random.integers(100, 999)}", 24, "#7BE08E")
    for row in range(2):
        for column in range(int(random.integers(1, 4))):
            cx, cy = w * 0.66 + 22 + column * (w * 0.1), 122 + row * 30
            r = 6 + 5 * random.random()
            knob = (CORAL, AMBER, SEA, WHITE)[int(random.integers(4))]
            canvas.ellipse(cx - r, cy - r, cx + r, cy + r, knob)
    for row in range(int(random.integers(3, 9))):
        canvas.rect(w * 0.66, h * 0.58 + row * 12, w - 20, h * 0.58 + 5 + row * 12,
                    mix(colour, INK, 0.5))  # fmt: skip
    for bolt in range(12):
        bx = 10 + bolt * (w - 20) / 11
        canvas.ellipse(bx - 4, h * 0.68, bx + 4, h * 0.68 + 8, mix(colour, WHITE, 0.4))
    for stripe in range(int(w) // 36 + 1):
        canvas.polygon([(stripe * 36, h - 26), (stripe * 36 + 18, h - 26), (stripe * 36 + 4, h),
                        (stripe * 36 - 14, h)], AMBER)  # fmt: skip
    return finish(canvas, random, grain=4, stains=6)


def _inside(canvas: Canvas, pane: tuple[float, float, float, float], random: Random) -> None:
    """What is seen through the window of a machine: parts on rods, never twice the same."""
    left, top, right, bottom = pane
    for _ in range(3):
        rail = top + (bottom - top) * (0.15 + 0.5 * random.random())
        canvas.rect(left, rail, right, rail + 6, mix(STEEL, INK, 0.3 * random.random()))
    x = left + 16 + 14 * random.random()
    while x < right - 18:
        size = 10 + 22 * random.random()
        y = top + size + (bottom - top - 2 * size) * random.random()
        colour = (CORAL, AMBER, SEA, NAVY, STEEL)[int(random.integers(5))]
        kind = int(random.integers(3))
        if kind == 0:
            draw_bottle(canvas, x, bottom - 4, 0.12 + 0.14 * random.random())
        elif kind == 1:
            canvas.ellipse(x - size, y - size, x + size, y + size, colour)
            canvas.ellipse(x - size / 2, y - size / 2, x + size / 2, y + size / 2, SILVER)
        else:
            canvas.rect(x - size / 2, top, x + size / 2, y, mix(colour, INK, 0.2))
            canvas.rect(x - size, y - 12, x + size, y, colour, radius=3)
        x += size + 14 + 16 * random.random()


def _rack(x: float, y: float, size: Vector, random: Random) -> list[Quad]:
    return _boxed((x, y, 0), size, lambda w, h: _rack_side(w, h, random), STEEL, random)


def _rack_side(wide: float, high: float, random: Random) -> Picture:
    canvas = Canvas(pixels(wide), pixels(high), mix(INK, NAVY, 0.5))
    w, h = float(canvas.width), float(canvas.height)
    for level in range(4):
        floor = h - level * h / 4 - 14
        x = 12.0
        while x < w - 30:
            long = min(50 + 60 * random.random(), w - 12 - x)
            tall = h / 4 * (0.5 + 0.35 * random.random())
            colour = ("#C9975B", "#D6A86C", "#BD8A4E", "#E0BC86")[int(random.integers(4))]
            canvas.rect(x, floor - tall, x + long - 4, floor, colour)
            canvas.rect(
                x + long * 0.42, floor - tall, x + long * 0.54, floor, mix(colour, WHITE, 0.4)
            )
            canvas.rect(x + 5, floor - tall * 0.5, x + long * 0.4, floor - tall * 0.2, CREAM)
            text = f"{random.integers(10, 99)}"
            canvas.text(x + long * 0.22, floor - tall * 0.35, text, 15, INK)
            if long > 60:
                bar_code(
                    canvas, x + long * 0.6, floor - tall * 0.4, long * 0.28, tall * 0.2, random
                )
            x += long + 3
        canvas.rect(0, floor, w, floor + 14, CORAL)
    canvas.rect(0, 0, 10, h, NAVY)
    canvas.rect(w - 10, 0, w, h, NAVY)
    return finish(canvas, random, grain=4, stains=5)


def _pallet(x: float, y: float, high: float, random: Random) -> list[Quad]:
    def side(wide: float, tall: float) -> Picture:
        canvas = Canvas(pixels(wide), pixels(tall), "#C9975B")
        w, h = float(canvas.width), float(canvas.height)
        rows = max(round(tall / 0.32), 1)
        for row in range(rows):
            for column in range(3):
                colour = mix("#C9975B", "#E0BC86", random.random())
                left, top = column * w / 3, row * (h - 20) / rows
                canvas.rect(left + 1, top + 1, left + w / 3 - 2, top + (h - 20) / rows - 2, colour)
                canvas.text(left + w / 6, top + (h - 20) / rows / 2, ("VB-500", "FRAGILE", "CS-20")
                            [int(random.integers(3))], 13, INK)  # fmt: skip
        canvas.rect(0, h - 20, w, h, "#6F4C24")
        return finish(canvas, random, grain=5, stains=5)

    return _boxed((x, y, 0), (1.2, 1.0, high), side, "#D6A86C", random)


def _bench(x: float, y: float, random: Random) -> list[Quad]:
    """A packing bench with samples on it."""

    def side(wide: float, tall: float) -> Picture:
        canvas = Canvas(pixels(wide), pixels(tall), mix(STEEL, INK, 0.4))
        w = float(canvas.width)
        canvas.rect(0, 0, w, 16, "#C99B5C")
        for column in range(max(int(w // 90), 1)):
            canvas.rect(8 + column * 90, 26, 88 + column * 90, 80, SILVER, radius=4)
            canvas.rect(36 + column * 90, 44, 60 + column * 90, 50, INK)
            canvas.text(48 + column * 90, 66, f"T{column + 1}", 14, INK)
        return finish(canvas, random, grain=4, stains=5)

    quads = _boxed((x, y, 0), (2.6, 0.8, 0.85), side, "#D9B98A", random)
    for number in range(4):
        colour = (TEAL, CORAL, AMBER, SEA)[number]
        size = (0.3, 0.3, 0.32 + 0.06 * (number % 2))
        quads += _boxed((x + 0.3 + number * 0.6, y + 0.25, 0.85), size,
                        partial(_sample_side, colour=colour, random=random),
                        colour, random)  # fmt: skip
    return quads


def _sample_side(wide: float, tall: float, colour: str, random: Random) -> Picture:
    canvas = Canvas(pixels(wide), pixels(tall), colour)
    canvas.rect(4, 10, canvas.width - 4, canvas.height * 0.55, WHITE)
    canvas.text(canvas.width / 2, canvas.height * 0.32, f"{random.integers(10, 99)}", 18, INK)
    return finish(canvas, random, grain=4, stains=3)


def _boxed(place: Vector, size: Vector, side: Side, top: str, random: Random) -> list[Quad]:
    """A box whose four sides are drawn apart, each with the light it gets."""
    wide, deep, high = size
    sides = [
        shade(tint(side(length, high), light), (0, 0.25, 0.45, 0.25), 26)
        for length, light in zip((wide, deep, wide, deep), SIDES, strict=True)
    ]
    canvas = Canvas(pixels(wide), pixels(deep), mix(top, WHITE, 0.2))
    for line in range(0, canvas.width, 30):
        canvas.rect(line, 0, line + 2, canvas.height, mix(top, INK, 0.2))
    return box(*place, size, sides, finish(canvas, random))
