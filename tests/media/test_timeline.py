from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.media.timeline import LEAD, Stamp, Timeline

PICTURE, SOUND = 0, 1
FRAME = 40_000
TOLERANCE = 1_000_000


def stretch(start: int, end: int, *, late: int = 0) -> list[Stamp]:
    """Picture and sound of a recorder's clock, interleaved; the sound ``late`` microseconds."""
    stamps = []
    for number in range((end - start) // FRAME):
        time = start + number * FRAME
        stamps.append(Stamp(PICTURE, time, time, FRAME, key=number % 25 == 0))
        stamps.append(Stamp(SOUND, time + late, time + late, FRAME))
    return stamps


def mended(stamps: list[Stamp], *, picture: int | None = PICTURE) -> tuple[list[Stamp], Timeline]:
    timeline = Timeline(picture=picture, sound=SOUND, tolerance=TOLERANCE)
    placed = [out for stamp in stamps for out in timeline.feed(stamp)] + timeline.flush()
    return placed, timeline


def times(placed: list[Stamp], track: int) -> list[int]:
    return [stamp.pts for stamp in placed if stamp.track == track]


@pytest.mark.parametrize("start", [0, -80_000, 7_200_000_000, -5_000_000])
def test_the_first_picture_is_zero(start: int) -> None:
    placed, timeline = mended(stretch(start, start + 4_000_000))
    assert times(placed, PICTURE) == times(placed, SOUND) == list(range(0, 4_000_000, FRAME))
    assert timeline.jumps == timeline.dropped == 0


SECOND = 1_000_000
WRAP = round(Fraction(1 << 33, 90_000) * SECOND)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param((0, 4 * SECOND), (500 * SECOND, 504 * SECOND), id="forwards"),
        pytest.param((500 * SECOND, 504 * SECOND), (0, 4 * SECOND), id="backwards"),
        pytest.param((WRAP - 4 * SECOND, WRAP), (0, 4 * SECOND), id="mpeg-ts counter wraps"),
        pytest.param((0, 4 * SECOND), (0, 4 * SECOND), id="starts over"),
    ],
)
def test_a_jump_is_closed_and_the_step_kept(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    late = 5_000
    placed, timeline = mended(stretch(*first, late=late) + stretch(*second, late=late))
    assert timeline.jumps == 1 and timeline.dropped == 0
    picture, sound = times(placed, PICTURE), times(placed, SOUND)
    assert picture == list(range(0, 8 * SECOND, FRAME))
    assert [b - a for a, b in zip(picture, sound, strict=True)] == [late] * len(picture)


def test_late_packets_of_the_old_clock_find_their_place() -> None:
    old, new = stretch(0, 4 * SECOND), stretch(900 * SECOND, 904 * SECOND)
    mixed = old[:-3] + new[:2] + old[-3:] + new[2:]
    placed, timeline = mended(mixed)
    assert timeline.jumps == 1
    assert sorted(times(placed, SOUND)) == list(range(0, 8 * SECOND, FRAME))
    assert sorted(times(placed, PICTURE)) == list(range(0, 8 * SECOND, FRAME))


def test_a_still_picture_under_running_sound_is_no_jump() -> None:
    stamps = [
        stamp
        for stamp in stretch(0, 20 * SECOND)
        if stamp.track == SOUND or not 5 * SECOND < stamp.pts < 15 * SECOND
    ]
    placed, timeline = mended(stamps)
    assert timeline.jumps == 0
    assert times(placed, PICTURE)[-1] == 20 * SECOND - FRAME


def test_pictures_before_the_first_key_picture_are_left_out() -> None:
    stamps = stretch(0, 4 * SECOND)[10:]
    placed, _ = mended(stamps)
    assert times(placed, PICTURE)[0] == 0
    assert len(times(placed, PICTURE)) == 75
    assert min(times(placed, SOUND)) >= 0


@pytest.mark.parametrize(
    ("lead", "zero_is_sound"), [(LEAD // 2, False), (LEAD + SECOND, True)], ids=["short", "long"]
)
def test_sound_that_leads(lead: int, zero_is_sound: bool) -> None:
    sound = [Stamp(SOUND, t, t, FRAME) for t in range(0, lead, FRAME)]
    placed, _ = mended(sound + stretch(lead, lead + 4 * SECOND))
    assert times(placed, SOUND)[0] == 0
    assert times(placed, PICTURE)[0] == (lead if zero_is_sound else 0)


def test_sound_alone() -> None:
    sound = [Stamp(SOUND, t, t, FRAME) for t in range(30 * SECOND, 34 * SECOND, FRAME)]
    placed, _ = mended(sound, picture=None)
    assert times(placed, SOUND) == list(range(0, 4 * SECOND, FRAME))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([PICTURE, SOUND]),
            st.integers(-(10**13), 10**13),
            st.integers(0, 200_000),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_whatever_comes_in_order_comes_out(
    packets: list[tuple[int, int, int, bool]],
) -> None:
    stamps = [Stamp(track, dts, dts + delay, FRAME, key) for track, dts, delay, key in packets]
    placed, timeline = mended(stamps)
    assert len(placed) + timeline.dropped + timeline.disordered == len(stamps)
    for track in (PICTURE, SOUND):
        order = [stamp.dts for stamp in placed if stamp.track == track]
        assert order == sorted(order)
    assert all(stamp.pts >= 0 and stamp.dts <= stamp.pts for stamp in placed)
