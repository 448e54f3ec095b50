"""The cover: the best frame of the clip with its title set on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from pipelines.media.time import ZERO, Time
from pipelines.shorts.bidi import Part, directed, reads_left, visual
from pipelines.shorts.cut import Cut
from pipelines.shorts.errors import NothingToShow
from pipelines.shorts.fonts import split_runs
from pipelines.shorts.footage import Scene
from pipelines.shorts.lines import Piece, balance
from pipelines.shorts.measure import BLANK, text_length
from pipelines.shorts.rating import Look, rate
from pipelines.shorts.shown import Rect
from pipelines.shorts.source import Source
from pipelines.shorts.spec import SIZES, CaptionCue, CaptionWord, Colour, EditPlan, Ratio
from pipelines.shorts.stills import stills
from pipelines.shorts.style import Style
from pipelines.shorts.timeline import FPS
from pipelines.shorts.words import Token, spread, tidy, tokens_of

SIZES_EM = (132, 120, 108, 98, 88, 80, 72, 64, 56)
MOST_LINES = 4
SIDE = 0.08
FOOT: dict[Ratio, float] = {"9:16": 0.2, "4:5": 0.12, "1:1": 0.09, "16:9": 0.1}
"""Shares of the width and height that the title keeps free: grids cut tall covers to 3:4."""
TALLEST: dict[Ratio, float] = {"9:16": 0.3, "4:5": 0.26, "1:1": 0.23, "16:9": 0.24}
"""Shares of the height for the title's lines: faces of squat pictures reach far down."""
LEADING = 1.16
BAR, BAR_ABOVE = (104, 12), 52
"""A stroke of the accent's colour, and how far its top is above the title's."""
QUALITY = 90
SEEN = 1920
"""Pixels of the longer side, as a cover has."""
BLACK: Colour = "#0B0D10"
SUNK = 0.9
"""Of the ground's colour at the foot."""
LIGHT = 0.35
"""Relative luminance."""
REACH = 60
"""Pixels beside the letters that their shadow takes."""
CONTRAST = 11.0
"""Of the letters' white with what is behind them, as WCAG 2.2 reckons it; 7 is its best grade."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A title laid out: letters of one size on lines."""

    em: float
    lines: tuple[tuple[Token, ...], ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """What the title is written with."""

    language: str
    font: Path | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A setting on a picture, in its pixels: ``top`` of the stroke above it, ``last`` baseline."""

    setting: Setting
    side: float
    step: float
    top: float
    last: float


def choose(scenes: Sequence[Scene], plan: EditPlan, look: Look | None = None) -> Time:
    """The moment (recording time) of the best frame; see `pipelines.shorts.rating` for why.

    ``look``: shows the best few in full (`Closer`); without it samples decide.
    """
    return rate(scenes, plan, title_area(plan), look)[0].time


@dataclass
class Closer:
    """Frames of the source in full, decoded once. ``start``: of the clip; ``seen``: by number."""

    source: Source
    cut: Cut
    start: Time
    seen: dict[int, NDArray[np.uint8]] = field(default_factory=dict)

    def __call__(self, times: Sequence[Time]) -> list[NDArray[np.uint8] | None]:
        """What `choose` looks through: no larger than a cover."""
        numbers = [round((time - self.start).s * FPS) for time in times]
        self._see(numbers)
        return [_shrunk(self.seen[n]) if n in self.seen else None for n in numbers]

    def frame(self, number: int) -> NDArray[np.uint8]:
        """A frame of the span, BGR; raises `NothingToShow` where the file has none."""
        self._see([number])
        if number not in self.seen:
            raise NothingToShow(
                f"{self.source.path.name} has no picture at the cover's moment.",
                remedy="Ingest the recording again.",
            )
        return self.seen[number]

    def _see(self, numbers: Sequence[int]) -> None:
        wanted = [number for number in numbers if number not in self.seen]
        if wanted:
            self.seen.update(stills(self.source, self.cut, wanted))


def _shrunk(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    height, width = frame.shape[:2]
    scale = SEEN / max(height, width)
    if scale >= 1:
        return frame
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def title_area(plan: EditPlan) -> Rect | None:
    """What the title covers of the canvas of the plan's first ratio."""
    text = tidy(plan.title).strip()
    if not text:
        return None
    width, height = SIZES[plan.ratios[0]]
    place = _place((width, height), text, Letters(plan.language))
    return Rect(0, place.top, width, height * (1 - FOOT[plan.ratios[0]]))


def nearest(size: tuple[int, int]) -> Ratio:
    """The ratio whose shape a picture has, or nearly."""
    shape = size[0] / size[1]
    return min(SIZES, key=lambda ratio: abs(SIZES[ratio][0] / SIZES[ratio][1] - shape))


def draw(
    picture: Path, title: str, style: Style, language: str, out: Path, ground: Colour = BLACK
) -> Path:
    """Set the title on the picture and save a JPEG; raises `MissingGlyphs`.

    ``style``: its font comes first, its ``active`` colours the stroke above the title; ``ground``:
    the colour that the foot of the picture sinks into, made dark enough for white letters.
    """
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    text = tidy(title).strip()
    if text:
        image = _titled(image, text, style, Letters(language, style.font), ground)
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out


def layout(text: str, room: tuple[float, float], letters: Letters) -> Setting:
    """The largest letters with which the title fits in four lines, evenly broken.

    ``room``: width and height that it may take, pixels of a picture whose short side is 1080.
    """
    width, height = room
    word = CaptionWord(text=text, start=ZERO, end=ZERO)
    tokens = tokens_of(CaptionCue(start=ZERO, end=ZERO, words=(word,)))
    for em in SIZES_EM:
        lines = _lines(tokens, em, width, letters)
        fits = lines and len(lines) * em * LEADING <= height
        if lines and fits and (len(lines) <= 2 or em <= 108):
            return Setting(em, lines)
    return Setting(SIZES_EM[-1], _cut_off(tokens, width, letters))


def _place(size: tuple[int, int], text: str, letters: Letters) -> _Place:
    width, height = size
    unit = min(width, height) / 1080
    side = width * SIDE
    ratio = nearest(size)
    room = (width - 2 * side) / unit, TALLEST[ratio] * height / unit
    setting = layout(text, room, letters)
    step = setting.em * LEADING * unit
    last = height * (1 - FOOT[ratio]) - 0.25 * setting.em * unit
    highest = last - (len(setting.lines) - 1) * step - 0.78 * setting.em * unit
    return _Place(setting, side, step, highest - BAR_ABOVE * unit, last)


def _lines(
    tokens: Sequence[Token], em: float, width: float, letters: Letters
) -> tuple[tuple[Token, ...], ...] | None:
    pieces = [
        Piece(_width(t, em, letters), em * BLANK if t.space else 0, t.inner, t.closes)
        for t in tokens
    ]
    ends = balance(pieces, width, MOST_LINES)
    if ends is None:
        return None
    starts = (0, *ends[:-1])
    return tuple(tuple(tokens[start:end]) for start, end in zip(starts, ends, strict=True))


def _cut_off(
    tokens: Sequence[Token], width: float, letters: Letters
) -> tuple[tuple[Token, ...], ...]:
    """As much of an endless title as four lines of the smallest letters hold."""
    em = SIZES_EM[-1]
    short = [
        part
        for token in tokens[:60]
        for part in spread(token, [token.text[i : i + 12] for i in range(0, len(token.text), 12)])
    ]
    for count in range(min(len(short), 80), 0, -1):
        last = Token(short[count - 1].text + "…", ZERO, ZERO, short[count - 1].space)
        lines = _lines([*short[: count - 1], last], em, width, letters)
        if lines:
            return lines
    return ()


def _width(token: Token, em: float, letters: Letters) -> float:
    runs = split_runs(token.text, letters.language, font=letters.font)
    return sum(text_length(run.text, run.face, em) for run in runs)


def _titled(
    image: Image.Image, text: str, style: Style, letters: Letters, ground: Colour
) -> Image.Image:
    width, unit = image.size[0], min(image.size) / 1080
    place = _place(image.size, text, letters)
    image = _shaded(image, place.top - 100 * unit, deep(ground))
    ink, left = _inked(image.size, place, letters)
    image = _shadowed(image, ink, unit)
    image.paste("#FFFFFF", mask=ink)
    start = width - place.side - BAR[0] * unit if left else place.side
    bar = (start, place.top, start + BAR[0] * unit, place.top + BAR[1] * unit)
    ImageDraw.Draw(image).rounded_rectangle(bar, BAR[1] * unit / 2, fill=style.active[:7])
    return image


def _inked(size: tuple[int, int], place: _Place, letters: Letters) -> tuple[Image.Image, bool]:
    """The title's letters as a mask, and whether they read from right to left."""
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    lines, em = place.setting.lines, place.setting.em * min(size) / 1080
    rtl = reads_left([token for line in lines for token in line], letters.language)
    for row, line in enumerate(reversed(lines)):
        start = size[0] - place.side - _line_width(line, em, letters) if rtl else place.side
        at = (start, place.last - row * place.step)
        _write(pen, visual(line, rtl=rtl), at, em, letters)
    return mask, rtl


def _write(
    pen: ImageDraw.ImageDraw,
    parts: Sequence[Part],
    at: tuple[float, float],
    em: float,
    letters: Letters,
) -> None:
    """The parts of a line side by side; the shaper turns those that run from right to left."""
    x, baseline = at
    for part in parts:
        if part.token is None:
            x += em * BLANK
            continue
        runs = split_runs(part.text, letters.language, font=letters.font)
        for run in reversed(runs) if part.rtl else runs:
            font = ImageFont.truetype(str(run.face.path), em, index=run.face.number)
            text = directed(run.text) if part.rtl else run.text
            pen.text((x, baseline), text, fill=255, font=font, anchor="ls")
            x += font.getlength(text)


def _line_width(line: Sequence[Token], em: float, letters: Letters) -> float:
    blanks = sum(token.space for token in line[1:]) * BLANK * em
    return blanks + sum(_width(token, em, letters) for token in line)


def deep(colour: Colour) -> tuple[int, int, int]:
    """The colour, darkened until white letters read on it; `BLACK` for one too light to stay
    itself: dark yellow is a brown."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    if _luminance(red, green, blue) > LIGHT:
        return deep(BLACK)
    for dark in np.linspace(1, 0, 41):
        if 1.05 / (_luminance(red * dark, green * dark, blue * dark) + 0.05) >= CONTRAST:
            break
    return round(red * dark * 255), round(green * dark * 255), round(blue * dark * 255)


def _luminance(*channels: float) -> float:
    """Relative luminance of sRGB channels (0..1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _shaded(image: Image.Image, start: float, colour: tuple[int, int, int]) -> Image.Image:
    """Sunk into the colour towards the foot, so that white letters read on any picture."""
    height, bottom = image.size[1], image.size[1] * (1 - FOOT[nearest(image.size)])
    rows = np.arange(height, dtype=np.float64)
    ramp = np.clip((rows - start) / (bottom - start), 0, 1)
    share = (SUNK * ramp * ramp * (3 - 2 * ramp)).astype(np.float32)[:, None, None]
    first = min(max(0, int(start)), height)
    below = np.array(image)
    sunk = below[first:] * (1 - share[first:]) + np.array(colour, np.float32) * share[first:]
    below[first:] = sunk.round().astype(np.uint8)
    return Image.fromarray(below)


def _shadowed(image: Image.Image, letters: Image.Image, unit: float) -> Image.Image:
    """Dark around the letters, soft and near."""
    area = letters.getbbox()
    if area is None:
        return image
    reach = round(REACH * unit)
    left, top, right, bottom = area
    box = (
        max(0, left - reach), max(0, top - reach),
        min(image.size[0], right + reach), min(image.size[1], bottom + reach),
    )  # fmt: skip
    ink = letters.crop(box)
    soft = ink.filter(ImageFilter.GaussianBlur(14 * unit)).point(lambda v: min(255, v * 2) * 0.45)
    near = ink.filter(ImageFilter.GaussianBlur(3 * unit)).point(lambda v: v * 0.6)
    image.paste("#000000", box, ImageChops.lighter(soft, near))
    return image
