"""What is told of a film: that cameras fit worse only where one of them moved."""

import pytest

from pipelines.panorama.film.course import Course
from pipelines.panorama.film.report import worse_since
from pipelines.panorama.film.shot import Log
from pipelines.panorama.film.watch import Span

MOVED = (Span(2.0, 2.5),)


def log(apart: list[float], lost: list[float]) -> Log:
    """Ten seconds: two looks a second, every second one for what lies apart."""
    return Log(apart=apart, near=[(float(at), []) for at in range(10)], lost=lost)


@pytest.mark.parametrize(
    ("untold", "apart", "lost", "since"),
    [
        ((), [1.0] * 20, [], None),
        ((), [1.0] * 10 + [9.0] * 10, [2, 3, 5, 6, 7, 8, 9], None),
        (MOVED, [1.0] * 20, [4.0, 7.0], None),
        (MOVED, [1.0] * 20, [3, 4, 5, 6, 8, 9], 2.0),
        (MOVED, [1.0] * 5 + [9.0] * 15, [], 2.0),
    ],
    ids=["all well", "a crowd", "a camera that was brushed", "turned", "turned far"],
)
def test_whether_the_cameras_fitworse_since(
    untold: tuple[Span, ...], apart: list[float], lost: list[float], since: float | None
) -> None:
    assert worse_since(Course((), untold=untold), log(apart, lost)) == since
