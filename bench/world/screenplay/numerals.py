"""Whole numbers in words, as an English and as a Chinese seller says them."""

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
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
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DIGITS = "零一二三四五六七八九"


def english(number: int) -> str:
    """0 to 999 999: 4500 is "four thousand five hundred"."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return _TENS[ten - 2] + (f" {_SMALL[one]}" if one else "")
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    many, rest = divmod(number, unit)
    return f"{english(many)} {name}" + (f" {english(rest)}" if rest else "")


def chinese(number: int) -> str:
    """0 to 999 999; counting, so that two thousand is 两千 and not 二千."""
    if number >= 10_000:
        many, rest = divmod(number, 10_000)
        return _count(many) + "万" + (chinese(rest) if rest else "")
    if number >= 1000:
        many, rest = divmod(number, 1000)
        return _count(many) + "千" + (chinese(rest) if rest else "")
    if number >= 100:
        many, rest = divmod(number, 100)
        return _count(many) + "百" + (chinese(rest) if rest else "")
    ten, one = divmod(number, 10)
    tens = "" if ten == 0 else "十" if ten == 1 else _DIGITS[ten] + "十"
    return tens + (_DIGITS[one] if one or not ten else "")


def _count(number: int) -> str:
    return "两" if number == 2 else chinese(number)
