import pytest

from bench.questions import Count, Pair, count

TRUE = (Pair("is it free?", (10, 14)), Pair("MOQ?", (30, 32)))


@pytest.mark.parametrize(
    ("given", "found", "off"),
    [
        (TRUE, 2, (0, 0)),
        ((Pair("is it free?", (11, 15)), Pair("MOQ?", (33, 35))), 1, (1,)),
        ((Pair("MOQ?", (10, 14)), Pair("nice", (30, 32))), 0, ()),
        ((TRUE[1], TRUE[1], Pair("MOQ?", (0, 1))), 1, (0,)),
        ((), 0, ()),
    ],
    ids=["all", "one too late", "the other's answer", "twice", "none"],
)
def test_what_is_counted(given: tuple[Pair, ...], found: int, off: tuple[float, ...]) -> None:
    counted = count(TRUE, given)
    assert (counted.true, counted.given, counted.found) == (2, len(given), found)
    assert counted.off == pytest.approx(off)


def test_counts_add_up() -> None:
    both = count(TRUE, TRUE) + count(TRUE, ())
    assert (both.true, both.given, both.found, both.off) == (4, 2, 2, (0, 0))
    assert Count() + both == both
