import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.shorts.lines import (
    MOST_LINES,
    Piece,
    balance,
    span_width,
    split_lines,
    split_screens,
)


def pieces(*widths: float, gap: float = 10) -> list[Piece]:
    return [Piece(width, gap) for width in widths]


CASES = {
    "one line": (pieces(40, 40), (2,)),
    "balanced": (pieces(40, 40, 40, 40), (2, 4)),
    "second longer": (pieces(30, 40, 50), (2, 3)),
    "too much": (pieces(60, 60, 60, 60), None),
}


@pytest.mark.parametrize(("given_pieces", "ends"), CASES.values(), ids=CASES.keys())
def test_split_lines(given_pieces, ends):
    assert split_lines(given_pieces, 100) == ends


def test_a_pause_is_a_better_break():
    row = [Piece(30, 10), Piece(30, 10, closes=True), Piece(30, 10), Piece(30, 10), Piece(25, 10)]
    assert split_lines(row, 110) == (2, 5)


def test_words_of_the_engine_stay_whole():
    row = [Piece(30), Piece(30), Piece(30, inner=True), Piece(30)]
    assert split_lines(row, 95) in {(1, 4), (3, 4)}


@given(st.lists(st.floats(5, 100), min_size=1, max_size=40))
def test_every_screen_fits(widths):
    row = pieces(*widths)
    ends = split_screens(row, 100)
    assert ends[-1] == len(row)
    for start, end in zip((0, *ends[:-1]), ends, strict=True):
        lines = split_lines(row[start:end], 100)
        assert lines is not None and len(lines) <= MOST_LINES
        for first, last in zip((0, *lines[:-1]), lines, strict=True):
            assert span_width(row[start:end], first, last) <= 100 or last - first == 1


def test_titles_break_at_pauses():
    row = [Piece(20, inner=i > 0, closes=i == 3) for i in range(9)]
    assert balance(row, 130, 4) == (4, 9)


def test_a_title_that_does_not_fit():
    assert balance(pieces(90, 90, 90), 100, 2) is None
