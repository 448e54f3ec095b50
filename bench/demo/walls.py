"""Floor, ceiling and the four walls of the factory hall."""

import math
from collections.abc import Sequence

from bench.demo.paint import (
    AMBER,
    CORAL,
    CREAM,
    INK,
    NAVY,
    SAND,
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
from bench.demo.surfaces import Random, finish, pixels, shade

WIDTH, DEPTH, HEIGHT = 16.0, 11.0, 4.6
"""Metres."""
POSTERS = (
    ("SAFETY", "FIRST", CORAL, "Helmet, glasses, gloves"),
    ("QUALITY", "EVERY BATCH", TEAL, "Inspect. Record. Improve."),
    ("5S", "SORT · SHINE", AMBER, "Set, standardise, sustain"),
    ("ZERO", "DEFECTS", NAVY, "Stop the line, fix the cause"),
    ("EXPORT", "60 COUNTRIES", SEA, "Ningbo · Hamburg · Santos"),
    ("VB-500", "BOTTLE LINE", TEAL, "12 000 pieces a day"),
    ("CS-20", "STOVE LINE", CORAL, "3 500 pieces a day"),
    ("CLEAN", "HANDS", SEA, "Food contact area"),
    ("LASER", "YOUR LOGO", NAVY, "From one thousand pieces"),
    ("KAIZEN", "BETTER DAILY", AMBER, "38 ideas this month"),
    ("TEST", "-20 TO +100", CORAL, "Leak, drop, heat, cold"),
    ("304", "STEEL ONLY", STEEL, "Certificate with each coil"),
    ("POWDER", "COATING", SEA, "Eighty microns, two layers"),
    ("TEAM", "LINE B", TEAL, "Best crew of the quarter"),
    ("WATER", "RECYCLED", SEA, "Ninety percent comes back"),
    ("LIFT", "WITH LEGS", AMBER, "Twenty kilograms at most"),
    ("NOISE", "ZONE", INK, "Ear protection beyond here"),
    ("PACK", "DROP PROOF", CORAL, "Five layers, corner guards"),
)
"""Each hangs once: the same poster in two places would look like one place."""
ARROW = ((0, -0.08), (0.8, -0.08), (0.8, -0.24), (1.2, 0), (0.8, 0.24), (0.8, 0.08), (0, 0.08))
Footprint = tuple[float, float, float, float]


def floor(standing: Sequence[Footprint], random: Random) -> Picture:
    """Concrete with joints, lanes, arrows, numbers, and the shadows of what stands on it (low
    corner, width, depth in metres); as seen from above, north at the top."""
    canvas = Canvas(pixels(WIDTH), pixels(DEPTH), mix(SAND, STEEL, 0.45))
    m = float(pixels(1))
    for x in range(0, int(WIDTH), 2):
        for y in range(0, int(DEPTH) + 1, 2):
            share = 0.25 + 0.3 * random.random()
            canvas.rect(x * m + 3, y * m + 3, x * m + 2 * m - 3, y * m + 2 * m - 3,
                        mix(SAND, STEEL, share))  # fmt: skip
            canvas.text(x * m + 22, y * m + 16, f"{'ABCDEFGH'[x // 2]}{y // 2 + 1}", 15, STEEL)
    _painted(canvas, m)
    _marks(canvas, random)
    for west, south, wide, deep in standing:
        top = DEPTH - south - deep
        canvas.shadow((west - 0.12) * m, (top - 0.12) * m, (west + wide + 0.12) * m,
                      (top + deep + 0.14) * m, blur=18, alpha=150)  # fmt: skip
    return shade(finish(canvas, random, grain=6, stains=7), (0.4, 0.4, 0.4, 0.4), 110)


def _painted(canvas: Canvas, m: float) -> None:
    """Lanes, bay numbers, arrows, and the light of the windows."""
    for lane in (2.6, 8.1):
        canvas.rect(0, lane * m, WIDTH * m, (lane + 0.12) * m, AMBER)
    for lane in (2.4, 13.2):
        canvas.rect(lane * m, 0, (lane + 0.12) * m, DEPTH * m, AMBER)
    for number, bay in enumerate((1.0, 4.4, 7.8, 11.2, 14.6)):
        canvas.text(bay * m, 8.75 * m, f"B{number + 1}", 0.5 * m, WHITE)
        canvas.text(bay * m, 2.1 * m, f"A{number + 1}", 0.5 * m, WHITE)
    for left in (4.2, 9.0):
        for top in (3.4, 7.2):
            canvas.polygon([((left + a) * m, (top + b) * m) for a, b in ARROW], WHITE)
    for x in range(0, canvas.width, 40):
        canvas.polygon([(x, 0), (x + 20, 0), (x + 4, 24), (x - 16, 24)], INK)
    for left in (2.0, 5.6, 9.2):
        corners = ((left, 9.6), (left + 1.5, 9.6), (left + 0.3, 6.3), (left - 1.4, 6.3))
        canvas.polygon([(x * m, y * m) for x, y in corners], "#FFF3CF", alpha=70)


def _marks(canvas: Canvas, random: Random) -> None:
    """Scratches and specks: floors are never clean, and pictures are matched by them."""
    for _ in range(2600):
        x, y = random.random() * canvas.width, random.random() * canvas.height
        dark = mix(mix(SAND, STEEL, 0.4), INK, 0.12 + 0.25 * random.random())
        if random.random() < 0.3:
            a, long = random.random() * math.pi, 6 + 26 * random.random()
            canvas.line([(x, y), (x + long * math.cos(a), y + long * math.sin(a))], dark, 1)
        else:
            r = 0.8 + 1.6 * random.random()
            canvas.ellipse(x - r, y - r, x + r, y + r, dark)


def ceiling(random: Random) -> Picture:
    """Corrugated sheet, beams, pipes and lamps; as seen by somebody who looks up."""
    canvas = Canvas(pixels(WIDTH), pixels(DEPTH), mix(STEEL, NAVY, 0.35))
    m = float(pixels(1))
    for x in range(0, canvas.width, 24):
        canvas.rect(x, 0, x + 10, canvas.height, mix(STEEL, NAVY, 0.35 + 0.2 * random.random()))
    for beam in (1.2, 3.6, 6.0, 8.4):
        canvas.rect(0, beam * m, WIDTH * m, (beam + 0.3) * m, mix(NAVY, INK, 0.3))
        canvas.rect(0, (beam + 0.04) * m, WIDTH * m, (beam + 0.1) * m, mix(NAVY, STEEL, 0.4))
        for x in range(30, canvas.width, 75):
            canvas.ellipse(x, (beam + 0.12) * m, x + 10, (beam + 0.12) * m + 10, STEEL)
    for pipe, colour in ((3.0, SILVER), (3.5, CORAL), (12.4, SILVER), (12.8, SEA)):
        canvas.rect(pipe * m, 0, (pipe + 0.22) * m, DEPTH * m, colour)
        for y in range(40, canvas.height, 190):
            canvas.rect(pipe * m - 5, y, (pipe + 0.22) * m + 5, y + 16, mix(colour, INK, 0.4))
    for top in (2.4, 4.9, 7.3, 9.8):
        for left in (1.6, 4.6, 7.9, 10.6, 14.2):
            _lamp(canvas, left * m, top * m, f"L{int(left)}{int(top)}")
    return finish(canvas, random, grain=4, stains=8)


def _lamp(canvas: Canvas, x: float, y: float, name: str) -> None:
    wide, high = 1.3 * pixels(1), 0.34 * pixels(1)
    canvas.rect(x, y, x + wide, y + high, INK, radius=8)
    canvas.gradient(x + 8, y + 8, x + wide - 8, y + high - 8, ["#FFF8DF", WHITE, "#FFF8DF"])
    canvas.text(x + wide / 2, y + high + 18, name, 15, SILVER)


def wall(metres: float, kind: str, random: Random) -> Picture:
    """One wall. ``kind``: windows, posters, doors or racks; the lower part is painted brick."""
    canvas = Canvas(pixels(metres), pixels(HEIGHT), CREAM)
    m = float(pixels(1))
    canvas.gradient(0, 0, canvas.width, canvas.height, [mix(SKY, STEEL, 0.25), CREAM, CREAM])
    _bricks(canvas, random)
    for x in range(0, canvas.width, pixels(2)):
        canvas.rect(x, 0, x + 22, canvas.height, mix(NAVY, STEEL, 0.45))
        canvas.rect(x + 4, 0, x + 8, canvas.height, mix(NAVY, SILVER, 0.5))
    first = {"posters": 0, "doors": 8, "gate": 13, "windows": 18}[kind]
    for number in range(int(metres) // 2):
        left = number * 2 * m + 0.3 * m
        if kind == "windows" or number % 3 == 2:
            _window(canvas, left, 0.5 * m, random)
        else:
            _poster(canvas, left + 0.15 * m, 0.75 * m, POSTERS[first + number])
        _low(canvas, left, number + first)
    _pipes(canvas, m)
    done = finish(canvas, random, grain=4, stains=7)
    return shade(done, (0.25, 0.4, 0.35, 0.4), 80)


def _bricks(canvas: Canvas, random: Random) -> None:
    top = canvas.height - pixels(1.5)
    canvas.rect(0, top, canvas.width, canvas.height, mix(TEAL, INK, 0.15))
    for row, y in enumerate(range(top, canvas.height, 18)):
        for x in range(-30 if row % 2 else 0, canvas.width, 60):
            colour = mix(TEAL, SEA, 0.45 * random.random())
            canvas.rect(x + 1, y + 1, x + 58, y + 16, colour, radius=2)
    canvas.rect(0, top - 14, canvas.width, top, AMBER)


def _window(canvas: Canvas, x: float, y: float, random: Random) -> None:
    wide, high = pixels(1.5), pixels(1.6)
    canvas.rect(x - 10, y - 10, x + wide + 10, y + high + 10, NAVY, radius=4)
    canvas.gradient(x, y, x + wide, y + high, ["#BFE3F2", "#E8F6F4", "#F7F1DC"])
    at = x
    while at < x + wide - 20:
        long, tall = 20 + 40 * random.random(), 40 + 90 * random.random()
        end = min(at + long, x + wide)
        canvas.rect(
            at, y + high - tall, end, y + high, mix(STEEL, SKY, 0.3 + 0.4 * random.random())
        )
        for row in range(int(tall) // 16):
            canvas.rect(at + 4, y + high - tall + 5 + row * 16, end - 4,
                        y + high - tall + 10 + row * 16,
                        mix(NAVY, SKY, 0.5))  # fmt: skip
        at += long + 4
    _blind(canvas, x, y, wide, high, random)
    for share in (1 / 3, 2 / 3):
        canvas.rect(x + wide * share - 4, y, x + wide * share + 4, y + high, NAVY)
    canvas.rect(x, y + high * 0.45, x + wide, y + high * 0.45 + 7, NAVY)


def _blind(canvas: Canvas, x: float, y: float, wide: float, high: float, random: Random) -> None:
    """Each window has its blind down as far as somebody left it."""
    colour = (AMBER, SEA, CREAM, CORAL)[int(random.integers(4))]
    drawn = high * (0.1 + 0.3 * random.random())
    for row in range(int(drawn / 9)):
        canvas.rect(x, y + row * 9, x + wide, y + row * 9 + 7, mix(colour, WHITE, 0.3 * (row % 2)))
    canvas.line([(x + wide * 0.8, y + drawn), (x + wide * 0.8, y + drawn + 40)], INK, 2)


def bar_code(canvas: Canvas, x: float, y: float, wide: float, high: float, random: Random) -> None:
    """A white label with bars of chance widths."""
    canvas.rect(x - 3, y - 3, x + wide + 3, y + high + 3, WHITE)
    at = x
    while at < x + wide - 3:
        bar = 1.5 + 2.5 * random.random()
        canvas.rect(at, y, at + bar, y + high, INK)
        at += bar + 1.5 + 2.5 * random.random()


def _poster(canvas: Canvas, x: float, y: float, words: tuple[str, str, str, str]) -> None:
    title, second, colour, small = words
    wide, high = pixels(1.2), pixels(1.55)
    canvas.shadow(x + 6, y + 8, x + wide + 8, y + high + 10, blur=6, alpha=110)
    canvas.rect(x, y, x + wide, y + high, WHITE, radius=4)
    canvas.rect(x + 8, y + 8, x + wide - 8, y + high * 0.62, colour, radius=4)
    middle = x + wide / 2
    size = min(58.0, 1.35 * wide / max(len(title), 2))
    canvas.text(middle, y + high * 0.2, title, size, WHITE)
    canvas.text(middle, y + high * 0.4, second, min(34.0, 1.3 * wide / len(second)), WHITE)
    canvas.text(middle, y + high * 0.7, small, min(15.0, 1.75 * wide / len(small)), INK)
    if "-" in title:
        draw_bottle(canvas, x + 30, y + high - 8, 0.1)
        draw_bottle(canvas, x + wide - 30, y + high - 8, 0.1)
    for row in range(3):
        canvas.rect(x + 50, y + high * 0.79 + row * 13, x + wide - 50 - 14 * row,
                    y + high * 0.79 + 6 + row * 13, SILVER)  # fmt: skip


def _low(canvas: Canvas, x: float, kind: int) -> None:
    """What stands or hangs against the lower wall."""
    base = float(canvas.height)
    if kind % 4 == 0:  # a switch cabinet
        canvas.rect(x + 40, base - 250, x + 200, base - 20, SILVER, radius=4)
        canvas.rect(x + 118, base - 244, x + 121, base - 26, STEEL)
        canvas.polygon([(x + 80, base - 216), (x + 104, base - 176), (x + 56, base - 176)], AMBER)
        canvas.text(x + 80, base - 188, "!", 26, INK)
        for column in range(3):
            colour = (CORAL, AMBER, SEA)[column]
            canvas.ellipse(
                x + 132 + column * 20, base - 210, x + 146 + column * 20, base - 196, colour
            )
        canvas.text(x + 160, base - 150, f"DB-{kind + 1:02}", 20, INK)
    elif kind % 4 == 1:  # a fire point
        canvas.rect(x + 60, base - 260, x + 170, base - 150, CORAL, radius=6)
        canvas.text(x + 115, base - 222, "FIRE", 30, WHITE)
        canvas.text(x + 115, base - 186, "POINT", 24, WHITE)
        canvas.rect(x + 84, base - 130, x + 118, base - 20, CORAL, radius=12)
        canvas.rect(x + 92, base - 146, x + 110, base - 128, INK)
        canvas.rect(x + 84, base - 90, x + 118, base - 62, WHITE)
    elif kind % 4 == 2:  # a door
        canvas.rect(x + 30, base - 310, x + 190, base, mix(NAVY, STEEL, 0.2))
        canvas.rect(x + 42, base - 298, x + 178, base, SEA)
        canvas.gradient(x + 70, base - 270, x + 150, base - 190, [SKY, CREAM])
        canvas.rect(x + 40, base - 346, x + 180, base - 316, "#2E9E5B", radius=4)
        canvas.text(x + 110, base - 332, "EXIT  出口", 20, WHITE, cjk=True)
        canvas.ellipse(x + 158, base - 150, x + 172, base - 136, INK)
    else:  # a notice board
        canvas.rect(x + 16, base - 216, x + 216, base - 70, "#8A6231", radius=4)
        canvas.rect(x + 24, base - 208, x + 208, base - 78, "#D9B98A")
        for column in range(3):
            for row in range(2):
                px, py = x + 34 + column * 58, base - 198 + row * 60
                canvas.rect(
                    px, py, px + 46, py + 50, (WHITE, SKY, CREAM)[(column + row + kind) % 3]
                )
                for text in range(4):
                    canvas.rect(px + 5, py + 8 + text * 10, px + 38 - 6 * (text % 2),
                                py + 11 + text * 10,
                                STEEL)  # fmt: skip


def _pipes(canvas: Canvas, m: float) -> None:
    for y, colour in ((0.12, SILVER), (0.26, CORAL)):
        canvas.rect(0, y * m, canvas.width, (y + 0.09) * m, colour)
        for x in range(60, canvas.width, 170):
            canvas.rect(x, y * m - 4, x + 12, (y + 0.09) * m + 4, mix(colour, INK, 0.45))
