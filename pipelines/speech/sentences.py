"""Cuts a transcript into sentences: what captions, facts and cuts refer to."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.media.time import Time
from pipelines.speech.mend import join
from pipelines.speech.script import is_cjk, is_mark, opens, script, spaced, weight
from pipelines.speech.spec import Sentence, Transcript, Word
from pipelines.speech.spread import timed_words

UNKNOWN = "und"
PAUSE = Time.seconds(0.7)
"""A silence this long ends a sentence, with or without a full stop."""
LONGEST = Time.seconds(15)
HEAVIEST = 180.0
"""Letters (see `script.weight`); a longer run is cut at its best comma or pause."""

_CLOSERS = "\"'”’»)]}」』】）〉》›"
_ENDS = "。！？!?…؟۔।"
_SOFT = ",;:，、；：،—–"
# Never the end, whatever follows.
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "st", "e.g", "i.e", "vs", "cf", "approx"))
# Not the end before a figure: "No. 5", "Fig. 2".
_BEFORE_FIGURE = frozenset(("no", "nos", "art", "fig", "figs", "vol", "pp", "p", "ver", "ref"))
# A place follows, with its capital: "F.O.B. Ningbo". The end only before a word that opens one.
_TERMS = frozenset(
    ("f.o.b", "c.i.f", "c.f.r", "e.x.w", "d.d.p", "d.d.u", "d.a.p", "f.c.a", "c.i.p", "c.p.t")
)
_OPENERS = frozenset(
    (
        *("the", "this", "that", "these", "our", "we", "you", "it", "its", "they", "and", "but"),
        *("so", "if", "for", "next", "now", "yes", "no", "please", "what", "how", "also", "then"),
    )
)
# The end only before a capital: "MOQ. 500 pieces", "5 mm. wide", "Acme Ltd. is".
_UNITS = frozenset(
    (
        *("moq", "pcs", "pc", "qty", "max", "min", "avg", "est", "dia", "ctn", "ctns", "dept"),
        *("kg", "g", "mm", "cm", "m", "km", "ml", "l", "oz", "lb", "lbs", "ft", "w", "v", "a"),
        *("hz", "hr", "hrs", "sec", "ltd", "co", "inc", "corp", "etc", "a.m", "p.m", "u.s", "u.k"),
        *("usd", "eur", "rmb", "cny", "fob", "cif", "exw", "ddp"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    )
)
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]")


class _Turn(NamedTuple):
    """What one speaker says in one language without another coming between."""

    speaker: str | None
    language: str | None
    words: list[Word]


def split_sentences(transcript: Transcript) -> tuple[Sentence, ...]:
    """The sentences of ``transcript`` in time order, with their speaker and language where these
    are known. No word is lost or moved; segments without words get estimated ones. A change of
    speaker or language ends a sentence."""
    pieces = [
        (turn, piece)
        for turn in _turns(transcript)
        for run in _sentences(turn.words)
        for piece in _shorten(run)
    ]
    return tuple(
        Sentence(
            index=index,
            text=join(words),
            start=words[0].start,
            end=max(words[-1].end, words[0].start),
            words=tuple(words),
            language=turn.language,
            speaker=turn.speaker,
        )
        for index, (turn, words) in enumerate(pieces)
    )


def _turns(transcript: Transcript) -> Iterator[_Turn]:
    """The words of one speaker in one language in a row, with a space between segments of spaced
    scripts. A segment that does not say its language has the transcript's."""
    whole = transcript.language if transcript.language != UNKNOWN else None
    turn: _Turn | None = None
    for segment in transcript.segments:
        language = segment.language or whole
        if turn is None or (turn.speaker, turn.language) != (segment.speaker, language):
            if turn and turn.words:
                yield turn
            turn = _Turn(segment.speaker, language, [])
        turn.words.extend(_led(timed_words(segment), follows=bool(turn.words)))
    if turn and turn.words:
        yield turn


def _led(words: Sequence[Word], *, follows: bool) -> Sequence[Word]:
    """The segment's words; the first gets the space that the end of a segment swallowed."""
    if not words or not follows or words[0].text[:1].isspace():
        return words
    if not words[0].text or not spaced(script(words[0].text)) or is_cjk(words[0].text[0]):
        return words
    return (words[0].model_copy(update={"text": " " + words[0].text}), *words[1:])


def _sentences(words: Sequence[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word, following in zip(words, [*words[1:], None], strict=True):
        run.append(word)
        if following is None or ends_sentence(word, following):
            yield run
            run = []


def ends_sentence(word: Word, following: Word) -> bool:
    """Whether a sentence ends between two words that follow each other."""
    if following.start - word.end >= PAUSE:
        return True
    if _glued(word, following):
        return False
    core = word.text.strip().rstrip(_CLOSERS)
    if core.endswith(tuple(_ENDS)):
        return not _continues(core, following)
    return core.endswith(".") and _full_stop(core, following.text.strip())


def _glued(word: Word, following: Word) -> bool:
    """Whether a word is the rest of the one before: ".50" after "$2", "50" after "$2.",
    "%" after "50"."""
    first = following.text[:1]
    if first.isdigit() and word.text[-1:] in (".", ","):
        return word.text[-2:-1].isdigit()
    return bool(first) and is_mark(first) and not opens(first)


def _continues(core: str, following: Word) -> bool:
    """Dots that trail off before a small letter do not end a sentence."""
    return core.endswith("…") and following.text.strip()[:1].islower()


def _full_stop(core: str, after: str) -> bool:
    """Whether the dot that ``core`` ends in closes the sentence before ``after``."""
    if core.endswith(".."):
        return not after[:1].islower()
    stem = core[:-1].lower().lstrip("(\"'“‘[")
    if stem in _TITLES:
        return False
    if stem in _BEFORE_FIGURE and after[:1].isdigit():
        return False
    if stem in _TERMS:
        return after[:1].isupper() and after.lower().rstrip(",.;:!?") in _OPENERS
    if stem in _UNITS or _INITIALS.fullmatch(stem):
        return after[:1].isupper() or is_cjk(after[:1] or " ")
    return not after[:1].islower()


def _shorten(words: list[Word]) -> Iterator[list[Word]]:
    """The run, cut where it is too long, at the best place near the middle; in halves of halves."""
    pending = [words]
    while pending:
        run = pending.pop()
        at = _best_cut(run) if _too_long(run) else 0
        if at:
            pending += [run[at:], run[:at]]
        else:
            yield run


def _too_long(words: Sequence[Word]) -> bool:
    if len(words) < 2:
        return False
    heavy = sum(weight(word.text) for word in words) > HEAVIEST
    return heavy or words[-1].end - words[0].start > LONGEST


def _best_cut(words: Sequence[Word]) -> int:
    """The index before which to cut: soft punctuation and pauses attract, the ends repel."""
    best, best_worth = len(words) // 2, 0.0
    for at, (before, after) in enumerate(pairwise(words), start=1):
        soft = 1.0 if before.text.strip().endswith(tuple(_SOFT)) else 0.1
        pause = max((after.start - before.end).s, 0.0)
        centre = min(at, len(words) - at) / len(words)
        worth = 0.0 if _glued(before, after) else (soft + 2.0 * pause) * centre
        if worth > best_worth:
            best, best_worth = at, worth
    return best
