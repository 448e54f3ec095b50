"""Numbers in Chinese characters: 五百, 三十万, 一千二, 十五六, 三百多, 二零二六."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "兩": 2, "俩": 2,
}  # fmt: skip
PLACES = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ANY = "".join([*DIGITS, *PLACES, *SCALES])
_RUN = re.compile(rf"[{_ANY}]+(?:点[零〇一二三四五六七八九]+[百千万亿]?)?")
_NOT = re.compile(
    r"百分之|万一|千万(?=别|不|要|记)|十分(?!之|钟|鐘)|百分(?=百)|三包|两边|两侧|两者|八方|四处|四面|三防"
    r"|星期[一二三四五六]|周[一二三四五六](?![年个天月])|礼拜[一二三四五六]|十足|万能|千家万户|三三两两|一五一十|乱七八糟"
    r"|七上八下|五花八门|百货|百搭|千款|万物|四季|三明治"
)
_COUNTED = re.compile(
    r"(?:个(?=月|半月|小时|工作日|星期|礼拜|点)|年(?!轻)|天|周|小时|分钟|块|元|毛|美|欧|刀|公斤|斤|吨|米|厘米|毫米|升|打|%|折|成)"
)
"""What 一 counts when it is a figure and no article: 一年, 一个月, 一块钱; but not 一个."""
_EACH = re.compile(
    r"[二两三四五六七八九十百千万]一"
    r"(?=[个個件只隻支台套双条张把箱盒打瓶款米斤公升码吨卷包袋根片颗辆组克码])"
)
"""The price is for one: 四十八一件 is 48 a piece."""
_NEAR = re.compile(r"(.*?)([一两二三四五六七八九])([二三四五六七八九])([十百千万亿]*)")


@dataclass(frozen=True, slots=True)
class Hanzi:
    """A number in Chinese characters; ``open``: "over" (三百多); ``digits``: said one by one."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    open: bool = False
    digits: str = ""


def ordinals(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of 第一, 第十二."""
    for match in re.finditer(rf"第([{_ANY}]+)", text):
        value = whole(match[1])
        if value is not None:
            yield match.start(), match.end(), int(value)


def hanzi(text: str) -> Iterator[Hanzi]:
    """The numerals of a text that count something, by place."""
    names = [match.span() for match in _NOT.finditer(text)]
    names += [(start, end) for start, end, _ in ordinals(text)]
    stop = 0
    for match in _RUN.finditer(text):
        start, end = match.span()
        end -= bool(_EACH.match(text, end - 2))
        if start < stop or any(a < end and start < b for a, b in names):
            continue
        if re.search(r"[\d几数好]\s*$", text[:start]):
            continue  # 3万: the digits take it as their scale; 几百, 好几千: no figure
        found = _read(text, start, end)
        if found is not None:
            stop = found.end
            yield found


def _read(text: str, start: int, end: int) -> Hanzi | None:
    said, after = text[start:end], text[end:]
    if len(said) >= 3 and all(char in DIGITS for char in said):
        digits = "".join(str(DIGITS[char]) for char in said)
        return Hanzi(start, end, Decimal(digits), Decimal(digits), digits=digits)
    if said == "一" and not _COUNTED.match(after):
        return None
    vague = re.match(r"[多几来余]", after)
    if vague and (said[-1] in PLACES or said[-1] in SCALES):
        value = whole(said)
        stop = end + 1
        scale = SCALES.get(text[stop : stop + 1])
        if value is not None and scale:
            value, stop = value * scale, stop + 1
        return None if value is None else Hanzi(start, stop, value, value, open=True)
    found = limits(said)
    return None if found is None else Hanzi(start, end, *found)


def limits(said: str) -> tuple[Decimal, Decimal] | None:
    """The value of a numeral, or the two of 七八, 十五六, 三五百; None when it is not one."""
    before, _, fraction = said.partition("点")
    near = None if fraction else _NEAR.fullmatch(before)
    if near:
        return _about(*near.groups())
    value = whole(before)
    if value is None:
        return None
    if fraction:
        scale = {**PLACES, **SCALES}.get(fraction[-1], 1)
        digits = "".join(str(DIGITS[char]) for char in fraction if char in DIGITS)
        value = Decimal(f"{int(value)}.{digits}") * scale
    return value, value


def _about(head: str, first: str, second: str, places: str) -> tuple[Decimal, Decimal] | None:
    one, other = DIGITS[first], DIGITS[second]
    base = whole(head) if head else Decimal(0)
    if not one < other <= one + 2 or base is None:
        return None
    if head and (head[-1] not in PLACES or places):
        return None
    scale = 1
    for place in places:
        scale *= {**PLACES, **SCALES}[place]
    return base + one * scale, base + other * scale


def whole(said: str) -> Decimal | None:
    """The value of a numeral without a decimal point; None when it is not one."""
    if len(said) > 1 and all(char in DIGITS for char in said):
        return Decimal("".join(str(DIGITS[c]) for c in said)) if len(said) > 2 else None
    total = section = last = 0
    digit: int | None = None
    for char in said:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
        elif char in PLACES:
            section += (1 if digit is None else digit) * PLACES[char]
            digit, last = None, PLACES[char]
        else:
            scale = SCALES[char]
            section = section + (digit or 0) or 1
            total = (total + section) * scale if scale > 10**4 else total + section * scale
            section, digit, last = 0, None, scale
    return Decimal(total + section + _tail(digit, last, said))


def _tail(digit: int | None, last: int, said: str) -> int:
    """一千二 is 1200 and 三万五 35000, but 一千零二 is 1002 and 十二 is 12."""
    if digit is None:
        return 0
    return digit * last // 10 if last > 10 and said[-2] not in "零〇" else digit
