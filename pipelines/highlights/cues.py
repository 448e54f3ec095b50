"""Cuts the words of a clip into caption cues that can be read.

A cue holds at most two lines of 32 Latin letters or 16 Chinese characters, ends where a sentence
or a clause does, and never tears a figure from its unit.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.highlights.facts.numbers import find_numbers
from pipelines.highlights.lexicon import any_key
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import CaptionCue, CaptionWord
from pipelines.speech.spec import Sentence, Word
from pipelines.speech.translation.digits import level
from pipelines.speech.translation.fixed import unit_pattern
from pipelines.speech.translation.read import read_figures

LINE = 32
"""Latin letters a line; a wide character counts as two."""
LINES = 2
SELLERS = ("en", "zh")
"""Languages whose figures the readers of facts know; other ones come out of translations."""
PAUSE = Time.seconds(0.6)
LINGER = Time.seconds(0.4)
"""How long a cue may stay after its last word, so that the eye can finish."""
COMFORT = 44
"""From this width on a comma inside is reason enough for the next cue."""
_CLAUSE = re.compile(r"[,;:，、；：—。！？.!?…]$")
_INNER = re.compile(r"[,;:，；：—。！？.!?…](?=\s|[⺀-鿿])")
_WIDE = re.compile(r"[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]")


def width(text: str) -> int:
    """Columns: one a narrow character, two a wide one."""
    return len(text) + len(_WIDE.findall(text))


def make_cues(sentences: Sequence[Sentence], span: Span) -> tuple[CaptionCue, ...]:
    """The cues of the sentences' words that lie inside the span, by time."""
    cues: list[CaptionCue] = []
    for sentence in sentences:
        words = [w for w in sentence.words if w.start >= span.start and w.end <= span.end]
        for group in _groups(words, sentence.language):
            cues.append(_cue(group))
    return tuple(_lingering(cues, span.end))


def _groups(words: Sequence[Word], language: str | None) -> Iterator[list[Word]]:
    """Runs of words that fit on the screen at once; a long pause always ends one."""
    run: list[list[Word]] = []
    for block in _blocks(words, language):
        if run and block[0].start - run[-1][-1].end >= PAUSE:
            yield from _halved(run)
            run = []
        run.append(block)
    if run:
        yield from _halved(run)


def _halved(blocks: list[list[Word]]) -> Iterator[list[Word]]:
    """The blocks as one cue, or split at the best place until every part fits."""
    words = [word for block in blocks for word in block]
    if len(blocks) == 1 or _comfortable(words):
        yield words
        return
    at = min(range(1, len(blocks)), key=lambda place: (_harm(blocks, place), place))
    yield from _halved(blocks[:at])
    yield from _halved(blocks[at:])


def _comfortable(words: Sequence[Word]) -> bool:
    text = _text(words)
    return fits(text) and (width(text) <= COMFORT or not _INNER.search(text))


def _harm(blocks: list[list[Word]], place: int) -> float:
    """How bad a break is: uneven halves are bad, a comma or a breath before it is good."""
    left = _text([word for block in blocks[:place] for word in block])
    right = _text([word for block in blocks[place:] for word in block])
    uneven = abs(width(left) - width(right)) / max(1, width(left) + width(right))
    breath = (blocks[place][0].start - blocks[place - 1][-1].end).s
    return uneven - 0.45 * bool(_CLAUSE.search(left)) - min(0.3, breath)


def _blocks(words: Sequence[Word], language: str | None) -> Iterator[list[Word]]:
    """Words that must stay together: a figure with its parts and its unit."""
    glued = _glued(words, language)
    block: list[Word] = []
    for index, word in enumerate(words):
        if block and index not in glued:
            yield block
            block = []
        block.append(word)
    if block:
        yield block


def _glued(words: Sequence[Word], language: str | None) -> set[int]:
    """The indexes of words that must not be parted from the word before."""
    text = "".join(word.text for word in words)
    starts: list[int] = []
    at = 0
    for word in words:
        starts.append(at + len(word.text) - len(word.text.lstrip()))
        at += len(word.text)
    glued: set[int] = set()
    for first, end in _figures(text, language):
        glued.update(i for i, start in enumerate(starts) if first < start < end)
    return glued


def _figures(text: str, language: str | None) -> Iterator[tuple[int, int]]:
    """Where figures stand with their units, the seller's and those of a translation."""
    for number in find_numbers(text):
        unit = _UNIT.match(text.lower(), number.end)
        yield number.start, unit.end() if unit else number.end
    if language and language not in SELLERS:
        low = level(text)
        for figure in read_figures(text, language).figures:
            counted = unit_pattern().match(low, figure.end) if figure.unit else None
            yield figure.start, counted.end() if counted else figure.end


_UNIT = re.compile(
    rf"[\s-]*(?:%|percent|{any_key('currencies')}|{any_key('units')}|{any_key('periods')})"
)


def _text(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words).strip()


def fits(text: str) -> bool:
    """Whether the text can be broken into two lines."""
    lines, room = 1, LINE
    for piece in _pieces(text):
        size = width(piece.rstrip())
        if size > room:
            lines, room = lines + 1, LINE
        room -= width(piece)
    return lines <= LINES


def _pieces(text: str) -> list[str]:
    """What a line may be broken between: words with their space, single wide characters."""
    return re.findall(rf"{_WIDE.pattern}\s*|(?:(?!{_WIDE.pattern})\S)+\s*", text)


def _cue(words: Sequence[Word]) -> CaptionCue:
    return CaptionCue(
        start=words[0].start,
        end=max(words[-1].end, words[0].start),
        words=tuple(CaptionWord(text=w.text, start=w.start, end=w.end) for w in words),
    )


def _lingering(cues: list[CaptionCue], end: Time) -> Iterator[CaptionCue]:
    """Each cue stays a little longer where the next one leaves room."""
    for cue, following in pairwise(cues):
        last = max(cue.end, min(cue.end + LINGER, following.start))
        yield cue.model_copy(update={"end": last})
    if cues:
        yield cues[-1].model_copy(
            update={"end": max(cues[-1].end, min(cues[-1].end + LINGER, end))}
        )
