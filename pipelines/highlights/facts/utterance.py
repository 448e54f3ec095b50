"""A stretch of speech prepared for matching: every number becomes one mark."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.highlights.facts.numbers import Number, find_numbers, lower
from pipelines.highlights.lexicon import any_key, any_of, lookup, squeeze, words
from pipelines.highlights.spec import FactKind

N = "\ue000"
"""Stands for a number in masked text (a private-use character that no speech holds)."""
GAP = rf"[^.;!?。；！？{N}]{{0,30}}?"
UNIT = rf"(?P<unit>{any_key('units')})"
PERIOD = rf"(?P<period>{any_key('periods')})"
_STOP = re.compile(r"[.;!?。；！？]")


@dataclass(frozen=True, slots=True)
class Found:
    """A fact as places in the text. ``numbers``: the marks it used, as masked places;
    ``figures``: what they stand for; ``instead_of``: the value that was taken back; ``because``:
    the signs in the words around a figure that told what it is."""

    kind: FactKind
    start: int
    end: int
    value: dict[str, Any]
    confidence: float = 0.9
    numbers: tuple[int, ...] = ()
    figures: tuple[float, ...] = ()
    instead_of: dict[str, Any] | None = None
    because: tuple[str, ...] = ()


_SPELT = re.compile(r"(?<![A-Za-z])[A-Za-z](?:[ .]{1,2}[A-Za-z]){1,6}(?![A-Za-z'])")


def join_letters(text: str) -> tuple[str, list[int]]:
    """ "m o q" as MOQ: letters that were heard one by one, where they make an abbreviation of the
    trade; and for each character, and the end, its place in ``text``."""
    joined: list[str] = []
    places: list[int] = []
    at = 0
    for match in _SPELT.finditer(text):
        letters = [at for at in range(*match.span()) if text[at].isalpha()]
        for first, last in _abbreviations("".join(text[at] for at in letters).lower()):
            start, end = letters[first], letters[last - 1] + 1
            joined.append(text[at:start])
            places.extend(range(at, start))
            joined.extend(text[one].upper() for one in letters[first:last])
            places.extend(letters[first:last])
            at = end
    joined.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return "".join(joined), places


def _abbreviations(letters: str) -> Iterator[tuple[int, int]]:
    """Where known abbreviations stand in a run of letters, the longest first."""
    known, at = frozenset(words("acronyms")), 0
    while at < len(letters) - 1:
        end = next((e for e in range(len(letters), at + 1, -1) if letters[at:e] in known), None)
        if end is not None:
            yield at, end
        at = end or at + 1


class Utterance:
    """``text``: with spelt abbreviations joined. ``masked``: the same in lower case with one mark
    a number; places in both lead back to what was said."""

    def __init__(self, text: str, offset: int = 0) -> None:
        self.text, self._said = join_letters(text)
        self.offset = offset
        self.numbers: dict[int, Number] = {}
        masked: list[str] = []
        origin: list[int] = []
        text = self.text
        low, at = lower(text), 0
        for number in find_numbers(text):
            masked.append(low[at : number.start])
            origin.extend(range(at, number.start))
            self.numbers[len(origin)] = number
            masked.append(N)
            origin.append(number.start)
            at = number.end
        masked.append(low[at:])
        origin.extend(range(at, len(text) + 1))
        self.masked = "".join(masked)
        self._origin = origin

    def number(self, match: re.Match[str], group: str = "n") -> Number:
        """The number that the group holds."""
        return self.numbers[match.start(group)]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the original text for a stretch of the masked one, ends trimmed."""
        while start < end and self.masked[start] in " ,，、:：-":
            start += 1
        while end > start and self.masked[end - 1] in " ,，、:：.。-":
            end -= 1
        number = self.numbers.get(end - 1)
        last = number.end if number else self._origin[end]
        return self.said(self._origin[start], last)

    def said(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of ``text`` stands in what was said."""
        last = self._said[end - 1] + 1 if end > start else self._said[end]
        return self._said[start] + self.offset, last + self.offset

    def find(
        self,
        kind: FactKind,
        start: int,
        end: int,
        value: dict[str, Any],
        confidence: float = 0.9,
    ) -> Found:
        """A fact at a stretch of the masked text."""
        used = tuple(at for at in self.numbers if start <= at < end)
        figures = tuple(self.numbers[at].low for at in used)
        return Found(kind, *self.place(start, end), value, confidence, used, figures)

    def clause(self, start: int, end: int, stops: str = ",，、") -> tuple[int, int]:
        """The stretch of the masked text around start..end up to the next stop or comma."""
        pattern = re.compile(f"[{stops}]|{_STOP.pattern}") if stops else _STOP
        before = [match.end() for match in pattern.finditer(self.masked, 0, start)]
        after = pattern.search(self.masked, end)
        return (before[-1] if before else 0), (after.start() if after else len(self.masked))

    def around(self, start: int, end: int, stops: str = ",，、") -> str:
        """The text of that clause."""
        first, last = self.clause(start, end, stops)
        return self.masked[first:last]


def any_word(name: str) -> str:
    """A group that takes any phrase of a word list of facts."""
    return any_of(words("facts", name))


def trigger(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds the first word of any phrase anywhere, fast: where it finds nothing, no pattern that
    needs one of the phrases can match. (Without look-around the engine can skip to the letters
    that phrases begin with.)"""
    firsts = {re.split(r"[\s-]", text)[0] for text in phrases}
    return re.compile("|".join(re.escape(first) for first in sorted(firsts)))


def unit_of(match: re.Match[str]) -> str | None:
    """The normal form of the counted unit in the match, if there is one."""
    found = match.groupdict().get("unit")
    return lookup("units").get(squeeze(found)) if found else None


def period_of(match: re.Match[str]) -> str:
    """The normal form of the stretch of time in the match."""
    return lookup("periods")[squeeze(match["period"])]


def free(founds: Sequence[Found], match: re.Match[str]) -> bool:
    """Whether no earlier fact used a number inside the match."""
    used = {at for found in founds for at in found.numbers}
    return not any(match.start() <= at < match.end() for at in used)


class Words:
    """Where the words of a sentence stand in its text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.text = "".join(texts)
        self._starts: list[int] = []
        at = 0
        for text in texts:
            self._starts.append(at)
            at += len(text)

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The words that the characters touch, the last not included."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = max(first + 1, bisect_right(self._starts, end - 1))
        return first, last

    def __iter__(self) -> Iterator[int]:
        return iter(self._starts)
