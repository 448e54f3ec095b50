from dataclasses import replace

import pytest

from pipelines.highlights.audience import read_audience
from pipelines.highlights.candidates import Candidate
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.features import Scene, prepare
from pipelines.highlights.picture import Picture
from pipelines.highlights.score import score
from pipelines.highlights.sound import Sound
from pipelines.highlights.spec import Event
from pipelines.media.time import Time
from tests.highlights.spoken import say

SECONDS = 200


def scene(*events: Event, **more: object) -> Scene:
    """Steady sound, and a comment every ten seconds."""
    steady = [event(at, "comment") for at in range(5, SECONDS, 10)]
    happened = tuple(sorted([*steady, *events], key=lambda one: one.t))
    known = {"sound": Sound(loudness=(-30.0,) * SECONDS, impact=(0.0,) * SECONDS), **more}
    audience = read_audience(happened, SECONDS, [0.0] * SECONDS)
    duration = Time.seconds(SECONDS)
    return prepare(Evidence(duration=duration, events=happened, audience=audience, **known))  # type: ignore[arg-type]


def event(at: float, kind: str) -> Event:
    return Event(t=Time.seconds(at), type=kind, product="a" if kind == "product_card" else None)


def share(where: Scene, start: float, end: float, feature: str) -> float:
    one = score(where, Candidate(Time.seconds(start), Time.seconds(end), 0, 0))
    return sum(reason.share for reason in one.reasons if reason.feature == feature)


def test_the_span_that_holds_the_whole_reaction_gets_most() -> None:
    burst = [event(68 + at, "comment") for at in range(20)]  # caused from 60 to 80
    where = scene(*burst)
    whole = share(where, 60, 78, "reaction")
    assert whole > share(where, 60, 68, "reaction") > 0
    assert whole > share(where, 50, 100, "reaction") > 0
    assert share(where, 120, 140, "reaction") == 0


@pytest.mark.parametrize(
    ("feature", "start", "end", "gains"),
    [
        ("introduced", 59.8, 80, True),
        ("introduced", 57, 80, False),
        ("introduced", 64, 80, False),
        ("mixed", 40, 70, True),
        ("mixed", 59.8, 80, False),
        ("settled", 72, 84, True),
        ("settled", 100, 120, False),
    ],
)
def test_cards_and_orders(feature: str, start: float, end: float, gains: bool) -> None:
    where = scene(event(60, "product_card"), event(92, "order"))
    points = share(where, start, end, feature)
    assert points != 0 if gains else points == 0
    assert points <= 0 if feature == "mixed" else points >= 0


def test_a_product_that_is_shown_without_words_is_a_demonstration() -> None:
    where = scene(event(60, "product_card"))
    shown = score(where, Candidate(Time.seconds(59.8), Time.seconds(80), 0, 0))
    other = score(where, Candidate(Time.seconds(100), Time.seconds(120), 0, 0))
    assert (shown.category, shown.product) == ("product_demo", "a")
    assert (other.category, other.product) == ("moment", None)


def test_what_moves_close_to_the_camera_and_knocks() -> None:
    near = Picture(closeness=(0.0,) * 50 + (0.8,) * 50 + (0.0,) * 100)
    where = scene(picture=near)
    assert share(where, 50, 70, "shown") > 4 > share(where, 100, 120, "shown") == 0
    knocks = Sound(loudness=(-30.0,) * SECONDS, impact=(0.0,) * 60 + (30.0,) + (0.0,) * 139)
    assert share(scene(sound=knocks), 50, 70, "shown") > 1


def test_quiet_seconds_and_both_ends_of_the_stream_cost() -> None:
    levels = (-30.0,) * 100 + (-60.0,) * 20 + (-30.0,) * 80
    where = scene(sound=Sound(loudness=levels, impact=(0.0,) * SECONDS))
    assert share(where, 95, 120, "quiet") < -10
    assert share(where, 60, 80, "quiet") == 0
    assert share(where, 0, 20, "fringe") == share(where, 180, 200, "fringe") == -10
    assert share(where, 20, 180, "fringe") == 0


@pytest.mark.parametrize(("start", "end", "points"), [(50.3, 69.7, 4), (50.3, 66, 2), (55, 66, 0)])
def test_whole_shots_are_better(start: float, end: float, points: float) -> None:
    shots = (Time.seconds(50), Time.seconds(70))
    assert share(scene(picture=Picture(shots=shots)), start, end, "shot") == points


def test_where_words_are_known_they_decide() -> None:
    where = scene(event(0.5, "product_card"), *[event(8 + at, "comment") for at in range(12)])
    spoken = replace(where.evidence, sentences=say("Look at this, it does not leak at all today."))
    one = score(prepare(spoken), Candidate(Time(0), Time.seconds(20), 0, 1))
    assert not {"reaction", "introduced"} & {reason.feature for reason in one.reasons}
    assert "audience" in {reason.feature for reason in one.reasons}
