"""Halls repeat themselves: pairs that a turn explains and that are false all the same."""

import numpy as np
import pytest

from pipelines.panorama.arrays import Floats
from pipelines.panorama.cycles import without_contradictions
from pipelines.panorama.groups import Edge
from pipelines.panorama.matches import Pair


def about_vertical(degrees: float) -> Floats:
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return np.array([[cosine, 0, -sine], [0, 1, 0], [sine, 0, cosine]])


def edge(first: int, second: int, degrees: float, matches: int) -> Edge:
    points = np.zeros((matches, 2))
    return Edge(Pair(first, second, points, points), about_vertical(degrees))


def ring(count: int, scale: float = 1.0) -> list[Edge]:
    """``scale``: by how much a wrong lens stretches each turn."""
    step = 360 / count * scale
    return [edge(i, i + 1, step, 500) for i in range(count - 1)] + [edge(0, count - 1, -step, 400)]


@pytest.mark.parametrize(
    ("edges", "false"),
    [
        pytest.param(ring(12), [], id="a clean ring stays whole"),
        pytest.param(ring(12, 1.05), [], id="a lens 5 % wrong does not open it"),
        pytest.param(ring(18, 0.96), [], id="eighteen pictures, lens 4 % wrong"),
        pytest.param(ring(12), [edge(0, 3, 21, 70)], id="a machine that stands there twice"),
        pytest.param(ring(12), [edge(3, 8, 12, 65), edge(4, 9, 15, 53)], id="two of them"),
        pytest.param([edge(0, 1, 30, 20)], [], id="a single pair"),
    ],
)
def test_false_pairs_are_dropped(edges: list[Edge], false: list[Edge]) -> None:
    kept = without_contradictions([*edges, *false])
    assert [each.ends for each in kept] == [each.ends for each in edges]


def test_groups_are_judged_apart() -> None:
    edges = [edge(0, 1, 30, 90), edge(2, 3, 40, 90)]
    assert without_contradictions(edges) == edges
