"""A panning clip as photos: frames a good step apart, each the best where there is a choice.

A quick pass over small frames tells how the camera turned and how long its sensor takes to be read;
a second pass takes the chosen frames at full size, straightens what leans, and paints people who
walk through out of them with the help of the frames before and after.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from pipelines.media.frames import read_frames
from pipelines.media.spec import Probe
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import Lens, View
from pipelines.panorama.errors import ClipDoesNotTurn
from pipelines.panorama.gyro import Gyro, disagreeing, fit, guided, read_gyro
from pipelines.panorama.inputs import Photo
from pipelines.panorama.motion import Look, Motion, Way, follow, motion_of, rate_of, size_of
from pipelines.panorama.output import write_still
from pipelines.panorama.shutter import (
    NOTICED,
    USUAL,
    Readout,
    Scan,
    find_readout,
    lean_of,
    scan_of,
    straightened,
)
from pipelines.panorama.spec import Advice
from pipelines.panorama.walkers import Frame, cleared, small_of
from pipelines.progress import Progress, part, silent

STEP = 0.27
"""Share of the picture's width (or height) by which chosen frames differ."""
CHOICE = 0.09
"""Share within which the best frame is chosen."""
END = 0.4
"""Share of a step that must be missing at the end of the way for a frame of its own."""
MOST_FRAMES = 80
LEAN = 0.02
"""Share of the long side; a frame that leans by it counts as third as sharp."""
NEAR, APART, WITHIN = 0.5, 0.3, 2.5
"""Neighbours that help against walkers: at most half a frame off, a third of a second from each
other, within some seconds."""
HELPERS = 7
FAST = 45.0
"""Degrees a second: indoors, frames of a faster turn are smeared."""
MOST_BYTES = 700_000_000
"""Of frames held at once."""
MISSING, LEFT_OUT = 1.5, 0.1
"""Seconds and share of a clip that are missing at its end when it was cut; sound may run on for
less."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which frames are taken, and what is done with them. ``margin``: pixels cut off each side,
    where straightened frames have no picture."""

    way: Way
    motion: Motion
    scan: Scan
    readout: float
    chosen: tuple[int, ...]
    helpers: Mapping[int, tuple[int, ...]]
    margin: tuple[int, int]

    @property
    def lens(self) -> Lens:
        return Lens(self.motion.focal)


@dataclass(frozen=True, slots=True)
class Clip:
    """``photos``: the chosen frames; ``notes``: what was done with them, for the report;
    ``gyro``: the camera's own, where it agrees with the picture; ``advice``: how to film it."""

    photos: tuple[Photo, ...]
    notes: tuple[str, ...]
    gyro: Gyro | None
    advice: tuple[Advice, ...] = ()

    def check(self, views: Sequence[View]) -> tuple[str, ...]:
        """Sentences about placed frames that the camera's gyroscope saw elsewhere."""
        times = {photo.name: photo.at.s for photo in self.photos if photo.at is not None}
        placed = sorted((times[view.name], view.name, view) for view in views)
        if self.gyro is None or len(placed) < 2:
            return ()
        wrong = disagreeing(
            self.gyro, [time for time, _, _ in placed], [view.rotation for _, _, view in placed]
        )
        return tuple(
            f"The camera's gyroscope says that {placed[index][1]} lies elsewhere beside "
            f"{placed[index - 1][1]}."
            for index in wrong
        )


def clip_of(path: Path, probe: Probe, folder: Path, progress: Progress = silent) -> Clip:
    """The chosen frames of a clip, written losslessly into a folder. Raises `ClipDoesNotTurn`."""
    assert probe.video is not None
    way = follow(path, probe, part(progress, 0, 0.5))
    motion = motion_of(way)
    told = read_gyro(path)
    gyro = fit(told, motion) if told is not None else None
    if gyro is not None:
        motion = guided(motion, gyro)
    scan = scan_of(probe.video.rotation)
    readout = find_readout(way, motion, scan)
    if not readout.sure and told is not None and told.readout is not None:
        readout = Readout(told.readout, 0.0, 1.0)
    plan = plan_of(way, motion, scan, readout, size_of(probe))
    if len(plan.chosen) < 2:
        raise _turnless(path.name, motion.followed)
    taken = list(_take(path, probe, plan, folder, part(progress, 0.5, 1)))
    notes = (*_broken_off(path.name, probe, way), *_notes(plan, gyro, taken))
    return Clip(tuple(photo for photo, _ in taken), notes, gyro, _too_fast(plan))


