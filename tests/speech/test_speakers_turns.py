"""Words to speakers, and voices across blocks: tables of cases."""

import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.speech.speaker_turns import Turn, give_turns, name
from pipelines.speech.speaker_voices import match_voices
from pipelines.speech.speakers import blocks
from pipelines.speech.spec import Segment, Transcript, Word


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


def said(*words: tuple[str, float, float]) -> Segment:
    made = tuple(Word(text=t, start=Time.seconds(a), end=Time.seconds(b)) for t, a, b in words)
    text = "".join(word.text for word in made).strip()
    return Segment(text=text, start=made[0].start, end=made[-1].end, words=made)


def transcript(*segments: Segment) -> Transcript:
    return Transcript(language="en", engine="test", segments=segments)


ASK = said((" How", 1.0, 1.2), (" much?", 1.2, 1.6), (" Two", 2.0, 2.3), (" dollars.", 2.3, 2.9))
SMALL = said((" We", 1.0, 1.3), (" yes", 1.3, 1.5), (" make", 1.5, 1.8), (" cups.", 1.8, 2.2))

TURNS: dict[str, tuple[Segment, list[tuple[float, float, int]], list[tuple[str | None, str]]]] = {
    "one speaker": (ASK, [(0.9, 3.0, 5)], [("A", "How much? Two dollars.")]),
    "split where the speaker changes": (
        ASK, [(0.9, 1.7, 3), (1.8, 3.0, 0)], [("A", "How much?"), ("B", "Two dollars.")],
    ),
    "most of a word decides": (
        ASK, [(0.9, 2.1, 0), (2.1, 3.0, 1)], [("A", "How much?"), ("B", "Two dollars.")],
    ),
    "overlap goes to who speaks longer": (
        ASK, [(0.9, 3.0, 0), (2.0, 2.1, 1)], [("A", "How much? Two dollars.")],
    ),
    "a slip of the times is no turn": (
        SMALL, [(0.9, 1.3, 0), (1.3, 1.5, 1), (1.5, 2.5, 0)], [("A", "We yes make cups.")],
    ),
    "a longer word of another is one": (
        said((" We", 1.0, 1.3), (" really", 1.3, 1.9), (" make", 1.9, 2.2)),
        [(0.9, 1.3, 0), (1.3, 1.9, 1), (1.9, 2.5, 0)],
        [("A", "We"), ("B", "really"), ("A", "make")],
    ),
    "a word in a pause belongs to the nearest": (
        ASK, [(0.0, 0.5, 1), (2.9, 4.0, 2)], [("A", "How much?"), ("B", "Two dollars.")],
    ),
    "words between known ones": (ASK, [(0.9, 1.1, 7)], [("A", "How much? Two dollars.")]),
    "nobody near": (ASK, [(60.0, 61.0, 0)], [(None, "How much? Two dollars.")]),
    "no turns": (ASK, [], [(None, "How much? Two dollars.")]),
}  # fmt: skip


@pytest.mark.parametrize(("segment", "turns", "expected"), TURNS.values(), ids=TURNS)
def test_words_go_to_who_speaks(
    segment: Segment,
    turns: list[tuple[float, float, int]],
    expected: list[tuple[str | None, str]],
) -> None:
    given = [Turn(span(start, end), speaker) for start, end, speaker in turns]
    found = give_turns(transcript(segment), given)
    assert [(one.speaker, one.text) for one in found.segments] == expected
    assert tuple(word for one in found.segments for word in one.words) == segment.words
    assert found.segments[0].start == segment.start
    assert found.segments[-1].end == segment.end


def test_names_follow_the_order_of_appearance() -> None:
    segments = [said((" yes", at, at + 0.5)) for at in (0.0, 10.0, 20.0, 30.0)]
    told = ((0, 9), (10, 2), (20, 9), (30, 5))
    turns = [Turn(span(at, at + 0.5), speaker) for at, speaker in told]
    found = give_turns(transcript(*segments), turns)
    assert [one.speaker for one in found.segments] == ["A", "B", "A", "C"]


def test_segments_without_words_are_told_by_their_span() -> None:
    segment = Segment(text="你好吗我很好", start=Time.seconds(0), end=Time.seconds(6))
    found = give_turns(transcript(segment), [Turn(span(0, 3), 0), Turn(span(3, 6), 1)])
    assert [(one.speaker, one.text) for one in found.segments] == [("A", "你好吗"), ("B", "我很好")]


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")]
)
def test_names_do_not_end(number: int, expected: str) -> None:
    assert name(number) == expected


def test_turns_are_found_quickly() -> None:
    """Twelve hours with a turn every four seconds."""
    segments = [said((" yes", at, at + 0.5)) for at in np.arange(0, 43_200, 4.0).tolist()]
    turns = [Turn(span(at, at + 3.9), at // 4 % 3) for at in range(0, 43_200, 4)]
    found = give_turns(transcript(*segments), turns)
    assert [one.speaker for one in found.segments[:4]] == ["A", "B", "C", "A"]


HOSTESS, BUYER, ENGINEER = (1.0, 0.1, 0.0), (0.0, 1.0, 0.1), (0.0, 0.1, 1.0)
VOICES = {
    "none": ([], None, ()),
    "one": ([HOSTESS], None, (0,)),
    "the same again": ([HOSTESS, BUYER, (9.0, 0.5, 0.1), (0.1, 3.0, 0.0)], None, (0, 1, 0, 1)),
    "in order of appearance": ([BUYER, HOSTESS, ENGINEER, HOSTESS], None, (0, 1, 2, 1)),
    "so many as are known": ([HOSTESS, BUYER, (0.0, 0.9, 0.6), ENGINEER], 2, (0, 1, 1, 1)),
    "silence is nobody's voice": ([HOSTESS, (0.0, 0.0, 0.0)], None, (0, 1)),
}


@pytest.mark.parametrize(("voices", "count", "expected"), VOICES.values(), ids=VOICES)
def test_voices_are_matched(
    voices: list[tuple[float, ...]], count: int | None, expected: tuple[int, ...]
) -> None:
    assert match_voices([np.array(one, np.float32) for one in voices], count) == expected


BLOCKS = {
    "short": ([(5, 65)], [(5, 65)]),
    "long": ([(5, 1000), (1001, 1300)], [(5, 605), (605, 1205), (1205, 1300)]),
    "silence between": ([(5, 65), (2000, 2010)], [(5, 605), (2000, 2010)]),
    "a segment over a border": ([(0, 590), (595, 620)], [(0, 600), (600, 620)]),
}


@pytest.mark.parametrize(("segments", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_only_what_is_said_is_listened_to(
    segments: list[tuple[float, float]], expected: list[tuple[float, float]]
) -> None:
    found = blocks(transcript(*(said((" yes", start, end)) for start, end in segments)))
    assert [(one.start.s, one.end.s) for one in found] == expected
