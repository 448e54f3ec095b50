"""A film laid out: every word, shot, gesture and fact at its time, and the sound of it."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from bench.world.mix import VOICE, Mix, mix
from bench.world.mouths import mouths
from bench.world.screenplay import Script, write
from bench.world.spec import Timeline
from bench.world.spec import Word as SpokenWord
from bench.world.timeline import build, lay_out, speak_all
from bench.world.voices import RATE, Speech
from pipelines.highlights.facts import find_facts
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence, Word


@pytest.fixture(scope="module")
def script() -> Script:
    return write(5, 4)


@pytest.fixture(scope="module")
def speeches(script: Script) -> list[Speech]:
    return speak_all(script)


@pytest.fixture(scope="module")
def timeline(script: Script, speeches: list[Speech]) -> Timeline:
    return lay_out(script, speeches, seed=5)


def test_a_film_is_as_long_as_asked(timeline: Timeline) -> None:
    assert timeline.duration == pytest.approx(240, abs=20)


def test_words_follow_each_other(timeline: Timeline) -> None:
    words = [word for spoken in timeline.spoken for word in spoken.words]
    assert all(word.start < word.end for word in words)
    assert all(before.end <= after.start + 1e-9 for before, after in pairwise(words))
    assert all("".join(word.text for word in one.words) == one.text for one in timeline.spoken)


def test_shots_fill_the_film(timeline: Timeline) -> None:
    assert timeline.shots[0].start == 0
    assert timeline.shots[-1].end == timeline.duration
    assert all(before.end == after.start for before, after in pairwise(timeline.shots))
    lengths = {shot.kind: shot.end - shot.start for shot in timeline.shots}
    assert all(0.8 < length < 15 for length in lengths.values()), lengths
    assert {"wide", "host", "chat", "close", "drop", "walk", "machine", "certificates",
            "switching"} == set(lengths)  # fmt: skip


def test_no_picture_changes_within_a_word(timeline: Timeline) -> None:
    words = [word for spoken in timeline.spoken for word in spoken.words]
    for shot in timeline.shots:
        assert not any(word.start < shot.start < word.end for word in words), shot


def test_walks_end_where_the_next_shot_is(timeline: Timeline) -> None:
    for before, after in pairwise(timeline.shots):
        assert after.station == (before.to or before.station) or before.kind == "switching"


def test_editors_cuts_are_short_enough_to_publish(timeline: Timeline) -> None:
    lengths = [cut.end - cut.start for cut in timeline.cuts]
    assert len(lengths) >= 8
    assert all(10 <= length <= 35 for length in lengths), lengths
    assert len({cut.category for cut in timeline.cuts}) >= 5
    silent = [air for air in timeline.dead_air if air[1] - air[0] > 3]
    assert silent
    assert not any(
        start < cut.end and cut.start < end for start, end in silent for cut in timeline.cuts
    )


def test_the_drop_ends_on_the_floor_and_with_a_thud(timeline: Timeline) -> None:
    drop = next(action for action in timeline.actions if action.kind == "drop")
    shot = next(shot for shot in timeline.shots if shot.kind == "drop")
    assert timeline.impact == drop.end
    assert shot.start < drop.start < drop.end < shot.end
    held = [one for one in timeline.actions if one.kind == "hold" and one.product == drop.product]
    assert any(one.end == drop.end for one in held)


def test_most_facts_are_found_in_the_true_words(timeline: Timeline) -> None:
    sentences = [_sentence(at, spoken.words) for at, spoken in enumerate(timeline.spoken)]
    found = find_facts(sentences, ())
    kinds = {fact.kind for fact in timeline.facts}
    assert len(timeline.facts) > 20
    assert {"price", "moq", "lead_time", "capacity", "certificate", "sample", "payment"} <= kinds
    right = [
        known
        for known in timeline.facts
        if any(
            fact.kind == known.kind
            and known.value.items() <= fact.value.items()
            and abs(fact.start.s - known.start) < known.end - known.start
            for fact in found
        )
    ]
    assert len(right) >= 0.8 * len(timeline.facts)


def test_sound_follows_the_seed_and_holds_the_words() -> None:
    timeline, samples = build(write(2, 1.0), seed=2)
    words = [word for spoken in timeline.spoken for word in spoken.words]
    loud = np.mean([_loudness(samples, word.start, word.end) for word in words])
    assert samples.dtype == np.float32
    assert len(samples) == round(timeline.duration * RATE)
    assert np.abs(samples).max() < 1
    assert loud > 5 * _loudness(samples, 0.2, 0.9)


def test_music_and_noise_are_laid_over_the_same_words() -> None:
    script = write(2, 1.0)
    speeches = speak_all(script)[:3]
    first = replace(script, lines=script.lines[:3], cuts=())
    timeline = lay_out(first, speeches, 2, music=True)
    plain, again, noisy = (mix(timeline, speeches, Mix(noise=db)) for db in (None, None, 10.0))
    silent = mix(timeline.model_copy(update={"music": ()}), speeches, Mix())
    assert np.array_equal(plain, again)
    assert _loudness(plain, 0.3, 1.1) > 2 * _loudness(silent, 0.3, 1.1)
    assert _loudness(noisy - plain, 0, 5) == pytest.approx(VOICE * 10**-0.5, rel=0.1)


def test_mouths_move_with_their_own_words(timeline: Timeline, speeches: list[Speech]) -> None:
    mouth = mouths(timeline, speeches)
    for spoken in timeline.spoken:
        middle = np.linspace(spoken.start, spoken.end, 20)
        other = next(name for name in timeline.speakers if name != spoken.speaker)
        assert max(mouth(spoken.speaker, t) for t in middle) > 0.5
        assert max(mouth(other, t) for t in middle) == 0
    assert mouth("nobody", 1.0) == 0 == mouth("hostess", -1.0)


def _sentence(index: int, words: tuple[SpokenWord, ...]) -> Sentence:
    heard = tuple(
        Word(text=word.text, start=Time.seconds(word.start), end=Time.seconds(word.end))
        for word in words
    )
    text = "".join(word.text for word in heard)
    return Sentence(index=index, text=text, start=heard[0].start, end=heard[-1].end, words=heard)


def _loudness(samples: np.ndarray, start: float, end: float) -> float:
    part = samples[round(start * RATE) : round(end * RATE)]
    return float(np.sqrt((part**2).mean()))
