"""Where a window goes that follows one thing through a shot: from rest to rest, in one movement.

Cinematographers let a thing cross the frame in seven seconds or more, or it stutters (the "seven
second rule" of panning shots). A followed subject stands still in the picture, so that only what is
behind it could stutter: twice that speed is allowed, and no more than a hand would accelerate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.shorts.framing import ease

FASTEST = 2 / 7
"""Window widths a second, at the middle of the movement."""
HARDEST = 0.4
"""Window widths a second squared, at its ends."""
DEAD = 0.25
"""A window does not follow anything for less than this, in window widths."""
AIR = 0.03
"""Left free on both sides of what is followed, in window widths."""
FEWEST = 4


@dataclass(frozen=True, slots=True)
class Place:
    """What must be inside after a ``share`` of the shot: from ``low`` to ``high`` (0..1)."""

    share: float
    low: float
    high: float


def follow(places: Sequence[Place], length: float, seconds: float) -> tuple[float, float] | None:
    """The middles from and to which a window of that ``length`` moves during the shot.

    None where nothing travels farther than the dead zone, where it does not travel as a pan does
    (too fast, back and forth) or where the shot begins and ends without it.
    """
    if len(places) < FEWEST or seconds <= 0:
        return None
    start, end = _ends(places, length)
    way = abs(end - start) / length
    if way < DEAD or 1.5 * way / seconds > FASTEST or 6 * way / seconds**2 > HARDEST:
        return None
    room = length * (0.5 - AIR)
    for place in places:
        middle = start + (end - start) * ease(place.share)
        if place.low < max(0, middle - room) - 1e-9 or place.high > min(1, middle + room) + 1e-9:
            return None
    return start, end


def _ends(places: Sequence[Place], length: float) -> tuple[float, float]:
    """The eased way nearest to the middles of all places, inside the picture."""
    eased = np.array([ease(place.share) for place in places])
    middles = np.array([(place.low + place.high) / 2 for place in places])
    ends, *_ = np.linalg.lstsq(np.stack([1 - eased, eased], axis=1), middles, rcond=None)
    start, end = np.clip(ends, length / 2, 1 - length / 2)
    return float(start), float(end)
