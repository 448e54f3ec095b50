import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts.faces import Box
from pipelines.shorts.shown import Rect, places
from pipelines.shorts.spec import Framing, Region

SPAN = Span(start=Time(0), end=Time.seconds(4))
WIDE = 16 / 9
MIDDLE = Box(0.5, 0.5, 0.1, 0.2)
CASES = {
    "locked": ({"mode": "crop"}, MIDDLE, (370, 768, 711, 1152)),
    "closer": ({"mode": "crop", "zoom": 2.0}, MIDDLE, (199, 576, 881, 1344)),
    "at the edge": ({"mode": "crop", "x": 0.0}, Box(0.05, 0.5, 0.1, 0.2), (0, 768, 341, 1152)),
    "fitted": ({"mode": "fit"}, MIDDLE, (486, 899, 594, 1021)),
    "fitted, closer": ({"mode": "fit", "zoom": 1.5}, MIDDLE, (459, 869, 621, 1051)),
    "outside": ({"mode": "crop", "x": 0.0}, Box(0.9, 0.5, 0.1, 0.2), None),
}


@pytest.mark.parametrize(("framing", "box", "expected"), CASES.values(), ids=CASES.keys())
def test_where_a_box_stands(framing, box, expected):
    found = places(box, WIDE, Framing(span=SPAN, **framing), "9:16")
    if expected is None:
        assert found == ()
    else:
        (rect,) = found
        assert (rect.left, rect.top, rect.right, rect.bottom) == pytest.approx(expected, abs=1)


def test_a_moving_window_takes_the_box_along():
    framing = Framing(span=SPAN, mode="crop", x=0.2, to_x=0.8)
    lefts = [places(MIDDLE, WIDE, framing, "9:16", share)[0].left for share in (0.4, 0.5, 0.6)]
    assert lefts[0] > lefts[1] > lefts[2]
    assert places(MIDDLE, WIDE, framing, "9:16", 0.0) == ()


def test_both_windows_of_a_split_show_what_is_in_both():
    lower = Region(x=0.5, y=0.5, zoom=2.0)
    split = Framing(span=SPAN, mode="split", seam=0.4, lower=lower)
    upper, under = places(MIDDLE, WIDE, split, "9:16")
    assert upper.bottom <= 768 <= under.top
    assert under.right - under.left > upper.right - upper.left


def test_parts():
    one, other = Rect(0, 0, 10, 10), Rect(5, 5, 20, 20)
    assert one.within(other) == Rect(5, 5, 10, 10)
    assert one.within(Rect(30, 30, 40, 40)).area == 0
    assert Rect(0, 0, 10, 20).shrunk(0.5) == Rect(2.5, 5, 7.5, 15)
