"""How far it is from station to station, and how long one walks."""

from bench.world.spec import STATIONS

PACE = 1.2
"""Metres a second, at ease and talking."""
LONGEST = 11.0
AISLE = 1.0
"""The middle of the hall is free up to this many metres north and south of z = 0."""

_HOSTS = {station.name: station.host for station in STATIONS}


def metres_between(start: str, end: str) -> float:
    """The way of the hostess: out of the station to the aisle, along it, and in again."""
    (x, z), (to_x, to_z) = _HOSTS[start], _HOSTS[end]
    same_side = (z < 0) == (to_z < 0)
    detour = (abs(z) - AISLE) + (abs(to_z) - AISLE) if same_side else abs(z) + abs(to_z)
    return abs(to_x - x) + detour


def seconds_between(start: str, end: str) -> float:
    """How long the walk is on screen: of a long way its last part."""
    return min(LONGEST, metres_between(start, end) / PACE)
