"""What is done to sound, from what was heard of it."""

import math

import pytest

from pipelines.shorts import loudness as level
from pipelines.shorts.loudness import Heard, Loudness


def heard(integrated=-20.0, peak=-8.0, moments=None, sides=(-20.0, -20.0)):
    return Heard(integrated, peak, tuple(moments or [integrated] * 60), sides)


BANG = [-30.0] * 55 + [-4.0] * 5
ROOM = [-62.0] * 55 + [-12.0] * 5
TOO_LOUD = heard(-8.0, 0.5)


@pytest.mark.parametrize(
    ("found", "gain", "tamed"),
    [
        pytest.param(heard(), 6.0, None, id="one gain"),
        pytest.param(TOO_LOUD, -6.0, None, id="taken down"),
        pytest.param(heard(-60.0, -50.0), 30.0, None, id="no more than 30 dB of gain"),
        pytest.param(heard(-34.0, -1.0), 11.2, None, id="no more than 12 dB off the peaks"),
        pytest.param(heard(-9.0, 0.0, BANG), -5.0, -22.0, id="a bang is taken down"),
        pytest.param(heard(-13.0, -1.0, ROOM), -1.0, None, id="a phrase in a quiet room is none"),
        pytest.param(heard(-math.inf, -math.inf), 0.0, None, id="silence"),
    ],
)
def test_first_guess(found, gain, tamed):
    made = level.first(found)
    assert (made.gain, made.tamed) == (pytest.approx(gain), tamed)


TRIED = Loudness(heard(-20.0, -3.0), 6.0)


@pytest.mark.parametrize(
    ("tried", "again", "gain", "ceiling"),
    [
        pytest.param(TRIED, heard(-14.1, -1.2), None, None, id="right"),
        pytest.param(TRIED, heard(-14.6, -1.2), 6.6, -1.8, id="what the limiter took is given"),
        pytest.param(TRIED, heard(-14.0, -0.4), 6.0, -2.7, id="the encoder overshoots"),
        pytest.param(
            Loudness(heard(-20.0, -9.0), 6.0), heard(-14.0, -0.8), 6.0, -3.5,
            id="it overshoots where nothing was limited",
        ),
        pytest.param(
            Loudness(heard(-34.0, -1.0), 11.2), heard(-24.0, -1.2), None, None,
            id="more would do harm",
        ),
    ],
)  # fmt: skip
def test_correction(tried, again, gain, ceiling):
    made = level.better(tried, again)
    if gain is None:
        assert made is None
    else:
        assert made is not None
        assert (made.gain, made.ceiling) == (pytest.approx(gain), pytest.approx(ceiling))


def test_what_cannot_reach_the_target_is_limited_gently():
    tried = level.first(heard(-34.0, -1.0))
    assert level.gentler(tried, heard(-24.0, -1.8)).gain == pytest.approx(5.2)
    assert level.gentler(tried, heard(-14.3, -1.8)) == tried


def test_steps():
    names = [name for name, _ in level.steps(level.first(heard()))]
    assert names == ["volume"]
    loud = level.first(heard(-20.0, 0.0, sides=(-20.0, -70.0)))
    assert [name for name, _ in level.steps(loud)] == [
        "stereotools", "volume", "aresample", "alimiter", "aresample",
    ]  # fmt: skip
    assert level.steps(level.first(heard(-math.inf))) == (("anull", {}),)


@pytest.mark.parametrize(
    ("loudness", "said"),
    [
        pytest.param(Loudness(heard(-16.0), 2.0, reached=(-14.0, -2.0)), "", id="nothing to say"),
        pytest.param(Loudness(heard(-60.0), 30.0, reached=(-30.0, -9.0)), "-30.0 LUFS", id="quiet"),
        pytest.param(
            Loudness(heard(-34.0, -20.0, [-34.0] * 50 + [-48.0] * 10), 20.0, reached=(-14.0, -2.0)),
            "-28 LUFS", id="hiss",
        ),
        pytest.param(Loudness(heard(-math.inf), 0.0), "silent", id="silence"),
    ],
)  # fmt: skip
def test_what_a_person_is_told(loudness, said):
    notes = " ".join(loudness.notes)
    assert said in notes if said else not notes
