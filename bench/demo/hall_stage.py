"""The factory floor behind the hostess: machines that move."""

import math
from functools import cached_property

from bench.demo.hostess import Hostess
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

WIDTH, HEIGHT = 1280, 720
BELT_PITCH = 92
BELT_TOP = 432


class HallStage:
    """The shots with the hostess: the whole hall, or ``close`` on her."""

    def __init__(self, *, close: bool = False) -> None:
        self._close = close
        self._hostess = Hostess()

    def frame(self, t: float, open_: float) -> Picture:
        frame = self._back[..., :3].copy()
        self._machines(frame, t)
        place(frame, self._front, 0, 0)
        if t % 1.2 < 0.6:
            place(frame, self._lamp, 666, 56)
        self._hostess.draw(frame, 150, 92, t, open_)
        drift = 0.015 * math.sin(2 * math.pi * t / 23)
        if self._close:
            return camera(frame, 1.5 + drift, -316 + 4 * math.sin(t / 3.1), -26)
        return camera(frame, 1.03 + drift, 5 * math.sin(t / 3.1), 3 * math.sin(t / 2.3))

    def _machines(self, frame: Picture, t: float) -> None:
        press = abs(math.sin(2 * math.pi * t / 2.4)) ** 0.6
        place(frame, self._ram, 743, 80 + 80 * press)
        for number in range(-1, 9):
            x = 560 + number * BELT_PITCH + (t * 46) % BELT_PITCH
            place(frame, self._bottle, x, BELT_TOP - 86)
        swing = 24 * math.sin(2 * math.pi * t / 5.2)
        place(frame, turn(self._robot, swing, (150, 240)), 968, 186)
        place(frame, turn(self._fan, (t * 140) % 360, (40, 40)), 1160, 46)

    @cached_property
    def _back(self) -> Picture:
        canvas = Canvas(WIDTH, HEIGHT, CREAM)
        canvas.gradient(0, 0, WIDTH, 470, [mix(SKY, NAVY, 0.25), SKY, CREAM])
        _windows(canvas)
        _trusses(canvas)
        canvas.gradient(0, 468, WIDTH, HEIGHT, [mix(SAND, STEEL, 0.35), SAND])
        canvas.polygon([(0, 560), (WIDTH, 520), (WIDTH, 538), (0, 582)], AMBER, alpha=170)
        _shelves(canvas)
        _press(canvas)
        canvas.blur(0.8)
        return canvas.picture()

    @cached_property
    def _front(self) -> Picture:
        """The conveyor and the head of the press, over what moves behind them."""
        canvas = Canvas(WIDTH, HEIGHT)
        canvas.rect(676, 104, 930, 204, SEA, radius=14)
        canvas.rect(676, 170, 930, 204, mix(SEA, INK, 0.2), radius=8)
        canvas.text(803, 142, "P-160", 34, WHITE)
        canvas.ellipse(728, 118, 744, 134, mix(AMBER, INK, 0.5))
        canvas.shadow(500, 500, 1300, 530, blur=14)
        canvas.rect(480, BELT_TOP, WIDTH + 20, BELT_TOP + 16, INK, radius=8)
        canvas.rect(480, BELT_TOP + 16, WIDTH + 20, BELT_TOP + 52, TEAL, radius=6)
        canvas.rect(480, BELT_TOP + 46, WIDTH + 20, BELT_TOP + 52, mix(TEAL, INK, 0.35))
        for x in range(520, WIDTH, 120):
            canvas.rect(x, BELT_TOP + 52, x + 22, BELT_TOP + 150, mix(TEAL, INK, 0.3), radius=3)
            canvas.ellipse(x - 2, BELT_TOP + 22, x + 24, BELT_TOP + 46, SILVER)
            canvas.ellipse(x + 5, BELT_TOP + 28, x + 17, BELT_TOP + 40, STEEL)
        return canvas.picture()

    @cached_property
    def _ram(self) -> Picture:
        canvas = Canvas(120, 250)
        canvas.rect(48, 0, 72, 190, SILVER)
        canvas.rect(56, 0, 62, 190, WHITE, alpha=120)
        canvas.rect(18, 184, 102, 226, STEEL, radius=6)
        canvas.rect(18, 212, 102, 226, mix(STEEL, INK, 0.4), radius=4)
        return canvas.picture()

    @cached_property
    def _bottle(self) -> Picture:
        canvas = Canvas(44, 92)
        canvas.gradient(6, 18, 38, 90, [STEEL, WHITE, SILVER, STEEL], across=True, radius=8)
        canvas.rect(12, 2, 32, 20, TEAL, radius=4)
        canvas.rect(6, 48, 38, 62, CORAL)
        return canvas.picture()

    @cached_property
    def _robot(self) -> Picture:
        canvas = Canvas(300, 300)
        canvas.line([(150, 240), (128, 132)], AMBER, 34)
        canvas.line([(128, 132), (212, 70)], mix(AMBER, CORAL, 0.2), 26)
        canvas.ellipse(104, 108, 152, 156, NAVY)
        canvas.ellipse(116, 120, 140, 144, SILVER)
        canvas.ellipse(192, 50, 232, 90, NAVY)
        canvas.line([(214, 72), (222, 116)], STEEL, 12)
        canvas.line([(222, 116), (208, 140)], INK, 7)
        canvas.line([(222, 116), (238, 138)], INK, 7)
        canvas.ellipse(118, 208, 182, 272, NAVY)
        return canvas.picture()

    @cached_property
    def _fan(self) -> Picture:
        canvas = Canvas(80, 80)
        for angle in range(0, 360, 72):
            a = math.radians(angle)
            tip = (40 + 34 * math.cos(a), 40 + 34 * math.sin(a))
            canvas.line([(40, 40), tip], mix(STEEL, NAVY, 0.4), 12)
        canvas.ellipse(32, 32, 48, 48, NAVY)
        return canvas.picture()

    @cached_property
    def _lamp(self) -> Picture:
        canvas = Canvas(140, 140)
        canvas.glow(70, 70, 24, AMBER, 220)
        canvas.ellipse(62, 62, 78, 78, AMBER)
        return canvas.picture()


