"""Figures in speech: digits, English number words and Chinese numerals, also mixed.

Numbers that are names are left out: years, telephone and room numbers, model names, times of day,
"one of our best".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.highlights.facts import chinese, english
from pipelines.highlights.lexicon import any_key, any_of, words


@dataclass(frozen=True, slots=True)
class Number:
    """``low`` and ``high`` differ for a range. ``start``, ``end``: characters of the text.

    ``pair``: two spoken figures side by side: "two fifty" is 250 or 2.50, "ten fifteen days" a
    range. ``spoken``: written in words, which leaves more room for error.
    """

    start: int
    end: int
    low: float
    high: float
    pair: tuple[float, float] | None = None
    spoken: bool = False

    @property
    def value(self) -> float | int:
        return tidy(self.low)


def tidy(value: float) -> float | int:
    """A whole number as int, others without binary dust."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


_DIGITS = re.compile(
    r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}|\d{1,3}(?: 000)+(?!\d)"
    r"|\d+(?:\.\d+)?)(?![,，]?\d)"
)
_CENTS_COMMA = re.compile(
    r"(?<![\d.,])(\d{1,4}),(\d{2})(?=\s*(?:€|eur|lira|tl(?![a-z])|try|usd|[$]))"
)
"""2,50 €: a comma before two figures and a currency is a point."""
_SCALE = re.compile(
    r"\s*(?:(?P<k>k(?![a-z0-9]))"
    r"|(?P<en>[\s-]*(?:hundred|thousand|lakhs?|crores?|million|billion)(?![a-z]))"
    r"|(?P<w>w(?![a-z0-9]))|(?P<zh>百万|千万|百|千|万|亿))"
)
_SCALES = {
    "k": 1e3, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "w": 1e4,
    "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7,
    "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8,
}  # fmt: skip
_GLUED = re.compile(
    r"(?:k|w|pcs?|pieces?|units?|sets?|pairs?|kgs?|g|ml|l|oz|cm|mm|m|usd|rmb|cny|eur|days?|weeks?"
    r"|months?|years?|hours?|hrs?|ctns?|cartons?|boxes|tons?|percent|dollars?|yuan|cents?|sqm|x|d"
    r"|inches|lbs?|gr|grams?|kilos?|cc|ft|feet|lit(?:er|re)s?|acres?|workers?|lines?|people"
    r"|p|inch|yards?|meters?|rolls?|logo)(?![a-z])"
)
_MONEY_BEFORE = re.compile(r"(?:usd|us|rmb|cny|eur|gbp|hkd|fob|exw|cif|moq)\s*[$]?$")
_JOIN = re.compile(
    r"\s*(?:-|–|—|~|～|to|or|until|up to|到|至|或者?)\s*(?:[$¥￥€£]|usd\s*|us\s*)?\s*"
)
_AND = re.compile(r"\s+and\s+")
_SAME_UNIT = re.compile(
    rf"(?P<first>\s*{any_key('periods')}|\s*{any_key('units')}|\s*{any_key('currencies')}|%|\s*percent)"
    r"\s*(?:minimum|min|at least|at the earliest|最少|最快)?[\s,，]*"
    r"(?:-|–|—|~|～|to|or|until|up to|and|到|至|或者?)?\s*(?:最多|最慢)?\s*"
)
"""Twenty days to thirty days; twenty days minimum, thirty days maximum."""
_MOST = re.compile(r"\s*(?:maximum|max|at most|at the latest|最多|最慢)")
_SCALED = re.compile(r"(?:hundred|thousand|lakhs?|crores?|million|billion|k|百|千|万|亿)$")
_BETWEEN = re.compile(r"between\s+(?:[$¥€£]\s*)?$")
_PHONE = re.compile(r"(?<!\d)(?:\+?\d[\d\s-]{8,}\d|\d{3,4}-\d{3,4}(?:-\d{3,4})?)(?!\d)")
_CLOCK = re.compile(
    r"\d{1,2}[:：]\d{2}|\d{1,2}\s*(?:o'?clock|[ap]\.?m\.?(?![a-z]))|[\d一二三四五六七八九十两]+点(?:钟|半|整|开)"
)
_YEAR_MARK = re.compile(r"\s*年(?!以上|多|的?质保|的?保修|经验|来)")
_LABEL = re.compile(
    any_of(words("numerals", "labels")) + r"\s*(?:is|are|number|no\.?|是|号|：|:|#)?\s*$"
)
_YEAR_WORD = re.compile(any_of(words("numerals", "year_before")) + r"\s+(?:the\s+year\s+)?$")
_ONE_BEFORE = re.compile(any_of(words("numerals", "one_before")) + r"\s+$")
_ONE_AFTER = re.compile(r"[\s-]+" + any_of(words("numerals", "one_after")))


