"""Written words against spoken ones: how many are wrong, and how far their times are off.

Both sides become one stream of tokens without case and punctuation: a word of a script with
spaces is one token, a Chinese character is one, so that the rate of a recording in both languages
is the mixed error rate of the code-switching literature (words of one, characters of the other).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.world.spec import Timeline
from pipelines.document import Document
from pipelines.speech.spec import Transcript

HAN = "㐀-䶿一-鿿"
_TOKEN = re.compile(
    rf"[{HAN}]|\d+(?:[.,]\d+)+|(?:(?![{HAN}])[^\W_]|(?<=[^\W_])['’](?=[^\W_]))+", re.UNICODE
)
_NEAR, _FAR = 1e-7, 10.0
"""Of alignments with as few errors, the one whose words lie nearest in time is taken; the weight
is small enough that it never outweighs an error in a hundred hours of speech."""

Outcome = Literal["right", "substituted", "deleted", "inserted"]
Spoken = tuple[str, float, float]
"""Text with its own spaces, start and end in seconds."""


@dataclass(frozen=True, slots=True)
class Token:
    """``word``: the index of the word it came from."""

    text: str
    start: float
    end: float
    word: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment; ``true`` and ``heard`` are indices of tokens."""

    outcome: Outcome
    true: int | None
    heard: int | None


class WordErrors(Document):
    """``true``: how many there are to be heard."""

    true: int
    right: int
    substituted: int
    deleted: int
    inserted: int

    @property
    def rate(self) -> float:
        """Errors for each true word; above 1 when more is invented than was said."""
        wrong = self.substituted + self.deleted + self.inserted
        return wrong / self.true if self.true else float(bool(wrong))


class WordScore(Document):
    """``english``, ``chinese``: the same count for each script alone. ``median``, ``p90``: seconds
    that the starts of the words heard right are off, None when no word was."""

    errors: WordErrors
    english: WordErrors
    chinese: WordErrors
    median: float | None
    p90: float | None


def score(timeline: Timeline, transcript: Transcript) -> WordScore:
    """The transcript of a recording against its truth."""
    true, heard = tokens(true_words(timeline)), tokens(heard_words(transcript))
    steps = align(true, heard)
    chinese = [step for step in steps if _is_han(step, true, heard)]
    english = [step for step in steps if not _is_han(step, true, heard)]
    off = [
        abs(heard[step.heard].start - true[step.true].start)
        for step in steps
        if step.outcome == "right" and step.heard is not None and step.true is not None
    ]
    return WordScore(
        errors=count(steps),
        english=count(english),
        chinese=count(chinese),
        median=round(float(np.median(off)), 4) if off else None,
        p90=round(float(np.percentile(off, 90)), 4) if off else None,
    )


def true_words(timeline: Timeline) -> list[Spoken]:
    """Every word that was spoken, in the order of time."""
    said = sorted(timeline.spoken, key=lambda sentence: sentence.start)
    return [
        (f" {word.text}" if at == 0 else word.text, word.start, word.end)
        for sentence in said
        for at, word in enumerate(sentence.words)
    ]


def heard_words(transcript: Transcript) -> list[Spoken]:
    """Every word that was written; a segment without words is one, its tokens spread inside."""
    words: list[Spoken] = []
    for segment in transcript.segments:
        inside = [(word.text, word.start.s, word.end.s) for word in segment.words]
        first, *rest = inside or [(segment.text, segment.start.s, segment.end.s)]
        words += [(f" {first[0]}", first[1], first[2]), *rest]
    return words


def tokens(words: Iterable[Spoken]) -> list[Token]:
    """Words as tokens; a word of several shares its time out by letters."""
    kept = list(words)
    text = "".join(word for word, _, _ in kept)
    owners = [(at, place) for at, (word, _, _) in enumerate(kept) for place in _places(word)]
    found = []
    for match in _TOKEN.finditer(text):
        first, begin = owners[match.start()]
        last, finish = owners[match.end() - 1]
        start, end = _moment(kept[first], begin), _moment(kept[last], finish + 1)
        found.append(Token(_plain(match.group()), start, end, first))
    return found


def _places(word: str) -> range:
    """The letters counted from the first that is no space."""
    lead = len(word) - len(word.lstrip())
    return range(-lead, len(word) - lead)


def _moment(word: Spoken, place: int) -> float:
    text, start, end = word
    length = max(1, len(text.strip()))
    return start + (end - start) * min(max(place, 0), length) / length


def _plain(text: str) -> str:
    low = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"['’,]", "", low)


def align(true: Sequence[Token], heard: Sequence[Token]) -> tuple[Step, ...]:
    """The alignment with the fewest errors (Levenshtein 1966), row by row; memory: one byte for
    each pair of tokens."""
    moves = _moves(true, heard)
    row, column = len(true), len(heard)
    steps: list[Step] = []
    while row or column:
        move = int(moves[row, column])
        row, column = row - (move != 2), column - (move != 1)
        if move == 1:
            steps.append(Step("deleted", row, None))
        elif move == 2:
            steps.append(Step("inserted", None, column))
        else:
            same = true[row].text == heard[column].text
            steps.append(Step("right" if same else "substituted", row, column))
    return tuple(reversed(steps))


def _moves(true: Sequence[Token], heard: Sequence[Token]) -> NDArray[np.int8]:
    """The last move of the cheapest way to each cell: 0 both, 1 down (deleted), 2 right
    (inserted)."""
    said = np.array([token.text for token in heard], dtype=object)
    starts = np.array([token.start for token in heard])
    steps = np.arange(len(heard) + 1, dtype=np.float64)
    moves = np.full((len(true) + 1, len(heard) + 1), 2, np.int8)
    costs = steps
    for row, token in enumerate(true, 1):
        apart = np.minimum(np.abs(starts - token.start), _FAR) * _NEAR
        both = costs[:-1] + (said != token.text) + apart
        down = costs + 1.0
        best = down.copy()
        best[1:] = np.minimum(both, down[1:])
        # Insertions run along the row: the cheapest start to the left plus the way from there.
        costs = np.minimum.accumulate(best - steps) + steps
        moves[row] = np.where(costs < best - 1e-9, 2, 1)
        straight = (both <= down[1:]) & (costs[1:] >= best[1:] - 1e-9)
        moves[row, 1:][straight] = 0
    return moves


def count(steps: Iterable[Step]) -> WordErrors:
    """How often each outcome came."""
    outcomes = [step.outcome for step in steps]
    inserted = outcomes.count("inserted")
    return WordErrors(
        true=len(outcomes) - inserted,
        right=outcomes.count("right"),
        substituted=outcomes.count("substituted"),
        deleted=outcomes.count("deleted"),
        inserted=inserted,
    )


def _is_han(step: Step, true: Sequence[Token], heard: Sequence[Token]) -> bool:
    """By what was said; by what was written where nothing was."""
    token = true[step.true] if step.true is not None else heard[step.heard or 0]
    return bool(re.match(f"[{HAN}]", token.text))
