"""Takes punctuation and capitals from one reading of a sound to another.

SenseVoice writes either what was said, without marks and capitals, or a tidied text with marks,
capitals and figures ("五百" becomes "500", and "two fifty" may become "250"). The words are taken
from the first, so that no figure is other than it was said; all else from the second.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pipelines.speech.script import is_mark
from pipelines.speech.spec import Word

MARKS = frozenset("，。？！、；：,.?!;:…")


class _Written(NamedTuple):
    """``letters``: without marks and spaces; ``marks``: the mark behind so many letters."""

    letters: str
    marks: dict[int, str]


def punctuate(words: Sequence[Word], written: str) -> tuple[Word, ...]:
    """The words as said, with the marks and capitals of ``written``, the tidied text of the same
    sound. A mark is kept only where a word ends; one inside a figure ("2.5") is not."""
    tidy = _read(written)
    texts = [list(word.text) for word in words]
    places = [
        (number, at)
        for number, text in enumerate(texts)
        for at, one in enumerate(text)
        if not is_mark(one) and not one.isspace()
    ]
    said = "".join(texts[number][at] for number, at in places)
    one, other = said.casefold(), tidy.letters.casefold()
    if len(one) != len(said) or len(other) != len(tidy.letters):
        return tuple(words)  # letters that fold into several would shift all that follow
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    after: dict[int, int] = {}
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            for place, letter in zip(places[first:last], tidy.letters[begin:end], strict=True):
                texts[place[0]][place[1]] = letter
            after |= {begin + step: first + step for step in range(1, last - first + 1)}
        else:
            after[end] = last
    for position, mark in tidy.marks.items():
        _append(texts, places, after.get(position, 0), mark)
    return tuple(
        word.model_copy(update={"text": "".join(text)})
        for word, text in zip(words, texts, strict=True)
    )


def _append(
    texts: list[list[str]], places: Sequence[tuple[int, int]], count: int, mark: str
) -> None:
    """Put ``mark`` behind the word that the ``count``-th letter ends, if it ends one bare."""
    if not count:
        return
    number, at = places[count - 1]
    if at == len(texts[number]) - 1:
        texts[number].append(mark)


def _read(written: str) -> _Written:
    letters: list[str] = []
    marks: dict[int, str] = {}
    for one in written:
        if one in MARKS:
            marks.setdefault(len(letters), one)
        elif not is_mark(one) and not one.isspace():
            letters.append(one)
    return _Written("".join(letters), marks)
