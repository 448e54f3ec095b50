"""A clip of a camera with two fisheye lenses back to back, and the sphere that it saw."""

from pathlib import Path

from bench.world.spec import EYES, Camera, Footage, Moment, Station, View
from bench.world.stage import Stage
from bench.world.tour.hand import draws, steady_hand
from bench.world.tour.meter import meter_at
from bench.world.tour.sphere import spheres
from pipelines.document import Document
from pipelines.progress import Progress, part, silent

STEADY = 0.3
"""A pole in the hand sways less than a phone."""


class DualFisheye(Document):
    """``width``: pixels of both circles side by side; ``fov``: degrees across each."""

    width: int = 1280
    fov: float = 195.0
    fps: float = 10.0
    seconds: float = 4.0
    sphere_width: int = 1024

    @property
    def times(self) -> list[float]:
        """Seconds of its frames."""
        return [index / self.fps for index in range(round(self.fps * self.seconds))]


def moments(wanted: DualFisheye, station: Station, seed: int, exposure: float) -> list[Moment]:
    """The camera over the station's place, the left lens to where the station faces."""
    hand = steady_hand(draws(seed, "dual-fisheye", station.name), reach=0.0)
    made = []
    for t in wanted.times:
        held = hand.hold(station.place, station.facing, t)
        camera = Camera(
            projection="dual-fisheye",
            width=wanted.width,
            height=wanted.width // 2,
            position=(station.place[0], EYES, station.place[1]),
            yaw=station.facing,
            pitch=round(STEADY * held.pitch, 4),
            roll=round(STEADY * held.roll, 4),
            fov=wanted.fov,
            exposure=round(exposure, 4),
        )
        made.append(Moment(t=round(t, 4), camera=camera))
    return made


def shoot(
    stage: Stage,
    wanted: DualFisheye,
    station: Station,
    out: Path,
    seed: int,
    progress: Progress = silent,
) -> Footage:
    """Write the clip and, beside it, the true sphere's (north in its middle, level)."""
    out.parent.mkdir(parents=True, exist_ok=True)
    exposure = meter_at(stage, station).horizon()
    frames = moments(wanted, station, seed, exposure)
    total = len(frames)
    stage.film(frames, out, wanted.fps, total=total, progress=part(progress, 0, 0.4))
    beside = out.with_name(f"{out.stem}.sphere.mp4")
    truth = spheres(station.place, wanted.sphere_width, exposure, wanted.times)
    stage.film(truth, beside, wanted.fps, total=total, progress=part(progress, 0.4, 1))
    return Footage(
        kind="dual-fisheye",
        station=station.name,
        seed=seed,
        views=tuple(View(file=out.name, t=frame.t, camera=frame.camera) for frame in frames),
        sphere=beside.name,
    )
