import pytest

from pipelines.media.time import Time
from pipelines.shorts.words import Token, capitals, spread, tidy, tokens_of

CASES = {
    "latin": ([" Our", " minimum", " order."], ["Our", "minimum", "order."]),
    "subwords join": ([" ship", "ment", " leaves"], ["shipment", "leaves"]),
    "chinese by character": (["起订", "量"], ["起", "订", "量"]),
    "han number and unit": (["是", "五百", "件", "，"], ["是", "五百件，"]),
    "han price": (["单价", "两", "块", "五"], ["单", "价", "两块五"]),
    "digits and han unit": (["MOQ", " 500", "件"], ["MOQ", "500件"]),
    "split price": ([" FOB", " US$", " 2", ".50", " each"], ["FOB", "US$ 2.50", "each"]),
    "thousands": ([" 1", ",000", " pcs", ","], ["1,000 pcs,"]),
    "range": ([" 15", "-", "20", " days"], ["15-20 days"]),
    "currency after": ([" 12.5", " USD"], ["12.5 USD"]),
    "dimension": ([" 30", "x", "40", " cm"], ["30x40 cm"]),
    "percent": ([" 30", "%", " deposit"], ["30%", "deposit"]),
    "unit is not a prefix": ([" 3", " minerals"], ["3", "minerals"]),
    "digits inside a word": ([" H264", " A4"], ["H264", "A4"]),
    "opening quotes": (["他说", "“", "好", "”"], ["他", "说", "“好”"]),
    "brackets": ([" (FOB", " Ningbo)"], ["(FOB", "Ningbo)"]),
    "apostrophe": ([" don’t", " it's"], ["don’t", "it's"]),
    "mixed": (["这款", " iPhone", " 17", " case"], ["这", "款", "iPhone", "17", "case"]),
    "thai at words": (["สวัสดี", "ครับ"], ["สวัสดี", "ครับ"]),
    "thai by the dictionary": (["ขั้น", "ต่ำคือ", "500 ชิ้น"], ["ขั้นต่ำ", "คือ", "500", "ชิ้น"]),
    "thai repeated": (["มากๆ", "ครับ"], ["มากๆ", "ครับ"]),
    "lao at words": (["ສະບາຍ", "ດີ"], ["ສະບາຍ", "ດີ"]),
    "lao mark torn off": (["ສະບາ", "ຍດ", "ີ"], ["ສະບາ", "ຍດີ"]),
    "khmer joined": (["ក", "្រុម", "ហ៊ុន"], ["ក្រុម", "ហ៊ុន"]),
    "burmese, told by its writer": (["စက်ရုံ\u200bမှာ"], ["စက်ရုံ", "မှာ"]),
    "burmese sentence": (
        ["အနည်းဆုံးမှာယူမှု၅၀၀ဖြစ်သည်"],
        ["အ", "နည်း", "ဆုံး", "မှာ", "ယူ", "မှု", "၅၀၀", "ဖြစ်", "သည်"],
    ),
    "korean by word": ([" 최소", " 주문은", " 500개입니다."], ["최소", "주문은", "500개입니다."]),
    "japanese small kana": (["ちょっと"], ["ちょっ", "と"]),
    "japanese long mark": (["コーヒー"], ["コー", "ヒー"]),
    "hindi": ([" न्यूनतम", " 500", " पीस"], ["न्यूनतम", "500", "पीस"]),
    "working days": ([" 15", " working", " days"], ["15 working days"]),
    "chinese working days": (["15", "个", "工作", "日"], ["15个工作日"]),
    "spaced han unit": ([" 15", " 天", "交货"], ["15 天", "交", "货"]),
    "nothing": ([" ", "\u200b"], []),
}


@pytest.mark.parametrize(("words", "expected"), CASES.values(), ids=CASES.keys())
def test_tokens(cue, words, expected):
    assert [token.text for token in tokens_of(cue(1.0, *words))] == expected


def test_times_follow_the_words(cue):
    tokens = tokens_of(cue(1.0, " go", "你好", each=0.4))
    assert [(t.start.s, t.end.s) for t in tokens] == [(1.0, 1.4), (1.4, 1.6), (1.6, 1.8)]


def test_spaces_and_inner_breaks_are_marked(cue):
    tokens = tokens_of(cue(0.0, " big", " one", "工厂"))
    assert [token.space for token in tokens] == [True, True, False, False]
    assert [token.inner for token in tokens] == [False, False, False, True]


GLUED = {
    "standard": ([" It", " has", " ISO", " 9001"], ["9001"]),
    "order": ([" The", " MOQ", " 500", " pcs"], ["500 pcs"]),
    "model": ([" for", " iPhone", " 17", " cases"], ["17"]),
    "counted in arabic": ([" للطلب", " 500", " قطعة"], ["قطعة"]),
    "counted in russian": ([" от", " 500", " штук"], ["штук"]),
    "counted in thai": (["ขั้นต่ำ", "500 ชิ้น"], ["ชิ้น"]),
    "term": ([" FOB", " Ningbo", " today"], ["Ningbo"]),
    "no name": ([" about", " 500", " pcs"], []),
    "sentence over": ([" OK.", " 500", " pcs"], []),
}


@pytest.mark.parametrize(("words", "expected"), GLUED.values(), ids=GLUED.keys())
def test_names_keep_what_belongs_to_them(cue, words, expected):
    assert [token.text for token in tokens_of(cue(0.0, *words)) if token.glued] == expected


def test_capitals_leave_units_their_meaning(cue):
    tokens = [capitals(token) for token in tokens_of(cue(0.0, " only", " 5", " mW", " each"))]
    assert [token.text for token in tokens] == ["ONLY", "5", "mW", "EACH"]


HOSTILE = {
    "controls": ("a\x00b\x07c", "abc"),
    "lines": ("a\r\nb\u2028c", "a b c"),
    "direction override": ("\u202egnp.exe\u202c", "gnp.exe"),
    "zero width": ("\u200b\u200b\ufeffx", "x"),
    "piled marks": ("e" + "\u0301\u0302" * 20, "é\u0302\u0301"),
    "composed": ("e\u0301", "é"),
    "lone surrogate": ("a\ud800b", "ab"),
    "emoji selector": ("❤\ufe0f", "❤"),
}


@pytest.mark.parametrize(("text", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_tidy(text, expected):
    assert tidy(text) == expected


def test_spread_shares_the_time():
    token = Token("abcdef", Time.seconds(1), Time.seconds(2.2), space=True)
    parts = spread(token, ["abcd", "ef"])
    assert [(p.text, p.start.s, p.end.s, p.space) for p in parts] == [
        ("abcd", 1.0, 1.8, True),
        ("ef", 1.8, 2.2, False),
    ]
