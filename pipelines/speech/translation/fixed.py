"""Finds what is copied letter by letter: names, certificates, Incoterms, codes, telephone numbers,
addresses; and dates and times of day."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from assets import asset
from pipelines.speech.hanzi import whole
from pipelines.speech.script import is_cjk
from pipelines.speech.translation.figures import Figure, Names
from pipelines.speech.translation.tables import (
    CURRENCY_SIGNS,
    INCOTERMS,
    MONTHS,
    NUMBERS,
    SYMBOLS,
    UNITS,
)

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+", re.ASCII)
_PHONE = re.compile(
    r"(?<![\w.,])(?:\+\s?\d[\d -]{7,}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{3,4}-\d{7,8}"
    r"|\d{3}-\d{3,4}-\d{4}|\d{9,})(?![\d.,]\d)(?!\d)",
    re.ASCII,
)
_FRACTION = re.compile(
    r"(?<![\w.,/])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}/\d{1,2})(?![\d/])",
    re.ASCII,
)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)", re.ASCII)
_HOUR = re.compile(r"(?<![\w.])(\d{1,2})\s?([ap])\.?m\.?(?![a-z])", re.ASCII | re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+|/\d[A-Za-z0-9]*)*")
_GLUED = (
    r"pcs?|pieces?|units?|sets?|pairs?|ctns?|cartons?|boxes|days?|weeks?|months?|years?|hours?|hrs?"
    r"|k|w|x|h|am|pm|inch(?:es)?|foot|feet|ft|yuan|dollars?|euros?|cents?|percent|usd|rmb|cny|eur"
    r"|gbp|th|st|nd|rd"
)
_SYMBOLS = "|".join(re.escape(symbol.lower()) for symbol in SYMBOLS)
_NUMERIC = re.compile(rf"\d[\d.,]*(?:-\d[\d.,]*)?-?(?:{_GLUED}|{_SYMBOLS})?")
_CODES = "|".join(sign for sign in CURRENCY_SIGNS if sign.isalpha())
_MONEY_FIRST = re.compile(rf"(?:{_CODES}|US|MOQ|FOB|EXW|CIF)-?\d[\d.,]*[A-Za-z]*", re.IGNORECASE)
_COMPOUND = re.compile(r"\d[\d.,]*(?:-[a-z]{3,})+|\d[\d.,]*-in-\d+")
_SIZE = re.compile(r"\d[\d.,]*(?:\s?[x×*]\s?\d[\d.,]*)+[a-z]{0,3}", re.IGNORECASE)
_NUMERAL = "[零〇一二三四五六七八九十]+|\\d+"
_ZH_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})年)?(?<![\d个一二三四五六七八九十])(?P<month>{_NUMERAL})月"
    rf"(?:份|(?=[底初末])|(?P<day>{_NUMERAL})(?:日|号|號))"
)


def names(text: str, given: Names) -> Iterator[Figure]:
    """The product names that the text says, the longest first where they overlap."""
    said = tuple(sorted(name for name in given if len(name.strip()) > 1))
    if not said:
        return
    shown = {_squeezed(name): given[name] for name in said}
    for match in _name_pattern(said).finditer(text):
        yield Figure("name", *match.span(), shown=shown[_squeezed(match[0])])


def _squeezed(name: str) -> str:
    return re.sub(r"[\s-]+", "", name).casefold()


@lru_cache(maxsize=8)
def _name_pattern(said: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, however its words are joined. A Latin name may touch Chinese characters,
    but no letters."""
    latin = "A-Za-z0-9\u00c0-\u024f"
    bodies = []
    for name in sorted(said, key=lambda name: (-len(name), name)):
        words = re.split(r"[\s-]+", name.strip())
        body = r"[\s-]*".join(re.escape(word) for word in words if word)
        before = "" if is_cjk(name.strip()[0]) else f"(?<![{latin}])"
        after = "" if is_cjk(name.strip()[-1]) else f"(?![{latin}])"
        bodies.append(before + body + after)
    return re.compile("|".join(bodies), re.IGNORECASE)


@cache
def _terms() -> re.Pattern[str]:
    listed = json.loads(asset("lexicons", "certificates.json").read_text("utf-8"))["certificates"]
    strict = [row["pattern"] for row in listed if row.get("case")]
    loose = [row["pattern"] for row in listed if not row.get("case")]
    terms = f"(?i:{'|'.join([*INCOTERMS[:5], 'DDP', 'DDU'])})|{'|'.join(INCOTERMS)}"
    iso = r"(?i:iso)[\s-]?\d{4,5}(?::\d{4})?"
    body = f"{iso}|{'|'.join(strict)}|(?i:{'|'.join(loose)})|{terms}"
    return re.compile(f"(?<![A-Za-z0-9])(?:{body})(?![A-Za-z0-9])")


