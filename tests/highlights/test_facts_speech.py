"""The same facts however the engine writes them: small letters, no marks, figures as words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bench.facts import SETS, Case, ours, read_cases
from pipelines.highlights.facts.numbers import find_numbers

STATING = [case for name in SETS for case in read_cases("development", name) if case.facts]
SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ZH = "零一二三四五六七八九"


def english(value: int) -> str:
    if value < 20:
        return SMALL[value]
    if value < 100:
        rest = f" {SMALL[value % 10]}" if value % 10 else ""
        return TENS[value // 10 - 2] + rest
    for scale, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= scale:
            head, rest = divmod(value, scale)
            return f"{english(head)} {name}" + (f" {english(rest)}" if rest else "")
    raise AssertionError(value)


def chinese(value: int) -> str:
    if value >= 10_000:
        head, rest = divmod(value, 10_000)
        return chinese(head) + "万" + (chinese(rest).rjust(1) if rest else "")
    digits, told, gap = str(value), "", False
    for at, digit in enumerate(digits):
        unit = ("", "十", "百", "千")[len(digits) - at - 1]
        if digit == "0":
            gap = True
            continue
        told += ("零" if gap and told else "") + ZH[int(digit)] + unit
        gap = False
    return told


def spoken(text: str, language: str) -> str:
    """Figures that the reader reads, as words; others (names, years, standards) stay."""
    for number in reversed(find_numbers(text)):
        figure = text[number.start : number.end].strip()
        whole, _, part = figure.replace(",", "").partition(".")
        if (
            not re.fullmatch(r"\d+(?:\.\d+)?", figure.replace(",", ""))
            or int(whole) >= 1_000_000
            or not _plain(text, number.end)
        ):
            continue
        said = _words(int(whole), part, language)
        text = text[: number.start] + said + text[number.end :]
    return text


def _plain(text: str, end: int) -> bool:
    return not re.match(r"[a-z$€]", text[end : end + 1], re.IGNORECASE)


def _words(whole: int, part: str, language: str) -> str:
    if language == "zh":
        return chinese(whole) + ("点" + "".join(ZH[int(digit)] for digit in part) if part else "")
    said = english(whole)
    return said + (" point " + " ".join(SMALL[int(digit)] for digit in part) if part else "")


def small(text: str, language: str) -> str:
    return text.lower()


def unmarked(text: str, language: str) -> str:
    """Without sentence marks; those inside figures, names and units stay."""
    return re.sub(
        r"[,.!;:，。！；：、](?=\s|$|[一-鿿])|(?<=[一-鿿])[,，。！；：、]", " ", text
    ).strip()


def unmarked_small(text: str, language: str) -> str:
    return unmarked(text.lower(), language)


def kept(cases: Sequence[Case], change: Callable[[str, str], str]) -> float:
    """Of the facts that are found in what was written, the share still found after the change."""
    before = after = 0
    for case in cases:
        changed = replace(case, said=tuple(change(text, case.language) for text in case.said))
        if changed.said == case.said:
            continue
        found = ours(changed.sentences())
        for fact in ours(case.sentences()):
            before += 1
            after += fact in found
    assert before > 60
    return after / before


@pytest.mark.parametrize(
    ("change", "floor"),
    [(small, 0.99), (unmarked, 0.97), (unmarked_small, 0.97), (spoken, 0.93)],
    ids=["small letters", "no marks", "both", "figures as words"],
)
def test_facts_survive_the_engine(change: Callable[[str, str], str], floor: float) -> None:
    assert kept(STATING, change) >= floor


LETTERS = {
    "our m o q is 500 pieces": "our MOQ is 500 pieces",
    "f o b Ningbo $2.50": "FOB Ningbo $2.50",
    "F.O.B Ningbo $2.50": "FOB Ningbo $2.50",
    "we have c e certificate and r o h s": "we have CE certificate and RoHS",
    "payment by t t or l c": "payment by TT or LC",
    "yes we do o e m": "yes we do OEM",
    "certified i s o nine thousand one": "certified ISO 9001",
}


@pytest.mark.parametrize(("heard", "meant"), LETTERS.items(), ids=list(LETTERS))
def test_spelt_letters_are_read(heard: str, meant: str) -> None:
    said = [Case("", "en", (text,), ()) for text in (heard, meant)]
    assert ours(said[0].sentences()) == ours(said[1].sentences()) != []


TRADITIONAL = {
    "起訂量五百個": "起订量五百个",
    "價格是兩塊八美金FOB寧波": "价格是两块八美金FOB宁波",
    "樣品免費運費到付": "样品免费运费到付",
    "交貨期三十天，質保兩年": "交货期三十天，质保两年",
}


@pytest.mark.parametrize(("heard", "meant"), TRADITIONAL.items(), ids=list(TRADITIONAL))
def test_traditional_characters_are_read(heard: str, meant: str) -> None:
    said = [Case("", "zh", (text,), ()) for text in (heard, meant)]
    assert ours(said[0].sentences()) == ours(said[1].sentences()) != []
