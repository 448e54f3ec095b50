"""Tightening: which parts of a clip are left out because nobody misses them.

Dead air between words is shortened, fillers and repeated starts are cut out at the borders of
words. A pause in which something is shown or heard is no dead air and stays.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Protocol

from assets import asset
from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts.fonts import is_cjk
from pipelines.shorts.levels import Levels, Quiet
from pipelines.shorts.timeline import FPS

LONG_PAUSE = Time.seconds(0.7)
"""A silence between words that is longer than this is dead air."""
HEARD_PAUSE = Time.seconds(0.6)
"""The same where the sound was listened to: engines end words early, so pauses look longer."""
AFTER, BEFORE = Time.seconds(0.1), Time.seconds(0.15)
"""Silence that stays after a word's last and before a word's first sound: a quarter of a second
together. Words begin with what is too soft to be heard in noise, so more of it stays there."""
UNHEARD = Time.seconds(0.2)
"""What stays on each side where nobody has listened: engines end words up to that much early."""
BORDER = Time.seconds(0.08)
"""A gap in which a cut may be made unheard."""
PAUSE = Time.seconds(0.2)
"""A gap on both sides of it makes a filler of a word that is none otherwise."""
KEPT_OFF = Time.seconds(0.15)
"""No cut comes nearer to a fact's words."""
LEAST = Time.seconds(0.2)
"""A shorter cut saves nothing and is seen."""
PIECE = Time.seconds(1)
"""What stays between two cuts is at least this long: one cut a second."""
FLASH = Time.seconds(0.4)
"""What stays of a shot beside a cut is at least this long, or it flashes up."""
MOST = 0.35
"""Of the clip."""
CLOSING = ".!?。！？…"
MARKS = " \t\n.,;:!?。，、；：！？…\"'“”‘’«»()（）-–—"
MOVING, TIMES = 0.04, 2.5
"""Motion that may be a show, and how far it must stand above the clip's usual."""
KNOCK = 18.0
"""dB; see `pipelines.highlights.signals.impact`."""
LONGEST = 3
"""Words of a filler or repeated start."""
RECENT = 5
"""So many words before a pause are asked whether they announce something to see."""


class Word(Protocol):
    """A spoken word; times on the recording's timeline."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> Time: ...
    @property
    def end(self) -> Time: ...


@dataclass(frozen=True, slots=True)
class Removed:
    """A part that is left out. ``why``: for a person."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's fillers are; see ``assets/lexicons/fillers.json``."""

    always: frozenset[str] = frozenset()
    between_pauses: frozenset[str] = frozenset()
    said_twice: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    show: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Hole:
    """Words ``first`` to ``last`` (not included) go, with the silence around them; none: the
    silence alone. It lies between the words ``first - 1`` and ``last``."""

    first: int
    last: int
    why: str


def removals(
    words: Sequence[Word],
    span: Span,
    *,
    language: str = "und",
    levels: Levels | None = None,
    protect: Sequence[Span] = (),
    shows: Sequence[Span] = (),
    shots: Sequence[Time] = (),
) -> tuple[Removed, ...]:
    """What may be left out of ``span``, in order, never touching, on the frames of the clip.

    ``words``: spoken in the clip, in order; ``language``: spoken, ISO 639-1, for fillers;
    ``levels``: of the sound (`pipelines.shorts.levels.listen`): with them cuts lie where it is
    quiet, and a pause with a sound in it stays; ``protect``: words of facts; ``shows``: where the
    picture goes on without words; ``shots``: shot changes. At most `MOST` of the clip goes.
    """
    said = [word for word in words if span.start <= word.start and word.end <= span.end]
    lexicon = lexicon_of(language)
    quiet = levels.quiet([_of(word) for word in said]) if levels else None
    if levels and quiet is None:
        return ()
    kept = [*(_widened(one, KEPT_OFF) for one in protect), *shows]
    found = []
    for hole in _holes(said, lexicon):
        cut = _cut(said, hole, quiet, span.start)
        part = cut and _framed(_flashless(_outside(cut, kept), shots), span)
        if part and part.duration >= LEAST:
            found.append(Removed(part, hole.why))
    return _chosen(found, span)


