"""Shots that prove something: the drop test, the wall of certificates, the cartons."""

import math
from functools import cached_property

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
    camera,
    mix,
    place,
    turn,
)  # fmt: skip
from bench.demo.product_stages import draw_bottle

WIDTH, HEIGHT = 1280, 720
FALL = 0.5
"""Seconds from the clamp to the floor."""


class DropStage:
    """``impact``: when the bottle lands, seconds from the start of the recording."""

    def __init__(self, impact: float) -> None:
        self._impact = impact

    def frame(self, t: float, open_: float) -> Picture:
        frame = self._back[..., :3].copy()
        high, angle = self._motion(t - self._impact)
        place(frame, turn(self._bottle, angle, (130, 150)), 560, 441 - high)
        age = t - self._impact
        if 0 <= age < 0.9:
            puff = self._dust.copy()
            puff[..., 3] = (puff[..., 3] * (1 - age / 0.9)).astype(puff.dtype)
            place(frame, puff, 500 - 60 * age, 586 - 20 * age)
            place(frame, puff[:, ::-1], 690 + 60 * age, 586 - 20 * age)
        shake = 9 * math.exp(-7 * age) * math.sin(60 * age) if age > 0 else 0.0
        return camera(frame, 1.03, 3 * math.sin(t / 2), shake)

    @staticmethod
    def _motion(age: float) -> tuple[float, float]:
        """Height over the floor in pixels and turn in degrees."""
        if age < -FALL:
            return 375.0, 2.5 * math.sin(age * 3)
        if age < 0:
            return 375.0 * (1 - (1 + age / FALL) ** 2), 30 * (1 + age / FALL)
        if age < 0.32:
            return 90 * math.sin(math.pi * age / 0.32), 30 + 60 * age / 0.32
        return 0.0, 90.0

    @cached_property
    def _back(self) -> Picture:
        canvas = Canvas(WIDTH, HEIGHT)
        canvas.gradient(0, 0, WIDTH, 560, [mix(TEAL, SKY, 0.55), SKY, CREAM])
        for x in range(0, WIDTH, 128):
            canvas.rect(x, 0, x + 3, 560, WHITE, alpha=90)
        canvas.gradient(0, 556, WIDTH, HEIGHT, [mix(STEEL, INK, 0.2), STEEL])
        for x in range(0, WIDTH, 40):
            canvas.polygon([(x, 570), (x + 20, 570), (x + 8, 590), (x - 12, 590)], AMBER)
        canvas.shadow(880, 60, 980, 560, blur=14)
        canvas.rect(868, 40, 948, 560, CREAM, radius=6)
        for step in range(16):
            y = 556 - step * 32
            long = step % 5 == 0
            canvas.rect(868, y - 2, 908 if long else 890, y + 2, CORAL if long else INK)
            if long and step:
                canvas.text(926, y, f"{step / 10:.1f}", 18, INK)
        canvas.text(908, 26, "m", 22, INK)
        canvas.rect(300, 30, 330, 560, NAVY)
        canvas.rect(260, 548, 370, 566, NAVY, radius=6)
        canvas.rect(300, 60, 640, 84, NAVY, radius=8)
        canvas.line([(640, 72), (660, 96)], STEEL, 16)
        canvas.text(210, 220, "DROP", 46, NAVY)
        canvas.text(210, 270, "TEST", 46, CORAL)
        canvas.shadow(560, 620, 830, 660, blur=14, round_=True, alpha=110)
        return canvas.picture()

    @cached_property
    def _bottle(self) -> Picture:
        canvas = Canvas(260, 300)
        draw_bottle(canvas, 130, 270, 0.56)
        return canvas.picture()

    @cached_property
    def _dust(self) -> Picture:
        canvas = Canvas(190, 110)
        for x, y, r in ((60, 66, 22), (90, 56, 26), (124, 68, 18)):
            canvas.glow(x, y, r, CREAM, 220)
        return canvas.picture()


