"""Sentences: where they end, and that no word is lost."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.media.time import Time
from pipelines.speech.sentences import HEAVIEST, split_sentences
from pipelines.speech.spec import Segment, Transcript, Word
from pipelines.speech.spread import spread_words


def transcript(*texts: str, gap: float = 0.1) -> Transcript:
    """Segments one after the other, three seconds each."""
    segments = []
    for number, text in enumerate(texts):
        start = Time.seconds(number * (3 + gap))
        end = start + Time.seconds(3)
        words = spread_words(text, start, end)
        segments.append(Segment(text=text, start=start, end=end, words=words))
    return Transcript(language="und", engine="test", segments=tuple(segments))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello. How are you? Fine!", ["Hello.", "How are you?", "Fine!"]),
        ("It is $2.50 FOB Ningbo. Next.", ["It is $2.50 FOB Ningbo.", "Next."]),
        ("Item No. 5 is here.", ["Item No. 5 is here."]),
        ("Our MOQ. 500 pieces.", ["Our MOQ. 500 pieces."]),
        ("It is 5 mm. wide. Good.", ["It is 5 mm. wide.", "Good."]),
        ("Use steel, e.g. 304 grade.", ["Use steel, e.g. 304 grade."]),
        ("Ask Mr. Wang now.", ["Ask Mr. Wang now."]),
        ("Made in the U.S. market today.", ["Made in the U.S. market today."]),
        ("It is F.O.B. Ningbo. Good.", ["It is F.O.B. Ningbo.", "Good."]),
        ("We quote F.O.B. The MOQ is 500.", ["We quote F.O.B.", "The MOQ is 500."]),
        ("We sell 500 pcs. The price is low.", ["We sell 500 pcs.", "The price is low."]),
        ("He said “yes.” Then we left.", ["He said “yes.”", "Then we left."]),
        ("Well... maybe. Sure.", ["Well... maybe.", "Sure."]),
        ("大家好。价格是2.5美元！可以吗？", ["大家好。", "价格是2.5美元！", "可以吗？"]),
        ("他说：“好。”我们走。", ["他说：“好。”", "我们走。"]),
        ("ما هو السعر؟ دولاران.", ["ما هو السعر؟", "دولاران."]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(transcript(text))] == expected


def test_a_sentence_runs_over_segments_and_keeps_its_space() -> None:
    found = split_sentences(transcript("The lead time", "is fifteen days. Thank", "you."))
    assert [s.text for s in found] == ["The lead time is fifteen days.", "Thank you."]


def test_a_pause_ends_a_sentence() -> None:
    found = split_sentences(transcript("hello", "world", gap=0.8))
    assert [s.text for s in found] == ["hello", "world"]


def test_a_change_of_speaker_ends_a_sentence() -> None:
    both = transcript("how much", "two dollars")
    first, second = both.segments
    turned = (first.model_copy(update={"speaker": "A"}), second.model_copy(update={"speaker": "B"}))
    found = split_sentences(both.model_copy(update={"segments": turned}))
    assert [s.text for s in found] == ["how much", "two dollars"]


def test_engine_pieces_of_a_figure_stay_together() -> None:
    texts = [" costs", " $2.", "50", "%", " now."]
    words = tuple(
        Word(text=text, start=Time.seconds(at), end=Time.seconds(at + 1))
        for at, text in enumerate(texts)
    )
    segment = Segment(text="x", start=Time(), end=Time.seconds(5), words=words)
    one = split_sentences(Transcript(language="en", engine="t", segments=(segment,)))
    assert [s.text for s in one] == ["costs $2.50% now."]


def test_a_long_run_is_cut_at_a_comma() -> None:
    left = "we make bottles of steel " * 6
    right = "and we pack them in cartons " * 6
    found = split_sentences(transcript(f"{left.strip()}, {right.strip()}"))
    assert len(found) >= 2
    assert any(s.text.endswith(",") for s in found)


texts = st.lists(
    st.sampled_from(
        ["a", " MOQ.", " 500", "。", "件", " No.", " Yes!", "“", " 2", ".50", "ก", " ,"]
    ),
    min_size=1,
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(texts, st.lists(st.integers(0, 1_500_000), min_size=240, max_size=240))
def test_no_word_is_lost_and_order_is_kept(pieces: list[str], steps: list[int]) -> None:
    words, now = [], 0
    for number, text in enumerate(pieces):
        start = now + steps[2 * number]
        now = start + steps[2 * number + 1]
        words.append(Word(text=text, start=Time(start), end=Time(now)))
    segment = Segment(text="", start=words[0].start, end=words[-1].end, words=tuple(words))
    found = split_sentences(Transcript(language="und", engine="t", segments=(segment,)))
    assert [word for sentence in found for word in sentence.words] == words
    assert [sentence.index for sentence in found] == list(range(len(found)))
    assert all(sentence.start <= sentence.end for sentence in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=30, deadline=None)
@given(st.integers(50, 400))
def test_no_sentence_is_too_long(count: int) -> None:
    text = "件" * count
    for sentence in split_sentences(transcript(text)):
        assert 2 * len(sentence.text) <= HEAVIEST
