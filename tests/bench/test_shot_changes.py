import numpy as np
import pytest

from bench.shot_changes import WAYS, Case, count, report
from tests.highlights.test_signals import room


@pytest.fixture(scope="module")
def case() -> Case:
    film = np.concatenate([room(2, tone=tone) for tone in (50, 120, 190)])
    return Case("three rooms", film[..., None].repeat(3, axis=3), (30, 60))


@pytest.mark.parametrize("name", [name for name, _ in WAYS])
def test_each_way_finds_plain_cuts(name: str, case: Case) -> None:
    assert dict(WAYS)[name](case.film) == [30, 60]


@pytest.mark.parametrize(
    ("found", "right", "wrong"),
    [((30, 60), 2, 0), ((31, 58), 2, 0), ((33,), 0, 1), ((), 0, 0), ((30, 45, 90), 1, 2)],
    ids=["exact", "near", "too far", "none", "too many"],
)
def test_what_counts_as_found(found: tuple[int, ...], right: int, wrong: int) -> None:
    assert count(found, (30, 60), 2) == (right, wrong)


def test_the_table_has_a_row_for_each_recording(case: Case) -> None:
    assert "| three rooms | 2 of 2 | 0 | 2 of 2 | 0 |" in report([case])