def shown(
    motion: Sequence[float], knocks: Sequence[float], step: Time, span: Span
) -> tuple[Span, ...]:
    """Where the picture moves much more than it does in the rest of the clip, or something knocks:
    the ``shows`` of `removals`.

    ``motion`` (0..1) and ``knocks`` (dB, as `pipelines.highlights.sound.Sound.impact`): one value
    a ``step`` of the recording.
    """
    first, last = span.start.us // step.us, ceil(span.end.us / step.us)
    inside = sorted(motion[first:last])
    usual = inside[len(inside) // 2] if inside else 0.0
    busy = [
        number
        for number in range(first, last)
        if (number < len(motion) and motion[number] > max(MOVING, TIMES * usual))
        or (number < len(knocks) and knocks[number] >= KNOCK)
    ]
    return tuple(Span(start=Time(n * step.us), end=Time((n + 1) * step.us)) for n in busy)


@lru_cache(maxsize=16)
def lexicon_of(language: str) -> Lexicon:
    """The fillers of a language; none are known of an unknown one."""
    lists = json.loads(asset("lexicons", "fillers.json").read_text(encoding="utf-8"))
    known = lists.get(language.lower().replace("_", "-").split("-")[0], {})
    return Lexicon(**{name: frozenset(entries) for name, entries in known.items()})


def _holes(said: Sequence[Word], lexicon: Lexicon) -> Iterator[_Hole]:
    """What could go; the last word always stays."""
    bare = [_bare(word.text) for word in said]
    place = 0
    while place < len(said):
        hole = _unwanted(said, bare, place, lexicon)
        more = hole and _unwanted(said, bare, hole.last, lexicon)
        while hole and more:
            hole = _Hole(hole.first, more.last, f"{hole.why}, {more.why}")
            more = _unwanted(said, bare, hole.last, lexicon)
        if hole is None and place and _dead_air(said, bare, place, lexicon):
            pause = said[place].start - said[place - 1].end
            hole = _Hole(place, place, f"a pause of {pause.s:.1f} s")
        if hole:
            yield hole
        place = hole.last + 1 if hole else place + 1


def _unwanted(
    said: Sequence[Word], bare: Sequence[str], place: int, lexicon: Lexicon
) -> _Hole | None:
    """A filler or a repeated start that begins with the word at ``place``."""
    if _in_number(said, bare, place, lexicon):
        return None
    for last in range(min(place + LONGEST, len(said) - 1), place, -1):
        phrase = _phrase(bare[place:last])
        if phrase in lexicon.always:
            return _Hole(place, last, f"the filler “{phrase}”")
        # Before a hesitation it may be a determiner that waits for its noun.
        waits = bare[last] in lexicon.always
        if phrase in lexicon.between_pauses and not waits and _between_pauses(said, place, last):
            return _Hole(place, last, f"the filler “{phrase}” between pauses")
        if phrase in lexicon.said_twice and phrase == _phrase(bare[last : 2 * last - place]):
            return _Hole(place, last, f"“{phrase}” said twice")
    return None


def _in_number(said: Sequence[Word], bare: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Whether what comes at ``place`` interrupts a number, or a number and its unit."""
    return place > 0 and _numeric(bare[place - 1], lexicon) and not _closes(said[place - 1])


def _closes(word: Word) -> bool:
    return word.text.rstrip()[-1:] in tuple(CLOSING)


def _between_pauses(said: Sequence[Word], place: int, last: int) -> bool:
    before = place == 0 or said[place].start - said[place - 1].end >= PAUSE
    return before and said[last].start - said[last - 1].end >= PAUSE


def _dead_air(said: Sequence[Word], bare: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Whether the silence before the word at ``place`` is too long and says nothing."""
    if said[place].start - said[place - 1].end <= LONG_PAUSE:
        return False
    if _in_number(said, bare, place, lexicon):
        return False
    recent = _phrase(bare[max(0, place - RECENT) : place])
    return not any(_says(recent, word) for word in lexicon.show)


def _cut(said: Sequence[Word], hole: _Hole, quiet: Quiet | None, begin: Time) -> Span | None:
    """From where to where the hole is cut out, so that no neighbour is clipped."""
    if hole.first == hole.last:
        before, after = said[hole.first - 1].end, said[hole.last].start
        return _silence(before, after, quiet)
    left = _border(said, hole.first, quiet) if hole.first else Span(start=begin, end=begin)
    right = _border(said, hole.last, quiet)
    if left is None or right is None:
        return None
    start = left.start + min(AFTER, _half(left.duration))
    return _span(start, right.end - min(BEFORE, _half(right.duration)))


def _silence(before: Time, after: Time, quiet: Quiet | None) -> Span | None:
    """What goes of a pause between two words."""
    if quiet is None:
        return _span(before + UNHEARD, after - UNHEARD)
    tail, head = quiet.after(before, after), quiet.before(after, before)
    if tail is None or head is None or head - tail < HEARD_PAUSE or quiet.sounds(tail, head):
        return None
    return _span(tail + AFTER, head - BEFORE)


def _border(said: Sequence[Word], place: int, quiet: Quiet | None) -> Span | None:
    """Where one may cut before the word at ``place``."""
    before, after = said[place - 1], said[place]
    if quiet:
        return quiet.gap(_of(before), _of(after))
    gap = after.start - before.end
    return Span(start=before.end, end=after.start) if gap >= BORDER else None


def _of(word: Word) -> Span:
    return Span(start=word.start, end=word.end)


def _half(time: Time) -> Time:
    return Time(time.us // 2)


def _span(start: Time, end: Time) -> Span | None:
    return Span(start=start, end=end) if end - start >= LEAST else None


def _outside(cut: Span, kept: Sequence[Span]) -> Span:
    """The longest part of the cut that touches nothing of what must be kept."""
    parts = [cut]
    for one in kept:
        parts = [rest for part in parts for rest in _without(part, one)]
    empty = Span(start=cut.start, end=cut.start)
    return max(parts, key=lambda part: (part.duration, -part.start.us), default=empty)


def _without(part: Span, one: Span) -> Iterator[Span]:
    if one.end <= part.start or one.start >= part.end:
        yield part
        return
    if one.start > part.start:
        yield Span(start=part.start, end=one.start)
    if one.end < part.end:
        yield Span(start=one.end, end=part.end)


def _flashless(cut: Span, shots: Sequence[Time]) -> Span:
    """The cut made shorter where a crumb of a shot would stay between it and a shot change."""
    start, end = cut.start, cut.end
    for shot in shots:
        if ZERO < start - shot < FLASH:
            start = min(shot + FLASH, cut.end)
        if ZERO < shot - end < FLASH:
            end = max(shot - FLASH, cut.start)
    return Span(start=start, end=max(start, end))


def _framed(cut: Span, span: Span) -> Span:
    """The whole frames of the clip inside the cut."""
    first = ceil((cut.start - span.start).us * FPS / 1_000_000 - 1e-4)
    last = floor((cut.end - span.start).us * FPS / 1_000_000 + 1e-4)
    start = span.start + Time.seconds(first / FPS)
    return Span(start=start, end=max(start, span.start + Time.seconds(last / FPS)))


def _chosen(found: Sequence[Removed], span: Span) -> tuple[Removed, ...]:
    """What saves most, as long as enough stays between the cuts and of the clip."""
    left = Time(round(span.duration.us * MOST))
    taken: list[Removed] = []
    for one in sorted(found, key=lambda one: (-one.span.duration.us, one.span.start)):
        room = one.span.duration <= left
        if room and all(_apart(one.span, other.span) for other in taken):
            taken.append(one)
            left = left - one.span.duration
    return tuple(sorted(taken, key=lambda one: one.span.start))


def _apart(one: Span, other: Span) -> bool:
    return one.start - other.end >= PIECE or other.start - one.end >= PIECE


def _widened(span: Span, by: Time) -> Span:
    return Span(start=span.start - by, end=span.end + by)


def _bare(text: str) -> str:
    return text.strip(MARKS).casefold()


def _phrase(bare: Sequence[str]) -> str:
    """Words as the lexicon writes them: square scripts without blanks."""
    return ("" if any(is_cjk(c) for word in bare for c in word) else " ").join(bare)


def _says(text: str, word: str) -> bool:
    return word in text if is_cjk(word[0]) else word in text.split()


def _numeric(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.numbers or any(c.isdigit() or c in lexicon.numbers for c in word)
