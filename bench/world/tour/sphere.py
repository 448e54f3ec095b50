"""The true sphere around a point: what every panorama of a station is measured against."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from bench.world.spec import EYES, Camera, Footage, Moment, Point, Station, View
from bench.world.stage import Stage
from pipelines.document import Document

QUALITY = 93


class Sphere(Document):
    """``width``: pixels around; ``t``: seconds at which machines and workers are caught."""

    width: int = 4096
    t: float = 0.0


def whole_view(place: tuple[float, float], width: int, exposure: float = 0.0) -> Camera:
    """An equirectangular camera over ``place`` (x, z), its middle to the north."""
    position: Point = (place[0], EYES, place[1])
    return Camera(
        projection="equirectangular",
        width=width,
        height=width // 2,
        position=position,
        fov=360.0,
        exposure=round(exposure, 4),
    )


def spheres(
    place: tuple[float, float], width: int, exposure: float, times: Sequence[float]
) -> list[Moment]:
    """A film of whole views."""
    camera = whole_view(place, width, exposure)
    return [Moment(t=round(t, 4), camera=camera) for t in times]


def shoot(
    stage: Stage, wanted: Sphere, station: Station, out: Path, seed: int, exposure: float
) -> Footage:
    """Write the picture. ``exposure``: EV, the mean of the footage it will be compared with."""
    camera = whole_view(station.place, wanted.width, exposure)
    frame = stage.render(Moment(t=wanted.t, camera=camera))
    out.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(frame.image).save(out, quality=QUALITY, subsampling=0, optimize=True)
    view = View(file=out.name, t=wanted.t, camera=camera)
    return Footage(kind="equirect", station=station.name, seed=seed, views=(view,))
