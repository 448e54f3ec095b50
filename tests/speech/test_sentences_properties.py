"""What holds for every transcript: nothing is lost, figures stay whole, pauses and length count."""

import re
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.media.time import Time
from pipelines.speech.script import weight
from pipelines.speech.sentences import HEAVIEST, LONGEST, PAUSE, split_sentences
from pipelines.speech.spec import Segment, Sentence, Transcript, Word
from pipelines.speech.spread import spread_words

WHOLE = (
    "It is ready.", "How much is it?", "We ship on Monday!", "The price is $2.50 FOB Ningbo.",
    "Item No. 5 weighs 1.25 kg.", "We sell 1,200.50 meters.", "He said “yes.”", "Use e.g. steel.",
    "起订量是五百件。", "价格是2.5美元！", "交期多久？", "可以吗？", "MOQ是500个。",
    "我们有No. 3号样品。", "It is F.O.B. Ningbo.",
)  # fmt: skip
PROTECTED = (
    "2.50", "$1,200.00", "0.5 mm", "3.5%", "No. 5", "Nos. 5 and 6", "Fig. 2", "Vol. 3",
    "e.g. steel",
    "i.e. steel", "F.O.B. Ningbo", "C.I.F. Hamburg", "M.O.Q. 500", "MOQ. 500", "U.S. market",
    "5 mm. wide", "10 pcs. each", "approx. 20", "Mr. Wang", "Dr. Li", "vs. plastic", "304.5 g",
    "3 p.m. today", "v2.0", "1.5-2.0 mm", "¥3.50", "2.5美元", "No.5", "USD 2.50/pc", "D.D.P. Los",
)  # fmt: skip
LATIN = st.sampled_from(["we", "make", "steel", "bottles", "the", "price", "is", "good", "500"])
CHINESE = st.sampled_from(["我们", "做", "保温杯", "价格", "很好", "五百", "件", "交期"])
SOFT = st.sampled_from(["", "", "", ","])


def spoken(texts: Sequence[str], gap: float) -> Transcript:
    """One segment a text, twelve letters a second."""
    segments, at = [], 0.0
    for text in texts:
        start, end = Time.seconds(at), Time.seconds(at + max(0.4, weight(text) / 12))
        segments.append(
            Segment(text=text, start=start, end=end, words=spread_words(text, start, end))
        )
        at = end.s + gap
    return Transcript(language="und", engine="test", segments=tuple(segments))


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def texts_of(sentences: Sequence[Sentence]) -> list[str]:
    return [sentence.text for sentence in sentences]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=8), st.floats(0, 2))
def test_whole_sentences_come_back(said: list[str], gap: float) -> None:
    assert texts_of(split_sentences(spoken(said, gap))) == said


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=6))
def test_one_segment_or_many_give_the_same(said: list[str]) -> None:
    apart = split_sentences(spoken(said, 0.1))
    together = split_sentences(spoken([" ".join(said)], 0.1))
    assert texts_of(apart) == texts_of(together)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(LATIN, min_size=1, max_size=4),
    st.sampled_from(PROTECTED),
    st.lists(LATIN, min_size=1, max_size=4),
)
def test_figures_and_short_forms_stay_whole(
    before: list[str], protected: str, after: list[str]
) -> None:
    text = " ".join(["It is", *before, protected, *after]) + "."
    assert texts_of(split_sentences(spoken([text], 0))) == [text]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(CHINESE, min_size=1, max_size=4),
    st.sampled_from(["2.5", "0.35", "1,200", "3.5%", "No.5", "$2.50", "1.5升", "v2.0"]),
    st.lists(CHINESE, min_size=1, max_size=4),
)
def test_figures_stay_whole_in_chinese(before: list[str], figure: str, after: list[str]) -> None:
    text = "".join([*before, figure, *after]) + "。"
    assert [bare(one) for one in texts_of(split_sentences(spoken([text], 0)))] == [bare(text)]


pieces = st.lists(
    st.tuples(st.one_of(LATIN, CHINESE, st.sampled_from(PROTECTED)), SOFT), min_size=1, max_size=90
)


@settings(max_examples=50, deadline=None)
@given(pieces, st.lists(st.floats(0, 1.5), min_size=90, max_size=90))
def test_nothing_is_lost_and_time_runs_on(said: list[tuple[str, str]], pauses: list[float]) -> None:
    words, at = [], 0.0
    for (text, soft), pause in zip(said, pauses, strict=False):
        start, at = at + pause, at + pause + 0.3
        words.append(Word(text=f" {text}{soft}", start=Time.seconds(start), end=Time.seconds(at)))
    segment = Segment(text="", start=words[0].start, end=words[-1].end, words=tuple(words))
    found = split_sentences(Transcript(language="und", engine="test", segments=(segment,)))
    assert [word for sentence in found for word in sentence.words] == words
    assert bare("".join(texts_of(found))) == bare("".join(word.text for word in words))
    assert all(one.start == one.words[0].start and one.end == one.words[-1].end for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    for sentence in found:
        for first, second in pairwise(sentence.words):
            assert second.start - first.end < PAUSE


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(LATIN, CHINESE), min_size=30, max_size=300), st.floats(0.1, 0.6))
def test_no_sentence_is_too_long(said: list[str], pace: float) -> None:
    words = tuple(
        Word(text=f" {text}", start=Time.seconds(at * pace), end=Time.seconds((at + 1) * pace))
        for at, text in enumerate(said)
    )
    segment = Segment(text="", start=words[0].start, end=words[-1].end, words=words)
    for sentence in split_sentences(Transcript(language="und", engine="test", segments=(segment,))):
        assert sum(weight(word.text) for word in sentence.words) <= HEAVIEST
        assert sentence.end - sentence.start <= LONGEST


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=6))
def test_text_without_word_times_is_split_the_same(said: list[str]) -> None:
    timed = spoken(said, 0.1)
    bare_segments = tuple(one.model_copy(update={"words": ()}) for one in timed.segments)
    untimed = timed.model_copy(update={"segments": bare_segments})
    assert texts_of(split_sentences(untimed)) == texts_of(split_sentences(timed))
