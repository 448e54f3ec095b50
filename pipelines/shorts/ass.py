"""Screens -> an ASS script for libass (https://fileformats.fandom.com/wiki/SubStation_Alpha).

Every line is placed by its baseline and drawn anew for each token that lights up. Only colours
differ between those drawings, so letters never move.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.media.time import Time
from pipelines.shorts.bidi import Part, directed, mixed, reads_left, visual
from pipelines.shorts.fonts import Face, Run, find_font, split_runs
from pipelines.shorts.measure import BLANK, line_width, text_length
from pipelines.shorts.screen import Screen
from pipelines.shorts.spec import Colour
from pipelines.shorts.style import Box, Style
from pipelines.shorts.words import Token
from pipelines.shorts.zone import Zone

WORD_JOINER = "\u2060"
"""Keeps a backslash from starting an escape; libass gives it no width."""
KAPPA = 0.5523
"""Control points of a cubic Bézier quarter circle."""
CAP_HEIGHT = 0.74
HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
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
Style: {name}-box,{font},{size:.2f},{panel},{panel},{panel},{panel},\
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
        size=font_size(face, style),
        text=colour(style.text),
        outline=colour(style.outline_colour),
        shadow=colour(style.shadow_colour),
        border=style.outline,
        depth=style.shadow,
        panel=colour(style.box.colour if style.box else style.shadow_colour),
    )


def write_script(path: Path, text: str) -> Path:
    """Save the script as libass reads it."""
    path.write_text(text, encoding="utf-8")
    return path


def escape(text: str) -> str:
    """Text that libass shows as it stands: no override blocks, no line breaks."""
    guarded = text.replace("\\", "\\" + WORD_JOINER)
    guarded = guarded.replace("{", "\\{").replace("}", "\\}")
    return guarded.replace("\r", " ").replace("\n", " ")


def colour(value: Colour) -> str:
    """``#RRGGBBAA`` -> ``&HAABBGGRR`` with ASS's inverted alpha."""
    red, green, blue = value[1:3], value[3:5], value[5:7]
    alpha = 255 - int(value[7:9] or "FF", 16)
    return f"&H{alpha:02X}{blue}{green}{red}".upper()


def font_size(face: Face, style: Style) -> float:
    """libass sizes a font by its Windows ascent and descent, designers by the em."""
    return style.em * (face.ascent + face.descent)


