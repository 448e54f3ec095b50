"""Four cameras on one stand that were started by hand, and the sphere that they should give.

A clock that is ahead by ``offset`` seconds shows ``t + offset`` at the world's ``t``: what happens
at ``t`` is found that much later in its clip.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.world.spec import Camera, Footage, Moment, Station, View
from bench.world.stage import Stage
from bench.world.tour.hand import Hand, Held, Sway, draws
from bench.world.tour.meter import Meter, meter_at
from bench.world.tour.optics import Optics
from bench.world.tour.sound import Hall, write
from bench.world.tour.sphere import spheres
from pipelines.document import Document
from pipelines.progress import Progress, part, silent

STILL = Sway(())
MOUNTED = 1.0
"""Degrees by which a camera sits askew on its stand, at most."""
UNLIKE = 0.35
"""EV stops by which two cameras' automatics differ, at most."""
START = 1.0
"""Seconds of the world at which the clock of reference begins."""


class Rig(Document):
    """``radius``: metres from the middle to each lens; ``skew``: seconds that a clock is off at
    most; ``sphere_width``: pixels around of the true film."""

    optics: Optics = Optics(width=960, height=720, fov=110.0, k1=-0.05, k2=0.004)
    cameras: int = 4
    radius: float = 0.05
    skew: float = 0.4
    fps: float = 10.0
    seconds: float = 4.0
    sphere_width: int = 1024

    @property
    def times(self) -> list[float]:
        """Seconds in a clip of its frames."""
        return [index / self.fps for index in range(round(self.fps * self.seconds))]


@dataclass(frozen=True, slots=True)
class Mounted:
    """One camera of the stand. ``offset``: seconds that its clock is ahead."""

    name: str
    camera: Camera
    offset: float
    loudness: float

    def moments(self, times: list[float]) -> list[Moment]:
        return [Moment(t=round(START + t - self.offset, 4), camera=self.camera) for t in times]


def mount(wanted: Rig, station: Station, seed: int, meter: Meter) -> list[Mounted]:
    """The cameras clockwise, the first to where the station faces and with the right time."""
    random = draws(seed, "rig", station.name)
    stand = Hand(wanted.radius, STILL, STILL, STILL, STILL, STILL)
    mounted = []
    for index in range(wanted.cameras):
        askew = [float(value) for value in random.uniform(-MOUNTED, MOUNTED, 3)]
        yaw = station.facing + index * 360 / wanted.cameras + askew[0]
        held = Held(stand.hold(station.place, yaw, 0).position, yaw, askew[1], askew[2])
        exposure = meter.exposure(wanted.optics.camera(held)) + random.uniform(-UNLIKE, UNLIKE)
        offset = float(random.uniform(-wanted.skew, wanted.skew)) if index else 0.0
        mounted.append(
            Mounted(
                f"camera-{index + 1}",
                wanted.optics.camera(held, float(exposure)),
                round(offset, 3),
                float(random.uniform(0.5, 1.0)),
            )
        )
    return mounted


def shoot(
    stage: Stage,
    wanted: Rig,
    station: Station,
    folder: Path,
    seed: int,
    progress: Progress = silent,
) -> Footage:
    """Write ``camera-1.mp4`` and on, and ``sphere.mp4`` by the first camera's clock."""
    folder.mkdir(parents=True, exist_ok=True)
    meter = meter_at(stage, station)
    random = draws(seed, "rig sound", station.name)
    hall = Hall(START - 1, START + wanted.seconds + 1, random)
    mounted = mount(wanted, station, seed, meter)
    share = len(mounted) + 1
    views = []
    for index, one in enumerate(mounted):
        file = f"{one.name}.mp4"
        with TemporaryDirectory() as waves:
            heard = hall.heard(START - one.offset, wanted.seconds, one.loudness, random)
            sound = write(heard, Path(waves) / "sound.wav")
            step = part(progress, index / share, (index + 1) / share)
            stage.film(
                one.moments(wanted.times), folder / file, wanted.fps, sound,
                total=len(wanted.times), progress=step,
            )  # fmt: skip
        views += [View(file=file, t=round(t, 4), camera=one.camera) for t in wanted.times]
    times = [START + t for t in wanted.times]
    truth = spheres(station.place, wanted.sphere_width, meter.horizon(), times)
    rest = part(progress, 1 - 1 / share, 1)
    stage.film(truth, folder / "sphere.mp4", wanted.fps, total=len(truth), progress=rest)
    return Footage(
        kind="rig",
        station=station.name,
        seed=seed,
        views=tuple(views),
        sphere="sphere.mp4",
        offsets={one.name: one.offset for one in mounted},
    )
