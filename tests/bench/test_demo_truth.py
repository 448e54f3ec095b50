"""What is understood of the bundled livestream, held against everything known of it."""

import pytest

from assets import asset
from bench.understanding import Trial, understand
from bench.world.measures import cuts, facts, framing, shots, words
from pipelines.shorts import pan

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def trial() -> Trial:
    return understand(asset("demo"))


def test_words(trial: Trial) -> None:
    score = words.score(trial.truth.timeline, trial.found.transcript)
    assert trial.found.transcript.model == "demo"
    # 9.5 % where it was trained; processors round eight-bit products differently.
    assert score.errors.rate < 0.12
    assert score.median is not None
    assert score.median < 0.12


def test_facts(trial: Trial) -> None:
    score = facts.score(trial.truth.timeline.facts, trial.found.facts)
    assert score.recall >= 0.75
    assert score.precision >= 0.75


def test_cuts(trial: Trial) -> None:
    film = trial.truth.timeline
    chosen = [(one.start.s, one.end.s) for one in trial.found.highlights]
    score = cuts.score(film.cuts, chosen, film.dead_air)
    assert score.touched >= 0.85
    assert score.hit >= 0.75
    assert score.idle < 0.05


@pytest.mark.parametrize(("ratio", "times"), [("9:16", 2.5), ("4:5", 1.3), ("1:1", 1.15)])
def test_framing(trial: Trial, ratio: str, times: float) -> None:
    """``times``: how much better than a window that stays in the middle."""
    framings = [each for each in trial.framings if each.ratio == ratio]
    score = framing.score(framings, trial.truth)
    middle = framing.score([framing.centre(each) for each in framings], trial.truth)
    assert score.frames > 500
    assert score.inside >= 0.98
    assert score.inside > times * middle.inside
    assert score.empty <= 0.005
    assert score.size >= 0.2
    assert score.tiny <= 0.01
    assert score.speed <= pan.FASTEST
    assert score.acceleration <= pan.HARDEST


def test_shots(trial: Trial) -> None:
    found = [shot.s for shot in trial.found.signals.shots]
    score = shots.score(trial.truth.timeline.shots, found)
    assert score.recall >= 0.9
    assert score.precision >= 0.9
