"""Tokens with times to words with times.

A token comes with the moment at which the model was surest of it, not with its span. It begins a
little earlier (`LAG`), and lasts until the next one begins, or as long as its letters can take.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipelines.media.time import Span, Time
from pipelines.speech.script import is_cjk, is_mark, units, weight
from pipelines.speech.spec import Word
from pipelines.speech.spread import spread_words

Scheme = Literal["▁", "@@"]
"""How pieces of words are marked: ``▁`` opens a word (SentencePiece), ``@@`` says that the word
goes on (subword-nmt)."""

LAG = 0.03
"""Seconds. FunASR, where both models come from, takes so much off the times of both: half a frame
of 60 ms off SenseVoice's, one and a half steps of 20 ms off Paraformer's. It holds for sherpa-onnx
from 1.13.8 on, whose frames begin where FunASR's do; before that they began 30 ms later."""
BREATH, LETTER = 0.15, 0.1
"""Seconds that a token may last at most: so much, and so much for each letter (a Chinese character
counts as two)."""

_TAG = re.compile(r"<\|[^|]*\|>|<(?:blank|blk|unk|sil|s|/s)>")


class Piece(NamedTuple):
    """``text`` with the space that stands before it; ``start``: seconds from the first sample, None
    where the model tells no time."""

    text: str
    start: float | None


class _Letter(NamedTuple):
    """``first``, ``last``: of the letters of its piece. Seconds."""

    start: float
    end: float
    first: bool
    last: bool


def pieces(tokens: Sequence[str], times: Sequence[float], scheme: Scheme) -> tuple[Piece, ...]:
    """The tokens as text, those that are tags (language, mood, event) left out. Times that are not
    one for each token are worth nothing and become None."""
    moments: Sequence[float | None] = times if len(times) == len(tokens) else [None] * len(tokens)
    kept = [(token, at) for token, at in zip(tokens, moments, strict=True) if not _TAG.match(token)]
    if scheme == "▁":
        return tuple(Piece(token.replace("▁", " "), at) for token, at in kept)
    found: list[Piece] = []
    open_word = False
    for token, at in kept:
        text = token.removesuffix("@@")
        before = found[-1].text[-1:] if found else ""
        spaced = not open_word and _latin(text[:1]) and _latin(before)
        found.append(Piece(" " + text if spaced else text, at))
        open_word = token.endswith("@@")
    return tuple(piece for piece in found if piece.text)


def timed(found: Sequence[Piece], span: Span) -> tuple[Word, ...]:
    """The words of ``found``: a character in Chinese, what stands between spaces in other scripts,
    figures whole, marks with what they follow. A word that begins or ends inside a piece has an
    estimated time; all have where the model told none. ``span``: of the sound; the times of the
    words are on the same timeline."""
    text = "".join(piece.text for piece in found)
    starts = [piece.start for piece in found if piece.start is not None]
    if len(starts) < len(found):
        return spread_words(text, span.start, span.end)
    letters = _letters(found, [max(0.0, start - LAG) for start in starts], span.duration.s)
    words: list[Word] = []
    at = 0
    for unit in units(text):
        own = letters[at : (at := at + len(unit.strip()))]
        core = [letter for letter, one in zip(own, unit.strip(), strict=True) if not is_mark(one)]
        words.append(_word(unit, core or own, span.start))
    return tuple(words)


def _word(unit: str, letters: Sequence[_Letter], zero: Time) -> Word:
    first, last = letters[0], letters[-1]
    start = zero + Time.seconds(round(first.start, 3))
    return Word(
        text=unit,
        start=start,
        end=max(start, zero + Time.seconds(round(last.end, 3))),
        estimated=not (first.first and last.last),
    )


def _letters(found: Sequence[Piece], starts: Sequence[float], length: float) -> list[_Letter]:
    """Every character that is no space, laid evenly over the span of its piece."""
    letters: list[_Letter] = []
    for index, piece in enumerate(found):
        shown = "".join(piece.text.split())
        core = sum(not is_mark(one) for one in shown) or len(shown)
        start, end = starts[index], _end(found, starts, index, length)
        passed = 0
        for one in shown:
            counts = not is_mark(one) or core == len(shown)
            begin = start + (end - start) * passed / core
            passed += counts
            finish = start + (end - start) * passed / core
            letters.append(_Letter(begin, finish, first=passed <= 1, last=passed >= core))
    return letters


def _end(found: Sequence[Piece], starts: Sequence[float], index: int, length: float) -> float:
    """Where a piece ends: where the next one with letters begins, at the latest after what its
    letters can take."""
    longest = BREATH + LETTER * weight(found[index].text)
    spoken = (
        start
        for piece, start in zip(found[index + 1 :], starts[index + 1 :], strict=True)
        if any(one.isalnum() for one in piece.text)
    )
    return max(starts[index], min(next(spoken, length), starts[index] + longest, length))


def _latin(character: str) -> bool:
    return character.isalnum() and not is_cjk(character)
