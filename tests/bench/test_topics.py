import pytest

from bench.segmenters import c99, errors, spaced, texttiling, window
from bench.topics import meeting


@pytest.mark.parametrize(
    ("true", "found", "parted", "counted"),
    [
        ([10], [10], 0.0, 0.0),
        ([10], [], 5 / 15, 5 / 15),
        ([], [10], 5 / 15, 5 / 15),
        ([10], [12], 4 / 15, 4 / 15),
        ([10], [10, 11], 1 / 15, 5 / 15),
    ],
    ids=["right", "missed", "invented", "two off", "one too many beside it"],
)
def test_errors(true: list[int], found: list[int], parted: float, counted: float) -> None:
    assert window([10], 20) == 5
    if true:
        assert errors(true, found, 20) == pytest.approx((parted, counted))
    else:
        assert errors(true, found, 20)[0] == pytest.approx(10 / 10)


def talk() -> list[list[str]]:
    """Two topics of 60 sentences with 8 words each, none of them in both."""
    words = [[f"{topic}{at % 23}" for at in range(40)] for topic in "ab"]
    return [[words[at // 60][(at * 7 + k * 3) % 40] for k in range(8)] for at in range(120)]


def test_the_plain_ways_find_a_plain_change() -> None:
    assert any(abs(at - 60) <= 3 for at in texttiling(talk()))
    assert texttiling(talk(), 2) == pytest.approx([60], abs=3)
    assert c99(talk(), 2) == pytest.approx([60], abs=1)
    assert spaced(120, 4) == [30, 60, 90]
    assert (texttiling([["a"]]), c99([["a"]]), spaced(5, 1)) == ([], [], [])


def test_where_a_topic_of_a_meeting_begins() -> None:
    spans = [[["3", "40"]], [["41", "60"], ["80", "99"]], [["61", "79"]]]
    turns = [{"speaker": "A", "content": f"word{at}"} for at in range(100)]
    topics = [{"topic": "t", "relevant_text_span": span} for span in spans]
    known = {"meeting_transcripts": turns, "topic_list": topics}
    assert meeting(known).boundaries == (41, 61, 80)
