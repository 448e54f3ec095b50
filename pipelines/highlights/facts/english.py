"""English number words: "twenty five hundred", "two point five", "one and a half million"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONES = {
    word: value
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
}
_TEENS = {
    word: value
    for value, word in enumerate(
        [
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        10,
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
} | {"fourty": 40}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12,
           "lakh": 100_000, "lakhs": 100_000,
           "crore": 10_000_000, "crores": 10_000_000}  # fmt: skip
WORDS = "|".join([*_ONES, *_TEENS, *_TENS, *_SCALES, "hundred"])
"""The words of figures, for a pattern."""
_RUN = re.compile(
    rf"(?<![a-z])(?:(?:a|half\s+a)\s+(?=(?:hundred|thousand|million|dozen|lakh|crore)(?![a-z])))?"
    rf"(?!(?:twenty|forty)[\s-]+f(?:oo|ee)t)(?:{WORDS})(?![a-z])"
    rf"(?:(?:[\s-]+|\s+and\s+(?!a\s)|\s+point\s+|\s+and\s+a\s+)"
    rf"(?!(?:twenty|forty)[\s-]+f(?:oo|ee)t)(?:{WORDS}|oh|half)(?![a-z]))*"
)
_TOKEN = re.compile(r"[a-z]+")
_HALF = re.compile(
    r"(?<![a-z])half\s+a(?:n)?(?=\s+(?:year|month|day|dollar|million|hour|dozen|lit|kilo|met|inch|pound|ton|contain|pallet|carton|roll|yard|watt|percent|truck))"
)

_ONE_AND_HALF = re.compile(r"(?<![a-z])a(?=\s+(?:week|month|year)\s+and\s+a\s+half(?![a-z]))")
""" "A month and a half": what follows it adds the half."""


@dataclass(frozen=True, slots=True)
class Value:
    low: float
    high: float
    pair: tuple[float, float] | None = None


def find(low: str) -> Iterator[tuple[int, int, Value]]:
    """Start, end and value of every run of number words in lower-case text."""
    for match in _RUN.finditer(low):
        yield from _split(match[0], match.start())
    for match in _HALF.finditer(low):
        yield match.start(), match.end(), Value(0.5, 0.5)
    for match in _ONE_AND_HALF.finditer(low):
        yield match.start(), match.end(), Value(1.0, 1.0)


def _split(text: str, offset: int) -> Iterator[tuple[int, int, Value]]:
    """A run may be several numbers: "fifteen and twenty"."""
    tokens = [(m[0], m.start() + offset, m.end() + offset) for m in _TOKEN.finditer(text)]
    if re.match(r"half\s+a\s", text):
        tokens = tokens[2:]
        half = 0.5 * _scale(tokens[0][0])
        yield offset, tokens[0][2], Value(half, half)
        return
    if tokens and tokens[0][0] == "a":
        tokens[1] = (tokens[1][0], tokens[0][1], tokens[1][2])
        tokens = tokens[1:]
    at = 0
    while at < len(tokens):
        reader = _Reader()
        begun = at
        while at < len(tokens) and reader.takes(tokens[at][0], _rest(tokens, at)):
            at += 1
        if at == begun:
            at += 1
            continue
        last = at - 1
        while tokens[last][0] in ("and", "a", "point"):
            last -= 1
        if (value := reader.result()) is not None:
            yield tokens[begun][1], tokens[last][2], value


def _rest(tokens: list[tuple[str, int, int]], at: int) -> list[str]:
    return [token for token, _, _ in tokens[at + 1 :]]


def _scale(word: str) -> float:
    return 100 if word == "hundred" else _SCALES[word]


class _Reader:
    """Takes words one by one as long as they belong to one number."""

    def __init__(self) -> None:
        self.total = 0.0
        self.part: float | None = None
        self.kind = ""
        self.pair: tuple[float, float] | None = None
        self.digits: list[int] = []
        self.fraction = ""

    def takes(self, word: str, rest: list[str]) -> bool:
        if self.kind == "dozen":
            return False
        if word == "and":
            return self._and(rest)
        if word == "a":
            return self.kind == "and"
        if word == "half":
            return self._half()
        if word == "point":
            self.kind, self.fraction = "point", ""
            return self.part is not None and bool(rest)
        if self.kind == "point" or self.kind == "fraction":
            return self._fraction(word)
        if word in _ONES or word == "oh":
            # "one thousand two ninety": a thousand, and a price of 2.90
            ends = self.kind == "scale" and rest and (rest[0] in _TENS or rest[0] in _TEENS)
            return not ends and self._one(_ONES.get(word, 0))
        if word in _TEENS or word in _TENS:
            return self._ten(_TEENS.get(word) or _TENS[word], word in _TENS)
        return self._scaled(word)

    def result(self) -> Value | None:
        if len(self.digits) > 2:
            return None  # spoken digit by digit: a telephone or room number
        if len(self.digits) == 2:
            first, second = self.digits
            return Value(first, second) if 0 < first < second <= first + 2 else None
        value = self.total + (self.part or 0.0)
        return Value(value, value, self.pair)

    def _and(self, rest: list[str]) -> bool:
        if rest[:2] == ["a", "half"]:
            self.before, self.kind = self.kind, "and"
            return True
        follows = bool(rest) and rest[0] not in ("hundred", *_SCALES)
        if self.kind == "hundred" and len(rest) > 1 and rest[1] == "hundred":
            return False  # "five hundred and seven hundred"
        return self.kind in ("hundred", "scale") and follows

    def _half(self) -> bool:
        if self.kind != "and":
            return False
        self.part, self.kind = (self.part or 0.0) + 0.5, "half"
        return True

    def _fraction(self, word: str) -> bool:
        if word in _ONES or word == "oh":
            self.fraction += str(_ONES.get(word, 0))
        elif self.kind == "point" and (word in _TENS or word in _TEENS):
            self.fraction = str(_TEENS.get(word) or _TENS[word])
        elif word in _SCALES or word == "hundred":
            return self._scaled(word)
        else:
            return False
        whole = int(self.part or 0)
        self.part, self.kind = float(f"{whole}.{self.fraction}"), "fraction"
        return True

    def _one(self, value: int) -> bool:
        if self.kind in ("ten", "hundred", "scale") and value:
            self.part = (self.part or 0.0) + value
            self.pair = (self.pair[0], self.pair[1] + value) if self.pair else None
            self.kind = "one"
        elif self.part is None:
            self.part, self.kind, self.digits = float(value), "one", [value]
            return True
        elif self.digits:
            self.digits.append(value)
            return True
        else:
            return False
        self.digits = []
        return True

    def _ten(self, value: int, tens: bool) -> bool:
        if self.part is None or self.kind in ("hundred", "scale"):
            self.part = (self.part or 0.0) + value
        elif 0 < self.part < 100 and not self.pair and len(self.digits) < 2:
            self.pair = (self.part, float(value))
            self.part = self.part * 100 + value
        else:
            return False
        self.kind, self.digits = ("ten" if tens else "teen"), []
        return True

    def _scaled(self, word: str) -> bool:
        if (self.kind == "scale" and word == "hundred") or len(self.digits) > 1:
            return False
        if word == "hundred":
            if self.part is not None and self.part >= 100:
                return False
            self.part, self.kind = (1.0 if self.part is None else self.part) * 100, "hundred"
        else:
            self.total += (1.0 if self.part is None else self.part) * _SCALES[word]
            self.part, self.kind = None, "dozen" if word == "dozen" else "scale"
        self.digits, self.pair = [], None
        return True
