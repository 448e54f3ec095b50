"""What was measured of a set of pictures that tells how it should have been taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import View, angles_of
from pipelines.panorama.ghosts import Half
from pipelines.panorama.looks import Look
from pipelines.panorama.parallax import Break, Miss
from pipelines.panorama.placement import Joint
from pipelines.panorama.spec import Area, Kind


@dataclass(frozen=True, slots=True)
class Shoot:
    """``first``, ``span``: the widest seen part, degrees; ``looks`` by name; ``gains``: factors
    N x 3 that evened the views out; ``alone``: names that fit nowhere; ``unsure``: that would fit
    elsewhere as well; ``misses``, ``breaks``, ``halves``: the worst first."""

    kind: Kind
    views: Sequence[View]
    joints: Sequence[Joint]
    first: float
    span: float
    closed: bool
    looks: Mapping[str, Look] = field(default_factory=dict)
    gains: Floats | None = None
    areas: Sequence[Area] = ()
    alone: Sequence[str] = ()
    unsure: Sequence[str] = ()
    misses: Sequence[Miss] = ()
    breaks: Sequence[Break] = ()
    halves: Sequence[Half] = ()

    @property
    def yaws(self) -> Floats:
        return np.array([angles_of(view.rotation)[0] for view in self.views])

    def moved(self, most: float) -> list[tuple[float, float]]:
        """Yaw and pitch of where pictures disagree, the worst first: of the fields of which more
        than ``most`` does; else of what seams cut in half."""
        worst = sorted(self.areas, key=lambda area: -area.ghosting)
        fields = [(area.yaw, area.pitch) for area in worst if area.ghosting > most]
        return fields or [(half.yaw, half.pitch) for half in self.halves]

    @property
    def own_looks(self) -> list[Look]:
        """Those of the placed views, as far as they were looked at."""
        return [self.looks[view.name] for view in self.views if view.name in self.looks]
