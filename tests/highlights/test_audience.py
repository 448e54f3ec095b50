import random

import pytest

from pipelines.highlights.audience import USUAL_LAG, estimate_lag, read_audience
from pipelines.highlights.spec import Event
from pipelines.media.time import Time

SECONDS = 300
CAUSES = (40, 95, 150, 210, 260)


def events(lag: int, *, noise: int = 40) -> list[Event]:
    """Ten comments ``lag`` seconds after each cause, and others at any time."""
    chance = random.Random(7)
    times = [cause + lag + chance.random() for cause in CAUSES for _ in range(10)]
    times += [chance.uniform(0, SECONDS) for _ in range(noise)]
    return [Event(t=Time.seconds(time), type="comment") for time in sorted(times)]


def causes() -> list[float]:
    return [1.0 if second in CAUSES else 0.0 for second in range(SECONDS)]


@pytest.mark.parametrize("lag", [3, 6, 12, 18])
def test_the_lag_is_measured_and_taken_back(lag: int) -> None:
    audience = read_audience(events(lag), SECONDS, causes())
    assert audience.measured
    assert abs(audience.lag - lag) <= 1
    for cause in CAUSES:
        assert max(audience.scores[cause - 2 : cause + 3]) > 2
    assert len(audience.scores) == SECONDS


def test_without_clear_causes_the_usual_lag_holds() -> None:
    assert estimate_lag([0.0] * 50, [0.0] * 50) == (USUAL_LAG, False)
    assert read_audience(events(5), SECONDS, [0.0] * SECONDS).lag == USUAL_LAG


def test_one_viral_moment_does_not_flatten_the_others() -> None:
    viral = [Event(t=Time.seconds(100 + at / 1000), type="order") for at in range(900)]
    audience = read_audience(sorted([*events(8), *viral], key=lambda e: e.t), SECONDS, causes())
    assert max(audience.scores[CAUSES[0] - 2 : CAUSES[0] + 3]) > 2


def test_nothing_happens() -> None:
    assert read_audience([], SECONDS, causes()).scores == ()
    viewers = [Event(t=Time.seconds(9), type="viewers", value=10)]
    assert read_audience(viewers, SECONDS, causes()).scores == ()


def test_acts_are_counted_where_they_were_caused() -> None:
    likes = [Event(t=Time.seconds(20.5), type="like", value=400)]
    audience = read_audience([*likes, *events(USUAL_LAG)], SECONDS, [0.0] * SECONDS)
    assert len(audience.sums) == SECONDS + 1
    moment = 20 - USUAL_LAG
    assert audience.sums[moment + 1] - audience.sums[moment] < 3
    for cause in CAUSES:
        assert audience.sums[cause + 2] - audience.sums[cause] >= 10