def terms(text: str) -> Iterator[Figure]:
    """Certificates, standards and Incoterms."""
    for match in _terms().finditer(text):
        said = match[0]
        if any(is_cjk(char) for char in said):
            continue  # 清真 has a word of its own in every language
        shown = said.upper() if said.upper() in INCOTERMS else said
        yield Figure("term", *match.span(), shown=shown)


def copied(text: str) -> Iterator[Figure]:
    """Addresses, telephone numbers, written dates and fractions, times of day."""
    for pattern in (_ADDRESS, _PHONE, _FRACTION):
        for match in pattern.finditer(text):
            yield Figure("code", *match.span(), shown=match[0])
    for match in _CLOCK.finditer(text):
        yield Figure("clock", *match.span(), shown=f"{match[1]}:{match[2]}")
    for match in _HOUR.finditer(text):
        hour = int(match[1]) % 12 + (12 if match[2].lower() == "p" else 0)
        yield Figure("clock", *match.span(), shown=f"{hour}:00")


def codes(text: str) -> Iterator[Figure]:
    """Letters and digits in one: X-200, A4, 304L, 40HQ; not 500pcs, 20-foot, USD2.50, 2nd."""
    for match in _TOKEN.finditer(text):
        said = match[0]
        if not (any(map(str.isdigit, said)) and any(map(str.isalpha, said))):
            continue
        low = said if said.isupper() and len(said) < 5 else said.lower()
        quantity = _NUMERIC.fullmatch(said.lower()) and not _model(said)
        if quantity or _MONEY_FIRST.fullmatch(said) or _COMPOUND.fullmatch(low):
            continue
        if not _SIZE.fullmatch(said):
            yield Figure("code", *match.span(), shown=said)


def _model(said: str) -> bool:
    """4K, 5G, 3D, 20FT: capitals behind digits name a kind, except plain units."""
    tail = said.lstrip("0123456789.,-")
    return tail in ("K", "G", "D", "M", "P", "H") and "." not in said


@cache
def _month_words(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in {language, "en"} & set(MONTHS):
        for number, word in enumerate(MONTHS[code].split(), start=1):
            found[word.casefold()] = number
    return found


@cache
def _month_pattern(language: str) -> re.Pattern[str]:
    month = "|".join(_month_words(language))
    day = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|º|\.)?"
    return re.compile(
        rf"(?<![^\W_])(?:(?P<first>{month})\s+{day.format('after')}(?!\d)"
        rf"|{day.format('before')}\s+(?:of\s+|de\s+)?(?P<second>{month})(?![^\W_]))"
        r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?",
        re.IGNORECASE,
    )


def dates(text: str, language: str) -> Iterator[Figure]:
    """Days of the calendar: 5月20号, May 20th, 20 de mayo de 2027."""
    for match in _ZH_DATE.finditer(text):
        numbers = [_number(match[group]) for group in ("month", "day", "year") if match[group]]
        if match["month"] and 1 <= numbers[0] <= 12:
            yield Figure("date", *match.span(), values=tuple(numbers), plain=_shape(match))
    for match in _month_pattern(language).finditer(text):
        month = _month_words(language)[(match["first"] or match["second"]).casefold()]
        values = [Decimal(month), Decimal(match["after"] or match["before"])]
        values += [Decimal(match["year"])] if match["year"] else []
        yield Figure("date", *match.span(), values=tuple(values), plain="d")


def _shape(match: re.Match[str]) -> str:
    """Whether a day is named; a month alone has a year behind it at most."""
    return "d" if match["day"] else "m"


def _number(said: str) -> Decimal:
    found = Decimal(said) if said.isdigit() else whole(said)
    if found is None:  # two digits side by side, as in 二六
        found = Decimal("".join(str("零一二三四五六七八九".find(char)) for char in said))
    return found


@cache
def unit_words() -> dict[str, str]:
    """From every counting word to its meaning."""
    return {word: meaning for meaning, listed in UNITS.items() for word in listed.split()}


@cache
def unit_pattern() -> re.Pattern[str]:
    """A counting word at this place, the longest first; Chinese ones need no end."""
    listed = sorted(unit_words(), key=lambda word: (-len(word), word))
    square = "|".join(re.escape(word) for word in listed if is_cjk(word[0]))
    spaced = "|".join(re.escape(word) for word in listed if not is_cjk(word[0]))
    any_thing = rf"(?:[个個](?={square}))?"  # 250个工人 are workers, 250个 pieces
    return re.compile(
        rf"[\s-]*(?:de\s+)?(?:{any_thing}(?P<square>{square})|(?P<spaced>{spaced})(?![^\W_]))"
    )


def unit_at(low: str, place: int) -> str:
    """What the word at this place counts, by meaning; empty where none is known."""
    match = unit_pattern().match(low, place)
    return unit_words()[match["square"] or match["spaced"]] if match else ""


def languages() -> tuple[str, ...]:
    """Those whose number words are known, beside Chinese."""
    return tuple(NUMBERS)