class CertificatesStage:
    """The camera walks along a wall of framed certificates."""

    def frame(self, t: float, open_: float) -> Picture:
        offset = 60 + 90 * ((t - 34) / 5)
        return camera(self._wall[..., :3], 1.10, offset - 110, 4 * math.sin(t * 1.3))

    @cached_property
    def _wall(self) -> Picture:
        canvas = Canvas(WIDTH, HEIGHT)
        canvas.gradient(0, 0, WIDTH, 600, [mix(SEA, CREAM, 0.62), mix(SEA, CREAM, 0.8)])
        canvas.gradient(0, 596, WIDTH, HEIGHT, [mix(NAVY, TEAL, 0.4), NAVY])
        canvas.rect(0, 590, WIDTH, 602, CREAM)
        frames = (
            (60, 90, "CE", "EN 12546-1", TEAL),
            (365, 60, "FDA", "21 CFR 175.300", CORAL),
            (690, 60, "ISO 9001", "QUALITY SYSTEM", NAVY),
            (1010, 90, "LFGB", "FOOD SAFE", SEA),
        )
        for x, y, title, small, colour in frames:
            _certificate(canvas, x, y, title, small, colour)
        for x in (210, 640, 1080):
            canvas.glow(x, 10, 120, "#FFF6D6", 150)
        _sideboard(canvas)
        return canvas.picture()


def _sideboard(canvas: Canvas) -> None:
    """What stands under the certificates: samples, a cup, a plant."""
    canvas.shadow(150, 640, 1130, 712, blur=18, alpha=130)
    canvas.gradient(150, 560, 1130, 720, ["#B98A4B", "#8A6231"], radius=10)
    canvas.rect(138, 548, 1142, 568, "#C99B5C", radius=6)
    for x in (400, 640, 880):
        canvas.rect(x - 1, 570, x + 2, 720, "#6F4C24")
        canvas.ellipse(x - 26, 632, x - 14, 644, AMBER)
    for x, scale in ((300, 0.24), (352, 0.28), (404, 0.24), (876, 0.28), (928, 0.24)):
        draw_bottle(canvas, x, 549, scale)
    canvas.polygon([(604, 470), (676, 470), (656, 516), (624, 516)], AMBER)
    canvas.rect(632, 512, 648, 532, mix(AMBER, INK, 0.25))
    canvas.rect(608, 530, 672, 549, NAVY, radius=4)
    for angle in range(-60, 61, 24):
        a = math.radians(angle - 90)
        tip = (1060 + 84 * math.cos(a), 500 + 84 * math.sin(a))
        canvas.line([(1060, 508), tip], mix(TEAL, SEA, 0.4), 15)
    canvas.polygon([(1026, 500), (1094, 500), (1084, 549), (1036, 549)], CORAL)


def _certificate(canvas: Canvas, x: float, y: float, title: str, small: str, colour: str) -> None:
    canvas.shadow(x + 8, y + 16, x + 248, y + 386, blur=14, alpha=110)
    canvas.gradient(x, y, x + 240, y + 370, ["#B98A4B", "#8A6231"], radius=6)
    canvas.rect(x + 16, y + 16, x + 224, y + 354, WHITE)
    canvas.rect(x + 26, y + 26, x + 214, y + 344, mix(colour, WHITE, 0.82))
    canvas.rect(x + 32, y + 32, x + 208, y + 338, WHITE)
    canvas.text(x + 120, y + 62, "CERTIFICATE", 20, colour)
    canvas.text(x + 120, y + 122, title, 58 if len(title) < 4 else 36, INK)
    canvas.text(x + 120, y + 170, small, 15, STEEL)
    for row in range(5):
        wide = 150 - 22 * (row % 3)
        canvas.rect(
            x + 120 - wide / 2, y + 196 + row * 15, x + 120 + wide / 2, y + 201 + row * 15, SILVER
        )
    canvas.polygon([(x + 160, y + 300), (x + 152, y + 336), (x + 168, y + 326), (x + 180, y + 340),
                    (x + 188, y + 300)], CORAL)  # fmt: skip
    canvas.ellipse(x + 148, y + 266, x + 198, y + 316, AMBER)
    canvas.ellipse(x + 158, y + 276, x + 188, y + 306, mix(AMBER, WHITE, 0.5))
    canvas.line(
        [(x + 44, y + 316), (x + 60, y + 300), (x + 76, y + 318), (x + 104, y + 304)], NAVY, 3
    )


