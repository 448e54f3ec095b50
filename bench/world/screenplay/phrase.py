"""From a written sentence to a phrase: its words, and how each is said."""

import re

from bench.world.spec import Phrase

SAID = {
    "FOB": "F O B",
    "EXW": "E X W",
    "MOQ": "M O Q",
    "CE": "C E",
    "FDA": "F D A",
    "LFGB": "L F G B",
    "ISO": "I S O",
    "BSCI": "B S C I",
    "L/C": "L C",
    "T/T": "T T",
    "Ningbo": "Ning bo",
}
_MARKS = ".,!?，。！？"
_CHINESE = re.compile(rf"(?:[一-鿿]|[A-Z]+)[{_MARKS}]*")


def english(text: str) -> Phrase:
    """One word a word."""
    words = [(f" {word}" if at else word, _said(word)) for at, word in enumerate(text.split())]
    return Phrase(language="en", words=tuple(words))


def chinese(text: str) -> Phrase:
    """One word a character; letters between them are a word of their own."""
    words = [(found, _said(found)) for found in _CHINESE.findall(text)]
    return Phrase(language="zh", words=tuple(words))


def _said(word: str) -> str:
    plain = word.strip(_MARKS)
    return SAID.get(plain, plain)
