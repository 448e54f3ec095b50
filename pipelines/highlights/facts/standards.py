"""Numbers of standards as people say them: "nine thousand one", "thirteen four eighty five"."""

import re
from collections.abc import Collection

_SMALL = {
    "zero": 0, "oh": 0, "o": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def spoken_standard(said: str, known: Collection[int]) -> tuple[int, int] | None:
    """The known number that the words begin with, however they are grouped, and how many
    characters it takes."""
    if not said[0].isascii():
        number = _chinese(said, known)
        return (number, len(said)) if number else None
    words = re.split(r"[\s-]+", said.lower().strip())
    for count in range(min(len(words), 7), 0, -1):
        for number in (_joined(words[:count]), _counted(words[:count])):
            if number is not None and number in known:
                return number, len(_first(said, count))
    return None


def _first(said: str, count: int) -> str:
    found = re.match(rf"\s*[a-z]+(?:[\s-]+[a-z]+){{{count - 1}}}", said.lower())
    return found[0] if found else said


def _joined(words: list[str]) -> int | None:
    """Figures side by side: thirteen, four, eighty-five is 13485; "double o" is 00."""
    digits, tens, double = "", 0, False
    for word in words:
        if word == "double":
            double = True
        elif word in _TENS:
            digits += str(tens) if tens else ""
            tens = _TENS[word]
        elif word in _SMALL:
            value = _SMALL[word] + (tens if 0 < _SMALL[word] < 10 else 0)
            digits += (str(tens) if tens and value == _SMALL[word] else "") + str(value) * (
                1 + double
            )
            tens, double = 0, False
        else:
            return None
    digits += str(tens) if tens else ""
    return int(digits) if digits else None


def _counted(words: list[str]) -> int | None:
    """One figure: fourteen thousand and one is 14001."""
    total = part = 0
    for word in words:
        if word in _SMALL or word in _TENS:
            part += _SMALL.get(word, 0) or _TENS.get(word, 0)
        elif word == "hundred":
            part *= 100
        elif word == "thousand":
            total, part = part * 1000, 0
        elif word != "and":
            return None
    return total + part


def _chinese(said: str, known: Collection[int]) -> int | None:
    """九零零一, 九千零一, 一万四千零一."""
    if all(char in _CHINESE for char in said):
        number = int("".join(str(_CHINESE[char]) for char in said))
        return number if number in known else None
    total = digit = 0
    for char in said:
        if char in _CHINESE:
            digit = _CHINESE[char]
        else:
            scale = {"千": 1000, "万": 10_000}[char]
            total, digit = total + digit * scale, 0
    return total + digit if total + digit in known else None
