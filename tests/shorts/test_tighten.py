"""What of a clip is left out, and what never is."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts import levels
from pipelines.shorts.spec import CaptionWord
from pipelines.shorts.tighten import (
    KEPT_OFF,
    LEAST,
    MOST,
    PIECE,
    lexicon_of,
    removals,
    shown,
)
from pipelines.shorts.timeline import FPS, timeline

ROOM_DB, VOICE_DB = -60.0, -20.0
SECOND = Time.seconds(1)


def find_removed(*asked, **more):
    return tuple(one.span for one in removals(*asked, **more))


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


CLIP = span(0, 20)


def words(*said: tuple[str, float, float]) -> list[CaptionWord]:
    return [
        CaptionWord(text=text, start=Time.seconds(start), end=Time.seconds(end))
        for text, start, end in said
    ]


def heard(
    said: list[CaptionWord], *more: tuple[float, float, float], room: float = ROOM_DB
) -> levels.Levels:
    """The levels of the words and of further sounds (start, end, dBFS)."""
    values = np.full(round(CLIP.end.s * 100), room, np.float32)
    sounds = [(word.start.s, word.end.s, VOICE_DB) for word in said] + list(more)
    for start, end, level in sounds:
        values[round(start * 100) : round(end * 100)] = level
    return levels.Levels(ZERO, values)


PAUSED = words((" We", 1, 1.3), (" test.", 1.4, 1.9), (" It", 3.4, 3.6), (" holds", 3.65, 4.1))
CASES = {
    "a pause is shortened": (words((" Good.", 1, 1.5), (" Now", 3.5, 4)), "en", [(1.6, 3.34)]),
    "a short pause stays": (words((" Good.", 1, 1.5), (" Now", 2.05, 4)), "en", []),
    "a filler": (
        words((" The", 1, 1.2), (" um", 1.4, 1.7), (" lid", 1.9, 2.3)), "en", [(1.3, 1.8)],
    ),
    "a filler in front": (words((" Um,", 0.5, 0.9), (" the", 1.2, 1.4)), "en", [(0, 1.04)]),
    "fillers in a row": (
        words((" The", 1, 1.2), (" uh", 1.4, 1.7), (" um", 1.8, 2.1), (" lid", 2.3, 2.6)),
        "en", [(1.3, 2.2)],
    ),
    "no filler in another language": (
        words((" sechs", 1, 1.2), (" um", 1.4, 1.7), (" acht", 1.9, 2.3)), "de", [],
    ),
    "no filler in an unknown language": (
        words((" a", 1, 1.2), (" um", 1.4, 1.7), (" b", 1.9, 2.3)), "und", [],
    ),
    "you know, between pauses": (
        words((" It", 1, 1.2), (" you", 1.5, 1.6), (" know", 1.65, 1.8), (" holds", 2.1, 2.3)),
        "en", [(1.3, 1.95)],
    ),
    "you know, said in one breath": (
        words((" do", 1, 1.2), (" you", 1.22, 1.4), (" know", 1.42, 1.6), (" it", 1.62, 1.8)),
        "en", [],
    ),
    "a start said twice": (
        words((" Here", 0.5, 0.8), (" we", 1, 1.2), (" we", 1.5, 1.7), (" can", 1.8, 2.1)),
        "en", [(0.9, 1.35)],
    ),
    "a phrase said twice": (
        words(
            (" Here", 0.5, 0.8), (" we", 1, 1.2), (" can", 1.25, 1.4), (" we", 1.6, 1.7),
            (" can", 1.75, 1.9), (" do", 2, 2.2),
        ),
        "en", [(0.9, 1.5)],
    ),
    "very very is meant": (
        words((" is", 0.5, 0.8), (" very", 1, 1.3), (" very", 1.6, 1.8), (" good", 2, 2.2)),
        "en", [],
    ),
    "inside a number": (
        words((" five", 1, 1.2), (" um", 1.5, 1.9), (" hundred", 2.2, 2.6), (" pcs", 3.9, 4.2)),
        "en", [],
    ),
    "before a unit": (words((" 500", 1, 1.5), (" pieces", 3, 3.5)), "en", []),
    "after a number's sentence": (
        words((" 500.", 1, 1.5), (" Next", 3.5, 4)), "en", [(1.6, 3.34)],
    ),
    "a pause that shows something": (
        words((" Now", 0.5, 0.7), (" watch.", 1, 1.5), (" Good", 3.5, 4)), "en", [],
    ),
    "嗯": (words(("我们", 1, 1.4), ("嗯，", 1.6, 1.9), ("有", 2.1, 2.3)), "zh", [(1.5, 2)]),
    "那个 as a filler": (
        words(("我们", 1, 1.4), ("那", 1.7, 1.8), ("个", 1.8, 2), ("有", 2.4, 2.6)),
        "zh", [(1.5, 2.25)],
    ),
    "那个 as a determiner": (
        words(("我们", 1, 1.4), ("那", 1.7, 1.8), ("个", 1.8, 2), ("杯子", 2.05, 2.4)),
        "zh", [],
    ),
    "那个 that waits for its noun": (
        words(("要", 1, 1.2), ("那个", 1.5, 1.8), ("呃", 2.1, 2.3), ("杯子", 2.6, 2.9)),
        "zh", [(1.9, 2.45)],
    ),
    "然后然后": (
        words(("好", 0.5, 0.8), ("然后", 1, 1.3), ("然后", 1.5, 1.8), ("我们", 1.9, 2.2)),
        "zh", [(0.9, 1.4)],
    ),
    "慢慢 is meant": (
        words(("请", 0.5, 0.8), ("慢", 1, 1.2), ("慢", 1.5, 1.7), ("来", 1.9, 2.2)), "zh", [],
    ),
    "nothing said": ([], "en", []),
}  # fmt: skip


@pytest.mark.parametrize(("said", "language", "wanted"), CASES.values(), ids=CASES.keys())
def test_what_is_left_out(said, language, wanted):
    found = find_removed(said, CLIP, language=language, levels=heard(said))
    assert len(found) == len(wanted)
    for one, (start, end) in zip(found, wanted, strict=True):
        assert one.start.s == pytest.approx(start, abs=0.04)
        assert one.end.s == pytest.approx(end, abs=0.04)


def test_reasons_are_told():
    said = words((" The", 1, 1.2), (" um", 1.4, 1.7), (" lid.", 1.9, 3.3), (" It", 5.5, 6))
    found = removals(said, CLIP, language="en", levels=heard(said))
    assert [one.why for one in found] == ["the filler “um”", "a pause of 2.2 s"]


@pytest.mark.parametrize(
    ("more", "left_out"),
    [
        pytest.param([], 1, id="silence"),
        pytest.param([(2.5, 2.6, -15.0)], 0, id="a knock"),
        pytest.param([(2.2, 3.0, -35.0)], 0, id="a machine that starts"),
        pytest.param([(2.5, 2.7, -50.0)], 1, id="a breath"),
        pytest.param([(2.3, 3.0, -20.0)], 0, id="somebody whom nobody wrote down"),
    ],
)
def test_a_pause_in_which_something_is_heard_stays(more, left_out):
    assert len(find_removed(PAUSED, CLIP, levels=heard(PAUSED, *more))) == left_out


def test_noise_as_loud_as_the_voice_tells_nothing():
    assert not find_removed(PAUSED, CLIP, levels=heard(PAUSED, room=VOICE_DB - 5))


def test_words_that_sound_longer_than_they_are_told_are_not_clipped():
    late = heard(PAUSED, (1.9, 2.1, -25.0), (3.2, 3.4, -30.0))
    (one,) = find_removed(PAUSED, CLIP, levels=late)
    assert one.start >= Time.seconds(2.1) and one.end <= Time.seconds(3.2)


def test_unheard_more_of_a_pause_stays():
    (one,) = find_removed(PAUSED, CLIP)
    assert (one.start.s, one.end.s) == pytest.approx((2.1, 3.2), abs=0.04)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        pytest.param({"protect": [span(1.0, 1.9)]}, (2.05, 3.25), id="a fact before"),
        pytest.param({"protect": [span(3.3, 4.1)]}, (2.0, 3.15), id="a fact after"),
        pytest.param({"protect": [span(1.0, 4.1)]}, None, id="a fact across"),
        pytest.param({"shows": [span(2, 3)]}, (3.0, 3.25), id="a show with an end"),
        pytest.param({"shows": [span(1, 4)]}, None, id="a show throughout"),
        pytest.param({"shots": [Time.seconds(1.85)]}, (2.25, 3.25), id="a shot begins before"),
        pytest.param({"shots": [Time.seconds(3.5)]}, (2.0, 3.1), id="a shot ends after"),
        pytest.param({"shots": [Time.seconds(2.5)]}, (2.0, 3.25), id="a shot change inside"),
    ],
)
def test_what_must_be_kept(given, wanted):
    found = find_removed(PAUSED, CLIP, levels=heard(PAUSED), **given)
    if wanted is None:
        assert not found
    else:
        assert (found[0].start.s, found[0].end.s) == pytest.approx(wanted, abs=0.04)


def test_where_the_show_goes_on():
    motion, knocks = [0.01] * 10, [3.0] * 10
    motion[4], knocks[7] = 0.2, 22.0
    assert [one.start.s for one in shown(motion, knocks, SECOND, span(2.5, 9))] == [4, 7]
    assert not shown([0.2] * 10, [], SECOND, span(2.5, 9)), "a camera that always moves"
    assert not shown([], [], SECOND, span(2.5, 9))


@st.composite
def talks(draw: st.DrawFn) -> list[CaptionWord]:
    vocabulary = st.sampled_from([" um", " the", " we", " lid.", " 500", " pieces", " watch"])
    said, at = [], 0.3
    for text in draw(st.lists(vocabulary, max_size=24)):
        length = draw(st.floats(0.05, 0.6))
        said.append((text, at, at + length))
        at += length + draw(st.sampled_from([0.0, 0.05, 0.3, 0.9, 2.0]))
    return [word for word in words(*said) if word.end < CLIP.end]


places = st.lists(st.tuples(st.integers(0, 190), st.integers(1, 30)), max_size=4)


@settings(max_examples=80, deadline=None)
@given(talks(), places, places, st.booleans())
def test_never_what_must_stay(said, facts, shows, listening):
    kept = [span(a / 10, (a + n) / 10) for a, n in facts]
    going_on = [span(a / 10, (a + n) / 10) for a, n in shows]
    given_levels = heard(said) if listening else None
    found = find_removed(
        said, CLIP, language="en", levels=given_levels, protect=kept, shows=going_on
    )
    again = find_removed(
        said, CLIP, language="en", levels=given_levels, protect=kept, shows=going_on
    )
    assert found == again
    for one in found:
        assert CLIP.start <= one.start and one.end <= CLIP.end and one.duration >= LEAST
        assert abs(one.start.s * FPS - round(one.start.s * FPS)) < 1e-3
        for other in kept:
            near = Span(start=other.start - KEPT_OFF, end=other.end + KEPT_OFF)
            assert one.overlap(near).us <= 1
        assert all(one.overlap(other).us <= 1 for other in going_on)
    for before, after in pairwise(found):
        assert after.start - before.end >= PIECE
    assert sum(one.duration.us for one in found) <= MOST * CLIP.duration.us
    assert timeline(CLIP, found).frames >= (1 - MOST) * CLIP.duration.s * FPS - 1
    if listening:
        lexicon = lexicon_of("en")
        for word in said:
            bare = word.text.strip(" .").lower()
            if bare not in lexicon.always | lexicon.said_twice:
                inside = Span(start=word.start, end=word.end)
                assert all(one.overlap(inside) == ZERO for one in found), "no word is clipped"


def test_levels_of_samples():
    tone = np.concatenate([np.zeros(16000), np.full(16000, 0.1)]).astype(np.float32)
    made = levels.of_samples(tone, Time.seconds(5))
    assert len(made.values) == 200
    assert made.values[made.step(Time.seconds(5.5))] == pytest.approx(-100, abs=0.1)
    assert made.values[made.step(Time.seconds(6.5))] == pytest.approx(-20, abs=0.1)
