"""Tokens to words, and marks from one reading to another: tables of cases."""

import pytest

from pipelines.media.time import Span, Time
from pipelines.speech.engines.sherpa_marks import punctuate
from pipelines.speech.engines.sherpa_words import Scheme, pieces, timed
from pipelines.speech.mend import join
from pipelines.speech.spec import Word

LENGTH = Span(start=Time.seconds(100), end=Time.seconds(110))

WORDS: dict[str, tuple[Scheme, list[tuple[str, float]], list[tuple[str, float, float]]]] = {
    "characters end where the next begins": (
        "▁", [("五", 0.33), ("百", 0.51), ("件", 0.63)],
        [("五", 0.3, 0.48), ("百", 0.48, 0.6), ("件", 0.6, 0.95)],
    ),
    "a pause is no part of a word": (
        "▁", [("好", 0.03), ("的", 3.03)], [("好", 0.0, 0.35), ("的", 3.0, 3.35)],
    ),
    "pieces of an English word are joined": (
        "▁", [("▁min", 1.03), ("im", 1.15), ("um", 1.27), ("▁order", 1.53)],
        [("minimum", 1.0, 1.5), (" order", 1.5, 2.15)],
    ),
    "the library's own spaces": (
        "▁", [(" the", 0.03), (" bot", 0.23), ("tle", 0.43)],
        [("the", 0.0, 0.2), (" bottle", 0.2, 0.85)],
    ),
    "figures stay whole": (
        "▁", [("2", 0.03), (".", 0.15), ("5", 0.33), ("元", 0.63)],
        [("2.5", 0.0, 0.6), ("元", 0.6, 0.95)],
    ),
    "marks ride along and take no time": (
        "▁", [("好", 0.63), ("。", 0.69), ("“", 0.93), ("是", 1.23)],
        [("好。", 0.6, 0.95), ("“是", 1.2, 1.55)],
    ),
    "tags are no words": (
        "▁", [("<|zh|>", 0.0), ("<|HAPPY|>", 0.0), ("<unk>", 0.2), ("价", 0.33), ("</s>", 0.5)],
        [("价", 0.3, 0.65)],
    ),
    "Chinese and English beside each other": (
        "▁", [("我", 0.03), ("的", 0.15), ("▁MO", 0.33), ("Q", 0.51), ("是", 0.63)],
        [("我", 0.0, 0.12), ("的", 0.12, 0.3), (" MOQ", 0.3, 0.6), ("是", 0.6, 0.95)],
    ),
    "Paraformer's pieces are joined": (
        "@@", [("pri@@", 0.33), ("ce", 0.45), ("ok", 0.63), ("五", 0.93), ("百", 1.03)],
        [("price", 0.3, 0.6), (" ok", 0.6, 0.9), ("五", 0.9, 1.0), ("百", 1.0, 1.35)],
    ),
    "a word left open at the end": ("@@", [("fac@@", 0.03)], [("fac", 0.0, 0.45)]),
    "nothing before the first sample": ("▁", [("早", 0.0), ("安", 0.18)],
                                        [("早", 0.0, 0.15), ("安", 0.15, 0.5)]),
    "nothing behind the last one": ("▁", [("完", 9.93)], [("完", 9.9, 10.0)]),
    "nothing": ("▁", [], []),
    "a space of its own": (
        "▁", [("好", 0.03), ("▁", 0.21), ("O", 0.33), ("K", 0.45)],
        [("好", 0.0, 0.3), (" OK", 0.3, 0.67)],
    ),
    "only tags": ("▁", [("<|nospeech|>", 0.0)], []),
}  # fmt: skip


@pytest.mark.parametrize(("scheme", "tokens", "expected"), WORDS.values(), ids=WORDS)
def test_tokens_become_words(
    scheme: Scheme, tokens: list[tuple[str, float]], expected: list[tuple[str, float, float]]
) -> None:
    found = timed(pieces([t for t, _ in tokens], [at for _, at in tokens], scheme), LENGTH)
    told = [(w.text, round(w.start.s - 100, 3), round(w.end.s - 100, 3)) for w in found]
    assert told == expected
    assert not any(word.estimated for word in found)


def test_a_word_inside_a_piece_is_estimated() -> None:
    found = timed(pieces(["我们", "好"], [0.03, 0.43], "▁"), LENGTH)
    assert [(w.text, w.start.s, w.end.s, w.estimated) for w in found] == [
        ("我", 100.0, 100.2, True), ("们", 100.2, 100.4, True), ("好", 100.4, 100.75, False),
    ]  # fmt: skip


@pytest.mark.parametrize("times", [[], [0.1]], ids=["none", "too few"])
def test_without_times_every_word_is_estimated(times: list[float]) -> None:
    found = timed(pieces(["起", "订", "量"], times, "▁"), LENGTH)
    assert [word.text for word in found] == ["起", "订", "量"]
    assert all(word.estimated for word in found)
    assert (found[0].start, found[-1].end) == (LENGTH.start, LENGTH.end)


MARKED = {
    "marks and capitals": (
        ["the", " moq", " is", " five", " hundred"], "The MOQ is 500.",
        "The MOQ is five hundred.",
    ),
    "Chinese figures stay as said": (
        ["五", "百", "件", "起", "订", "两", "块", "五", "一", "个"], "500件起订，2.5元一个。",
        "五百件起订，两块五一个。",
    ),
    "no point out of a figure": (["二", "点", "五", "米"], "2.5米", "二点五米"),
    "two fifty is not 250": (["two", " fifty", " a", " piece"], "250 a piece.",
                             "two fifty a piece."),
    "a question": (["多", "少", "钱"], "多少钱？", "多少钱？"),
    "another reading altogether": (["好"], "Yeah.", "好."),
    "an empty reading": (["好", "的"], "", "好的"),
    "no mark inside a word": (["dont"], "Don't.", "Dont."),
    "a mark that is there": (["it", " ends."], "It ends.", "It ends."),
    "letters that fold into two": (["straße"], "STRASSE.", "straße"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "written", "expected"), MARKED.values(), ids=MARKED)
def test_marks_are_taken_over(said: list[str], written: str, expected: str) -> None:
    words = [Word(text=one, start=Time(at), end=Time(at + 1)) for at, one in enumerate(said)]
    found = punctuate(words, written)
    assert join(found) == expected
    assert [(w.start, w.end) for w in found] == [(w.start, w.end) for w in words]