def find_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of ``text`` that measure something, by place; ranges are one number."""
    low = lower(text)
    spans = [match.span() for match in (*_PHONE.finditer(low), *_CLOCK.finditer(low))]
    found = sorted(
        [*_digits(low), *_spoken_english(low), *chinese_numbers(low), *_articles(low)],
        key=lambda number: (number.start, -number.end),
    )
    kept = [
        number
        for number in _disjoint(found)
        if not any(start <= number.start < end for start, end in _long(low, spans))
    ]
    plain = [number for number in kept if not _is_name(low, number)]
    return tuple(_ranges(low, list(_by_the_dozen(low, plain))))


_PER_DOZEN = re.compile(
    r"(?:(?<![a-z])(?:per|by the|each|every)\s+|(?:dollars?|cents?|[$€£\d])\s*)$"
)
_DOZEN_OF = re.compile(
    r"\s+(?:of\s+)?(?!is|as|pcs)[a-z]{3,}s(?![a-z])|\s+(?:pcs|pieces?|pc)(?![a-z])"
)


def _by_the_dozen(low: str, numbers: list[Number]) -> Iterator[Number]:
    """A dozen is a unit in "two dozen" and "four eighty a dozen", a figure in "a dozen lamps"."""
    end = 0
    for number in numbers:
        said = low[number.start : number.end]
        if said.endswith("dozen") and not _DOZEN_OF.match(low, number.end):
            if said in ("dozen", "a dozen"):
                beside = not low[end : number.start].strip() and end > 0
                if beside or _PER_DOZEN.search(low[: number.start]):
                    continue
            elif number.low >= 24 or said == "one dozen":
                number = replace(
                    number,
                    end=number.start + len(said[:-5].rstrip(" -")),
                    low=number.low / 12,
                    high=number.high / 12,
                )
        end = number.end
        yield number


def lower(text: str) -> str:
    """Lower case, character by character, so that places stay the same."""
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _long(low: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A range of prices ("1000-2000") looks like a telephone number; keep real ones."""
    return [
        (start, end)
        for start, end in spans
        if sum(char.isdigit() for char in low[start:end]) >= 9 or ":" in low[start:end]
        or "：" in low[start:end] or not _PHONE.fullmatch(low[start:end])
    ]  # fmt: skip


def _digits(low: str) -> Iterator[Number]:
    for match in _CENTS_COMMA.finditer(low):
        value = float(f"{match[1]}.{match[2]}")
        yield Number(*match.span(), value, value)
    for match in _DIGITS.finditer(low):
        if _inside_name(low, match.start(), match.end()):
            continue
        value, end = float(re.sub("[,， ]", "", match[1])), match.end()
        if (scale := _SCALE.match(low, end)) and not low[end : end + 2].startswith("千克"):
            value *= _SCALES[scale[0].strip(" -")]
            end = scale.end()
            if half := re.match(r"半", low[end:]):
                value, end = value * 1.0, end + half.end()
        elif half := re.match(r"\s+and\s+a\s+half(?![a-z])", low[end:]):
            value, end = value + 0.5, end + half.end()
        yield Number(match.start(), end, value, value)


def _inside_name(low: str, start: int, end: int) -> bool:
    """Digits that belong to a word, like A100, X-200, 4K video, 2nd, 3D."""
    before = low[max(0, start - 12) : start]
    if re.search(r"\d\s*[x×]$", before) and re.match(
        r"\s*(?:[x×]\s*\d|[a-z]{1,2}(?![a-z]))", low[end:]
    ):
        return False  # 30x20x10 cm
    if re.search(r"[a-z][-_/]?$", before) and not _MONEY_BEFORE.search(before):
        return True
    if re.match(r"[a-z]", low[end:]) and not _GLUED.match(low, end):
        return True
    return len(re.sub(r"\D", "", low[start:end])) >= 9


_POINTED = re.compile(
    any_of(words("numerals", "one_before"))
    + r"\s+(one)(?=\s+(?!hundred|thousand|million|point|dozen|lakh|crore|and a half)[a-z])"
)


def _spoken_english(low: str) -> Iterator[Number]:
    pointed = {match.start(1) for match in _POINTED.finditer(low)}
    if pointed:  # "the big one nine dollars": no figure
        low = "".join(
            "_" if any(at <= place < at + 3 for at in pointed) else char
            for place, char in enumerate(low)
        )
    for start, end, value in english.find(low):
        if thousands := _SPOKEN_K.match(low, end):
            yield Number(start, thousands.end(), value.low * 1e3, value.high * 1e3, spoken=True)
            continue
        if value.low == 1 and _is_pronoun(low, start, end):
            continue
        yield Number(start, end, value.low, value.high, value.pair, spoken=True)


_SPOKEN_K = re.compile(r"\s+k(?![a-z0-9'])")
"""Five k."""


