"""Sentences made from frames, each figure with its role: practice for `bench.facts_roles`.

A line of ``tests/data/facts/frames.txt`` is a sentence with choices, ``(a|b|)``, word slots,
``<unit>``, and figures, ``{role:form}``; ``?`` behind a choice or a character makes it optional.
Lines that begin with ``#`` are comments.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FRAMES = Path(__file__).resolve().parent.parent / "tests" / "data" / "facts" / "frames.txt"
EACH = 8
"""Sentences made of one frame."""
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"<(\w+)>")
_FIGURE = re.compile(r"\{(\w+):(\w+)\}")
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_HAN = "一二三四五六七八九"

WORDS: dict[str, str] = {
    "unit": "pieces|piece|pcs|sets|units|pairs|cartons|pieces|pieces",
    "zunit": "个|个|件|套|只|双|条|台|箱|把",
    "thing": "this one|the (big|small|black|steel|new) one|this (cup|lamp|bag|chair|knife|towel"
    "|pump|jacket|toy|kettle)|the (cup|lamp|bag|chair|box|pan|rug|bottle|cable|shirt)|it",
    "zthing": "这款|这个|那款|小号的|大号的|黑色的|带盖的|新款"
    "|这个(杯子|灯|包|椅子|刀|毛巾|水泵|玩具|锅)",
    "goods": "cups|lamps|bags|chairs|towels|pumps|jackets|toys|bottles|shirts|knives|boxes|motors",
    "zgoods": "杯子|灯|包|椅子|毛巾|水泵|衣服|玩具|瓶子|刀具|箱子|电机",
    "port": "ningbo|shenzhen|shanghai|qingdao|istanbul|mundra|hamburg|los angeles|xiamen"
    "|chittagong",
    "zport": "宁波|深圳|上海|青岛|厦门|天津|盐田|汉堡|洛杉矶",
    "inco": "fob|cif|exw|ddp|fob|ex works",
    "um": "um |uh |so |okay |yeah |well |||||my friend |you know |sir |guys |actually ",
    "a": "啊|嗯|那|呃|||||这个|就是|宝宝们|老板",
    "sunit": "piece|set|unit|pair|meter|kilo|carton|box|roll|dozen",
    "whose": "we|our factory|this line|these machines|our workers|the plant|this workshop",
    "zwhose": "我们|我们厂|这条线|这台机器|车间|工人",
}  # fmt: skip
FORMS: dict[str, str] = {
    "money": "$[2-90]|$[1-9].[10-95]|[2-90] dollars|%[2-40] dollars|%[1-9] dollars %[20-90]"
    "|%[1-9] dollar %[20-90]|%[5-95] cents|[2-60] euros|%[3-60] bucks|usd [1-9].[10-95]"
    "|%[1-9] point %[1-9] dollars|%[50-900] rupees|%[2-20] euro %[20-90]|%[1-9] us dollars",
    "pair": "%[1-20] %[20-90]|%[1-9] %[20-90]",
    "figure": "[1-9].[1-9]|[1-9].[10-95]|%[1-9] point %[1-9]|%[2-60]",
    "few": "%[2-60]|[2-60]|%[12-48]",
    "many": "%[1-9] hundred|%[1-9] thousand|[100-900]|[1000-5000]|%[100-900]|[1-9],000",
    "lots": "%[10-90] thousand|%[1-9] hundred thousand|[10-90],000|%[1-9] thousand|%[1-5] million"
    "|%[2-9] lakh",
    "days": "%[3-60]|[3-60]|[5-20] to [21-45]|%[10-20] to %[21-60]",
    "small": "%[1-9]|[1-9]|%[2-6]",
    "percent": "[10-70]%|%[10-70] percent|[10-70] percent",
    "one": "one|1",
    "zmoney": "^[2-60]块^[1-9]|^[2-90]块|^[2-90]块钱|^[1-9]毛|^[2-30]美金|^[1-9]美元|[1-9].[1-9]元"
    "|^[1-9]块^[1-9]毛^[1-9]|^[1-9]点^[1-9]美金|[2-90]块|^[2-20]欧元",
    "zbare": "^[12-95]|^[1-9]百^[2-9]|^[11-60]|^[1-9]千^[2-9]",
    "zfew": "^[2-60]|[2-60]|^[12-48]",
    "zmany": "^[1-9]百|^[1-9]千|[100-900]|[1000-5000]",
    "zlots": "^[1-9]万|^[1-9]十万|^[1-9]千|[1-9]万|^[1-9]百万|^[1-9]万^[2-9]",
    "zdays": "^[3-60]|[3-60]|^[5-20]到^[21-45]",
    "zsmall": "^[1-9]|^[2-6]|[1-9]|两",
    "zpercent": "百分之^[10-70]|[10-70]%|^[2-8]成",
    "zfold": "^[5-9]折|^[7-9]^[1-9]折",
    "zone": "一|1",
}  # fmt: skip


def english(value: int) -> str:
    """A number up to 999 in words."""
    if value >= 100:
        rest = f" and {english(value % 100)}" if value % 100 else ""
        return f"{_ONES[value // 100 - 1]} hundred{rest}"
    if value in range(11, 20):
        teens = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
        return teens.split()[value - 11]
    if value < 10:
        return _ONES[value - 1]
    return _TENS[value // 10 - 1] + (f" {_ONES[value % 10 - 1]}" if value % 10 else "")


def chinese(value: int) -> str:
    """A number up to 99 in characters."""
    if value < 10:
        return "两" if value == 2 else _HAN[value - 1]
    ten = "十" if value < 20 else f"{_HAN[value // 10 - 1]}十"
    return ten + (_HAN[value % 10 - 1] if value % 10 else "")


@dataclass(frozen=True, slots=True)
class Made:
    """A sentence and start, end and role of each of its figures."""

    text: str
    figures: tuple[tuple[int, int, str], ...]


def made(each: int = EACH) -> Iterator[Made]:
    """The sentences of every frame, none twice; always the same ones."""
    for line in FRAMES.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            chance = random.Random(line)
            yield from dict.fromkeys(_sentence(line, chance) for _ in range(each))


def _sentence(line: str, chance: random.Random) -> Made:
    frame = _worded(line, chance)
    text, figures, at = "", [], 0
    for match in _FIGURE.finditer(frame):
        text += frame[at : match.start()]
        said = _said(FORMS[match[2]], chance)
        figures.append((len(text), len(text) + len(said), match[1]))
        text, at = text + said, match.end()
    return Made(text + frame[at:], tuple(figures))


def _worded(text: str, chance: random.Random) -> str:
    """The text with its slots filled and its choices made, from the inside out."""
    text = re.sub(r"([^()])\?", r"(\1|)", text.replace(")?", "|)"))
    while slot := _SLOT.search(text):
        text = f"{text[: slot.start()]}({WORDS[slot[1]]}){text[slot.end() :]}"
    while choice := _CHOICE.search(text):
        said = chance.choice(choice[1].split("|"))
        text = text[: choice.start()] + said + text[choice.end() :]
    return re.sub(" +", " ", text).strip()


def _said(form: str, chance: random.Random) -> str:
    one = chance.choice(form.split("|"))

    def number(match: re.Match[str]) -> str:
        value = chance.randint(int(match[2]), int(match[3]))
        if match[1] == "%":
            value = value if value < 20 else value // 10 * 10 + chance.choice((0, 0, 5))
            return english(min(value, 999))
        return chinese(value) if match[1] == "^" else str(value)

    return re.sub(r"([%^]?)\[(\d+)-(\d+)\]", number, one)
