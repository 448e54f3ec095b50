from itertools import pairwise

import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts import captions
from pipelines.shorts.avoid import Obstacle
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import CaptionCue, EditPlan, Framing, Framings, Subtitles
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import timeline

SPAN = Span(start=Time.seconds(10), end=Time.seconds(22))
STYLE = load_style("clean")
AREA = captions.zone("9:16", STYLE, load_preset("universal"))


def shot(start: float, end: float, **fields) -> Framing:
    span = Span(start=Time.seconds(start), end=Time.seconds(end))
    return Framing.model_validate({"span": span, "mode": "crop", **fields})


@pytest.fixture
def shown(cue):
    """``shown(obstacles, shots…)``: six screens of two seconds each, placed."""

    def make(obstacles=(), *shots: Framing, spoken=()):
        cues = tuple(cue(10 + 2 * n, " Every", " word", " counts", each=0.6) for n in range(6))
        plan = EditPlan(
            index=1, slug="c", title="T", highlight="h", language="en", span=SPAN, cues=cues,
            framings=(Framings(ratio="9:16", shots=shots or (shot(10, 22),)),),
            spoken=Subtitles(language="zh", cues=tuple(spoken)) if spoken else None,
        )  # fmt: skip
        return captions.screens(plan, timeline(SPAN), AREA, STYLE, obstacles)

    return make


def obstacle(kind, top, bottom, start=0.0, end=12.0, left=200, right=880) -> Obstacle:
    return Obstacle(kind, left, top, right, bottom, Time.seconds(start), Time.seconds(end))


def places(screens) -> list[float]:
    return [screen.baseline for screen in screens]


def test_low_where_nothing_is_in_the_way(shown):
    assert set(places(shown())) == {AREA.baseline}
    assert captions.notes(shown()) == ()


LOW = {
    "a face": obstacle("a face", 1300, 1700),
    "text": obstacle("text", 1380, 1560),
    "the product": obstacle("the product", 1350, 1600),
    "the brand": obstacle("the brand", 1400, 1560),
}


@pytest.mark.parametrize("one", LOW.values(), ids=LOW.keys())
def test_raised_above_what_stands_low(shown, one):
    (place,) = set(places(shown([one])))
    assert AREA.top < place and place + 0.25 * STYLE.em < one.top
    assert captions.notes(shown([one])) == ()


def test_at_the_top_when_everything_below_is_taken(shown):
    (place,) = set(places(shown([obstacle("a face", 700, 1900)])))
    assert place < 700 and place >= AREA.top


def test_what_harms_least_is_covered_and_told(shown):
    everywhere = [obstacle("a face", 150, 1250), obstacle("the product", 1250, 1920)]
    screens = shown(everywhere)
    assert min(places(screens)) > 1250
    assert captions.notes(screens) == ("Captions cover the product where nothing was free.",)


def test_captions_move_only_where_the_shot_changes(shown):
    low = [obstacle("a face", 1300, 1700, 4.0, 8.0)]
    found = places(shown(low, shot(10, 14), shot(14, 18), shot(18, 22)))
    assert found[0] == found[1] == AREA.baseline == found[4] == found[5]
    assert found[2] == found[3] < 1300


def test_a_screen_moves_with_the_picture(shown):
    low = [obstacle("a face", 1300, 1700, 5.0, 12.0)]
    screens = shown(low, shot(10, 15), shot(15, 22))
    assert [(one.start.s, one.end.s) for one in screens][2:4] == [(4.0, 5.0), (5.0, 6.0)]
    assert places(screens)[2] == AREA.baseline > places(screens)[3]
    assert screens[2].lines == screens[3].lines
    assert len(shown((), shot(10, 15), shot(15, 22))) == 6, "together where nothing moves"


def test_a_passing_obstacle_does_not_make_them_jump(shown):
    assert len(set(places(shown([obstacle("the product", 1400, 1560, 4.2, 4.9)])))) == 1


def test_at_most_one_move_inside_a_shot(shown):
    restless = [
        obstacle("a face", *((1300, 1700) if n % 2 else (400, 1250)), 2.0 * n, 2.0 * n + 2)
        for n in range(6)
    ]
    moves = sum(one != other for one, other in pairwise(places(shown(restless))))
    assert moves <= 1


def test_on_the_seam_of_a_split_when_both_windows_are_taken(shown):
    split = shot(10, 22, mode="split", seam=0.4)
    taken = [obstacle("a face", 150, 600), obstacle("the product", 900, 1800)]
    (place,) = set(places(shown(taken, split)))
    assert 600 + STYLE.em < place < 900


def said(cue, start: float, text: str, seconds: float) -> CaptionCue:
    return cue(start, text, each=seconds)


def test_the_spoken_language_stands_above_and_never_touches(shown, cue):
    spoken = [said(cue, 10, "起订量五百件", 3), said(cue, 13.5, "十五天交货，单价两块五", 7)]
    screens = shown((), spoken=spoken)
    small = [screen for screen in screens if screen.language == "zh"]
    large = [screen for screen in screens if screen.language == "en"]
    assert len(small) == 2 and len(large) == 6
    assert small[0].style.em < large[0].style.em
    head = large[0].baseline - (len(large[0].lines) - 1) * STYLE.leading * STYLE.em - STYLE.em * 0.8
    assert {screen.baseline for screen in small} == {small[0].baseline}, "no jumping"
    assert small[0].baseline < head
    assert all(len(screen.lines) <= 2 for screen in screens)


def test_the_spoken_language_moves_when_the_captions_do(shown, cue):
    low = [obstacle("a face", 1200, 1700, 4.0, 12.0)]
    spoken = [said(cue, 10, "起订量五百件，单价两块五", 12)]
    screens = shown(low, shot(10, 14), shot(14, 22), spoken=spoken)
    small = [screen for screen in screens if screen.language == "zh"]
    assert [(one.start.s, one.end.s) for one in small] == [(0.0, 4.0), (4.0, 12.0)]
    assert small[0].baseline > small[1].baseline
    assert len({len(screen.lines) for screen in small}) == 1
