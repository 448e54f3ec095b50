from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.highlights.candidates import (
    LEAD_IN,
    LEAD_OUT,
    SHOT_DISTANCE,
    Candidate,
    find_candidates,
    whole,
)
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.features import prepare
from pipelines.highlights.picture import Picture
from pipelines.highlights.score import score_all
from pipelines.highlights.select import select
from pipelines.highlights.sound import Sound
from pipelines.highlights.spec import Event, UnderstandSpec
from pipelines.media.time import ZERO, Time
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import Segment, Sentence, Transcript
from tests.highlights.spoken import word

SPEC = UnderstandSpec()


@st.composite
def talks(draw: st.DrawFn) -> tuple[Sentence, ...]:
    """Sentences of any length with pauses of any length, also none."""
    at, segments = draw(st.floats(0, 20)), []
    for _ in range(draw(st.integers(0, 25))):
        words = []
        for index in range(draw(st.integers(1, 12))):
            length = draw(st.floats(0.05, 0.9))
            words.append(word(f" word{index}", at, at + length))
            at += length + draw(st.sampled_from([0.0, 0.0, 0.1, 0.4]))
        text = "".join(one.text for one in words) + "."
        segments.append(
            Segment(text=text, start=words[0].start, end=words[-1].end, words=tuple(words))
        )
        at += draw(st.sampled_from([0.0, 0.1, 0.5, 1.0, 4.0, 30.0]))
    return split_sentences(Transcript(language="en", engine="test", segments=tuple(segments)))


@st.composite
def recordings(draw: st.DrawFn) -> Evidence:
    sentences = draw(talks())
    spoken = sentences[-1].end if sentences else ZERO
    duration = spoken + Time.seconds(draw(st.floats(0.5, 60)))
    seconds = int(duration.s) + 1
    shots = sorted(set(draw(st.lists(st.floats(0.1, duration.s), max_size=20))))
    levels = draw(st.lists(st.floats(-70, -5), min_size=seconds, max_size=seconds))
    motion = draw(st.lists(st.floats(0, 1), min_size=seconds, max_size=seconds))
    return Evidence(
        duration=duration,
        sentences=sentences,
        sound=Sound(loudness=tuple(levels), impact=(0.0,) * seconds),
        picture=Picture(motion=tuple(motion), shots=tuple(map(Time.seconds, shots))),
    )


def cuts_a_word(evidence: Evidence, moment: Time) -> bool:
    return any(
        one.start < moment < one.end for sentence in evidence.sentences for one in sentence.words
    )


@settings(max_examples=30, deadline=None)
@given(recordings())
def test_candidates_keep_their_promises(evidence: Evidence) -> None:
    candidates = find_candidates(evidence, SPEC)
    assert candidates
    assert candidates == sorted(candidates, key=lambda one: (one.start, one.end))
    for one in candidates:
        assert ZERO <= one.start < one.end <= evidence.duration
        assert not cuts_a_word(evidence, one.start)
        assert not cuts_a_word(evidence, one.end)
        inside = evidence.sentences[one.first : one.last]
        assert all(one.start <= s.start and s.end <= one.end for s in inside)
    if evidence.duration > SPEC.shortest and len(candidates) > 1:
        assert all(SPEC.shortest <= one.duration <= SPEC.longest for one in candidates)


@settings(max_examples=40, deadline=None)
@given(recordings())
def test_a_cut_near_a_shot_change_is_one_that_could_not_be_avoided(evidence: Evidence) -> None:
    shots, sentences = evidence.picture.shots, evidence.sentences
    for one in find_candidates(evidence, SPEC):
        if one == whole(evidence) or one.start == ZERO:
            continue
        if one.first == one.last:
            assert not near(shots, one.start)
            assert not near(shots, one.end) or one.end == evidence.duration
            continue
        start, end = sentences[one.first].start, sentences[one.last - 1].end
        before = sentences[one.first - 1].end if one.first else ZERO
        after = sentences[one.last].start if one.last < len(sentences) else evidence.duration
        assert unavoidable(shots, one.start, max(start - LEAD_IN, before, ZERO), start)
        latest = min(max(end, min(after, end + LEAD_OUT)), evidence.duration)
        assert unavoidable(shots, one.end, end, latest)


