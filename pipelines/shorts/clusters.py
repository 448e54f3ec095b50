"""What readers see as one letter: a base with its marks, never parted.

A short form of the extended grapheme clusters of UAX #29, with the orthographic syllables of the
scripts of South and Southeast Asia (joined consonants, vowels written before their consonant,
finals that carry a killer).
"""

import unicodedata

VIRAMA = 9
"""The combining class of the signs that join a consonant to the next one."""
LEADING = frozenset("เแโใไເແໂໃໄ")
"""Thai and Lao vowels that stand before the consonant after which they are spoken."""
TRAILING = frozenset("ะาำๅๆฯະາຳໆ\u102b\u102c\u1038")
"""Vowels and repetition signs that are letters of their own but never begin a line."""
ASAT = "\u103a"
"""Burmese: the consonant before it closes the syllable."""
ZWJ = "\u200d"


def clusters(text: str) -> list[str]:
    """The text cut at every place where a line may break without harming a letter."""
    starts = [at for at in range(len(text)) if starts_cluster(text, at)]
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def starts_cluster(text: str, at: int) -> bool:
    """Whether a letter begins at this character."""
    if at == 0:
        return True
    before, here = text[at - 1], text[at]
    if unicodedata.category(here)[0] == "M" or here in TRAILING or ZWJ in (before, here):
        return False
    if _joins(before) or before in LEADING:
        return False
    return not _closes(text, at)


def _joins(mark: str) -> bool:
    """Whether the next consonant is drawn together with what stands before this mark. A virama
    that only kills (Burmese asat, Thai phinthu) joins nothing."""
    return unicodedata.combining(mark) == VIRAMA and mark not in (ASAT, "\u0e3a", "\u0eba")


def _closes(text: str, at: int) -> bool:
    """Whether a Burmese consonant ends the syllable before it: its own killer follows."""
    if not "\u1000" <= text[at] <= "\u1021":
        return False
    marks = text[at + 1 : at + 3]
    return marks[:1] == ASAT or (marks[:1] == "\u1037" and marks[1:] == ASAT)