def _is_pronoun(low: str, start: int, end: int) -> bool:
    if _ONE_TIME.match(low, end):
        return False  # "in the next one hour"
    return bool(_ONE_BEFORE.search(low[:start]) or _ONE_AFTER.match(low, end))


_ONE_TIME = re.compile(r"\s+(?:hour|day|week|month|year)(?![a-z])")


_ARTICLE = re.compile(
    r"(?<![a-z])(?:takes?|taking|is|within|about|around|needs?|in|ready in|done in|almost|nearly"
    r"|after)"
    r"\s+(?P<a>an?)(?=\s+(?:week|month|year|day)(?![a-z]))"
    r"|(?<![a-z])(?:at least|minimum)\s+(?P<least>an?)(?=\s+(?:full\s+)?"
    r"(?:pallet|container|carton|box|case|roll|dozen)(?![a-z]))"
    r"|(?<![a-z])(?P<sum>a)(?=\s+(?:dollar|buck|euro)\s+(?:and\s+)?"
    r"(?:ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?![a-z]))"
)


def _articles(low: str) -> Iterator[Number]:
    """ "It takes a week": one week."""
    for match in _ARTICLE.finditer(low):
        group = next(name for name in ("a", "least", "sum") if match[name])
        yield Number(*match.span(group), 1.0, 1.0, spoken=True)


def chinese_numbers(low: str) -> Iterator[Number]:
    for start, end, first, last in chinese.find(low):
        about = _ABOUT.match(low, end)
        yield Number(start, about.end() if about else end, first, last, spoken=True)


_ABOUT = re.compile(rf"[多来余](?=\s*(?:{any_key('units')}|[号位名人]))(?!来得)")
"""两百来个: about two hundred."""


def _disjoint(found: list[Number]) -> Iterator[Number]:
    end = -1
    for number in found:
        if number.start >= end:
            yield number
            end = number.end


_DENIED = re.compile(r"(?:(?<![a-z])(?:not|isn't|wasn't))\s*(?:about\s+|[$¥￥€]\s*)?$|(?<!是)不是$")


_PAID = re.compile(rf"\s*{any_key('currencies')}")
_FEET = re.compile(
    r"[\s-]*(?:'|ft|foot|feet|footers?|尺|呎)?\s*(?:hq|gp|hc|high cube)(?![a-z])"
    r"|[\s-]*(?:'|ft|foot|feet|尺|呎)\s*(?:containers?|高?柜|货柜|集装箱)"
)
"""The length of a container is part of its name."""


def _is_name(low: str, number: Number) -> bool:
    """Whether the figure measures nothing: a label, a year, or one that the speaker denies."""
    before, plain = low[: number.start], low[number.start : number.end]
    if _DENIED.search(before) or (_LABEL.search(before) and not _PAID.match(low, number.end)):
        return True
    if number.low in (20, 40, 45) and _FEET.match(low, number.end):
        return True
    if 1900 <= number.low <= 2099 and number.low == number.high and "," not in plain:
        return bool(_YEAR_MARK.match(low, number.end)) or bool(_YEAR_WORD.search(before))
    return False


def _ranges(low: str, numbers: list[Number]) -> Iterator[Number]:
    """Joins "15 to 20", "between ten and fifteen", "两到三千"."""
    waiting: Number | None = None
    for number in numbers:
        if waiting is None:
            waiting = number
        elif joined := _joined(low, waiting, number):
            yield joined
            waiting = None
        else:
            yield waiting
            waiting = number
    if waiting is not None:
        yield waiting


_STEPS = (1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2)
"""Two to three thousand, ten to twelve thousand: the lower end shares the upper one's scale."""


def _units_join(low: str, link: str, second: Number) -> bool:
    """ "Two months to three months": both ends have the unit."""
    match = _SAME_UNIT.fullmatch(link)
    if match is None:
        return False
    said = re.compile(r"\s*" + re.escape(match["first"].strip()[:3]))
    if said.match(low, second.end) is None:
        return False
    joined = re.search(r"-|–|—|~|～|to|or|until|到|至|或", link[len(match["first"]) :])
    most = _MOST.match(low[second.end :].lstrip()[len(match["first"].strip()) :])
    return joined is not None or most is not None


def _joined(low: str, first: Number, second: Number) -> Number | None:
    link = low[first.end : second.start]
    if not _JOIN.fullmatch(link) and not _units_join(low, link, second):
        between = _AND.fullmatch(link) and _BETWEEN.search(low[: first.start])
        if not between:
            return None
    least, most = first.low, second.high
    if _SCALED.search(low[second.start : second.end]):
        least *= next((s for s in _STEPS if second.low % s == 0 and least < second.low / s), 1)
    if first.low != first.high or least >= most or most > least * 100:
        return None
    return replace(second, start=first.start, low=least, high=most, pair=None)
