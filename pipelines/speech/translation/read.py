"""Reads all figures of a sentence, in any of the languages of `tables`."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipelines.speech.hanzi import ordinals
from pipelines.speech.translation import fixed
from pipelines.speech.translation.counts import counts
from pipelines.speech.translation.digits import level, level_digits
from pipelines.speech.translation.figures import Figure, Names, Reading
from pipelines.speech.translation.money import kuai
from pipelines.speech.translation.tables import ORDINALS

_RANK = re.compile(
    r"(?<![\w.])(\d{1,3})(?:st|nd|rd|th|º|ª|er|ère|ème|e)(?![^\W_])"
    r"|(?<![^\W_])(?:no\.|nr\.|n\.?[º°]|№)\s*(\d{1,3})"
)
_RANKS = re.compile(rf"(?<![^\W_])(?:{'|'.join(ORDINALS)})(?![^\W_])")
_SIZE = re.compile(
    r"(?<![\w.])\d+(?:[.,]\d+)?(?:\s?(?:[x×*]|by|乘以?)\s?\d+(?:[.,]\d+)?){1,2}(?![\d.,]\d)"
)
_FOLD = re.compile(
    r"(?P<first>[一二三四五六七八九]|\d)(?:\.?(?P<second>[一二三四五六七八九]|\d))?折(?!叠|射|断)"
)


def read_figures(text: str, language: str, names: Names | None = None) -> Reading:
    """The figures of ``text``, by place, none overlapping. ``language``: ISO 639-1 of the text;
    Chinese characters are read in every language."""
    low, shown = level(text), level_digits(text)
    taken: list[Figure] = []
    for found in (
        fixed.names(text, names or {}),
        fixed.terms(text),
        fixed.copied(shown),
        fixed.dates(shown, language),
        fixed.codes(shown),
        _sizes(low),
        _discounts(low),
    ):
        taken += _free(found, taken)
    ranks = list(_ranks(low, taken))
    taken += _free(kuai(low, text), [*taken, *(figure for figure, _ in ranks)])
    barred = [*taken, *(figure for figure, _ in ranks)]
    taken += _free(counts(low, text, language, barred), barred)
    loose = frozenset(value for _, value in ranks)
    return Reading(tuple(sorted(taken, key=lambda figure: figure.start)), loose)


def _free(found: Iterable[Figure], taken: list[Figure]) -> Iterator[Figure]:
    """The figures that touch none of those taken, nor each other."""
    kept: list[Figure] = []
    for figure in found:
        if not any(one.start < figure.end and figure.start < one.end for one in [*taken, *kept]):
            kept.append(figure)
    yield from kept


def _ranks(low: str, taken: list[Figure]) -> Iterator[tuple[Figure, Decimal]]:
    """Ordinals: they are translated like words, and lock nothing."""
    for start, end, value in ordinals(low):
        yield Figure("kept", start, end), Decimal(value)
    for match in _RANK.finditer(low):
        if not any(figure.start < match.end() and match.start() < figure.end for figure in taken):
            yield Figure("kept", *match.span()), Decimal(match[1] or match[2])
    for match in _RANKS.finditer(low):
        yield Figure("kept", *match.span()), Decimal(ORDINALS[match[0]])


def _sizes(low: str) -> Iterator[Figure]:
    """30 x 20 x 10 cm: the sides keep their order. A symbol behind belongs to it."""
    for match in _SIZE.finditer(low):
        sides = re.findall(r"\d+(?:[.,]\d+)?", match[0])
        values = tuple(Decimal(side.replace(",", ".")) for side in sides)
        symbol = re.compile(r"\s?(mm|cm|dm|m|inch|in|ft)(?![a-z])").match(low, match.end())
        end = symbol.end() if symbol else match.end()
        unit = symbol[1] if symbol else ""
        yield Figure(
            "size", match.start(), end, values, plain="×".join(sides), symbol=unit, grouped=False
        )


def _discounts(low: str) -> Iterator[Figure]:
    """八五折 is 15 % off, 九折 10 %; 打 before it belongs to it."""
    for match in _FOLD.finditer(low):
        first, second = (_digit(match[name]) for name in ("first", "second"))
        off = Decimal(100 - (first * 10 + second))
        start = match.start() - (low[match.start() - 1 : match.start()] == "打")
        yield Figure("discount", start, match.end(), (off,), spoken=True)


def _digit(said: str | None) -> int:
    if not said:
        return 0
    return int(said) if said.isdigit() else "零一二三四五六七八九".index(said)