def unavoidable(shots: tuple[Time, ...], moment: Time, low: Time, high: Time) -> bool:
    """Whether the moment is clear of the shots, or none between low and high is."""
    steps = range(low.us, high.us + 1, 10_000)
    return not near(shots, moment) or all(near(shots, Time(us), Time(50_000)) for us in steps)


@settings(max_examples=25, deadline=None)
@given(recordings(), st.sampled_from([(12, 60), (6, 15), (20, 90), (12, 13)]), st.integers(1, 8))
def test_clips_are_disjoint_and_within_the_limits(
    evidence: Evidence, limits: tuple[int, int], count: int
) -> None:
    spec = UnderstandSpec(shortest=Time.seconds(limits[0]), longest=Time.seconds(limits[1]))
    candidates = find_candidates(evidence, spec)
    scored = score_all(prepare(evidence), candidates)
    chosen = [one.candidate for one in select(scored, count)]
    assert repr(select(scored[::-1], count)) == repr(select(scored, count))
    assert find_candidates(evidence, spec) == candidates
    assert score_all(prepare(evidence), candidates) == scored
    ordered = sorted(chosen, key=lambda one: one.start)
    assert all(one.end <= following.start for one, following in pairwise(ordered))
    for one in chosen:
        if evidence.duration > spec.shortest and len(candidates) > 1:
            assert spec.shortest <= one.duration <= spec.longest
        if one.first < one.last:
            assert evidence.sentences[one.first].start - one.start <= LEAD_IN or one.start == ZERO
            assert one.end - evidence.sentences[one.last - 1].end <= LEAD_OUT or (
                one.end == evidence.duration
            )


def near(shots: tuple[Time, ...], moment: Time, slack: Time = ZERO) -> bool:
    """Nearer to a shot change than allowed (give or take ``slack``)."""
    at = bisect_left(shots, moment)
    limit = SHOT_DISTANCE.us + slack.us
    return any(abs((shot - moment).us) < limit for shot in shots[max(0, at - 1) : at + 1])


def silent(duration: float, shots: tuple[float, ...] = ()) -> Evidence:
    seconds = int(duration) + 1
    return Evidence(
        duration=Time.seconds(duration),
        sound=Sound(loudness=(-30.0,) * seconds, impact=(0.0,) * seconds),
        picture=Picture(motion=(0.2,) * seconds, shots=tuple(map(Time.seconds, shots))),
    )


@pytest.mark.parametrize("seconds", [0.4, 5, 10, 12])
def test_a_short_recording_is_one_candidate(seconds: float) -> None:
    evidence = silent(seconds)
    assert find_candidates(evidence, SPEC) == [Candidate(ZERO, evidence.duration, 0, 0)]


def test_without_words_candidates_begin_and_end_beside_shot_changes() -> None:
    evidence = silent(90, shots=(20.5, 40.5, 60.5))
    candidates = find_candidates(evidence, SPEC)
    assert {20.8, 40.8, 60.8} <= {one.start.s for one in candidates}
    assert {20.2, 40.2, 60.2} <= {one.end.s for one in candidates}
    assert all(one.duration.s <= 30 for one in candidates)
    assert not any(near(evidence.picture.shots, one.start) for one in candidates)
    assert not any(near(evidence.picture.shots, one.end) for one in candidates)


def test_without_words_a_candidate_begins_with_each_product_card() -> None:
    evidence = replace(silent(90), events=(Event(t=Time.seconds(33.5), type="product_card"),))
    assert 33.15 in {one.start.s for one in find_candidates(evidence, SPEC)}


def test_a_sentence_of_several_minutes_still_gives_candidates() -> None:
    words = tuple(word(" word", at / 2, at / 2 + 0.5) for at in range(400))
    segment = Segment(text="", start=words[0].start, end=words[-1].end, words=words)
    spoken = Transcript(language="en", engine="test", segments=(segment,))
    evidence = Evidence(duration=Time.seconds(200), sentences=split_sentences(spoken))
    candidates = find_candidates(evidence, SPEC)
    assert len(candidates) > 3
    assert not any(cuts_a_word(evidence, one.start) for one in candidates)