def _turnless(name: str, followed: Mask) -> ClipDoesNotTurn:
    if len(followed) > 1 and not followed.any():
        return ClipDoesNotTurn(
            f"Nothing in {name} can be followed while the camera turns: it shows bare walls, sky "
            "or darkness, or all is smeared.",
            remedy="Turn slowly, and let machines, doors or corners be in the picture.",
        )
    return ClipDoesNotTurn(
        f"The camera hardly turns in {name}.",
        remedy="Turn slowly on the spot, all the way round, then give that clip.",
    )


def _broken_off(name: str, probe: Probe, way: Way) -> tuple[str, ...]:
    """A clip whose copy was cut says how long it was, and shows less."""
    shown, told = way.looks[-1].at, probe.duration.s
    if told - shown < max(MISSING, LEFT_OUT * told):
        return ()
    return (
        f"{name} breaks off after {shown:.0f} of its {told:.0f} seconds: if it is whole on the "
        "camera, copy it again.",
    )


def plan_of(way: Way, motion: Motion, scan: Scan, readout: Readout, size: tuple[int, int]) -> Plan:
    """``size``: width and height of the full frames."""
    seconds = readout.seconds if readout.sure else 0.0
    chosen = choose(way, motion, seconds or USUAL)
    leans = [_lean(motion, index, seconds, size) for index in chosen]
    if max((abs(lean) for lean in leans), default=0.0) < NOTICED:
        seconds = 0.0
    helpers = {index: _helpers(way, motion, index, size) for index in chosen}
    return Plan(way, motion, scan, seconds, chosen, helpers, _margin(motion, chosen, seconds, size))


def choose(way: Way, motion: Motion, readout: float) -> tuple[int, ...]:
    """Indices of frames a step apart, wherever the camera went, each the best near its place.

    ``readout``: seconds; frames that lean by it count less.
    """
    if not way.looks:
        return ()
    step = STEP
    marks = _marks(way, motion, step)
    while len(marks) > MOST_FRAMES:
        step *= 1.1
        marks = _marks(way, motion, step)
    if len(marks) < 2:
        return ()
    worth = _worth(way, motion, readout)
    best = set()
    for mark in marks:
        near = np.flatnonzero(distance(way, motion, mark) <= CHOICE / 2)
        best.add(int(near[worth[near].argmax()]))
    return tuple(sorted(best))


def distance(way: Way, motion: Motion, mark: int) -> Floats:
    """How far the middle of every frame is from a frame's middle, in shares of its sides."""
    ahead = motion.rotations[:, 2] @ motion.rotations[mark].T
    plane = ahead[:, :2] / np.maximum(ahead[:, 2:], 1e-6) * motion.focal / (2 * way.half)
    return np.asarray(np.where(ahead[:, 2] > 0.1, np.linalg.norm(plane, axis=1), np.inf))


def _marks(way: Way, motion: Motion, step: float) -> list[int]:
    """Frames so that each is a step from every other, and none is far from all of them."""
    nearest = distance(way, motion, 0)
    marks = [0]
    for index in range(len(way.looks)):
        if nearest[index] >= step:
            marks.append(index)
            nearest = np.minimum(nearest, distance(way, motion, index))
    last = len(way.looks) - 1
    return [*marks, last] if nearest[last] > END * step else marks


def _worth(way: Way, motion: Motion, readout: float) -> Floats:
    sharp = np.array([look.sharpness for look in way.looks])
    leans = np.linalg.norm(motion.rates, axis=1) * abs(readout) * motion.focal
    return np.asarray((sharp + 1e-3) * np.exp(-leans / LEAN))


def _lean(motion: Motion, index: int, seconds: float, size: tuple[int, int]) -> float:
    return lean_of(motion.rates[index], seconds, motion.focal, max(size))


