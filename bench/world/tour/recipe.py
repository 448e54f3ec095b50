"""What is made of a station, and how large."""

from typing import Literal

from bench.world.spec import STATIONS, Station
from bench.world.tour.fisheye import DualFisheye
from bench.world.tour.optics import Optics
from bench.world.tour.pan import Pan
from bench.world.tour.photos import PhotoSet
from bench.world.tour.rig import Rig
from bench.world.tour.sphere import Sphere
from bench.world.tour.walk import Walk
from pipelines.document import Document

Kind = Literal["photos", "pan", "sphere", "rig", "dual-fisheye", "walk", "floorplan"]
KINDS: tuple[Kind, ...] = (
    "photos", "pan", "sphere", "rig", "dual-fisheye", "walk", "floorplan",
)  # fmt: skip
OF_THE_HALL: frozenset[Kind] = frozenset(("walk", "floorplan"))
"""Kinds that are made once, not at every station."""


class Recipe(Document):
    """The parameters of every kind of footage; the defaults are what a phone
    gives."""

    photos: PhotoSet = PhotoSet()
    pan: Pan = Pan()
    sphere: Sphere = Sphere()
    rig: Rig = Rig()
    dual_fisheye: DualFisheye = DualFisheye()
    walk: Walk = Walk()

    def of(self, kind: Kind) -> Document | None:
        """The parameters of one kind; None for a drawing."""
        return {
            "photos": self.photos,
            "pan": self.pan,
            "sphere": self.sphere,
            "rig": self.rig,
            "dual-fisheye": self.dual_fisheye,
            "walk": self.walk,
            "floorplan": None,
        }[kind]


SMALL = Recipe(
    photos=PhotoSet(optics=Optics(width=800, height=600, k1=-0.05, k2=0.01)),
    pan=Pan(optics=Optics(width=640, height=360, k1=-0.03), fps=10, seconds=20),
    sphere=Sphere(width=2048),
    rig=Rig(
        optics=Optics(width=480, height=360, fov=110, k1=-0.05, k2=0.004),
        fps=5, seconds=3, sphere_width=512,
    ),
    dual_fisheye=DualFisheye(width=768, fps=5, seconds=2, sphere_width=512),
    walk=Walk(optics=Optics(width=426, height=240, fov=75, k1=-0.03), fps=5, turn_seconds=12),
)  # fmt: skip
"""Small enough that a bench makes it in minutes without a graphics card."""

DEMO = Recipe(
    photos=PhotoSet(
        optics=Optics(width=1280, height=960, k1=-0.05, k2=0.01), noise=1.4, qualities=(88, 90)
    ),
    pan=Pan(optics=Optics(width=960, height=540, k1=-0.03), fps=8, seconds=18, crf=25),
    sphere=Sphere(width=3072),
)
"""Small enough to lie in the repository."""

SIZES = {"small": SMALL, "demo": DEMO, "full": Recipe()}


def station_of(name: str) -> Station:
    """Raises `KeyError` for a name that no station has."""
    return {station.name: station for station in STATIONS}[name]