class CartonsStage:
    """The warehouse: cartons on racks, a forklift that passes."""

    def frame(self, t: float, open_: float) -> Picture:
        frame = self._back[..., :3].copy()
        run = (t - 55) * 62
        bob = 1.5 * math.sin(t * 9)
        place(frame, self._forklift, -330 + run % 1800, 352 + bob)
        return camera(frame, 1.03 + 0.012 * math.sin(t / 3), 8 * math.sin(t / 5), 0)

    @cached_property
    def _back(self) -> Picture:
        canvas = Canvas(WIDTH, HEIGHT)
        canvas.gradient(0, 0, WIDTH, 520, [mix(NAVY, SKY, 0.45), mix(SKY, CREAM, 0.4), CREAM])
        for x in range(100, WIDTH, 300):
            canvas.glow(x, 30, 90, "#FFF3C4", 170)
            canvas.rect(x - 60, 16, x + 60, 28, WHITE, radius=6)
        canvas.gradient(0, 516, WIDTH, HEIGHT, [mix(SAND, STEEL, 0.5), mix(SAND, STEEL, 0.2)])
        canvas.polygon([(0, 640), (WIDTH, 640), (WIDTH, 654), (0, 654)], AMBER)
        for column, x in enumerate(range(30, WIDTH - 60, 250)):
            for row, y in enumerate((160, 330, 500)):
                _carton(canvas, x + 12, y, 104, 92 + 18 * ((column + row) % 3), column + row)
                _carton(canvas, x + 122, y, 104, 80 + 16 * ((column + 2 * row) % 3), column)
        for y in (160, 330, 500):
            canvas.rect(0, y, WIDTH, y + 14, CORAL)
        for x in range(22, WIDTH, 250):
            canvas.rect(x - 8, 40, x + 8, 530, NAVY)
        return canvas.picture()

    @cached_property
    def _forklift(self) -> Picture:
        canvas = Canvas(420, 330)
        canvas.shadow(30, 280, 400, 316, blur=12, round_=True, alpha=120)
        for number in range(2):
            _carton(canvas, 284, 262 - number * 84, 112, 82, number)
        canvas.rect(262, 30, 276, 280, INK)
        canvas.rect(262, 264, 400, 276, INK, radius=3)
        canvas.rect(40, 150, 240, 270, AMBER, radius=22)
        canvas.polygon([(90, 150), (110, 46), (214, 46), (226, 150), (212, 150), (202, 60),
                        (122, 60), (104, 150)], INK)  # fmt: skip
        canvas.ellipse(140, 66, 184, 110, "#F4C7A1")
        canvas.polygon([(136, 86), (142, 60), (182, 60), (192, 86)], CORAL)
        canvas.rect(132, 108, 192, 170, TEAL, radius=18)
        canvas.line([(176, 126), (214, 134)], TEAL, 16)
        canvas.rect(40, 200, 240, 216, mix(AMBER, INK, 0.25))
        canvas.text(112, 184, "NQ 3.0T", 22, INK)
        for x in (70, 190):
            canvas.ellipse(x - 32, 240, x + 32, 304, INK)
            canvas.ellipse(x - 14, 258, x + 14, 286, SILVER)
        return canvas.picture()


def _carton(canvas: Canvas, x: float, y: float, wide: float, high: float, kind: int) -> None:
    """A carton that stands on ``y``."""
    colour = ("#C9975B", "#D6A86C", "#BD8A4E")[kind % 3]
    canvas.rect(x, y - high, x + wide, y, colour, radius=2)
    canvas.rect(x + wide * 0.42, y - high, x + wide * 0.58, y, mix(colour, WHITE, 0.35))
    canvas.rect(x + wide * 0.88, y - high, x + wide, y, mix(colour, INK, 0.16))
    label = ("VB-500", "CS-20", "MADE IN CHINA")[kind % 3]
    canvas.rect(x + 8, y - high * 0.52, x + wide * 0.84, y - high * 0.24, CREAM, alpha=235)
    size = 16 if len(label) < 8 else 9
    canvas.text(x + 4 + wide * 0.43, y - high * 0.38, label, size, INK)
