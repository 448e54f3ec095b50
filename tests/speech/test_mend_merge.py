"""What nobody said goes, what was said stays; chunks become one transcript."""

import pytest

from pipelines.media.time import Span, Time
from pipelines.speech.mend import (
    drop_loops,
    drop_repeated_segments,
    drop_unvoiced,
    join,
    mend_segment,
    order_words,
)
from pipelines.speech.merge import merge
from pipelines.speech.spec import Segment, Transcript, Word


def word(text: str, start: float, end: float) -> Word:
    return Word(text=text, start=Time.seconds(start), end=Time.seconds(end), confidence=0.5)


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


def words(text: str) -> list[Word]:
    return [word(" " + part, at, at + 1) for at, part in enumerate(text.split())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no no no price", "no no no price"),
        ("thanks " * 7 + "bye", "thanks bye"),
        ("thank you " * 5, "thank you"),
        ("subscribe to my channel " * 4 + "now", "subscribe to my channel now"),
        ("five five five five five", "five five five five five"),
    ],
)
def test_loops(text: str, expected: str) -> None:
    assert join(drop_loops(words(text))) == expected


def test_words_over_silence_go_and_stretched_words_are_cut_back() -> None:
    said = [word("a", 0, 1), word("b", 1, 5), word("ghost", 10, 11), word("c", 20, 20.4)]
    kept = drop_unvoiced(said, [span(0, 1.6), span(19.8, 21)])
    assert [w.text for w in kept] == ["a", "b", "c"]
    assert kept[1].end == Time.seconds(1.9)


def test_times_never_run_backwards_nor_leave_the_segment() -> None:
    raw = [word("a", 0.5, 2), word("b", 1, 1.5), word("c", 1.2, 9)]
    ordered = order_words(raw, span(1, 3))
    flat = [moment for w in ordered for moment in (w.start, w.end)]
    assert flat == sorted(flat)
    assert flat[0] >= Time.seconds(1)
    assert flat[-1] <= Time.seconds(3)


def test_a_segment_over_silence_vanishes() -> None:
    segment = Segment(
        text="Thanks for watching!", start=Time.seconds(10), end=Time.seconds(12), words=()
    )
    assert mend_segment(segment, [span(0, 5)]) is None


def test_a_third_equal_segment_goes() -> None:
    same = [Segment(text="Bye", start=Time.seconds(i), end=Time.seconds(i + 1)) for i in range(5)]
    assert len(list(drop_repeated_segments(same))) == 2


def part(language: str, *spans: tuple[float, float], confidence: float | None = None) -> Transcript:
    segments = tuple(
        Segment(text=language, start=Time.seconds(a), end=Time.seconds(b)) for a, b in spans
    )
    return Transcript(
        language=language, engine="e", model="m", segments=segments, confidence=confidence,
        notes=(f"note {language}",),
    )  # fmt: skip


def test_merge_votes_by_spoken_time_and_orders_segments() -> None:
    parts = [
        part("en", (30, 34), confidence=0.8),
        part("zh", (0, 1), (2, 3), confidence=0.4),
        part("und"),
        part("zh", (40, 41), confidence=0.4),
    ]
    merged = merge(parts)
    assert merged.language == "en"
    assert [s.start.s for s in merged.segments] == [0, 2, 30, 40]
    also = "Mostly English; also spoken: Chinese 43%."
    assert merged.notes == ("note en", "note zh", "note und", also)
    assert merged.confidence == pytest.approx((0.8 * 4 + 0.4 * 3) / 7, abs=1e-4)


def test_merge_of_nothing_says_so() -> None:
    merged = merge([])
    assert (merged.language, merged.segments) == ("und", ())
    assert merged.notes