def clock(time: Time) -> str:
    """``H:MM:SS.cc``, rounded."""
    hundredths = max(0, (time.us + 5000) // 10000)
    seconds, cs = divmod(hundredths, 100)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{hours}:{m:02}:{s:02}.{cs:02}"


def _events(screen: Screen, area: Zone) -> Iterator[str]:
    style, language = screen.style, screen.language
    if style.box:
        yield _panel(screen, area, style, style.box, language)
    moments = _moments(screen)
    rtl = reads_left([token for line in screen.lines for token in line], language)
    for row, line in enumerate(screen.lines):
        below = len(screen.lines) - 1 - row
        baseline = screen.baseline - below * style.leading * style.em
        for start, end, lit in _steps(line, moments, screen, style):
            body = _body(line, lit, style, language, rtl)
            descent = _descent(line, style, language)
            place = f"{{\\an2\\pos({area.centre:.1f},{baseline + descent:.1f})\\blur{style.blur}}}"
            yield _dialogue(1, start, end, style.name, place + body)


def _dialogue(layer: int, start: Time, end: Time, style: str, text: str) -> str:
    return f"Dialogue: {layer},{clock(start)},{clock(end)},{style},,0,0,0,,{text}"


def _moments(screen: Screen) -> list[tuple[Token, Time, Time]]:
    """Each token with the time it is lit: until the next one begins, without a gap."""
    tokens = [token for line in screen.lines for token in line]
    starts = [min(max(token.start, screen.start), screen.end) for token in tokens]
    starts[0] = screen.start
    ends = [*starts[1:], screen.end]
    return [(t, s, max(s, e)) for t, s, e in zip(tokens, starts, ends, strict=True)]


def _steps(
    line: Sequence[Token], moments: Sequence[tuple[Token, Time, Time]], screen: Screen, style: Style
) -> Iterator[tuple[Time, Time, frozenset[int]]]:
    """The stretches in which the line looks the same: start, end, the lit tokens' ids."""
    own = [(token, start, end) for token, start, end in moments if any(token is t for t in line)]
    first, last = own[0][1], own[-1][2]
    if first > screen.start:
        yield screen.start, first, frozenset()
    kept: set[int] = set()
    for token, start, end in own:
        kept = (kept if style.fill and token.square else set()) | {id(token)}
        if clock(end) > clock(start):
            yield start, end, frozenset(kept)
    if screen.end > last:
        yield last, screen.end, frozenset(kept if style.fill and own[-1][0].square else ())


def _body(
    line: Sequence[Token], lit: frozenset[int], style: Style, language: str, rtl: bool
) -> str:
    shown, current = [], None
    main: Face | None = None
    for part in _parts(line, rtl):
        if part.token is None:
            shown.append(_blank(style, main))
            continue
        paint = style.active if id(part.token) in lit else style.text
        if paint != current:
            shown.append(f"{{\\1c{_opaque(paint)}}}")
            current = paint
        for run in _faces_in_place(part, style, language):
            if run.face != main:
                shown.append(_font_tag(run, style))
                main = run.face
            shown.append(escape(run.text))
    return "".join(shown)


def _parts(line: Sequence[Token], rtl: bool) -> Iterator[Part]:
    """What is drawn, from left to right."""
    if rtl or mixed(line):
        yield from visual(line, rtl=rtl)
        return
    for index, token in enumerate(line):
        if token.space and index:
            yield Part(" ", None, False)
        yield Part(token.text, token, False)


def _faces_in_place(part: Part, style: Style, language: str) -> Iterator[Run]:
    """The part's runs from left to right. One that runs left says so in every run: the renderer
    forgets it at each change of face."""
    runs = split_runs(part.text, language, font=style.font)
    if not part.rtl:
        yield from runs
        return
    for run in reversed(runs):
        yield Run(directed(run.text), run.face)


def _blank(style: Style, face: Face | None) -> str:
    """A blank of a known width in every font: a space, then spacing to make up the rest."""
    return " " if face is None else f"{{\\fsp{_makeup(style, face):.2f}}} {{\\fsp0}}"


def _makeup(style: Style, face: Face) -> float:
    return style.em * BLANK - text_length(" ", face, style.em)


def _font_tag(run: Run, style: Style) -> str:
    return f"{{\\fn{run.face.family}\\b{run.face.weight}\\fs{font_size(run.face, style):.2f}}}"


def _descent(line: Sequence[Token], style: Style, language: str) -> float:
    runs = split_runs(_plain(line), language, font=style.font)
    return max(run.face.descent for run in runs) * style.em


def _plain(line: Sequence[Token]) -> str:
    return "".join((" " if t.space and i else "") + t.text for i, t in enumerate(line))


def _opaque(value: Colour) -> str:
    return "&H" + colour(value)[4:] + "&"


def _panel(screen: Screen, area: Zone, style: Style, box: Box, language: str) -> str:
    """A rounded panel behind all lines, as an ASS drawing."""
    widest = max(line_width(line, style, language) for line in screen.lines)
    half = widest / 2 + box.pad_x * style.em
    rows = len(screen.lines) - 1
    top = screen.baseline - rows * style.leading * style.em - (CAP_HEIGHT + box.pad_y) * style.em
    bottom = screen.baseline + (0.02 + box.pad_y) * style.em
    shape = rounded(area.centre - half, top, area.centre + half, bottom, box.radius * style.em)
    return _dialogue(
        0, screen.start, screen.end, f"{style.name}-box", f"{{\\pos(0,0)\\p1}}{shape}{{\\p0}}"
    )


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> str:
    """The drawing commands of a rounded rectangle."""
    r, k = radius, radius * (1 - KAPPA)
    points = (
        f"m {left + r:.0f} {top:.0f} l {right - r:.0f} {top:.0f}",
        f"b {right - k:.0f} {top:.0f} {right:.0f} {top + k:.0f} {right:.0f} {top + r:.0f}",
        f"l {right:.0f} {bottom - r:.0f}",
        f"b {right:.0f} {bottom - k:.0f} {right - k:.0f} {bottom:.0f} {right - r:.0f} {bottom:.0f}",
        f"l {left + r:.0f} {bottom:.0f}",
        f"b {left + k:.0f} {bottom:.0f} {left:.0f} {bottom - k:.0f} {left:.0f} {bottom - r:.0f}",
        f"l {left:.0f} {top + r:.0f}",
        f"b {left:.0f} {top + k:.0f} {left + k:.0f} {top:.0f} {left + r:.0f} {top:.0f}",
    )
    return " ".join(points)
