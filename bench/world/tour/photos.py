"""Photos turned on the spot, as a person with a phone takes them for a panorama."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from bench.panorama_truth import ring, sphere
from bench.world.spec import Camera, Footage, Moment, Station, View
from bench.world.stage import Stage
from bench.world.tour.hand import Hand, Held, draws, steady_hand
from bench.world.tour.meter import Meter, meter_at
from bench.world.tour.optics import Optics, exif
from pipelines.document import Document
from pipelines.panorama.arrays import Picture8
from pipelines.progress import Progress, silent

PAUSE = 2.5
"""Seconds from photo to photo."""
UNEVEN = 3.0
"""Degrees by which a step of the turn is off, at most."""
ASKEW = 2.0
"""Degrees of pitch and roll, at most."""
DRIFT = 0.06
"""EV stops of chance on top of what the automatic chose."""
WIDE = 80.0
"""Degrees across the lens that 18 photos of a whole sphere take."""

Layout = Literal["ring", "sphere-18", "sphere-26"]


class PhotoSet(Document):
    """``ring``: once around the horizon; ``sphere-18`` (with a wider lens) and ``sphere-26`` see
    everything. ``upright``: the phone was held upright, and its files say so in EXIF alone.
    ``noise``: grey levels at middle brightness; ``qualities``: of the JPEGs, from and to."""

    layout: Layout = "ring"
    count: int = 12
    optics: Optics = Optics(k1=-0.05, k2=0.01)
    upright: bool = False
    reach: float = 0.06
    noise: float = 2.0
    qualities: tuple[int, int] = (88, 92)

    @property
    def lens(self) -> Optics:
        if self.layout == "sphere-18":
            return self.optics.model_copy(update={"fov": WIDE})
        return self.optics.upright if self.upright else self.optics

    @property
    def aims(self) -> list[tuple[float, float]]:
        """Yaw and pitch of every photo, from where the first one looks."""
        if self.layout == "sphere-18":
            return sphere()
        if self.layout == "sphere-26":
            return [*ring(8), *ring(8, 45), *ring(8, -45), (0, 90), (0, -90)]
        return ring(self.count)


def shots(wanted: PhotoSet, station: Station, seed: int, meter: Meter) -> Iterator[Moment]:
    """The moment of every photo, starting where the station faces."""
    random = draws(seed, "photos", station.name)
    hand = steady_hand(random, wanted.reach)
    for index, (yaw, pitch) in enumerate(wanted.aims):
        t = round(index * PAUSE + random.uniform(0, 0.6), 3)
        held = _held(hand, station, (station.facing + yaw, pitch), t, random)
        camera = wanted.lens.camera(held)
        exposure = meter.exposure(camera) + random.normal(0, DRIFT)
        yield Moment(t=t, camera=wanted.lens.camera(held, exposure))


def shoot(
    stage: Stage,
    wanted: PhotoSet,
    station: Station,
    folder: Path,
    seed: int,
    progress: Progress = silent,
) -> Footage:
    """Write ``station-01.jpg`` and on into the folder; their truth."""
    random = draws(seed, "sensor", station.name)
    folder.mkdir(parents=True, exist_ok=True)
    moments = list(shots(wanted, station, seed, meter_at(stage, station)))
    views = []
    for index, moment in enumerate(moments):
        name = f"{station.name}-{index + 1:02}.jpg"
        progress(index / len(moments), f"taking {name}")
        picture = grainy(stage.render(moment).image, wanted.noise, random)
        _save(picture, folder / name, moment, wanted, random)
        views.append(View(file=name, t=moment.t, camera=moment.camera))
    return Footage(kind="photos", station=station.name, seed=seed, views=tuple(views))


def grainy(picture: Picture8, noise: float, random: np.random.Generator) -> Picture8:
    """A sensor's noise: more where there is more light, but least of the share of it."""
    spread = noise * np.sqrt(0.3 + picture.astype(np.float32) / 180)
    noisy = picture + random.standard_normal(picture.shape, dtype=np.float32) * spread
    return np.asarray(np.clip(noisy + 0.5, 0, 255), np.uint8)


def _held(
    hand: Hand,
    station: Station,
    aim: tuple[float, float],
    t: float,
    random: np.random.Generator,
) -> Held:
    yaw = aim[0] + random.uniform(-UNEVEN, UNEVEN)
    held = hand.hold(station.place, yaw, t)
    pitch, roll = random.uniform(-ASKEW, ASKEW, 2)
    return Held(held.position, yaw, aim[1] + float(pitch), float(roll))


def _save(
    picture: Picture8, path: Path, moment: Moment, wanted: PhotoSet, random: np.random.Generator
) -> None:
    image = Image.fromarray(picture)
    if wanted.upright:
        image = image.transpose(Image.Transpose.ROTATE_90)
    camera: Camera = moment.camera
    tags = exif(wanted.lens, moment.t, camera.exposure, wanted.upright)
    lowest, highest = wanted.qualities
    image.save(path, quality=int(random.integers(lowest, highest + 1)), exif=tags, optimize=True)
