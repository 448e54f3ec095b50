"""What counts as a figure of a sentence, in eight languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.speech.translation.figures import signature
from pipelines.speech.translation.notation import written
from pipelines.speech.translation.read import read_figures

CASES: list[tuple[str, str, str]] = [
    # language, sentence, the signature: values, currencies, codes
    ("en", "15 to 20 days", "15 20"),
    ("en", "ten fifteen days", "10 15"),
    ("en", "between 15 and 20 days", "15 20"),
    ("en", "1,000 pcs", "1000"),
    ("en", "twenty five hundred pieces", "2500"),
    ("en", "two and a half thousand", "2500"),
    ("en", "three point five millimeters", "3.5"),
    ("en", "two to three thousand pieces", "2000 3000"),
    ("en", "five hundred pieces, no sorry, three hundred", "300 500"),
    ("en", "two fifty a piece FOB Ningbo at a thousand", "1000 2.5 fob"),
    ("en", "two fifty pieces", "250"),
    ("en", "two fifty dollars", "two fifty"),
    ("en", "two dollars fifty each", "2.5 USD"),
    ("en", "two dollars and fifty cents", "2.5 USD"),
    ("en", "$2.50 to $3", "2.5 3 USD"),
    ("en", "USD 2.50 per piece, USD2.30 for more", "2.3 2.5 USD USD"),
    ("en", "10% off until May 20th", "% 10 5-20"),
    ("en", "thirty percent deposit", "% 30"),
    ("en", "a 20-foot container or a 40HQ", "20 40hq"),
    ("en", "500pcs, 20k a month, 15-20days", "15 20 20000 500"),
    ("en", "300+ workers since twenty fifteen", "2015 300"),
    ("en", "founded in 1998", "1998"),
    ("en", "5V 2A, 500ml, 12 mm", "12 2 5 500"),
    ("en", "30x20x10 cm", "10 20 30"),
    ("en", "18/8 steel, model X-200, size A4", "188 a4 x200"),
    ("en", "call +86 138 0013 8000", "8613800138000"),
    ("en", "room one two three", "123"),
    ("en", "at 3 pm or 10:30", "10:30 15:00"),
    ("en", "ISO 9001, CE, FDA and RoHS", "ce fda iso9001 rohs"),
    ("en", "ISO nine thousand and one", "iso9001"),
    ("en", "half a million rupees", "500000 INR"),
    ("en", "ten to twelve thousand chairs", "10000 12000"),
    ("en", "the heater, hundred ten dollars", "110 USD"),
    ("en", "two hundred two hundred pieces", "200 200"),
    ("en", "a thousand three thousand pieces", "1000 3000"),
    ("en", "one thousand two ninety", "1000 two ninety"),
    ("en", "the price is two eighty", "2.8"),
    ("en", "one lakh twenty thousand pieces", "120000"),
    ("en", "USD 3.80/pc", "3.8 USD"),
    ("en", "several hundred, a few thousand", ""),
    ("en", "one of our best, the first one, number one", ""),
    ("en", "this one is for hundreds of buyers", ""),
    ("en", "one year warranty", ""),
    ("en", "second to none", ""),
    ("zh", "2.5 万", "25000"),
    ("zh", "2.5万", "25000"),
    ("zh", "五百件起订", "500"),
    ("zh", "第一", ""),
    ("zh", "交期十五到二十天", "15 20"),
    ("zh", "七八天", "7 8"),
    ("zh", "十五六天", "15 16"),
    ("zh", "两三千个", "2000 3000"),
    ("zh", "三百多件", "300"),
    ("zh", "十几天", "10"),
    ("zh", "几百件", ""),
    ("zh", "月产三十万只", "300000"),
    ("zh", "一千二百个", "1200"),
    ("zh", "一千二", "1200"),
    ("zh", "一百零五", "105"),
    ("zh", "两块五一个", "2.5 CNY"),
    ("zh", "五块八毛", "5.8 CNY"),
    ("zh", "三毛五", "0.35 CNY"),
    ("zh", "两块五美金", "2.5 USD"),
    ("zh", "五美金八毛", "5.8 USD"),
    ("zh", "兩塊八美金", "2.8 USD"),
    ("zh", "三點五公斤，幾百個，兩萬五千張", "25000 3.5"),
    ("zh", "二十三块一米", "23 CNY"),
    ("zh", "拿货价四十八一件", "48"),
    ("zh", "茶叶一百六一斤", "160"),
    ("zh", "三到五万个", "30000 50000"),
    ("zh", "一千套五块二毛五三千套四块九", "1000 3000 4.9 5.25 CNY CNY"),
    ("zh", "FOB宁波2.5美金", "2.5 USD fob"),
    ("zh", "¥2.5，3元", "2.5 3 CNY CNY"),
    ("zh", "打八五折", "% 15"),
    ("zh", "九折", "% 10"),
    ("zh", "百分之三十定金", "% 30"),
    ("zh", "三成定金", "% 30"),
    ("zh", "二零二六年五月二十号", "5-20-2026"),
    ("zh", "5月20日之前", "5-20"),
    ("zh", "一年质保，一个半月，两年半", "1.5 2.5"),
    ("zh", "一个杯子，一起来看，一定一样", ""),
    ("zh", "周五，星期三，万一", ""),
    ("zh", "我们有CE和ISO9001", "ce iso9001"),
    ("zh", "型号X200，304不锈钢", "304 x200"),
    ("zh", "电话13800138000", "13800138000"),
    ("zh", "5w件", "50000"),
    ("es", "1.000 piezas a 2,50 $ de 15 a 20 días", "1000 15 2.5 20 USD"),
    ("es", "treinta y cinco mil doscientos euros", "35200 EUR"),
    ("fr", "1 000 pièces à 2,50 €", "1000 2.5 EUR"),
    ("fr", "quatre-vingt-dix-sept pièces, cinq cents jours", "500 97"),
    ("fr", "soixante-douze mille pièces", "72000"),
    ("de", "1.000 Stück zu 2,50 € und 30 %", "% 1000 2.5 30 EUR"),
    ("de", "fünfhundertfünfundzwanzig Stück", "525"),
    ("de", "eintausendzweihundert Stück", "1200"),
    ("pt", "mil e quinhentas peças por vinte e cinco reais", "1500 25"),
    ("ru", "две тысячи пятьсот штук, 2,5 доллара", "2.5 2500 USD"),
    ("ar", "٥٠٠ قطعة، ١٫٥ متر، ٣٠٪", "% 1.5 30 500"),
    ("ar", "خمسمائة قطعة بسعر 2.50 دولار خلال خمسة عشر يوما", "15 2.5 500 USD"),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"), CASES, ids=[f"{c[0]}: {c[1]}"[:60] for c in CASES]
)
def test_figures(language: str, text: str, expected: str) -> None:
    assert " ".join(sorted(signature(read_figures(text, language)).elements())) == expected


def test_a_dot_that_could_mean_thousands_stays_as_it_was_written() -> None:
    figures = read_figures("1.000 pcs", "en").figures
    assert [written(figure, "de") for figure in figures] == ["1.000"]


NOTATION = {
    "thousands": ("en", "2,500.75 dollars", "$2,500.75", "$2.500,75", "$2\u00a0500,75"),
    "spoken": ("en", "twenty five hundred", "2,500", "2.500", "2\u00a0500"),
    "a year stays": ("en", "since 1998", "1998", "1998", "1998"),
    "a range": ("en", "15 to 20", "15–20", "15–20", "15–20"),
    "yuan": ("zh", "两块五", "RMB 2.50", "RMB 2,50", "RMB 2,50"),
    "whose dollars": ("zh", "两块五美金", "US$2.50", "US$2,50", "US$2,50"),
    "over": ("zh", "三百多", "300+", "300+", "300+"),
    "discount": ("zh", "打八五折", "15% off", "15% Rabatt", "15% de remise"),
    "date": ("zh", "二零二七年五月二十号", "May 20, 2027", "20. Mai 2027", "20 mai 2027"),
    "size": ("en", "30 x 20 x 10.5 cm", "30×20×10.5 cm", "30×20×10,5 cm", "30×20×10,5 cm"),
}


@pytest.mark.parametrize(
    ("source", "text", "english", "german", "french"), NOTATION.values(), ids=NOTATION.keys()
)
def test_notation(source: str, text: str, english: str, german: str, french: str) -> None:
    (figure,) = read_figures(text, source).figures
    assert [written(figure, language) for language in ("en", "de", "fr")] == [
        english, german, french,
    ]  # fmt: skip


def test_what_could_mean_two_things_stays_in_the_sellers_words() -> None:
    (figure,) = read_figures("two fifty dollars", "en").figures
    assert written(figure, "es") == "“two fifty”"


def test_right_to_left_notation_is_isolated() -> None:
    price, days = read_figures("$2.50 in 15 to 20 days", "en").figures
    assert written(price, "ar") == "\u2066$2.50\u2069"
    assert written(days, "ar") == "15 إلى 20"


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 10**7),
    st.sampled_from(["en", "es", "fr", "de", "pt", "ru", "ar", "zh"]),
    st.sampled_from(["{} pcs", "$ {}", "{} %"]),
)
def test_what_is_written_for_a_buyer_reads_back(value: int, language: str, form: str) -> None:
    source = read_figures(form.format(f"{value:,}"), "en")
    shown = " ".join(written(figure, language) for figure in source.figures)
    assert signature(read_figures(shown, language)) == signature(source)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "zh", "de", "ar"]))
def test_figures_stand_in_order_inside_any_text(text: str, language: str) -> None:
    figures = read_figures(text, language).figures
    ends = [0, *(figure.end for figure in figures)]
    assert all(
        end <= one.start < one.end <= len(text) for end, one in zip(ends, figures, strict=False)
    )
