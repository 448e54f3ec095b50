"""The cover: the best frame of the clip with its title set on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipelines.media.time import ZERO, Time
from pipelines.shorts.bidi import Part, directed, reads_left, visual
from pipelines.shorts.captions import BLANK, text_length
from pipelines.shorts.fonts import split_runs
from pipelines.shorts.footage import Scene
from pipelines.shorts.lines import Piece, balance
from pipelines.shorts.spec import CaptionCue, CaptionWord, EditPlan
from pipelines.shorts.style import Style
from pipelines.shorts.words import Token, spread, tidy, tokens_of

EDGE = Time.seconds(0.3)
"""Frames this close to a cut may be half of a dissolve."""
REACH_S = 1.5
"""How far from the moment that the plan names a better frame is taken."""
FACE_BONUS = 2.2
SIZES_EM = (132, 120, 108, 98, 88, 80, 72, 64, 56)
MOST_LINES = 4
SIDE = 0.08
FOOT = 0.2
"""Shares of the width and height that the title keeps free: grids cut covers to 3:4."""
LEADING = 1.16
BAR = (104, 12)
QUALITY = 90


@dataclass(frozen=True, slots=True)
class Setting:
    """A title laid out: letters of one size on lines."""

    em: float
    lines: tuple[tuple[Token, ...], ...]


def choose(scenes: Sequence[Scene], plan: EditPlan) -> Time:
    """The moment (recording time) of the sharpest well exposed frame, faces preferred."""
    scored = [
        (score(frame) * _wanted(time, scene, plan), -index, time)
        for scene in scenes
        for index, (time, frame) in enumerate(zip(scene.times, scene.frames, strict=True))
    ]
    return max(scored)[2]


def score(frame: NDArray[np.uint8]) -> float:
    """Sharpness (mean gradient, damped) times how well light and dark are used. BGR."""
    import cv2

    gray = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    edges = np.abs(cv2.Laplacian(gray, cv2.CV_32F))
    sharp = float(np.quantile(edges, 0.97))
    clipped = float(np.mean((gray < 12) | (gray > 245)))
    light = float(np.exp(-(((gray.mean() - 118) / 75) ** 2)))
    contrast = min(1.0, float(gray.std()) / 50)
    return float(sharp**0.5) * (1 - clipped) * (0.3 + light) * (0.4 + contrast)


def draw(picture: Path, title: str, style: Style, language: str, out: Path) -> Path:
    """Set the title on the picture and save a JPEG; raises `MissingGlyphs`."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    text = tidy(title).strip()
    if text:
        image = _titled(image, text, style, language)
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out


def layout(text: str, width: float, language: str) -> Setting:
    """The largest letters with which the title fits in four lines, evenly broken."""
    word = CaptionWord(text=text, start=ZERO, end=ZERO)
    tokens = tokens_of(CaptionCue(start=ZERO, end=ZERO, words=(word,)))
    for em in SIZES_EM:
        lines = _lines(tokens, em, width, language)
        if lines and (len(lines) <= 2 or em <= 108):
            return Setting(em, lines)
    return Setting(SIZES_EM[-1], _cut_off(tokens, width, language))


