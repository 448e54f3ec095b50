"""Cues -> screens: which tokens stand together, on which lines, from when to when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.media.time import Time
from pipelines.shorts.clusters import clusters
from pipelines.shorts.lines import Piece, split_lines, split_screens
from pipelines.shorts.measure import BLANK, width_of
from pipelines.shorts.spec import CaptionCue, CaptionWord
from pipelines.shorts.style import Style
from pipelines.shorts.timeline import Timeline
from pipelines.shorts.words import Token, capitals, spread, tokens_of

SILENT_MARKS = "，。、；："
BRIDGE = Time.seconds(0.4)
"""A gap between screens shorter than this is closed: captions must not blink."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines of tokens shown together; times count from the start of the clip.

    ``baseline``: of the last line, in pixels; ``covers``: what could not be kept clear of it.
    """

    start: Time
    end: Time
    lines: tuple[tuple[Token, ...], ...]
    style: Style
    language: str
    baseline: float = 0.0
    covers: tuple[str, ...] = ()


def laid_out(
    cues: Sequence[CaptionCue], timeline: Timeline, room: float, style: Style, language: str
) -> tuple[Screen, ...]:
    """All screens in order, none overlapping, not yet placed. ``room``: pixels of a line.

    Words whose middle was left out of the clip are left out. Raises `MissingGlyphs`.
    """
    found = [
        screen
        for cue in cues
        if (shown := _shown(cue, timeline)).words
        for screen in _of_cue(shown, room, style, language)
    ]
    moved = (_moved(screen, timeline) for screen in sorted(found, key=lambda one: one.start))
    return tuple(_without_overlap([screen for screen in moved if screen.end > screen.start]))


def _shown(cue: CaptionCue, timeline: Timeline) -> CaptionCue:
    """The cue without the words that the clip leaves out."""
    words = tuple(word for word in cue.words if timeline.shows(_middle(word)))
    return cue.model_copy(update={"words": words})


def _middle(word: CaptionWord) -> Time:
    return Time((word.start.us + word.end.us) // 2)


def _of_cue(cue: CaptionCue, room: float, style: Style, language: str) -> Iterator[Screen]:
    tokens = [capitals(t) for t in tokens_of(cue)] if style.capitals else list(tokens_of(cue))
    fitting = [part for token in tokens for part in _fitted(token, room, style, language)]
    pieces = [_piece(token, style, language) for token in fitting]
    ends = split_screens(pieces, room)
    starts = (0, *ends[:-1])
    for start, end in zip(starts, ends, strict=False):
        last = end == len(fitting)
        until = max(cue.end, fitting[-1].end) if last else fitting[end].start
        lines = _lines(fitting[start:end], pieces[start:end], room)
        yield Screen(min(fitting[start].start, until), until, lines, style, language)


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
    return Piece(width_of(token.text, style, language), gap, token.inner, token.closes, token.glued)


def _fitted(token: Token, room: float, style: Style, language: str) -> tuple[Token, ...]:
    """The token, or its parts when it is wider than a line."""
    if width_of(token.text, style, language) <= room:
        return (token,)
    parts, current = [], ""
    for letter in clusters(token.text):
        if current and width_of(current + letter, style, language) > room:
            parts.append(current)
            current = ""
        current += letter
    return spread(token, [*parts, current])


def _moved(screen: Screen, timeline: Timeline) -> Screen:
    """From the recording's timeline to the clip's."""
    move = timeline.clip
    lines = tuple(
        tuple(replace(token, start=move(token.start), end=move(token.end)) for token in line)
        for line in screen.lines
    )
    return replace(screen, start=move(screen.start), end=move(screen.end), lines=lines)


def _without_overlap(found: Sequence[Screen]) -> Iterator[Screen]:
    for index, screen in enumerate(found):
        end = screen.end
        if index + 1 < len(found):
            following = found[index + 1].start
            if end > following or following - end < BRIDGE:
                end = following
        if end > screen.start:
            yield replace(screen, end=end)
