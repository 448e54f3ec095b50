"""The score of framings that move, split or shrink: known windows, known boxes."""

from typing import Any

import pytest

from bench.world.measures import framing
from bench.world.spec import Subject, Timeline, Truth
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import Framing, Framings, Region

Box = tuple[float, float, float, float]
NOTHING = Timeline(
    seed=1, duration=10, products=(), speakers=(), spoken=(), shots=(), actions=(), facts=(),
    cuts=(), dead_air=(),
)  # fmt: skip


def score(boxes: list[Box], **how: Any) -> framing.FramingScore:
    """One shot of ten seconds, its boxes evenly spread. 9:16 of 1280 x 720 is 405 pixels wide."""
    subjects = tuple(
        Subject(t=10 * number / len(boxes), name="held:A", box=box)
        for number, box in enumerate(boxes)
    )
    truth = Truth(timeline=NOTHING, width=1280, height=720, fps=1, subjects=subjects)
    shot = Framing(span=Span(start=Time(0), end=Time.seconds(10)), **how)
    return framing.score([Framings(ratio="9:16", shots=(shot,))], truth)


def boxes(*lefts: float) -> list[Box]:
    """A hundred pixels wide, 360 high."""
    return [(left, 200, left + 100, 560) for left in lefts]


def test_a_moving_window_keeps_what_it_follows() -> None:
    crossing = boxes(*range(250, 1000, 75))
    locked = score(crossing, mode="crop", x=0.5)
    followed = score(crossing, mode="crop", x=0.22, to_x=0.78)
    assert locked.inside < 0.6 and followed.inside == 1
    assert (locked.speed, locked.acceleration) == (0, 0)
    way = (0.78 - 0.22) * 1280 / 405
    assert followed.speed == pytest.approx(1.5 * way / 10, rel=0.01)
    assert followed.acceleration == pytest.approx(6 * way / 100, rel=0.02)


@pytest.mark.parametrize(
    ("how", "size", "tiny"),
    [
        pytest.param({"mode": "crop"}, 0.5, 0, id="as-high-as-the-picture"),
        pytest.param({"mode": "crop", "zoom": 1.2}, 0.6, 0, id="closed-in"),
        pytest.param({"mode": "fit"}, 360 * 1080 / 1280 / 1920, 0, id="the-whole-picture"),
        pytest.param({"mode": "fit", "zoom": 1.5}, 360 * 1620 / 1280 / 1920, 0, id="part-of-it"),
    ],
)
def test_the_size_is_what_is_seen(how: dict[str, Any], size: float, tiny: float) -> None:
    found = score(boxes(590), **how)
    assert (found.size, found.tiny) == (pytest.approx(size, rel=0.01), tiny)


def test_what_is_smaller_than_a_thumb_is_tiny() -> None:
    found = score([(600, 300, 640, 400)], mode="fit")
    assert found.inside == 1 and found.tiny == 1


@pytest.mark.parametrize(
    ("left", "inside", "size"),
    [
        pytest.param(150, 1, 0.4, id="in-the-upper-half"),
        pytest.param(950, 1, 0.4, id="in-the-lower-half"),
        pytest.param(590, 0, 0.4, id="in-neither"),
    ],
)
def test_a_split_shows_two_windows(left: float, inside: float, size: float) -> None:
    """Each half 1080 x 960; closed in on 1.6 times, 506 x 450 pixels of the picture."""
    how = {"x": 0.16, "y": 0.5, "zoom": 1.6, "lower": Region(x=0.78, y=0.5, zoom=1.6)}
    found = score(boxes(left), mode="split", **how)
    assert found.inside == inside and found.size == pytest.approx(size, abs=0.001)
