"""Numbers written in words, in the languages of `tables.NUMBERS`.

One reader serves them all: words add up while each is smaller than the place that the last one
left open, hundreds and thousands multiply what stands before them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipelines.speech.translation.tables import NUMBERS, Words

_WORD = re.compile(r"[^\W\d_]+")
_LINK = re.compile(r"[\s\u00ad-]{0,3}")
_GERMAN = re.compile(
    r"(?:(?P<thousands>\w*?)tausend)?(?:(?P<hundreds>\w*?)hundert)?(?:und)?(?P<rest>\w*)"
)
_ARTICLES = ("a", "an")
_VAGUE = re.compile(r"(?<![a-z])(?:several|few|many|some|couple\s+of|couple)\s+$")
_HALF = re.compile(r"(?<![a-z])half\s+$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words. ``pair``: two figures side by side that do not add up, like "two fifty";
    ``digits``: said digit by digit, like a telephone number."""

    start: int
    end: int
    value: Decimal
    pair: tuple[Decimal, Decimal] | None = None
    digits: str = ""


@dataclass(slots=True)
class _Part:
    start: int
    end: int
    word: str
    value: int
    joined: bool = False  # an "and" stands before it
    vague: bool = False  # "several" stands before it


def spoken(low: str, language: str) -> Iterator[Spoken]:
    """The numbers in words of a lower-case text, by place. "One" is left out: see `figures`."""
    words = NUMBERS.get(language)
    if words:
        for run in _runs(low, words, language):
            for number in _numbers(run, language):
                yield _halved(low, number)


def _halved(low: str, number: Spoken) -> Spoken:
    """Half a million."""
    half = _HALF.search(low[: number.start])
    if not half or not low.startswith(("a ", "an "), number.start):
        return number
    return replace(number, start=half.start(), value=number.value / 2)


def _runs(low: str, words: Words, language: str) -> Iterator[list[_Part]]:
    """Number words that follow each other with at most an "and" between."""
    run: list[_Part] = []
    waiting: re.Match[str] | None = None
    article: re.Match[str] | None = None
    for match in _WORD.finditer(low):
        word, value = match[0], _value(match[0], language)
        if value is None and language == "ar" and word.startswith("و"):
            value = _value(word[1:], language)
        near = bool(run) and _near(low, run[-1].end, match, waiting)
        if value is not None:
            if not near and run:
                yield run
                run = []
            start = article.start() if article and not run else match.start()
            joined = waiting is not None or (language == "ar" and word[0] == "و")
            vague = not run and _VAGUE.search(low[: match.start()]) is not None
            run.append(_Part(start, match.end(), word, value, joined, vague))
            waiting = article = None
        else:
            waiting = match if near and waiting is None and word in words.joins else None
            article = match if word in _ARTICLES and language == "en" else None
            if not waiting and run:
                yield run
                run = []
    if run:
        yield run


def _near(low: str, end: int, match: re.Match[str], waiting: re.Match[str] | None) -> bool:
    if waiting:
        return bool(_LINK.fullmatch(low[waiting.end() : match.start()]))
    return bool(_LINK.fullmatch(low[end : match.start()]))


@cache
def _value(word: str, language: str) -> int | None:
    found = NUMBERS[language].values.get(word)
    return _german(word) if found is None and language == "de" else found


def _german(word: str) -> int | None:
    """German writes a number as one word: fünfhundertfünfundzwanzig."""
    match = _GERMAN.fullmatch(word)
    if not match or not (match["rest"] or match["hundreds"] or match["thousands"]):
        return None
    total = 0
    for group, times in (("thousands", 1000), ("hundreds", 100)):
        if match[group] is not None:
            count = _german_small(match[group]) if match[group] else 1
            if count is None:
                return None
            total += count * times
    small = _german_small(match["rest"]) if match["rest"] else 0
    return None if small is None or not total + small else total + small


