"""The frames of a rig's film, one after the other, and what is watched over while they are made.

Twice a second the brightness of the cameras is compared and the borders may step aside; once a
second it is looked how far what two cameras share lies apart. Where the cameras look is known
before (see `course`); from the very frame on that one of them moved, the film follows it.
"""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace

from pipelines.media.time import Time
from pipelines.panorama.arrays import Indices
from pipelines.panorama.camera import View
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.compose import Composer, Frame
from pipelines.panorama.film.course import Change
from pipelines.panorama.film.drift import Band, Drift, turned
from pipelines.panorama.film.exposure import Exposure
from pipelines.panorama.film.glance import Glance
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.reader import in_step
from pipelines.panorama.film.seams import Seams
from pipelines.panorama.film.stand import Stand, set_up_again
from pipelines.progress import Progress, silent

MAKING = "making the film"
LOOK_S = 0.5
WATCH = 2
"""Every so many looks it is asked whether the cameras fit together."""


@dataclass(frozen=True, slots=True)
class Take:
    """What is filmed: from ``start`` to ``end`` on the first camera's clock, at ``fps``."""

    cameras: tuple[Camera, ...]
    start: Time
    end: Time
    fps: float

    @property
    def duration(self) -> Time:
        return self.end - self.start

    def read(self, camera: Camera) -> Camera:
        """The camera for who reads its clip at the clip's own pace."""
        middle = (self.start.s + self.end.s) / 2
        return replace(camera, clock=camera.clock.steady(middle))


@dataclass(slots=True)
class Log:
    """What was seen. ``apart``: luma levels that cameras differ by where two see the same, per
    look (`LOOK_S`); ``near``: every second look its time in seconds and what lies apart; ``lost``:
    those of them at which a camera seemed turned, or something near hid all that two share;
    ``ended``: the camera whose clip ended first."""

    apart: list[float] = field(default_factory=list)
    near: list[tuple[float, list[Band]]] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    frames: int = 0
    ended: Camera | None = None


class Shot:
    """Makes the frames of one film, which begins with ``stand``; ``changes``: in order."""

    def __init__(self, take: Take, stand: Stand, changes: Sequence[Change] = ()) -> None:
        self.take, self.canvas, self.log = take, stand.canvas, Log()
        self._changes = {change.frame: change.views for change in changes}
        self._every = max(1, round(take.fps * LOOK_S))
        self._exposure = Exposure(stand.views, stand.sizes)
        self._begin(stand)
        self._composer = Composer(stand.tables(self._shares))

    def frames(self) -> Generator[Frame, None, None]:
        """The sphere as NV12, good until the next but one; closing ends the decoders."""
        take = self.take
        cameras = [take.read(camera) for camera in take.cameras]
        sets = in_step(cameras, self._stand.sizes, take.fps, take.start, take.end, self._ended)
        with closing(sets):
            for number, frames in enumerate(sets):
                if number % self._every == 0:
                    self._settle()
                if number in self._changes:
                    self._follow(self._changes[number])
                if number % self._every == 0:
                    self._look(number, frames)
                faded = (number % self._every + 1) / self._every
                yield self._composer.compose(frames, self._exposure.gains.tolist(), faded)
                self.log.frames = number + 1

    def feed(self, write: Callable[[Frame], None], progress: Progress = silent) -> None:
        """Hand on all frames; one is painted while the one before it is written."""
        total = max(1.0, self.take.duration.s * self.take.fps)
        written: Future[None] | None = None
        with ThreadPoolExecutor(1) as pool, closing(self.frames()) as frames:
            for frame in frames:
                progress(min(1.0, self.log.frames / total), MAKING)
                if written is not None:
                    written.result()
                written = pool.submit(write, frame)
            if written is not None:
                written.result()

    def _begin(self, stand: Stand) -> None:
        self._stand = stand
        self._seams = Seams(stand.sights, stand.strips, stand.owner, stand.small.width)
        self._drift = Drift(stand.strips, stand.small)
        self._glance = Glance(stand.views, stand.small, stand.sizes)
        self._shares = stand.shares(stand.owner)
        self._fading: Indices | None = None

    def _look(self, number: int, frames: Sequence[Planes]) -> None:
        seconds = self._every / self.take.fps
        self.log.apart.append(self._exposure.look(frames, seconds))
        lumas = self._glance.see([frame.luma for frame in frames], self._exposure.gains)
        owner = self._seams.owner.copy()
        if self._seams.look(lumas):
            later = self._stand.shares(self._seams.owner)
            before = self._shares if number else later
            self._composer.take(self._stand.tables(before, later))
            self._shares, self._fading = later, owner
        if number // self._every % WATCH == 0:
            self._watch(number / self.take.fps, self._drift.look(lumas))

    def _settle(self) -> None:
        """The borders have reached their places: what no longer changes costs nothing more."""
        if self._fading is not None:
            self._composer.take(self._stand.tables(self._shares))
            self._fading = None

    def _watch(self, now: float, bands: Sequence[Band]) -> None:
        self.log.near.append((now, list(bands)))
        if turned(bands):
            self.log.lost.append(now)

    def _follow(self, views: Sequence[View]) -> None:
        """The cameras look so from here on. Borders stay, and those on their way go on."""
        fading = self._fading
        stand = set_up_again(self._stand, views, self._seams.owner)
        self._begin(stand)
        self._exposure = self._exposure.moved(views)
        if fading is None:
            self._composer.take(stand.tables(self._shares))
        else:
            self._composer.take(stand.tables(stand.shares(stand.kept(fading)), self._shares))
            self._fading = fading

    def _ended(self, camera: Camera) -> None:
        self.log.ended = camera