def _margin(
    motion: Motion, chosen: Sequence[int], seconds: float, size: tuple[int, int]
) -> tuple[int, int]:
    if not chosen or not seconds:
        return 0, 0
    rates = np.abs(motion.rates[list(chosen)])
    reach = (rates[:, :2] + rates[:, 2:] / (2 * motion.focal)).max(axis=0)
    down, across = np.ceil(reach * abs(seconds) / 2 * motion.focal * max(size)).astype(int) + 1
    return min(int(across), size[0] // 16), min(int(down), size[1] // 16)


def _helpers(way: Way, motion: Motion, index: int, size: tuple[int, int]) -> tuple[int, ...]:
    """Frames of nearly the same view at other times; all chosen frames share a grid of them."""
    bytes_each = 3 * size[0] * size[1]
    apart = max(APART, 2 * WITHIN * bytes_each / MOST_BYTES)
    gap = float(np.median(np.diff(motion.times))) if len(motion.times) > 1 else 1.0
    every = max(1, round(apart / max(gap, 1e-3)))
    near = distance(way, motion, index) <= NEAR
    near &= np.abs(motion.times - motion.times[index]) <= WITHIN
    on_grid = np.arange(len(way.looks)) % every == 0
    usable = np.flatnonzero(near & on_grid & (np.arange(len(way.looks)) != index))
    spread = np.linspace(0, len(usable) - 1, min(HELPERS, len(usable)))
    return tuple(int(usable[round(at)]) for at in spread)


def _take(
    path: Path, probe: Probe, plan: Plan, folder: Path, progress: Progress
) -> Iterator[tuple[Photo, int]]:
    """Each chosen frame, and how many places were repaired in it, as soon as all that
    helps it was read; frames are held no longer."""
    assert probe.video is not None
    width, height = size_of(probe)
    folder.mkdir(parents=True, exist_ok=True)
    waiting = list(plan.chosen)
    until = {index: max((index, *plan.helpers[index])) for index in waiting}
    held: dict[int, Frame] = {}
    turn, rate = probe.video.rotation, rate_of(probe)
    frames = read_frames(path, width=width, height=height, fps=rate, rotation=turn)
    for index, (_, picture) in enumerate(frames):
        if any(index == at or index in plan.helpers[at] for at in waiting):
            held[index] = _frame(plan, index, picture)
        while waiting and until[waiting[0]] <= index:
            at = waiting.pop(0)
            done = 1 - len(waiting) / len(plan.chosen)
            progress(done, f"taking frames of {path.name}")
            yield _write(plan, at, held, folder)
            held = {key: one for key, one in held.items() if _needed(plan, key, waiting)}
        if not waiting:
            return
    for at in waiting:  # the clip ended before its own times did
        if at in held:
            yield _write(plan, at, held, folder)


def _needed(plan: Plan, index: int, waiting: Sequence[int]) -> bool:
    return any(index == at or index in plan.helpers[at] for at in waiting)


def _frame(plan: Plan, index: int, picture: Picture8) -> Frame:
    straight = partial(_straight, plan, index)
    whole = partial(straight, picture)
    return Frame(straight(small_of(picture)), plan.motion.rotations[index], whole)


def _straight(plan: Plan, index: int, picture: Picture8) -> Picture8:
    rate = plan.motion.rates[index]
    if lean_of(rate, plan.readout, plan.motion.focal, max(picture.shape)) < NOTICED:
        return picture
    return straightened(picture, rate, plan.readout, plan.lens, plan.scan)


def _write(plan: Plan, index: int, held: Mapping[int, Frame], folder: Path) -> tuple[Photo, int]:
    others = [held[helper] for helper in plan.helpers[index] if helper in held]
    picture, repaired = cleared(held[index], others, plan.lens)
    across, down = plan.margin
    picture = picture[down : len(picture) - down, across : picture.shape[1] - across]
    file = folder / f"{index:05}.bmp"
    write_still(picture, file)
    look: Look = plan.way.looks[index]
    height, width = picture.shape[:2]
    name = f"frame at {look.time.clock()}"
    return Photo(name, file, width, height, "clip", at=look.time), repaired


def _too_fast(plan: Plan) -> tuple[Advice, ...]:
    turning = np.linalg.norm(plan.motion.rates[list(plan.chosen), :2], axis=1)
    speed = float(np.degrees(np.median(turning)))
    if speed <= FAST:
        return ()
    text = (
        f"The camera turned by {speed:.0f}° a second, so frames are smeared unless the light was "
        "bright. Take about 20 seconds for a turn."
    )
    return (Advice(text=text),)


def _notes(plan: Plan, gyro: Gyro | None, taken: Sequence[tuple[Photo, int]]) -> tuple[str, ...]:
    notes = []
    if plan.readout:
        notes.append(
            f"The camera reads its sensor in {1000 * abs(plan.readout):.0f} ms; frames that lean "
            "because of it were straightened."
        )
    if gyro is not None:
        notes.append("The camera's gyroscope helped to follow the turn.")
    if crowded := sum(repaired > 0 for _, repaired in taken):
        notes.append(
            f"What moved through {crowded} of {len(taken)} frames was replaced by what the frames "
            "around them show there."
        )
    return tuple(notes)
