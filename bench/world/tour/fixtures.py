"""What stands on the hall's floor, as a plan shows it: where web/world/hall builds it."""

from dataclasses import dataclass
from typing import Literal

Symbol = Literal[
    "machine", "press", "robot", "belt", "table", "rack", "pallet", "truck", "plant", "wall",
    "glass", "cupboard",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fixture:
    """``x``, ``z``: its middle, metres; ``wide`` east-west and ``deep`` north-south before it is
    turned by ``turn`` degrees clockwise as seen from above."""

    symbol: Symbol
    x: float
    z: float
    wide: float
    deep: float
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A named part of the floor, metres from its western, northern corner to the opposite one;
    ``label``: where its name stands (x, z)."""

    title: str
    west: float
    north: float
    east: float
    south: float
    label: tuple[float, float]


ZONES = (
    Zone("Machining", -15.6, -9.2, -5.6, -3.95, (-10.6, -8.1)),
    Zone("Bottle assembly", -5.1, -9.2, 7.2, -4.6, (1.0, -7.6)),
    Zone("Quality lab", 8.6, -9.2, 16.0, -5.1, (12.3, -7.9)),
    Zone("Packing", 8.2, 6.45, 16.4, 9.6, (11.2, 8.1)),
    Zone("Sample room", -3.7, 6.85, 3.5, 10.0, (-0.1, 7.35)),
    Zone("Office", -18.0, 7.8, -8.35, 10.0, (-12.2, 8.6)),
)

BAYS = (-17.75, -13.2, -8.8, -4.2, 0.4, 4.8, 9.2, 13.6, 17.75)
"""Where the trusses and their columns stand, metres from the middle to the east."""

FIXTURES = (
    Fixture("machine", -14.05, -5.55, 2.5, 1.86),
    Fixture("machine", -9.45, -5.55, 2.5, 1.86),
    Fixture("robot", -11.85, -5.6, 0.7, 0.7),
    Fixture("glass", -12.39, -4.4, 0.72, 0.05),
    Fixture("glass", -11.0, -4.4, 0.6, 0.05),
    Fixture("press", -6.75, -5.6, 1.74, 1.06),
    Fixture("rack", -11.75, -7.2, 0.94, 0.64),
    Fixture("rack", -12.95, -7.5, 0.94, 0.64, -8.0),
    Fixture("rack", -8.05, -5.3, 0.94, 0.64, 6.0),
    Fixture("rack", -10.0, -9.0, 1.9, 0.7),
    Fixture("rack", -7.0, -9.1, 1.9, 0.7),
    Fixture("belt", 0.82, -5.55, 11.64, 0.5),
    Fixture("press", -1.45, -5.55, 0.6, 0.95),
    Fixture("machine", 3.55, -5.55, 0.9, 0.8),
    *(Fixture("rack", x, -9.25, 2.0, 0.5) for x in (-3.4, -1.2, 1.0, 5.6)),
    *(Fixture("rack", x, -9.25, 1.9, 0.5) for x in (11.0, 13.0)),
    Fixture("table", 12.65, -6.25, 5.0, 0.9),
    Fixture("press", 9.75, -5.85, 0.9, 0.8),
    Fixture("glass", 14.2, -6.2, 1.1, 0.5),
    Fixture("table", 10.35, 6.95, 2.3, 0.9),
    *(Fixture("pallet", x, 9.2, 1.2, 1.0) for x in (8.75, 10.15, 11.55, 12.95, 15.3)),
    Fixture("pallet", 16.2, 7.6, 1.2, 1.0, -4.0),
    Fixture("pallet", 8.75, 7.9, 0.6, 0.5),
    Fixture("truck", 13.75, 7.35, 1.1, 2.2, 32.0),
    Fixture("wall", -3.7, 8.44, 0.16, 3.1),
    Fixture("wall", 3.5, 8.44, 0.16, 3.1),
    Fixture("rack", -0.1, 9.6, 6.6, 0.5),
    Fixture("table", -1.6, 8.15, 1.7, 0.7),
    Fixture("table", 0.8, 8.15, 1.7, 0.7),
    Fixture("plant", -3.3, 7.25, 0.6, 0.6),
    Fixture("plant", 3.1, 7.25, 0.6, 0.6),
    Fixture("wall", -12.38, 7.86, 5.45, 0.12),
    Fixture("glass", -16.45, 7.86, 2.7, 0.12),
    Fixture("wall", -8.45, 7.86, 0.2, 0.12),
    Fixture("wall", -8.4, 8.9, 0.1, 2.2),
    Fixture("table", -16.6, 8.65, 1.5, 0.7),
    Fixture("table", -14.1, 9.0, 1.5, 0.7, 20.0),
    Fixture("cupboard", -12.02, 9.74, 1.55, 0.45),
    Fixture("cupboard", -17.3, 7.52, 1.1, 0.4),
    Fixture("table", -12.7, 7.38, 1.7, 0.5),
    Fixture("plant", -9.2, 7.35, 0.6, 0.6),
    Fixture("plant", -14.85, 7.4, 0.5, 0.5),
)