def _windows(canvas: Canvas) -> None:
    for x in range(20, WIDTH, 210):
        canvas.rect(x, 60, x + 170, 250, mix(NAVY, STEEL, 0.4), radius=4)
        canvas.gradient(x + 6, 66, x + 164, 244, ["#FDF6E3", "#DFF1F2", SKY])
        for step in (1, 2):
            canvas.rect(
                x + 6 + step * 53 - 2, 66, x + 6 + step * 53 + 2, 244, mix(NAVY, STEEL, 0.4)
            )
        canvas.rect(x + 6, 150, x + 164, 154, mix(NAVY, STEEL, 0.4))
        canvas.polygon([(x + 20, 244), (x + 80, 66), (x + 110, 66), (x + 50, 244)], WHITE, alpha=70)


def _trusses(canvas: Canvas) -> None:
    canvas.rect(0, 0, WIDTH, 20, NAVY)
    canvas.rect(0, 44, WIDTH, 52, NAVY)
    for x in range(-20, WIDTH, 60):
        canvas.line([(x, 16), (x + 30, 48), (x + 60, 16)], NAVY, 5)
    canvas.ellipse(1154, 40, 1246, 132, mix(SKY, NAVY, 0.5))
    canvas.ellipse(1162, 48, 1238, 124, mix(SKY, WHITE, 0.3))
    for x in (210, 520, 900):
        canvas.line([(x, 50), (x, 96)], INK, 3)
        canvas.polygon([(x - 40, 120), (x - 20, 94), (x + 20, 94), (x + 40, 120)], TEAL)
        canvas.glow(x, 136, 60, "#FFF3C4", 120)
        canvas.ellipse(x - 30, 114, x + 30, 128, "#FFF3C4")


def _shelves(canvas: Canvas) -> None:
    canvas.shadow(14, 300, 470, 500, blur=10)
    for y in (286, 366, 446):
        canvas.rect(10, y, 470, y + 10, mix(NAVY, STEEL, 0.3))
    for x in (10, 232, 460):
        canvas.rect(x, 250, x + 10, 500, mix(NAVY, STEEL, 0.3))
    colours = (SAND, mix(SAND, CORAL, 0.35), mix(SAND, STEEL, 0.3), mix(SAND, AMBER, 0.4))
    for row, y in enumerate((286, 366, 446)):
        x = 26
        while x < 440:
            wide = 46 + (x * 7 + row * 31) % 30
            high = 34 + (x * 3 + row * 17) % 26
            canvas.rect(x, y - high, x + wide, y, colours[(x // 40 + row) % 4], radius=2)
            canvas.rect(x + wide * 0.4, y - high, x + wide * 0.6, y, WHITE, alpha=70)
            x += wide + 6


def _press(canvas: Canvas) -> None:
    canvas.shadow(676, 120, 930, 470, blur=16)
    canvas.rect(690, 200, 722, 470, mix(SEA, INK, 0.15))
    canvas.rect(884, 200, 916, 470, mix(SEA, INK, 0.15))
    canvas.rect(670, 400, 936, 474, mix(SEA, INK, 0.3), radius=8)
    canvas.shadow(1040, 380, 1200, 470, blur=14)
    canvas.rect(1066, 410, 1170, 474, NAVY, radius=10)
