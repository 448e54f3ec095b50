"""The picture of an intro or outro: logo and words ease in on the brand's colour (moviepy)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipelines.shorts.brand.colour import Rgb, readable, rgb, rgba
from pipelines.shorts.brand.ground import Ground
from pipelines.shorts.brand.logo import resized, sized
from pipelines.shorts.brand.mark import LOST, Mark, clearest, lost_on
from pipelines.shorts.brand.motion import Move, Part, frames
from pipelines.shorts.brand.panel import filled
from pipelines.shorts.brand.setting import Line, Setting
from pipelines.shorts.spec import Bookend
from pipelines.shorts.timeline import FPS
from pipelines.shorts.words import tidy

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipelines.shorts.brand.kit import Kit

LOGO_SIDE = 400.0
LOGO_MOST = (760.0, 460.0)
TEXT_EMS = (64, 58, 52, 46, 40)
NAME_EMS = (104, 92, 80, 70, 60)
TEXT_ROWS = 2
LEADING = 1.26
BAR = (132, 10)
GAP = 56
"""Units between the logo, the bar and the words."""
ROOM = 0.8
"""Share of the width that words may take."""
SEPARATORS = "·•|–—-/"
"""They part what stands on one line; a line does not end in them."""
OPTICAL = 0.02
"""What stands exactly in the middle looks too low; share of the height."""
LOGO_MOVE = Move(start=0.0, seconds=0.55, scale=0.82)
BAR_MOVE = Move(start=0.2, seconds=0.45, wide=True)
TEXT_MOVE = Move(start=0.28, seconds=0.5, drop=46)


def compose(
    kit: "Kit", setting: Setting, bookend: Bookend, size: tuple[int, int]
) -> Iterator[bytes]:
    """The frames, RGB, one after the other. Raises `MissingGlyphs` before the first."""
    parts = list(_parts(kit, setting, bookend, size))
    ground = Ground(rgb(kit.brand.primary), size)
    return frames(ground, parts, round(bookend.seconds * FPS))


def _parts(kit: "Kit", setting: Setting, bookend: Bookend, size: tuple[int, int]) -> Iterator[Part]:
    """Logo, bar and words below one another, all of them around the middle."""
    unit, (width, height) = min(size) / 1080, size
    logo = _logo(kit.mark, rgb(kit.brand.primary), unit) if kit.mark else None
    text = tidy(bookend.text).strip() or ("" if logo else tidy(kit.brand.name).strip())
    words = _words(text, kit, setting, width * ROOM, unit, large=logo is None) if text else None
    bar = filled((round(BAR[0] * unit), round(BAR[1] * unit)), rgba(kit.brand.accent), BAR[1] / 2)
    shown = [(logo, LOGO_MOVE), (bar, BAR_MOVE), (words, TEXT_MOVE)]
    stack = [(picture, move) for picture, move in shown if picture is not None]
    gap = GAP * unit
    y = (height - sum(p.height for p, _ in stack) - gap * (len(stack) - 1)) / 2 - OPTICAL * height
    for picture, move in stack:
        scaled = replace(move, drop=move.drop * unit)
        yield Part(picture, width / 2, y + picture.height / 2, scaled)
        y += picture.height + gap


def _logo(mark: Mark, colour: Rgb, unit: float) -> "Image":
    """Large; on a white panel where its ink is lost on the brand's colour."""
    size = sized(mark, LOGO_SIDE * unit, (LOGO_MOST[0] * unit, LOGO_MOST[1] * unit))
    picture = resized(mark, size, 28 * unit)
    plate = mark.plate if _framed(mark) else None
    if plate is None and lost_on(picture, colour) > LOST:
        plate = clearest(picture)
    if plate is None or mark.filled or plate == colour:
        return picture
    pad = round(44 * unit)
    panel = filled((size[0] + 2 * pad, size[1] + 2 * pad), (*plate, 255), 36 * unit)
    panel.alpha_composite(picture, (pad, pad))
    return panel


def _framed(mark: Mark) -> bool:
    """Whether the logo came with a ground of its own."""
    return bool(np.asarray(mark.picture)[..., 3].min() > 250)


def _words(
    text: str, kit: "Kit", setting: Setting, room: float, unit: float, *, large: bool
) -> "Image":
    from PIL import Image, ImageDraw

    em, lines = _broken(text, setting, room, unit, NAME_EMS if large else TEXT_EMS)
    rtl = setting.rtl(text)
    out = Image.new("RGBA", (round(room), round(em * (LEADING * len(lines) + 0.1))))
    ink = readable(rgb(kit.brand.text), rgb(kit.brand.primary))
    out.paste((*ink, 0), (0, 0, *out.size))
    pen = ImageDraw.Draw(out)
    for row, line in enumerate(lines):
        if row + 1 < len(lines) and len(line) > 1 and line[-1].text in SEPARATORS:
            line = line[:-1]
        x = (room - setting.width(line, em)) / 2
        setting.write(pen, line, (x, em * (0.95 + LEADING * row)), em, (*ink, 255), rtl=rtl)
    return out


def _broken(
    text: str, setting: Setting, room: float, unit: float, ems: tuple[int, ...]
) -> tuple[float, tuple[Line, ...]]:
    for em in ems:
        lines = setting.broken(text, em * unit, room, TEXT_ROWS)
        if lines:
            return em * unit, lines
    least = ems[-1] * unit
    return least, setting.cut(text, least, room, TEXT_ROWS)
