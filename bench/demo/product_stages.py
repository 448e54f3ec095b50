"""Close-ups: the vacuum bottle on a turntable, the camping stove boiling water."""

import math
from functools import cached_property

import numpy as np

from bench.demo.paint import (
    AMBER,
    CORAL,
    CREAM,
    INK,
    NAVY,
    SAND,
    SEA,
    SILVER,
    STEEL,
    TEAL,
    WHITE,
    Canvas,
    Picture,
    camera,
    mix,
    place,
)  # fmt: skip

WIDTH, HEIGHT = 1280, 720
GIRTH = 97
"""Half the width of the bottle in the close-up, in pixels."""


def draw_bottle(canvas: Canvas, x: float, y: float, scale: float) -> None:
    """The vacuum bottle, its foot's middle at ``x``, ``y``; 170 x 440 pixels at scale 1."""

    def box(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return x + x0 * scale, y + y0 * scale, x + x1 * scale, y + y1 * scale

    metal = [STEEL, SILVER, WHITE, SILVER, STEEL, mix(STEEL, INK, 0.3)]
    paint = [mix(TEAL, INK, 0.25), TEAL, SEA, TEAL, mix(TEAL, INK, 0.25), mix(TEAL, INK, 0.5)]
    canvas.gradient(*box(-62, -372, 62, -300), metal, across=True, radius=26 * scale)
    canvas.gradient(*box(-85, -330, 85, -10), paint, across=True, radius=30 * scale)
    canvas.gradient(*box(-85, -34, 85, 0), metal, across=True, radius=14 * scale)
    canvas.gradient(*box(-60, -440, 60, -352), metal, across=True, radius=16 * scale)
    for step in range(-52, 56, 13):
        canvas.rect(*box(step - 1.5, -430, step + 1.5, -370), mix(STEEL, INK, 0.2), alpha=90)
    canvas.rect(*box(-62, -358, 62, -350), mix(STEEL, INK, 0.45))


class BottleStage:
    """The bottle turns: its label and its gloss wander over it."""

    def frame(self, t: float, open_: float) -> Picture:
        frame = self._back[..., :3].copy()
        angle = ((t * 0.5) % 2 - 1) * math.pi / 2
        offset = GIRTH * math.sin(angle)
        place(frame, self._bottle, 440, 90)
        label = _squeezed(self._label, math.cos(angle)).copy()
        seen = np.abs(np.arange(label.shape[1]) - label.shape[1] / 2 + offset) < GIRTH - 1
        label[..., 3] *= seen.astype(np.uint8)
        place(frame, label, 640 + offset - label.shape[1] / 2, 360)
        place(frame, self._edge, 440, 90)
        gloss = 560 + 40 * math.sin(t * 1.7)
        place(frame, self._gloss, gloss, 276)
        return camera(frame, 1.02 + 0.02 * math.sin(t / 4), 6 * math.sin(t / 2.2), 0)

    @cached_property
    def _back(self) -> Picture:
        canvas = Canvas(WIDTH, HEIGHT)
        canvas.gradient(0, 0, WIDTH, 560, [mix(AMBER, CREAM, 0.55), mix(AMBER, CREAM, 0.8), CREAM])
        canvas.ellipse(860, -140, 1420, 420, mix(CORAL, CREAM, 0.55), alpha=150)
        canvas.ellipse(-180, 220, 380, 780, mix(SEA, CREAM, 0.6), alpha=170)
        canvas.gradient(0, 556, WIDTH, HEIGHT, [mix(SAND, STEEL, 0.2), SAND])
        canvas.shadow(380, 600, 900, 690, blur=26, round_=True, alpha=110)
        canvas.ellipse(400, 570, 880, 680, mix(SAND, INK, 0.35))
        canvas.ellipse(400, 556, 880, 664, CREAM)
        canvas.ellipse(440, 568, 840, 652, mix(CREAM, SAND, 0.6))
        for x, y, s in ((180, 640, 0.62), (1110, 640, 0.62), (300, 602, 0.5), (1000, 602, 0.5)):
            canvas.shadow(x - 70 * s, y - 16, x + 110 * s, y + 12, blur=10, round_=True)
            draw_bottle(canvas, x, y, s)
        return canvas.picture()

    @cached_property
    def _bottle(self) -> Picture:
        canvas = Canvas(400, 540)
        canvas.shadow(110, 500, 320, 536, blur=10, round_=True, alpha=120)
        draw_bottle(canvas, 200, 524, 1.15)
        return canvas.picture()

    @cached_property
    def _edge(self) -> Picture:
        """The dark sides, over the label, so that it seems to go round."""
        canvas = Canvas(400, 540)
        for step in range(14):
            canvas.rect(103 + step * 2, 182, 105 + step * 2, 508, INK, alpha=110 - step * 8)
            canvas.rect(295 - step * 2, 182, 297 - step * 2, 508, INK, alpha=130 - step * 9)
        return canvas.picture()

    @cached_property
    def _label(self) -> Picture:
        canvas = Canvas(140, 170)
        canvas.rect(4, 4, 136, 166, CREAM, radius=12)
        canvas.polygon([(30, 76), (58, 36), (76, 58), (92, 40), (114, 76)], TEAL)
        canvas.ellipse(94, 20, 112, 38, AMBER)
        canvas.text(70, 100, "VB-500", 25, NAVY)
        canvas.text(70, 124, "NORTHQUAY", 14, TEAL)
        canvas.text(70, 146, "304 STEEL 500 ml", 11, STEEL)
        return canvas.picture()

    @cached_property
    def _gloss(self) -> Picture:
        canvas = Canvas(60, 350)
        canvas.rect(14, 10, 26, 330, WHITE, radius=6, alpha=70)
        canvas.rect(32, 10, 36, 330, WHITE, radius=2, alpha=50)
        return canvas.picture()


def _squeezed(sprite: Picture, share: float) -> Picture:
    """The sprite narrower about its middle, as a surface that turns away."""
    import cv2

    width = sprite.shape[1]
    share = max(share, 0.05)
    matrix = np.array([[share, 0, (1 - share) * width / 2], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(sprite, matrix, (width, sprite.shape[0])), np.uint8)


class StoveStage:
    """The stove under a pot: the flame flickers, steam rises."""

    def frame(self, t: float, open_: float) -> Picture:
        frame = self._back[..., :3].copy()
        for number in range(9):
            x = 536 + number * 26
            high = 0.75 + 0.25 * math.sin(t * 11 + number * 2.1) * math.sin(t * 7.3 + number)
            index = min(int(high * 8), 7)
            place(frame, self._flames[index], x - 20, 420)
        place(frame, self._pot, 430, 150)
        for number in range(5):
            age = (t * 0.42 + number / 5) % 1
            wave = 26 * math.sin(age * 6 + number * 1.7)
            puff = self._puff.copy()
            puff[..., 3] = (puff[..., 3] * math.sin(age * math.pi) * 0.8).astype(np.uint8)
            place(frame, puff, 545 + number * 30 + wave, 150 - age * 170)
        return camera(frame, 1.03 + 0.02 * math.sin(t / 3.5), 4 * math.sin(t / 2), 2 * math.sin(t))

    @cached_property
    def _back(self) -> Picture:
        canvas = Canvas(WIDTH, HEIGHT)
        canvas.gradient(
            0,
            0,
            WIDTH,
            520,
            [NAVY, mix(NAVY, CORAL, 0.3), mix(CORAL, AMBER, 0.45), mix(AMBER, CREAM, 0.5)],
        )
        canvas.ellipse(930, 60, 1050, 180, CREAM, alpha=230)
        for base, colour in ((390, 0.35), (450, 0.6)):
            peaks = [(x, base - 60 - 60 * math.sin(x / 150 + base)) for x in range(-40, 1360, 40)]
            canvas.polygon([(-40, 560), *peaks, (1360, 560)], mix(NAVY, SEA, colour))
        for x in range(20, 1280, 74):
            if 360 < x < 900:
                continue
            high = 90 + (x * 13) % 70
            canvas.polygon([(x - 34, 540), (x, 540 - high), (x + 34, 540)], mix(TEAL, INK, 0.45))
        canvas.gradient(0, 520, WIDTH, HEIGHT, [mix(SAND, INK, 0.45), mix(SAND, INK, 0.2)])
        canvas.polygon([(40, 560), (250, 330), (440, 560)], CORAL)
        canvas.polygon([(180, 560), (250, 330), (300, 560)], mix(CORAL, INK, 0.5))
        canvas.shadow(400, 636, 900, 694, blur=18, round_=True, alpha=140)
        for x0, x1 in ((560, 480), (720, 800), (640, 640)):
            canvas.line([(x0, 540), (x1, 660)], STEEL, 14)
        canvas.rect(596, 540, 684, 600, mix(STEEL, INK, 0.3), radius=10)
        canvas.gradient(516, 500, 764, 544, [SILVER, STEEL, mix(STEEL, INK, 0.4)], radius=18)
        canvas.rect(770, 560, 880, 640, CORAL, radius=30)
        canvas.rect(790, 560, 806, 640, AMBER)
        canvas.text(836, 600, "GAS", 22, WHITE)
        canvas.line([(684, 570), (730, 590), (774, 600)], INK, 9)
        for x in (500, 766):
            canvas.line([(x, 520), (x + (16 if x < 640 else -16), 430)], STEEL, 12)
        canvas.text(640, 523, "NQ  CS-20", 20, NAVY)
        return canvas.picture()

    @cached_property
    def _flames(self) -> list[Picture]:
        return [_flame(0.55 + 0.45 * step / 7) for step in range(8)]

    @cached_property
    def _pot(self) -> Picture:
        canvas = Canvas(420, 300)
        canvas.line([(62, 120), (10, 130), (10, 190), (62, 200)], INK, 14)
        canvas.line([(358, 120), (410, 130), (410, 190), (358, 200)], INK, 14)
        canvas.gradient(60, 70, 360, 282, [STEEL, SILVER, WHITE, SILVER, STEEL], across=True,
                        radius=26)  # fmt: skip
        canvas.gradient(60, 240, 360, 282, [STEEL, mix(STEEL, INK, 0.5)], radius=20)
        canvas.gradient(46, 58, 374, 84, [SILVER, STEEL], radius=12)
        canvas.rect(150, 30, 270, 60, STEEL, radius=14)
        canvas.ellipse(190, 14, 230, 44, INK)
        canvas.text(210, 168, "NORTHQUAY", 24, mix(STEEL, INK, 0.3))
        return canvas.picture()

    @cached_property
    def _puff(self) -> Picture:
        canvas = Canvas(110, 110)
        canvas.glow(55, 55, 28, WHITE, 210)
        return canvas.picture()


def _flame(high: float) -> Picture:
    canvas = Canvas(60, 90)
    for share, wide, colour in ((1.0, 15, "#2F7DE1"), (0.75, 11, AMBER), (0.45, 7, CREAM)):
        top = 84 - 66 * high * share
        canvas.polygon(
            [
                (30, top),
                (30 + wide, 62),
                (30 + wide * 0.6, 84),
                (30 - wide * 0.6, 84),
                (30 - wide, 62),
            ],
            colour,
            alpha=225,
        )
    return canvas.picture()
