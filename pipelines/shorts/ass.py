"""Screens -> an ASS script for libass (https://fileformats.fandom.com/wiki/SubStation_Alpha).

Every line is placed by its baseline and drawn anew for each token that lights up. Between those
drawings letters never move: only colours differ. A word that swells does so on a drawing of its
own, over a line in which its place is kept.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.media.time import Time
from pipelines.shorts import tags
from pipelines.shorts.bidi import reads_left
from pipelines.shorts.fonts import Face, find_font, split_runs
from pipelines.shorts.measure import BLANK
from pipelines.shorts.row import Ids, Row
from pipelines.shorts.screen import Screen
from pipelines.shorts.shown import Rect
from pipelines.shorts.style import Box, Style
from pipelines.shorts.words import Token
from pipelines.shorts.zone import Zone

PANEL, HALO, PILL, TEXT, WORD = range(5)
"""Layers from back to front."""
CAPITALS = 0.74
"""The height of capitals in em."""
PILL_UP, PILL_DOWN, PILL_SIDE, PILL_TIGHT = 0.93, 0.25, 0.12, 0.04
"""How far a pill reaches around its word, in em; square characters have no blanks beside them."""
SWELL_MS = 90
SWELL_ROOM = 0.6
"""Of a blank, what a swelling word may take of both of its own."""
NOBODY: Ids = frozenset()
HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
Kerning: yes
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
{styles}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
LETTERS = """Style: {name},{font},{size:.2f},{text},{text},{outline},{shadow},\
-1,0,0,0,100,100,0,0,1,{border},{depth},2,0,0,0,1
Style: {name}-shape,{font},{size:.2f},{text},{text},{text},{text},\
0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1"""


def script(screens: Sequence[Screen], area: Zone) -> str:
    """The whole script; raises `MissingGlyphs`."""
    styles = "\n".join(_style(*one) for one in _main_faces(screens))
    head = HEADER.format(width=area.width, height=area.height, styles=styles)
    events = (event for screen in screens for event in _events(screen, area))
    return head + "\n".join(events) + "\n"


def faces(screens: Sequence[Screen]) -> tuple[Face, ...]:
    """Every face that the script names."""
    runs = [
        run
        for screen in screens
        for line in screen.lines
        for run in split_runs(_plain(line), screen.language, font=screen.style.font)
    ]
    main = [face for _, face in _main_faces(screens)]
    return tuple(dict.fromkeys([*main, *(run.face for run in runs)]))


def write_script(path: Path, text: str) -> Path:
    """Save the script as libass reads it."""
    path.write_text(text, encoding="utf-8")
    return path


def _main_faces(screens: Sequence[Screen]) -> list[tuple[Style, Face]]:
    """Each style of the script with the face that draws most of it."""
    found = []
    for style in dict.fromkeys(screen.style for screen in screens):
        own = [screen for screen in screens if screen.style == style]
        text = "".join(_plain(line) for screen in own for line in screen.lines)
        found.append((style, find_font(text, language=own[0].language, font=style.font)))
    return found


def _style(style: Style, face: Face) -> str:
    return LETTERS.format(
        name=style.name,
        font=face.family,
        size=tags.font_size(face, style),
        text=tags.colour(style.text),
        outline=tags.colour(style.outline_colour),
        shadow=tags.colour(style.shadow_colour),
        border=style.outline,
        depth=style.shadow,
    )


def _events(screen: Screen, area: Zone) -> Iterator[str]:
    lines = rows(screen, area)
    if screen.style.box:
        yield _panel(screen, lines, screen.style.box)
    moments = _moments(screen)
    for row in lines:
        if screen.style.halo:
            yield _halo(screen, row)
        for start, end, lit, now in _steps(row, moments, screen):
            yield from _line(row, start, end, lit, now)


def rows(screen: Screen, area: Zone) -> list[Row]:
    """The screen's lines in their places, from top to bottom."""
    style, count = screen.style, len(screen.lines)
    rtl = reads_left([token for line in screen.lines for token in line], screen.language)
    step = style.leading * style.em
    return [
        Row(line, style, screen.language, rtl, area.centre, screen.baseline - below * step)
        for below, line in zip(range(count - 1, -1, -1), screen.lines, strict=True)
    ]


