"""Every word has a time, numbers too."""

from itertools import pairwise
from math import nan
from typing import Any

import pytest

from pipelines.media.time import Span, Time
from pipelines.speech.engines import faster_whisper, openai_whisper
from pipelines.speech.spread import Raw, fill_times

SPAN = Span(start=Time.seconds(1), end=Time.seconds(5))


@pytest.mark.parametrize(
    ("heard", "starts", "estimated"),
    [
        pytest.param(
            [("it", 1, 1.2), (" costs", 1.2, 1.8), (" 2.50", None, None), (" a", 3, 3.1)],
            [1, 1.2, 1.8, 3], [2], id="a-price-between",
        ),
        pytest.param(
            [(" MOQ", 1, 1.6), (" 500", None, 1.7), (" to", nan, nan), (" 900", 2, 2)],
            [1, 1.6, None, None], [1, 2, 3], id="to-the-end",
        ),
        pytest.param(
            [("500", None, None), (" pieces", 2, 2.5)], [1, 2], [0], id="at-the-beginning"
        ),
        pytest.param(
            [(" of", 1.5, 2.5), (" 500", 2.5, 2.5), (" pieces", 2.5, 3)],
            [1.5, None, 2.5], [1], id="no-room-the-word-before-lends",
        ),
        pytest.param(
            [("500", 1, 1), (" pieces", 1, 2)], [1, None], [0, 1], id="no-room-at-the-beginning"
        ),
        pytest.param([("500", None, None)], [1], [0], id="alone"),
        pytest.param([("a", 1, 2), (" b", 2, 3)], [1, 2], [], id="nothing-missing"),
    ],
)  # fmt: skip
def test_missing_times_are_estimated(
    heard: list[tuple[str, float | None, float | None]],
    starts: list[float | None],
    estimated: list[int],
) -> None:
    words = fill_times([Raw(*one, 0.5) for one in heard], SPAN)
    assert [word.text for word in words] == [text for text, _, _ in heard]
    assert [at for at, word in enumerate(words) if word.estimated] == estimated
    for word, start in zip(words, starts, strict=True):
        assert start is None or word.start.s == pytest.approx(start)
    assert all(word.end > word.start for word in words)
    assert all(first.end <= second.start for first, second in pairwise(words))
    assert words[-1].end <= SPAN.end


class Given:
    """A segment or a word as the library of an engine gives it."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__ = fields


def test_segments_without_words_get_some() -> None:
    given = Given(text=" MOQ is 500", start=1.0, end=4.0, words=None)
    dictionary = {"text": " MOQ is 500", "start": 1.0, "end": 4.0}
    for made in (
        faster_whisper._segment(given, "en"),
        openai_whisper._segment(dictionary, "en"),
    ):
        assert [word.text for word in made.words] == ["MOQ", " is", " 500"]
        assert all(word.estimated and word.end > word.start for word in made.words)
        assert (made.words[0].start, made.words[-1].end) == (Time.seconds(1), Time.seconds(4))


def test_words_without_times_get_some() -> None:
    """As an aligner leaves them that does not know digits."""
    words = [{"word": " MOQ", "start": 1.0, "end": 1.5, "probability": 0.9}, {"word": " 500"}]
    made = openai_whisper._segment({"text": "", "start": 1, "end": 3, "words": words}, "en")
    assert [(w.start.s, w.end.s, w.estimated) for w in made.words] == [
        (1, 1.5, False), (1.5, 3, True),
    ]  # fmt: skip
    assert [w.confidence for w in made.words] == [0.9, None]
