import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.highlights.candidates import Candidate
from pipelines.highlights.score import Scored
from pipelines.highlights.select import FLOOR, explain, how_many, select
from pipelines.highlights.spec import Category
from pipelines.media.time import Time


def scored(
    start: float,
    end: float,
    score: float,
    category: Category = "moment",
    product: str | None = None,
) -> Scored:
    candidate = Candidate(Time.seconds(start), Time.seconds(end), 0, 0)
    return Scored(candidate, score, (), category, product, ())


def spans(chosen: list[Scored]) -> list[tuple[float, float]]:
    return [(one.candidate.start.s, one.candidate.end.s) for one in chosen]


@pytest.mark.parametrize(
    ("minutes", "asked", "count"),
    [(0.5, None, 3), (2, None, 5), (4, None, 10), (60, None, 24), (360, None, 24), (60, 2, 2)],
)
def test_how_many(minutes: float, asked: int | None, count: int) -> None:
    assert how_many(Time.seconds(minutes * 60), asked) == count


@pytest.mark.parametrize(("minutes", "count"), [(1, 3), (3, 6), (4, 8), (8, 9), (600, 9)])
def test_how_many_where_nobody_speaks(minutes: float, count: int) -> None:
    assert how_many(Time.seconds(minutes * 60), None, speech=False) == count


def test_the_best_of_overlapping_ones_is_kept_whole() -> None:
    pair = [scored(0, 15, 30), scored(15, 30, 30), scored(2, 28, 80)]
    assert spans(select([*pair, scored(40, 60, 50), scored(70, 90, 45)], 3)) == [
        (2, 28),
        (40, 60),
        (70, 90),
    ]


def test_two_good_halves_beat_a_weak_whole() -> None:
    chosen = select([scored(0, 15, 60), scored(16, 31, 58), scored(0, 31, 62)], 3)
    assert spans(chosen) == [(0, 15), (16, 31)]


def test_another_product_comes_before_more_of_the_same() -> None:
    same = [scored(at * 20, at * 20 + 15, 60 - at, "price_terms", "a") for at in range(3)]
    chosen = select([*same, scored(100, 115, 55, "factory", "b")], 2)
    assert [one.product for one in chosen] == ["a", "b"]


def test_weak_ones_fill_up_to_three_and_no_further() -> None:
    weak = [scored(at * 20, at * 20 + 15, 30) for at in range(8)]
    assert len(select([scored(200, 220, 90), *weak], 9)) == 3


def test_worthless_ones_do_not_fill_up() -> None:
    worthless = [scored(at * 20, at * 20 + 15, 3) for at in range(8)]
    assert len(select([scored(200, 220, 90), *worthless], 9)) == 1
    assert len(select([scored(200, 220, 90), *worthless], 5, asked=True)) == 5


def test_fillers_never_push_out_the_best() -> None:
    rows = [scored(0, 12, 0), scored(0, 13, 50), scored(12, 24, 0)]
    assert [one.score for one in select(rows, 2)][:1] == [50]


def test_never_none_of_some() -> None:
    assert len(select([scored(0, 15, -12)], 5)) == 1
    assert len(select([scored(0, 15, 0)], 5)) == 1
    assert select([], 5) == []


@st.composite
def many(draw: st.DrawFn) -> list[Scored]:
    """Candidates of three products or none, as they lie in a recording."""
    row = st.tuples(
        st.integers(0, 300),
        st.integers(12, 60),
        st.floats(-50, 90).map(lambda score: round(score, 1)),
        st.sampled_from(["price_terms", "product_demo", "factory"]),
        st.sampled_from([None, None, "a", "b", "c"]),
    )
    drawn = draw(st.lists(row, min_size=1, max_size=60, unique_by=lambda one: one[:2]))
    return [scored(at, at + size, score, kind, own) for at, size, score, kind, own in drawn]  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(many(), st.integers(1, 12), st.booleans())
def test_chosen_ones_are_disjoint_ranked_and_few_enough(
    found: list[Scored], count: int, asked: bool
) -> None:
    chosen = select(found, count, asked=asked)
    assert 1 <= len(chosen) <= count
    for one, following in pairwise(sorted(spans(chosen))):
        assert one[1] <= following[0]
    assert [one.score for one in chosen] == sorted((one.score for one in chosen), reverse=True)
    best = max(one.score for one in found)
    if best > 0:
        assert max(one.score for one in chosen) >= best * FLOOR