def _moments(screen: Screen) -> list[tuple[Token, Time, Time]]:
    """Each token with the time it is lit: until the next one begins, without a gap."""
    tokens = [token for line in screen.lines for token in line]
    starts = [min(max(token.start, screen.start), screen.end) for token in tokens]
    starts[0] = screen.start
    ends = [*starts[1:], screen.end]
    return [(t, s, max(s, e)) for t, s, e in zip(tokens, starts, ends, strict=True)]


def _steps(
    row: Row, moments: Sequence[tuple[Token, Time, Time]], screen: Screen
) -> Iterator[tuple[Time, Time, Ids, Token | None]]:
    """The stretches in which the line looks the same: start, end, what is lit, what is said."""
    if not row.style.lights:
        yield screen.start, screen.end, NOBODY, None
        return
    own = [one for one in moments if any(one[0] is token for token in row.line)]
    first, last = own[0][1], own[-1][2]
    if first > screen.start:
        yield screen.start, first, NOBODY, None
    kept: Ids = NOBODY
    for token, start, end in own:
        kept = (kept if row.style.fill and token.square else NOBODY) | {id(token)}
        if tags.clock(end) > tags.clock(start):
            yield start, end, kept, token
    if screen.end > last:
        filled = row.style.fill and own[-1][0].square
        yield last, screen.end, kept if filled else NOBODY, None


def _line(row: Row, start: Time, end: Time, lit: Ids, now: Token | None) -> Iterator[str]:
    """The line as it looks for a while, with what marks the word that is said."""
    style = row.style
    if style.highlight and lit:
        shape = tags.rounded(_pill(row, lit), style.corner * style.em)
        text = tags.drawing(shape, style.highlight)
        yield tags.dialogue(PILL, start, end, f"{style.name}-shape", text)
    swells = now is not None and style.swell > 1 and not now.square
    place = f"{{{row.place}\\blur{style.blur}}}"
    hidden = frozenset([id(now)]) if swells else NOBODY
    yield tags.dialogue(TEXT, start, end, style.name, place + row.body(lit, hidden))
    if now is not None and swells:
        yield tags.dialogue(WORD, start, end, style.name, _swelling(row, now))


def _swelling(row: Row, token: Token) -> str:
    """The word alone, growing on the spot and staying so: its middle keeps its place."""
    style = row.style
    left, right = row.extent(frozenset([id(token)]))
    percent = round(min(style.swell, 1 + SWELL_ROOM * BLANK * style.em / (right - left)) * 100)
    grown = f"\\t(0,{SWELL_MS},\\fscx{percent}\\fscy{percent})"
    look = f"\\blur{style.blur}\\1c{tags.opaque(style.active)}"
    return f"{{{row.place_of(token)}{look}{grown}}}{row.word(token)}"


def _pill(row: Row, lit: Ids) -> Rect:
    em = row.style.em
    left, right = row.extent(lit)
    side = (PILL_TIGHT if any(token.square for token in row.line) else PILL_SIDE) * em
    return Rect(
        left - side, row.baseline - PILL_UP * em, right + side, row.baseline + PILL_DOWN * em
    )  # fmt: skip


def _halo(screen: Screen, row: Row) -> str:
    """Soft darkness around the letters: white reads on white without a hard line."""
    style = row.style
    edge = f"\\bord{style.halo:.1f}\\blur{style.halo * 0.6:.1f}\\shad0\\1a&HFF&"
    paint = f"\\3c{tags.opaque(style.halo_colour)}\\3a{tags.alpha(style.halo_colour)}"
    text = f"{{{row.place}{edge}{paint}}}{row.body()}"
    return tags.dialogue(HALO, screen.start, screen.end, style.name, text)


def _panel(screen: Screen, rows: Sequence[Row], box: Box) -> str:
    """A rounded panel behind all lines."""
    em = screen.style.em
    half = max(row.width for row in rows) / 2 + box.pad_x * em
    rect = Rect(
        rows[0].centre - half, rows[0].baseline - (CAPITALS + box.pad_y) * em,
        rows[0].centre + half, rows[-1].baseline + (0.02 + box.pad_y) * em,
    )  # fmt: skip
    text = tags.drawing(tags.rounded(rect, box.radius * em), box.colour)
    return tags.dialogue(PANEL, screen.start, screen.end, f"{screen.style.name}-shape", text)


def _plain(line: Sequence[Token]) -> str:
    return "".join((" " if t.space and i else "") + t.text for i, t in enumerate(line))
