"""Sound divided into utterances for models that take one at a time."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.errors import InputError
from pipelines.media.time import Span, Time
from pipelines.speech.sound import RATE, Sound
from pipelines.speech.spec import Segment, Word
from pipelines.speech.utterances import FILE, MARGIN, Manner, manner, settle, windows

WANTED = Manner(longest_s=6.0)


def noise(seconds: float) -> Sound:
    return np.random.default_rng(7).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def spans(*times: tuple[float, float]) -> list[Span]:
    return [Span(start=Time.seconds(a), end=Time.seconds(b)) for a, b in times]


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        pytest.param([(1, 3)], [(0.85, 3.15)], id="margins"),
        pytest.param([(0, 3)], [(0, 3.15)], id="at-the-beginning"),
        pytest.param([(1, 3), (4, 5)], [(0.85, 3.15), (3.85, 5.15)], id="a-pause-divides"),
        pytest.param([(1, 3), (3.2, 5)], [(0.85, 3.1), (3.1, 5.15)], id="margins-do-not-meet"),
        pytest.param([(1, 3), (3.05, 5)], [(0.85, 5.15)], id="a-breath-does-not"),
        pytest.param([(1, 5), (5.05, 8)], [(0.85, 5.025), (5.025, 8.15)], id="unless-too-long"),
    ],
)
def test_pauses_divide(
    speech: list[tuple[float, float]], expected: list[tuple[float, float]]
) -> None:
    assert windows(noise(10), spans(*speech), WANTED) == tuple(spans(*expected))


def test_what_is_too_long_is_cut_where_it_is_quietest() -> None:
    sound = noise(12)
    sound[round(4.5 * RATE) : round(4.9 * RATE)] = 0
    first, second = windows(sound, spans((1, 9)), WANTED)
    assert 4.5 <= first.end.s == second.start.s <= 4.9
    assert all(w.duration <= Time.seconds(WANTED.longest_s) for w in (first, second))
    assert (first.start, second.end) == (Time.seconds(1) - MARGIN, Time.seconds(9) + MARGIN)


def test_words_do_not_reach_into_the_margins() -> None:
    words = tuple(
        Word(text=text, start=Time.seconds(start), end=Time.seconds(end))
        for text, start, end in ((" Good", 0.8, 1.4), (" day,", 1.4, 2.0), (" friends", 2.0, 3.2))
    )
    segment = Segment(
        text="Good day, friends", start=words[0].start, end=words[-1].end, words=words
    )
    settled = settle(segment, spans((1, 3), (7, 9)))
    assert [(w.start.s, w.end.s) for w in settled.words] == [(1.06, 1.4), (1.4, 2), (2, 2.85)]
    assert (settled.start.s, settled.end.s) == (1.06, 2.85)
    assert settle(settled, spans((1, 3), (7, 9))) == settled


def test_a_model_says_how_it_wants_its_sound(tmp_path: Path) -> None:
    assert manner(tmp_path) is None
    assert manner(tmp_path / "model.pt") is None
    (tmp_path / FILE).write_text('{"longest_s": 7.5}')
    assert manner(tmp_path) == Manner(longest_s=7.5)
    (tmp_path / FILE).write_text('{"longest": 7.5}')
    with pytest.raises(InputError):
        manner(tmp_path)