@settings(max_examples=150, deadline=None)
@given(many(), st.integers(1, 12), st.booleans())
def test_no_product_has_two_while_another_could_have_one(
    found: list[Scored], count: int, asked: bool
) -> None:
    chosen = select(found, count, asked=asked)
    had = [one.product for one in chosen if one.product]
    if len(had) == len(set(had)):
        return
    floor = max(0.0, max(one.score for one in found) * FLOOR)
    for product in {one.product for one in found if one.product} - set(had):
        for one in found:
            if one.product != product or one.score < floor:
                continue
            # There is no room for it but in the place of all clips of another product.
            met = [other.product for other in chosen if meets(one, other) and other.product]
            assert any(met.count(other) == had.count(other) for other in met)


def meets(one: Scored, other: Scored) -> bool:
    return one.candidate.span.overlap(other.candidate.span).us > 0


@settings(max_examples=60, deadline=None)
@given(many(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(
    found: list[Scored], chance: random.Random
) -> None:
    other = list(found)
    chance.shuffle(other)
    assert select(other, 5) == select(found, 5)
    assert explain(other, select(other, 5)) == explain(found, select(found, 5))


def test_each_product_before_a_second_of_one() -> None:
    first = [scored(at * 20, at * 20 + 15, 80 - at, "product_demo", "a") for at in range(4)]
    other = scored(100, 115, 35, "product_demo", "b")
    weak = scored(130, 145, 20, "product_demo", "c")
    chosen = select([*first, other, weak], 3)
    assert [one.product for one in chosen] == ["a", "a", "b"]
    assert [one.product for one in select([*first, other], 2)] == ["a", "b"]


def test_a_product_takes_the_place_of_what_has_none() -> None:
    factory = scored(0, 30, 60, "factory")
    inside = scored(5, 25, 50, "product_demo", "a")
    others = [scored(40, 60, 80, "product_demo", "b"), scored(70, 90, 70, "product_demo", "b")]
    assert [one.product for one in select([factory, inside, *others], 3)] == ["b", "b", "a"]


CHOSEN = [
    scored(0, 20, 50, "price_terms", "a"),
    scored(100, 130, 41),
    scored(130, 150, 40, "factory"),
]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (scored(118, 130, 10), None),
        (scored(90, 112, 33), "Overlaps clip 2 by 12 s, which scored 41 to its 33."),
        (
            scored(118, 142, 39, "quality"),
            "Overlaps clips 2 and 3, which together scored 81 to its 39.",
        ),
        (scored(200, 220, 12), "Scored 12, the floor is 18 (35 % of the best)."),
        (
            scored(200, 220, 30, "price_terms", "a"),
            "Clip 1 of the same product and category scored 50 to its 30.",
        ),
        (scored(200, 220, 30, "factory"), "Clip 3 of the same category scored 40 to its 30."),
        (
            scored(200, 220, 30, "quality"),
            "Scored 30; 3 clips were enough, and the weakest of them scored 40.",
        ),
        (
            scored(300.1, 320, 12),
            "Scored 12, the floor is 18 (35 % of the best); begins 0.1 s after a shot change.",
        ),
        (
            scored(280, 299.8, 12),
            "Scored 12, the floor is 18 (35 % of the best); ends 0.2 s before a shot change.",
        ),
    ],
    ids=[
        "a piece of a chosen one is no other moment", "overlaps one", "overlaps two", "too weak",
        "same product", "same category", "enough", "begins beside a cut", "ends beside a cut",
    ],
)  # fmt: skip
def test_why_not(other: Scored, why: str | None) -> None:
    found = explain([*CHOSEN, other], CHOSEN, shots=(Time.seconds(300),))
    assert [told for _, told in found] == ([] if why is None else [why])


def test_what_was_passed_over_is_named_once_and_the_best_first() -> None:
    variants = [scored(200 + at, 220 + at, 30 + at) for at in range(6)]
    others = [scored(300 + 30 * at, 320 + 30 * at, 20 + at) for at in range(9)]
    found = explain([*others, *variants, *CHOSEN], CHOSEN, 5)
    assert [one.score for one, _ in found] == [35, 28, 27, 26, 25]
    assert explain([], []) == ()
