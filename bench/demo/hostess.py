"""The drawn hostess: body, a head that nods, a mouth that follows the voice, a hand that waves."""

import math
from functools import cached_property

from bench.demo.paint import (
    AMBER,
    BLUSH,
    CORAL,
    CREAM,
    HAIR,
    INK,
    NAVY,
    SKIN,
    TEAL,
    WHITE,
    Canvas,
    Picture,
    mix,
    place,
    turn,
)  # fmt: skip

MOUTHS = 7
WIDTH, HEIGHT = 560, 640
SHOULDER = (348.0, 372.0)


class Hostess:
    """Call `draw` for every frame. About 460 x 640 pixels, standing at the lower edge."""

    def draw(self, frame: Picture, x: float, y: float, t: float, open_: float) -> None:
        """``x``, ``y``: corner of her canvas; ``open_``: how wide the mouth is open, 0..1."""
        breath = 1.6 * math.sin(2 * math.pi * t / 3.6)
        talk = 10 * open_
        swing = -6 + 7 * math.sin(2 * math.pi * t / 2.9) - talk
        place(frame, self._body, x, y + breath)
        place(frame, turn(self._arm, swing, SHOULDER), x, y + breath)
        nod = 2.2 * math.sin(2 * math.pi * t / 1.9) + 2.5 * open_
        sway = 2.0 * math.sin(2 * math.pi * t / 4.7)
        tilt = 1.6 * math.sin(2 * math.pi * t / 5.3)
        head = self._heads[self._mouth(open_)][self._blinks(t)]
        place(frame, turn(head, tilt, (230, 330)), x + sway, y + breath * 1.2 + nod)

    @staticmethod
    def _mouth(open_: float) -> int:
        return min(int(open_ * MOUTHS), MOUTHS - 1)

    @staticmethod
    def _blinks(t: float) -> int:
        return int(t % 3.4 < 0.13)

    @cached_property
    def _heads(self) -> list[list[Picture]]:
        return [
            [_head(mouth / (MOUTHS - 1), bool(shut)) for shut in (0, 1)] for mouth in range(MOUTHS)
        ]

    @cached_property
    def _body(self) -> Picture:
        return _body()

    @cached_property
    def _arm(self) -> Picture:
        return _arm()


def _body() -> Picture:
    canvas = Canvas(WIDTH, HEIGHT)
    dark = mix(CORAL, INK, 0.25)
    canvas.line([(118, 400), (84, 520), (112, 640)], dark, 66)  # the arm at rest
    canvas.polygon([(206, 300), (254, 300), (262, 366), (198, 366)], mix(SKIN, BLUSH, 0.45))
    canvas.polygon([(170, 350), (290, 350), (274, 470), (230, 520), (186, 470)], CREAM)
    canvas.polygon([(186, 344), (112, 372), (92, 430), (104, 640), (232, 640), (206, 470)], CORAL)
    canvas.polygon([(274, 344), (348, 372), (368, 430), (356, 640), (228, 640), (254, 470)], CORAL)
    canvas.ellipse(88, 366, 152, 470, CORAL)
    canvas.ellipse(308, 366, 372, 470, CORAL)
    canvas.polygon([(206, 470), (254, 470), (262, 640), (198, 640)], CORAL)
    canvas.polygon([(192, 420), (230, 534), (268, 420), (262, 404), (198, 404)], CREAM)
    canvas.polygon([(186, 344), (152, 392), (178, 408), (168, 424), (230, 534), (204, 440)], dark)
    canvas.polygon([(274, 344), (308, 392), (282, 408), (292, 424), (230, 534), (256, 440)], dark)
    canvas.line([(230, 534), (230, 640)], dark, 3)
    canvas.ellipse(238, 574, 248, 584, dark)
    canvas.line([(198, 350), (214, 470)], TEAL, 6)
    canvas.line([(262, 350), (244, 470)], TEAL, 6)
    canvas.rect(196, 466, 264, 556, WHITE, radius=8)
    canvas.rect(196, 466, 264, 488, TEAL, radius=8)
    canvas.text(230, 477, "NORTHQUAY", 9, WHITE)
    canvas.ellipse(216, 496, 244, 524, SKIN)
    canvas.rect(210, 532, 250, 537, NAVY, radius=2, alpha=150)
    canvas.rect(216, 542, 244, 546, NAVY, radius=2, alpha=110)
    canvas.ellipse(292, 406, 304, 426, INK)  # the lapel microphone
    return canvas.picture()


