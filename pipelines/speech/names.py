"""Writes product names as the seller writes them, where they were heard in another spelling."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.speech.alike import folded, other_character, same_words, sound
from pipelines.speech.mend import join
from pipelines.speech.script import is_cjk
from pipelines.speech.spec import Segment, Word
from pipelines.speech.spread import shares

_PARTS = re.compile(r"(\s*\W*)(.*?)((?:['’]s)?\W*)", re.DOTALL)
"""What stands before a word, the word, and what stands after it."""


class _Name(NamedTuple):
    """``words``: as the seller writes them; ``keys``: `folded`."""

    words: tuple[str, ...]
    keys: tuple[str, ...]


class _Match(NamedTuple):
    """A name that ``length`` words were meant for; ``far``: how much they differ."""

    name: _Name
    length: int
    far: float


def spell_names(segment: Segment, names: Sequence[str]) -> Segment:
    """The segment with the ``names`` that it holds in the seller's spelling. Words keep their
    times; where a name divides into other words than were heard, the times are shared out and
    marked as estimated. Numbers are never touched."""
    latin, chinese = _sorted(tuple(names))
    words = list(_spelled(segment.words, latin)) if latin else list(segment.words)
    words = _characters(words, chinese) if chinese else words
    if tuple(words) == segment.words:
        return segment
    return segment.model_copy(update={"words": tuple(words), "text": join(words)})


@lru_cache(maxsize=8)
def _sorted(names: tuple[str, ...]) -> tuple[tuple[_Name, ...], tuple[str, ...]]:
    """The names in words, the longest first, and those in Chinese characters."""
    latin, chinese = [], []
    for name in dict.fromkeys(" ".join(name.split()) for name in names):
        if any(map(is_cjk, name)):
            chinese.append("".join(name.split()))
        elif any(map(str.isalpha, name)):
            words = tuple(name.split())
            latin += [
                _Name(part, tuple(map(folded, part)))
                for part in dict.fromkeys((words, _bare(words)))
            ]
    return tuple(sorted(latin, key=lambda name: -len(name.words))), tuple(chinese)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The name without the measure that it ends in: few people say "food jar 800 ml"."""
    figures = (at for at, word in enumerate(words) if any(map(str.isdigit, word)))
    return words[: next(figures, len(words))] or words


def _spelled(words: Sequence[Word], names: Sequence[_Name]) -> Iterator[Word]:
    parts = [_parts(word.text) for word in words]
    keys = [folded(core) for _, core, _ in parts]
    at = 0
    while at < len(words):
        match = _best(words, parts, keys, at, names)
        if match is None:
            yield words[at]
            at += 1
            continue
        yield from _written(words[at : at + match.length], match.name)
        at += match.length


def _best(
    words: Sequence[Word],
    parts: Sequence[tuple[str, str, str]],
    keys: Sequence[str],
    at: int,
    names: Sequence[_Name],
) -> _Match | None:
    """The name nearest to what is said from ``at``; of equals the longest."""
    best: _Match | None = None
    begins = sound(keys[at])[:1]
    for name in names:
        if sound(name.keys[0])[:1] != begins:
            continue
        most = len(name.words)
        for count in (most, most - 1, most + 1):
            if count < 1 or not _together(words, parts, at, at + count):
                continue
            far = same_words(keys[at : at + count], name.keys)
            if far is not None and (best is None or far < best.far):
                best = _Match(name, count, far)
    return best


def _together(
    words: Sequence[Word], parts: Sequence[tuple[str, str, str]], first: int, last: int
) -> bool:
    """Whether the words are whole, follow each other, and no mark divides them."""
    if last > len(words):
        return False
    whole = all(at == 0 or words[at].text[:1].isspace() for at in range(first, last))
    ends = last == len(words) or words[last].text[:1].isspace()
    inside = zip(parts[first : last - 1], parts[first + 1 : last], strict=True)
    return whole and ends and not any(one[2] or other[0].strip() for one, other in inside)


def _written(words: Sequence[Word], name: _Name) -> Iterator[Word]:
    """The name in place of the words, with what stood before and after them."""
    before, after = _parts(words[0].text)[0], _parts(words[-1].text)[2]
    space = before[: len(before) - len(before.lstrip())]
    texts = [f"{'' if at == 0 else ' '}{word}" for at, word in enumerate(name.words)]
    texts = [f"{before}{texts[0]}", *texts[1:]] if before else [f"{space}{texts[0]}", *texts[1:]]
    texts[-1] += after
    if len(texts) == len(words):
        yield from (
            word.model_copy(update={"text": text}) for word, text in zip(words, texts, strict=True)
        )
        return
    sure = [word.confidence for word in words if word.confidence is not None]
    shared = len(texts) > 1 or any(word.estimated for word in words)
    for text, span in zip(texts, shares(texts, words[0].start, words[-1].end), strict=True):
        yield Word(
            text=text,
            start=span.start,
            end=span.end,
            confidence=min(sure) if sure else None,
            estimated=shared,
        )


def _parts(text: str) -> tuple[str, str, str]:
    found = _PARTS.fullmatch(text)
    return (found[1], found[2], found[3]) if found else ("", text, "")


def _characters(words: list[Word], names: Sequence[str]) -> list[Word]:
    """The words with single wrong characters of Chinese names put right."""
    letters = [
        (at, place, letter)
        for at, word in enumerate(words)
        for place, letter in enumerate(word.text)
        if not letter.isspace()
    ]
    text = "".join(letter for _, _, letter in letters)
    mended = list(words)
    for name in names:
        for begin in range(len(text) - len(name) + 1):
            heard = text[begin : begin + len(name)]
            wrong = None if heard in names else other_character(heard, name)
            if wrong is not None:
                at, place, _ = letters[begin + wrong]
                said = mended[at].text
                right = said[:place] + name[wrong] + said[place + 1 :]
                mended[at] = mended[at].model_copy(update={"text": right})
                text = text[: begin + wrong] + name[wrong] + text[begin + wrong + 1 :]
    return mended
