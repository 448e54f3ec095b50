"""Whether what was heard is another spelling of a name: by letters, by sound, by characters."""

import re
from collections.abc import Sequence
from functools import lru_cache

SPELLED = 0.34
"""The share of letters that may differ in a word of a name whose other words are right too."""
ALONE = 0.25
"""The same for a name of one word."""
DIVIDED = 0.12
"""The same where the words are divided in another way: mostly they are other words then."""
SHORTEST_ALONE = 6
"""Letters; a shorter single word is too easily another word."""
SHORTEST_HAN, SHORTEST_HAN_END = 4, 6
"""Characters of a Chinese name in which one may differ, and in which the last one may: that is
mostly what the thing is, a cup or a plate."""

_COUNTS = frozenset(
    (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
        *("eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy"),
        *("eighty", "ninety", "hundred", "thousand", "million", "billion", "dozen", "half"),
        *("quarter", "double", "triple", "single", "point", "percent", "first", "second", "third"),
    )
)
_HAN_COUNTS = "零〇一二三四五六七八九十百千万萬亿億两兩俩半几幾双雙单單倍"
_HAN_CONTRASTS = (
    "大小中长長短高低厚薄粗细細宽寬窄轻輕重新旧舊冷热熱男女老少左右前后後内內外上下正反软軟硬"
    "黑白红紅黄黃蓝藍绿綠灰粉紫橙金银銀铜銅铁鐵铝鋁钢鋼木竹布棉塑"
)
_HAN_SMALL = "的了吗嗎呢吧啊是在有和跟与與我你他她它们們这這那个個不没沒很都也就把被给給"
_LEFT_ALONE = frozenset(_HAN_COUNTS + _HAN_CONTRASTS + _HAN_SMALL)
# Letters that are mistaken for each other stand for one sound.
_SOUNDS = (
    ("tch", "s"), ("ch", "s"), ("sch", "s"), ("sh", "s"), ("ph", "f"), ("gh", "k"), ("ck", "k"),
    ("th", "t"), ("wh", "w"), ("qu", "kw"), ("x", "ks"), ("c", "k"), ("q", "k"), ("g", "k"),
    ("z", "s"), ("j", "s"), ("v", "f"), ("b", "p"), ("d", "t"),
)  # fmt: skip


def folded(text: str) -> str:
    """Letters and digits alone, small."""
    return "".join(character for character in text.casefold() if character.isalnum())


def same_words(heard: Sequence[str], name: Sequence[str]) -> float | None:
    """How far the words of ``heard`` (`folded`) are from those of a ``name``: 0 when only case and
    division differ, up to `SPELLED`; None when they are something else. What counts is never
    taken for another count, nor for a word."""
    if _counts(heard) != _counts(name):
        return None
    joined, wanted = "".join(heard), "".join(name)
    if joined == wanted:
        return 0.0
    if len(heard) == len(name) > 1:
        alike = all(_alike(one, other, SPELLED) for one, other in zip(heard, name, strict=True))
    else:
        most = ALONE if len(heard) == len(name) else DIVIDED
        long = min(len(joined), len(wanted)) >= SHORTEST_ALONE
        alike = long and _alike(joined, wanted, most)
    return distance(joined, wanted) / max(len(joined), len(wanted)) if alike else None


def _alike(heard: str, wanted: str, most: float) -> bool:
    """Whether the words sound the same, and at most that share of their letters differs."""
    if heard == wanted:
        return True
    if sound(heard) != sound(wanted):
        return False
    return distance(heard, wanted) <= most * max(len(heard), len(wanted))


def _counts(words: Sequence[str]) -> list[str]:
    return [word for word in words if word in _COUNTS or any(map(str.isdigit, word))]


def other_character(heard: str, name: str) -> int | None:
    """The index at which ``heard`` has another character than the Chinese ``name`` of the same
    length; None when that is none, more than one, or one that changes what is meant."""
    wrong = [at for at, pair in enumerate(zip(heard, name, strict=True)) if pair[0] != pair[1]]
    if len(wrong) != 1 or len(name) < SHORTEST_HAN:
        return None
    at = wrong[0]
    if at == len(name) - 1 and len(name) < SHORTEST_HAN_END:
        return None
    pair = (heard[at], name[at])
    return None if any(not _han(one) or one in _LEFT_ALONE for one in pair) else at


def _han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """The consonants of a word as they sound, roughly (after Knuth's account of Soundex, without
    its limit of length): vowels and doubled letters go, voiced and voiceless are one."""
    made = word
    for letters, one in _SOUNDS:
        made = made.replace(letters, one)
    first = "a" if made[:1] in "aeiouy" else ""
    return first + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", made))


def distance(one: str, other: str) -> int:
    """Insertions, deletions and replacements that lead from one to the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one):
        before, row[0] = row[0], index + 1
        for column, wanted in enumerate(other):
            cost = min(row[column + 1] + 1, row[column] + 1, before + (letter != wanted))
            before, row[column + 1] = row[column + 1], cost
    return row[-1]