def _wanted(time: Time, scene: Scene, plan: EditPlan) -> float:
    """How welcome a frame at that time is: near the plan's moment, away from cuts."""
    margin = min(EDGE, Time(scene.span.duration.us // 4))
    inside = scene.span.start + margin <= time <= scene.span.end - margin
    welcome = 1.0 if inside else 0.3
    if plan.cover is not None:
        return welcome * float(np.exp(-(((time - plan.cover).s / REACH_S) ** 2)) + 1e-6)
    return welcome * (FACE_BONUS if scene.faces else 1.0)


def _lines(
    tokens: Sequence[Token], em: float, width: float, language: str
) -> tuple[tuple[Token, ...], ...] | None:
    pieces = [
        Piece(_width(t, em, language), em * BLANK if t.space else 0, t.inner, t.closes)
        for t in tokens
    ]
    ends = balance(pieces, width, MOST_LINES)
    if ends is None:
        return None
    starts = (0, *ends[:-1])
    return tuple(tuple(tokens[start:end]) for start, end in zip(starts, ends, strict=True))


def _cut_off(tokens: Sequence[Token], width: float, language: str) -> tuple[tuple[Token, ...], ...]:
    """As much of an endless title as four lines of the smallest letters hold."""
    em = SIZES_EM[-1]
    short = [
        part
        for token in tokens[:60]
        for part in spread(token, [token.text[i : i + 12] for i in range(0, len(token.text), 12)])
    ]
    for count in range(min(len(short), 80), 0, -1):
        last = Token(short[count - 1].text + "…", ZERO, ZERO, short[count - 1].space)
        lines = _lines([*short[: count - 1], last], em, width, language)
        if lines:
            return lines
    return ()


def _width(token: Token, em: float, language: str) -> float:
    return sum(text_length(run.text, run.face, em) for run in split_runs(token.text, language))


def _titled(image: Image.Image, text: str, style: Style, language: str) -> Image.Image:
    width, height = image.size
    unit = min(width, height) / 1080
    side = width * SIDE
    setting = layout(text, (width - 2 * side) / unit, language)
    rows = len(setting.lines)
    step = setting.em * LEADING * unit
    last = height * (1 - FOOT) - 0.25 * setting.em * unit
    top = last - (rows - 1) * step - 0.78 * setting.em * unit
    image = _shaded(image, top - 150 * unit)
    letters = Image.new("L", image.size)
    pen = ImageDraw.Draw(letters)
    rtl = reads_left([token for line in setting.lines for token in line], language)
    for row, line in enumerate(setting.lines):
        em = setting.em * unit
        start = width - side - _line_width(line, em, language) if rtl else side
        _write(pen, visual(line, rtl=rtl), (start, last - (rows - 1 - row) * step), em, language)
    image = _shadowed(image, letters, unit)
    image.paste("#FFFFFF", mask=letters)
    left = width - side - BAR[0] * unit if rtl else side
    bar = (left, top - 52 * unit, left + BAR[0] * unit, top - (52 - BAR[1]) * unit)
    ImageDraw.Draw(image).rounded_rectangle(bar, BAR[1] * unit / 2, fill=style.active[:7])
    return image


def _write(
    pen: ImageDraw.ImageDraw,
    parts: Sequence[Part],
    at: tuple[float, float],
    em: float,
    language: str,
) -> None:
    """The parts of a line side by side; the shaper turns those that run from right to left."""
    x, baseline = at
    for part in parts:
        if part.token is None:
            x += em * BLANK
            continue
        runs = split_runs(part.text, language)
        for run in reversed(runs) if part.rtl else runs:
            font = ImageFont.truetype(str(run.face.path), em, index=run.face.number)
            text = directed(run.text) if part.rtl else run.text
            pen.text((x, baseline), text, fill=255, font=font, anchor="ls")
            x += font.getlength(text)


def _line_width(line: Sequence[Token], em: float, language: str) -> float:
    blanks = sum(token.space for token in line[1:]) * BLANK * em
    return blanks + sum(_width(token, em, language) for token in line)


def _shaded(image: Image.Image, start: float) -> Image.Image:
    """Darkened towards the foot, so that white letters read on any picture."""
    width, height = image.size
    rows = np.arange(height, dtype=np.float64)
    ramp = np.clip((rows - start) / (height * 0.8 - start), 0, 1)
    smooth = ramp * ramp * (3 - 2 * ramp)
    shade = np.repeat((1 - 0.82 * smooth)[:, None], width, axis=1)[..., None]
    return Image.fromarray((np.asarray(image, np.float64) * shade).round().astype(np.uint8))


def _shadowed(image: Image.Image, letters: Image.Image, unit: float) -> Image.Image:
    soft = letters.filter(ImageFilter.GaussianBlur(14 * unit)).point(lambda v: min(255, v * 2))
    near = letters.filter(ImageFilter.GaussianBlur(3 * unit))
    shade = np.maximum(np.asarray(soft, np.float64) * 0.45, np.asarray(near, np.float64) * 0.6)
    kept = 1 - shade[..., None] / 255
    return Image.fromarray((np.asarray(image, np.float64) * kept).round().astype(np.uint8))
