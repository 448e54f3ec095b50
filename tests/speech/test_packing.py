"""Speech put end to end, and words moved back to where they were said."""

import numpy as np

from pipelines.media.time import Span, Time
from pipelines.speech.packing import pack, unpack
from pipelines.speech.sound import RATE
from pipelines.speech.spec import Segment, Word

AUDIO = (np.arange(20 * RATE) / (20 * RATE)).astype(np.float32)


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


def word(text: str, start: float, end: float) -> Word:
    return Word(text=text, start=Time.seconds(start), end=Time.seconds(end))


def test_only_the_pieces_are_left() -> None:
    packed = pack(AUDIO, [span(1, 3), span(10, 14)])
    assert len(packed.sound) == 6 * RATE
    assert packed.sound[0] == AUDIO[RATE]
    assert packed.sound[2 * RATE] == AUDIO[10 * RATE]
    assert packed.begins == (Time(), Time.seconds(2))


def test_a_segment_over_a_joint_becomes_two_where_they_were_said() -> None:
    packed = pack(AUDIO, [span(1, 3), span(10, 14)])
    words = (word("Hello", 0.5, 1), word(" there.", 1.2, 2.1), word(" Price", 2.3, 2.8))
    raw = Segment(
        text="Hello there. Price", start=words[0].start, end=words[-1].end, words=words,
        language="en",
    )  # fmt: skip
    first, second = unpack(packed, [raw])
    assert (first.text, second.text) == ("Hello there.", "Price")
    assert [(w.start.s, w.end.s) for w in first.words] == [(1.5, 2), (2.2, 3)]
    assert [(w.start.s, w.end.s) for w in second.words] == [(10.3, 10.8)]
    assert (second.start.s, second.end.s, second.language) == (10.3, 10.8, "en")


def test_a_segment_within_a_piece_keeps_its_text() -> None:
    packed = pack(AUDIO, [span(5, 9)])
    raw = Segment(
        text="It is 2.50", start=Time.seconds(1), end=Time.seconds(3.5),
        words=(word("It", 1, 1.2), word(" is", 1.2, 2), word(" 2", 2, 3), word(".50", 3, 3.5)),
    )  # fmt: skip
    (moved,) = unpack(packed, [raw])
    assert moved.text == "It is 2.50"
    assert (moved.start.s, moved.end.s) == (6, 8.5)
