"""Cues -> screens: which tokens stand together, on which lines, from when to when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts.fonts import Face, split_runs
from pipelines.shorts.lines import Piece, split_lines, split_screens
from pipelines.shorts.spec import SIZES, CaptionCue, Ratio
from pipelines.shorts.style import Style
from pipelines.shorts.words import Token, capitals, spread, tokens_of

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

BLANK = 0.26
"""Width of the blank between tokens, in em."""
SILENT_MARKS = "，。、；："
BRIDGE = Time.seconds(0.4)
"""A gap between screens shorter than this is closed: captions must not blink."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Where captions may stand, in pixels: a baseline for the last line, and the sides."""

    width: int
    height: int
    left: int
    right: int
    baseline: int

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def room(self) -> float:
        return self.right - self.left


FREE_BELOW: dict[Ratio, float] = {"9:16": 0.2, "4:5": 0.16, "1:1": 0.15, "16:9": 0.15}
"""Share of the height under the last baseline's descent that the platforms draw over."""
FREE_BESIDE: dict[Ratio, float] = {"9:16": 0.14, "4:5": 0.1, "1:1": 0.1, "16:9": 0.16}
"""Share of the width kept free on both sides: the button column is on the right, the middle
stays the middle."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines of tokens shown together; times count from the start of the clip."""

    start: Time
    end: Time
    lines: tuple[tuple[Token, ...], ...]


def zone(ratio: Ratio, style: Style) -> Zone:
    """The caption zone of a ratio: nothing is drawn below or beside it, outline included."""
    width, height = SIZES[ratio]
    side = round(width * FREE_BESIDE[ratio] + style.outline)
    foot = style.em * 0.3 + style.outline + style.shadow
    if style.box:
        foot += style.em * style.box.pad_y
        side += round(style.em * style.box.pad_x)
    baseline = round(height * (1 - FREE_BELOW[ratio]) - foot)
    return Zone(width, height, side, width - side, baseline)


def screens(
    cues: Sequence[CaptionCue], span: Span, area: Zone, style: Style, language: str
) -> tuple[Screen, ...]:
    """All screens of the clip in order, none overlapping; raises `MissingGlyphs`."""
    found = [screen for cue in cues for screen in _of_cue(cue, area, style, language)]
    moved = [_moved(screen, span) for screen in sorted(found, key=lambda screen: screen.start)]
    shown = [screen for screen in moved if screen.end > screen.start and screen.start >= ZERO]
    return tuple(_without_overlap(shown))


def width_of(text: str, style: Style, language: str) -> float:
    """How wide libass draws the text, in pixels."""
    runs = split_runs(text, language) if text else ()
    return sum(text_length(run.text, run.face, style.em) for run in runs)


@lru_cache(maxsize=4096)
def text_length(text: str, face: Face, em: float) -> float:
    """The advance of a text in one face, in pixels."""
    return _font(face, em).getlength(text)


def _of_cue(cue: CaptionCue, area: Zone, style: Style, language: str) -> Iterator[Screen]:
    tokens = [capitals(t) for t in tokens_of(cue)] if style.capitals else list(tokens_of(cue))
    fitting = [part for token in tokens for part in _fitted(token, area.room, style, language)]
    pieces = [_piece(token, style, language) for token in fitting]
    ends = split_screens(pieces, area.room)
    starts = (0, *ends[:-1])
    for start, end in zip(starts, ends, strict=False):
        last = end == len(fitting)
        until = max(cue.end, fitting[-1].end) if last else fitting[end].start
        lines = _lines(fitting[start:end], pieces[start:end], area.room)
        yield Screen(min(fitting[start].start, until), until, lines)


def _lines(
    tokens: Sequence[Token], pieces: Sequence[Piece], room: float
) -> tuple[tuple[Token, ...], ...]:
    ends = split_lines(pieces, room) or (len(tokens),)
    return tuple(
        (*tokens[start : end - 1], _hung(tokens[end - 1]))
        for start, end in zip((0, *ends[:-1]), ends, strict=True)
    )


def _hung(token: Token) -> Token:
    """A line's last token without a square comma or stop: half a blank cell unbalances a line."""
    shown = token.text.rstrip(SILENT_MARKS)
    return replace(token, text=shown) if shown else token


def _piece(token: Token, style: Style, language: str) -> Piece:
    gap = style.em * BLANK if token.space else 0.0
    return Piece(width_of(token.text, style, language), gap, token.inner, token.closes)


def _fitted(token: Token, room: float, style: Style, language: str) -> tuple[Token, ...]:
    """The token, or its parts when it is wider than a line."""
    if width_of(token.text, style, language) <= room:
        return (token,)
    parts, current = [], ""
    for character in token.text:
        if current and width_of(current + character, style, language) > room:
            parts.append(current)
            current = ""
        current += character
    return spread(token, [*parts, current])


def _moved(screen: Screen, span: Span) -> Screen:
    """From the recording's timeline to the clip's, cut to the clip."""

    def move(time: Time) -> Time:
        return min(max(time - span.start, ZERO), span.duration)

    def shift(token: Token) -> Token:
        return Token(token.text, move(token.start), move(token.end), token.space, token.inner)

    lines = tuple(tuple(shift(token) for token in line) for line in screen.lines)
    return Screen(move(screen.start), move(screen.end), lines)


def _without_overlap(found: Sequence[Screen]) -> Iterator[Screen]:
    for index, screen in enumerate(found):
        end = screen.end
        if index + 1 < len(found):
            following = found[index + 1].start
            if end > following or following - end < BRIDGE:
                end = following
        if end > screen.start:
            yield Screen(screen.start, end, screen.lines)


@lru_cache(maxsize=64)
def _font(face: Face, em: float) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(face.path), em, index=face.number)
