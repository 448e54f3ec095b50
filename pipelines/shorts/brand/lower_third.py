"""The lower third as a layer: the product's name on the brand's colour, facts on its accent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.shorts.brand.area import Area
from pipelines.shorts.brand.colour import readable, rgb, rgba
from pipelines.shorts.brand.panel import rounded, shadowed
from pipelines.shorts.brand.setting import Line, Setting
from pipelines.shorts.spec import Brand, LowerThird

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

TITLE_EMS = (48, 44, 40, 37)
FACT_EMS = (38, 36, 34)
ROWS = 2
"""Lines that the name, and that the facts, may take."""
PAD_X, PAD_TITLE, PAD_FACTS = 32, 20, 15
LEADING = 1.22
GAP = 0.86
"""Between two facts, in em; the dot stands in its middle."""
DOT = 0.085
EDGE = 12
"""Width of the accent's edge beside a name without facts."""
RADIUS, REACH = 18.0, 22.0
NARROWEST, WIDEST = 300, 780


Row = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows of one size; a row is a list of pieces that stay whole."""

    em: float
    rows: tuple[Row, ...]
    pad: float

    @property
    def height(self) -> int:
        return round(self.em * (LEADING * len(self.rows)) + 2 * self.pad) if self.rows else 0


def draw_lower_third(
    third: LowerThird, brand: Brand, setting: Setting, area: Area
) -> "Image | None":
    """The card with its shadow (RGBA), at the rendition's pixels; None where there is nothing to
    write. Raises `MissingGlyphs`.

    The name shrinks, then breaks, then is cut; facts shrink, then take a second row, then the last
    ones are left out: a figure is never cut.
    """
    unit = area.unit
    room = min(area.room, WIDEST * unit) - 2 * PAD_X * unit
    title = _title(third.title, setting, room, unit)
    facts = _facts(third.lines, setting, room, unit)
    wide = [_row_width(row, band.em, setting) for band in (title, facts) for row in band.rows]
    if not wide:
        return None
    width = round(max(max(wide) + 2 * PAD_X * unit, NARROWEST * unit))
    card = _card(width, title, facts, brand, setting, unit, rtl=runs_left(third, setting))
    return shadowed(card, REACH * unit)


def runs_left(third: LowerThird, setting: Setting) -> bool:
    """Whether the card is read from the right."""
    return setting.rtl(third.title, *third.lines)


def _title(text: str, setting: Setting, room: float, unit: float) -> _Band:
    if not setting.tokens(text):
        return _Band(0, (), 0)
    for most in range(1, ROWS + 1):
        for em in TITLE_EMS:
            lines = setting.broken(text, em * unit, room, most)
            if lines:
                return _Band(em * unit, tuple((line,) for line in lines), PAD_TITLE * unit)
    least = TITLE_EMS[-1] * unit
    return _Band(
        least, tuple((line,) for line in setting.cut(text, least, room, ROWS)), PAD_TITLE * unit
    )


def _facts(lines: Sequence[str], setting: Setting, room: float, unit: float) -> _Band:
    pieces = [setting.tokens(line) for line in lines]
    whole = [line for line in pieces if line and setting.width(line, FACT_EMS[-1] * unit) <= room]
    for most in range(1, ROWS + 1):
        for em in FACT_EMS:
            rows = tuple(_rows(whole, em * unit, setting, room))
            if len(rows) <= most:
                return _Band(em * unit, _evened(rows, em * unit, setting), PAD_FACTS * unit)
    least = FACT_EMS[-1] * unit
    return _Band(least, tuple(_rows(whole, least, setting, room))[:ROWS], PAD_FACTS * unit)


def _rows(pieces: Sequence[Line], em: float, setting: Setting, room: float) -> Iterator[Row]:
    row: Row = ()
    for piece in pieces:
        if row and _row_width((*row, piece), em, setting) > room:
            yield row
            row = ()
        row = (*row, piece)
    if row:
        yield row


def _evened(rows: tuple[Row, ...], em: float, setting: Setting) -> tuple[Row, ...]:
    """Two rows as even as can be: so the card is narrow and no fact stands alone."""
    if len(rows) != 2:
        return rows
    pieces = rows[0] + rows[1]
    ways = [(pieces[:at], pieces[at:]) for at in range(1, len(pieces))]
    return min(ways, key=lambda way: max(_row_width(row, em, setting) for row in way))


def _row_width(row: Sequence[Line], em: float, setting: Setting) -> float:
    return sum(setting.width(piece, em) for piece in row) + GAP * em * (len(row) - 1)


def _card(
    width: int,
    title: _Band,
    facts: _Band,
    brand: Brand,
    setting: Setting,
    unit: float,
    *,
    rtl: bool,
) -> "Image":
    from PIL import Image, ImageChops, ImageDraw

    height = title.height + facts.height
    ground, accent = rgba(brand.primary), rgba(brand.accent)
    card = Image.new("RGBA", (width, height), ground)
    pen = ImageDraw.Draw(card)
    if facts.rows:
        pen.rectangle((0, title.height, width, height), fill=accent)
    else:
        edge = (width - EDGE * unit, 0, width, height) if rtl else (0, 0, EDGE * unit - 1, height)
        pen.rectangle(edge, fill=accent)
    _write(
        pen, title, 0, (width, PAD_X * unit), setting, readable(rgb(brand.text), ground[:3]), rtl
    )
    ink = readable(rgb(brand.primary), accent[:3])
    _write(pen, facts, title.height, (width, PAD_X * unit), setting, ink, rtl)
    shape = rounded((width, height), RADIUS * unit)
    card.putalpha(ImageChops.multiply(card.getchannel("A"), shape))
    return card


def _write(
    pen: "ImageDraw",
    band: _Band,
    top: int,
    sides: tuple[int, float],
    setting: Setting,
    ink: tuple[int, int, int],
    rtl: bool,
) -> None:
    """The rows of a band, begun at the side from which the language is read."""
    width, pad = sides
    baseline = top + band.pad + 0.93 * band.em
    for row in band.rows:
        x = width - pad - _row_width(row, band.em, setting) if rtl else pad
        for at, piece in enumerate(reversed(row) if rtl else row):
            if at:
                _dot(pen, (x + GAP * band.em / 2, baseline - 0.36 * band.em), DOT * band.em, ink)
                x += GAP * band.em
            setting.write(pen, piece, (x, baseline), band.em, (*ink, 255), rtl=rtl)
            x += setting.width(piece, band.em)
        baseline += LEADING * band.em


def _dot(
    pen: "ImageDraw", at: tuple[float, float], radius: float, ink: tuple[int, int, int]
) -> None:
    x, y = at
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*ink, 255))
