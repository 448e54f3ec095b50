"""How much a set fails to be one of a camera that only turned: matches that lie near where a turn
would have them, but not on it.

A lens off the axis of the turn moves near things against far ones, and the matches of those miss
by a little; wrong matches miss by a lot. Measured on a drawn hall: 0.06, 0.09, 0.21, 0.35 and 0.52
of all matches for a lens 5, 10, 20, 40 and 70 centimetres off the axis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import View
from pipelines.panorama.matches import Pair

HIT, NEAR = 0.003, 0.060
"""Long sides of a picture: up to where a match is right, and from where it is wrong altogether."""
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Miss:
    """``share``: of the matches of two views (by name) that are not wrong, those that miss."""

    first: str
    second: str
    share: float


def near_misses(
    views: Sequence[View], names: Sequence[str], pairs: Sequence[Pair]
) -> tuple[Miss, ...]:
    """Of every two placed views with matches enough, the worst first. ``names``: of the pictures
    that ``pairs`` count."""
    placed = {view.name: view for view in views}
    found = [miss for pair in pairs if (miss := _miss(placed, names, pair)) is not None]
    return tuple(sorted(found, key=lambda miss: (-miss.share, miss.first, miss.second)))


def _miss(placed: Mapping[str, View], names: Sequence[str], pair: Pair) -> Miss | None:
    one, other = placed.get(names[pair.first]), placed.get(names[pair.second])
    if one is None or other is None:
        return None
    off = _off(one, other, pair)
    near = off < NEAR
    if near.sum() < FEWEST:
        return None
    return Miss(one.name, other.name, float((off[near] >= HIT).mean()))


def _off(one: View, other: View, pair: Pair) -> Floats:
    """How far each match lies from where the turn has it, in long sides."""
    rays = one.lens.rays(pair.here) @ one.rotation @ other.rotation.T
    off = np.linalg.norm(other.lens.project(rays) - pair.there, axis=1)
    return np.asarray(np.where(rays[:, 2] < 0.1, np.inf, off))
