"""The frames of a rig's film, one after the other, and what is watched over while they are made.

Twice a second the brightness of the cameras is compared and the borders may step aside; once a
second it is looked whether a camera was turned. If so, where it looks now is worked out beside the
film, and from a fixed frame on the film goes on with it, however long that took.
"""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from math import sqrt

from pipelines.media.time import Time
from pipelines.panorama.features import WORK_PIXELS
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.compose import Composer, Frame
from pipelines.panorama.film.drift import Band, Drift, turned
from pipelines.panorama.film.exposure import Exposure
from pipelines.panorama.film.glance import Glance
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.reader import in_step
from pipelines.panorama.film.repose import repose
from pipelines.panorama.film.seams import Seams
from pipelines.panorama.film.stand import Stand, set_up_again
from pipelines.panorama.inputs import shrink
from pipelines.progress import Progress, silent

MAKING = "making the film"
LOOK_S = 0.5
WATCH = 2
"""Every so many looks it is asked whether a camera was turned."""
PATIENCE = 2.0
"""After a turn that could not be told, so many times as long until it is tried again."""


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


@dataclass(frozen=True, slots=True)
class Turn:
    """The camera ``index`` was found turned by so many ``degrees``; the film follows it from ``at``
    (seconds) on."""

    index: int
    at: float
    degrees: float


@dataclass(slots=True)
class Log:
    """What was seen. ``apart``: luma levels that cameras differ by where two see the same, per
    look; ``near``: per look its time in seconds and what lies apart; ``lost``: when a camera seemed
    turned but could not be placed anew; ``ended``: the camera whose clip ended first."""

    apart: list[float] = field(default_factory=list)
    near: list[tuple[float, list[Band]]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)
    frames: int = 0
    ended: Camera | None = None


Again = tuple[Stand, dict[int, float]] | None


class Shot:
    """Makes the frames of one film. ``begun``: the stand that it begins with; calibration saw the
    whole take, in which a camera may have looked elsewhere for longer."""

    def __init__(self, take: Take, stand: Stand) -> None:
        self.take, self.log, self.begun = take, Log(), stand
        self._every = max(1, round(take.fps * LOOK_S))
        self._pool = ThreadPoolExecutor(1)
        self._coming: tuple[int, Future[Again]] | None = None
        self._rest, self._wait = 0.0, 1.0
        self._exposure = Exposure(stand.views, stand.sizes)
        self._begin(stand)
        self._composer = Composer(stand.tables(self._shares))

    def frames(self) -> Generator[Frame, None, None]:
        """The sphere as NV12, good until the next but one; closing ends the decoders."""
        take = self.take
        sets = in_step(take.cameras, self._stand.sizes, take.fps, take.start, take.end, self._ended)
        with closing(sets), self._pool:
            for number, frames in enumerate(sets):
                if number % self._every == 0:
                    self._settle()
                    self._arrive(number)
                    self._look(number, frames)
                if number == 0:
                    self._arrive(0)
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
        self._changes = False

    def _look(self, number: int, frames: Sequence[Planes]) -> None:
        seconds = self._every / self.take.fps
        self.log.apart.append(self._exposure.look(frames, seconds))
        lumas = self._glance.see([frame.luma for frame in frames], self._exposure.gains)
        if self._seams.look(lumas):
            later = self._stand.shares(self._seams.owner)
            before = self._shares if number else later
            self._composer.take(self._stand.tables(before, later))
            self._shares, self._changes = later, True
        if number // self._every % WATCH == 0 and self._coming is None:
            self._watch(number, frames, self._drift.look(lumas))

    def _settle(self) -> None:
        """The borders have reached their places: what no longer changes costs nothing more."""
        if self._changes:
            self._composer.take(self._stand.tables(self._shares))
            self._changes = False

    def _watch(self, number: int, frames: Sequence[Planes], bands: Sequence[Band]) -> None:
        now = number / self.take.fps
        if not turned(bands):
            self.log.near.append((now, list(bands)))
        elif now >= self._rest:
            due = number + self._every if number else 0
            self._coming = (due, self._pool.submit(_again, self._stand, list(frames)))

    def _arrive(self, number: int) -> None:
        """Go on with what was found beside the film, when its frame has come."""
        if self._coming is None or number < self._coming[0]:
            return
        found, now = self._coming[1].result(), number / self.take.fps
        self._coming = None
        if found is None:
            self._wait *= PATIENCE
            self._rest = now + self._wait
            self.log.lost.append(now)
            return
        stand, turns = found
        self._begin(stand)
        self._exposure = self._exposure.moved(stand.views)
        self._composer.take(stand.tables(self._shares))
        if number == 0:
            self.begun = stand
        else:
            self.log.turns += [Turn(index, now, turn) for index, turn in turns.items()]

    def _ended(self, camera: Camera) -> None:
        self.log.ended = camera


def _again(stand: Stand, frames: Sequence[Planes]) -> Again:
    """Where the cameras look now, and all that follows from it."""
    pictures = [frame.bgr() for frame in frames]
    small = [
        shrink(picture, round(max(picture.shape) * min(1, sqrt(WORK_PIXELS / (picture.size / 3)))))
        for picture in pictures
    ]
    found = repose(stand.views, small)
    if found is None:
        return None
    return set_up_again(stand, found[0], small), dict(found[1])
