"""Where moments of the recording go when parts of a clip are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.media.time import Span, Time
from pipelines.shorts.timeline import FPS, timeline


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


CLIP = span(100, 110)


@pytest.mark.parametrize(
    ("removed", "pieces"),
    [
        pytest.param([], [(0, 300, 0)], id="nothing"),
        pytest.param([span(102, 103)], [(0, 60, 0), (90, 300, 60)], id="inside"),
        pytest.param([span(90, 101)], [(30, 300, 0)], id="the beginning"),
        pytest.param([span(109, 120)], [(0, 270, 0)], id="the end"),
        pytest.param(
            [span(103, 105), span(102, 104)], [(0, 60, 0), (150, 300, 60)], id="overlapping"
        ),
        pytest.param([span(102, 103), span(103.05, 104)], [(0, 60, 0), (120, 300, 60)], id="crumb"),
        pytest.param([span(0, 200)], [(0, 300, 0)], id="everything"),
    ],
)
def test_pieces(removed: list[Span], pieces: list[tuple[int, int, int]]) -> None:
    made = timeline(CLIP, removed)
    assert [(p.first, p.last, p.at) for p in made.pieces] == pieces


def test_moments_before_in_and_after_a_removed_part() -> None:
    made = timeline(CLIP, [span(102, 104)])
    assert [made.clip(Time.seconds(t)).s for t in (99, 101, 103, 104, 105, 200)] == [
        0, 1, 2, 2, 3, 8,
    ]  # fmt: skip
    assert [made.shows(Time.seconds(t)) for t in (99, 101, 103, 104)] == [False, True, False, True]
    assert made.joints == (60,)
    assert [made.frame(number) for number in (0, 59, 80, 120, 299)] == [0, 59, 60, 60, 239]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=6),
    st.integers(0, 299),
)
def test_every_frame_of_the_clip_leads_back_to_where_it_was_cut_from(
    parts: list[tuple[int, int]], number: int
) -> None:
    removed = [span(100 + a / FPS, 100 + (a + n) / FPS) for a, n in parts]
    made = timeline(CLIP, removed)
    shown = Time.seconds((number % made.frames) / FPS)
    moment = made.recording(shown)
    assert made.shows(moment)
    assert abs((made.clip(moment) - shown).us) <= 2