def _arm() -> Picture:
    """The arm that points: upper arm down, forearm up, open hand."""
    canvas = Canvas(WIDTH, HEIGHT)
    dark = mix(CORAL, INK, 0.12)
    canvas.line([(344, 400), (402, 500)], dark, 64)
    canvas.line([(402, 500), (430, 392)], mix(CORAL, INK, 0.06), 54)
    canvas.line([(428, 398), (432, 378)], CREAM, 48)
    canvas.ellipse(406, 318, 456, 382, SKIN)
    for x, y in ((410, 318), (424, 306), (438, 308), (450, 320)):
        canvas.line([(x + (431 - x) * 0.4, 346), (x, y)], SKIN, 12)
    canvas.line([(414, 362), (396, 340)], SKIN, 13)
    return canvas.picture()


def _head(open_: float, shut: bool) -> Picture:
    canvas = Canvas(WIDTH, HEIGHT)
    canvas.ellipse(262, 84, 330, 152, HAIR)  # the bun
    canvas.ellipse(124, 104, 336, 330, HAIR)
    canvas.rect(128, 210, 178, 330, HAIR, radius=24)
    canvas.rect(282, 210, 332, 330, HAIR, radius=24)
    canvas.ellipse(138, 218, 168, 262, mix(SKIN, BLUSH, 0.3))
    canvas.ellipse(292, 218, 322, 262, mix(SKIN, BLUSH, 0.3))
    canvas.rect(150, 140, 310, 330, SKIN, radius=76)
    canvas.ellipse(160, 262, 204, 290, BLUSH, alpha=90)
    canvas.ellipse(256, 262, 300, 290, BLUSH, alpha=90)
    canvas.polygon([(150, 212), (156, 150), (230, 118), (304, 150), (310, 212), (286, 168),
                    (220, 160), (176, 178)], HAIR)  # fmt: skip
    for x in (192, 268):
        _eye(canvas, x, shut)
    canvas.line([(230, 246), (226, 268), (234, 270)], mix(BLUSH, INK, 0.15), 3.4)
    _mouth(canvas, open_)
    canvas.ellipse(146, 262, 156, 274, AMBER)
    canvas.ellipse(304, 262, 314, 274, AMBER)
    return canvas.picture()


def _eye(canvas: Canvas, x: float, shut: bool) -> None:
    out = -1 if x < 230 else 1
    canvas.line([(x + 18 * out, 206), (x + 3 * out, 198), (x - 15 * out, 204)], HAIR, 5)
    if shut:
        canvas.line([(x - 13, 238), (x, 242), (x + 13, 238)], INK, 4)
        return
    canvas.ellipse(x - 15, 224, x + 15, 252, WHITE)
    canvas.ellipse(x - 9, 226, x + 11, 250, HAIR)
    canvas.ellipse(x - 1, 229, x + 6, 236, WHITE)
    canvas.line([(x - 16, 236), (x - 8, 225), (x + 8, 223), (x + 17, 232)], INK, 4)


def _mouth(canvas: Canvas, open_: float) -> None:
    lips = mix(CORAL, BLUSH, 0.25)
    if open_ < 0.1:
        canvas.line([(208, 294), (230, 301), (252, 294)], lips, 6)
        return
    wide, high = 25 - 6 * open_, 5 + 17 * open_
    canvas.ellipse(230 - wide, 290 - high * 0.35, 230 + wide, 290 + high * 1.15, lips)
    canvas.ellipse(230 - wide + 5, 294 - high * 0.35, 230 + wide - 5, 286 + high * 1.15, "#5B1A1F")
    if open_ > 0.3:
        canvas.rect(230 - wide * 0.55, 294 - high * 0.3, 230 + wide * 0.55, 299 - high * 0.22,
                    WHITE, radius=2)  # fmt: skip
        canvas.ellipse(216, 290 + high * 0.45, 244, 288 + high * 1.1, BLUSH)