def _german_small(word: str) -> int | None:
    known = NUMBERS["de"].values
    if word in ("ein", "eins"):
        return 1
    if word in known and known[word] < 100:
        return known[word]
    if word.endswith("hundert"):
        count = known.get(word.removesuffix("hundert"), 1)
        return count * 100
    ones, _, tens = word.partition("und")
    one = 1 if ones == "ein" else known.get(ones)
    ten = known.get(tens)
    return one + ten if one and ten and one < 10 <= 20 <= ten < 100 else None


def _numbers(run: Sequence[_Part], language: str) -> Iterator[Spoken]:
    """The numbers of a run; neighbours that do not add up may be a pair or single digits."""
    digits = [part for part in run if part.value < 10]
    if len(run) > 2 and len(digits) == len(run) and language == "en":
        text = "".join(str(part.value) for part in run)
        yield Spoken(run[0].start, run[-1].end, Decimal(text), digits=text)
        return
    found = list(_sums(run, language))
    at = 0
    while at < len(found):
        one = found[at]
        following = found[at + 1] if at + 1 < len(found) else None
        if following and _side_by_side(one, following, run):
            joined = one.value * 100 + following.value
            yield Spoken(one.start, following.end, joined, (one.value, following.value))
            at += 2
        else:
            if one.value != 1:
                yield one
            at += 1


def _side_by_side(one: Spoken, other: Spoken, run: Sequence[_Part]) -> bool:
    joined = any(part.start == other.start and part.joined for part in run)
    return 0 < one.value < 100 and 10 <= other.value < 100 and not joined


def _sums(run: Sequence[_Part], language: str) -> Iterator[Spoken]:
    """The run cut into numbers that each add up."""
    total, part, start, last, scale = 0, None, 0, 0, 0
    begun = False
    for at, word in enumerate(run):
        fits = (
            begun and _fits(part, word, language, total) and not _anew(run, at, total, part, scale)
        )
        if not fits:
            if begun:
                yield Spoken(start, last, Decimal(total + (part or 0)))
            begun = not word.vague or word.value < 100
            total, part, start, scale = 0, None, word.start, 0
        if begun:
            total, part = _add(total, part, word.value)
            scale = word.value if word.value >= 1000 else scale
            last = word.end
    if begun:
        yield Spoken(start, last, Decimal(total + (part or 0)))


def _anew(run: Sequence[_Part], at: int, total: int, part: int | None, scale: int) -> bool:
    """Whether a word below a hundred begins another number: "two hundred two hundred", "a thousand
    three thousand", "one thousand two ninety" (a thousand, at 2.90)."""
    word, following = run[at], run[at + 1] if at + 1 < len(run) else None
    if word.value >= 100 or following is None:
        return False
    if following.value == 100 and part is not None and part >= 100:
        return True
    coming = next((one.value for one in run[at:] if one.value >= 1000), 0)
    if scale and coming >= scale:
        return True
    tens = 10 <= following.value < 100 and not following.joined and not word.joined
    return total > 0 and part is None and word.value < 10 and tens


def _fits(part: int | None, word: _Part, language: str, total: int) -> bool:
    value = word.value
    if value >= 1000:
        return part is not None or total == 0 or value < total
    if value == 100:
        return part is None or 0 < part < 100
    if part is None:
        return not total or value < 1000
    if language == "fr" and (part % 100, value) in ((4, 20), (60, 10)):
        return True
    if language == "fr" and part % 100 in (60, 80) and value < 20:
        return True
    if language in ("ar", "de") and part % 100 and part % 100 < 10 and 10 <= value < 100:
        return language == "de" or word.joined or value == 10
    room = 10 if part % 100 else 100
    if part % 10 or (part % 100 == 10) or (language == "en" and word.joined and part < 100):
        return False
    return value < room


def _add(total: int, part: int | None, value: int) -> tuple[int, int | None]:
    if value >= 1000:
        return total + (part or 1) * value, None
    if value == 100:
        return total, (part or 1) * 100
    if part is not None and part % 100 == 4 and value == 20:
        return total, part - 4 + 80
    return total, (part or 0) + value
