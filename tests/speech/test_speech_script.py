"""Scripts and the units captions light up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.speech.language import guess_language
from pipelines.speech.script import script, units, weight


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello 500 pieces", "latin"),
        ("最低起订量是 500 pcs", "cjk"),
        ("ราคาสองดอลลาร์", "thai"),
        ("السعر دولاران", "rtl"),
        ("מחיר", "rtl"),
        ("가격은 2달러", "latin"),
        ("1234 !?", "latin"),
        ("", "latin"),
    ],
)
def test_script(text: str, expected: str) -> None:
    assert script(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MOQ is 500 pcs.", ["MOQ", " is", " 500", " pcs."]),
        ("最低500件。", ["最", "低", "500", "件。"]),
        ("“你好”", ["“你", "好”"]),
        ("用 CE 认证", ["用", " CE", " 认", "证"]),
        ("价格$2.50美元", ["价", "格", "$2.50", "美", "元"]),
        ("น้ำ", ["น้ำ"]),
        ("กา", ["ก", "า"]),
        ("don't stop", ["don't", " stop"]),
        ("cafe\u0301 x", ["cafe\u0301", " x"]),
        ("", []),
    ],
)
def test_units(text: str, expected: list[str]) -> None:
    assert list(units(text)) == expected


@given(st.text())
def test_units_joined_are_the_text(text: str) -> None:
    assert "".join(units(text)) == " ".join(text.split())
    assert all(unit.strip() for unit in units(text))


def test_digits_and_characters_weigh_more_than_letters() -> None:
    assert weight("7") > weight("件") > weight("a") > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the price of this bottle is two dollars and the lead time is short", "en"),
        ("el precio de la botella es de dos dólares y el plazo es corto", "es"),
        ("这个保温杯的价格", "zh"),
        ("このボトルの価格", "ja"),
        ("가격은 얼마입니까", "ko"),
        ("цена две доллара", "ru"),
        ("ราคา", "th"),
        ("السعر", "ar"),
        ("OK", "und"),
    ],
)
def test_language_of_brought_text(text: str, expected: str) -> None:
    assert guess_language(text) == expected
