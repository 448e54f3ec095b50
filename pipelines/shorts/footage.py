"""Looking at the clip once: samples of every shot, and where exactly the shots change."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.media.frames import read_frames
from pipelines.media.time import Span, Time
from pipelines.progress import Progress, silent
from pipelines.shorts.cut import Cut
from pipelines.shorts.errors import NothingToShow
from pipelines.shorts.faces import Box, Face, find_faces
from pipelines.shorts.figures import find_figure
from pipelines.shorts.source import Source
from pipelines.shorts.spec import EditPlan
from pipelines.shorts.timeline import FPS, Timeline

Frame = NDArray[np.uint8]
LONG_SIDE = 480
EVERY = 7
"""Every seventh frame is kept: about four a second."""
MOST_KEPT = 420
TINY = (64, 48)
REACH = 5
"""How many frames off a shot change of the plan may be: proxies show 15 frames a second."""
SUDDEN = 2.5
"""A cut changes the picture this much more than its neighbours do."""
HALF_FRAME = Time.seconds(0.5 / FPS - 0.002)
"""Rendering shows the nearest picture, `read_frames` the one on screen (2 ms early)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A shot's samples and the faces that stay in it. Times are the recording's.

    ``figure``: the only person of a shot without faces, from head to foot.
    """

    span: Span
    times: tuple[Time, ...]
    frames: tuple[Frame, ...]
    faces: tuple[Face, ...]
    figure: Box | None = None

    @property
    def aspect(self) -> float:
        height, width = self.frames[0].shape[:2]
        return float(width / height)


@dataclass(frozen=True, slots=True)
class Footage:
    """``kept``: numbered samples; ``changes``: how much each frame differs from the one before."""

    kept: tuple[tuple[int, Frame], ...]
    changes: NDArray[np.float64]


def look(source: Source, cut: Cut, progress: Progress = silent) -> Footage:
    """Read the span at the rate of the rendition, so that frame numbers mean the same frames."""
    size = source.presented(cut.rotation)
    scale = LONG_SIDE / max(size)
    stride = max(EVERY, cut.reach // MOST_KEPT)
    kept: list[tuple[int, Frame]] = []
    changes: list[float] = []
    before: NDArray[np.int16] | None = None
    start = cut.offset + HALF_FRAME
    frames = read_frames(
        source.path,
        width=max(2, round(size[0] * scale / 2) * 2),
        height=max(2, round(size[1] * scale / 2) * 2),
        fps=FPS,
        start=start,
        end=start + cut.length,
        rotation=cut.rotation,
    )
    for number, (_, frame) in enumerate(frames):
        tiny = _tiny(frame)
        changes.append(0.0 if before is None else float(np.abs(tiny - before).mean()))
        before = tiny
        if number % stride == stride // 2 or number == 0:
            kept.append((number, frame))
        if number % FPS == 0:
            progress(number / cut.reach, "looking at the picture")
    if not kept:
        raise NothingToShow(
            "The plan's span holds no picture.", remedy="Choose a span inside the recording."
        )
    return Footage(tuple(kept), np.asarray(changes, np.float64))


def shot_frames(plan: EditPlan, footage: Footage, frames: int) -> tuple[int, ...]:
    """The first frame of every shot and the end, the plan's changes moved onto the true cuts."""
    begin = plan.span.start
    wanted = (round((time - begin).s * FPS) for time in plan.shots)
    found = {_true_cut(footage.changes, number) for number in wanted}
    return (0, *sorted(number for number in found if 0 < number < frames), frames)


def scenes(
    plan: EditPlan, footage: Footage, timeline: Timeline, faces: Path | None = None
) -> tuple[Scene, ...]:
    """Every shot that the clip shows, with those of its samples that it shows; one too short to
    have any takes the nearest. ``faces``: the model that finds them (see `find_faces`)."""
    reach = timeline.pieces[-1].last
    return tuple(
        _scene(plan.span.start, first, last, _samples(footage, first, last, timeline), faces)
        for first, last in pairwise(shot_frames(plan, footage, reach))
        if any(first < piece.last and piece.first < last for piece in timeline.pieces)
    )


def _samples(
    footage: Footage, first: int, last: int, timeline: Timeline
) -> list[tuple[int, Frame]]:
    held = [
        (number, frame)
        for number, frame in footage.kept
        if first <= number < last and _shown(number, timeline)
    ]
    middle = (first + last) / 2
    return held or [min(footage.kept, key=lambda sample: abs(sample[0] - middle))]


def _shown(number: int, timeline: Timeline) -> bool:
    return any(piece.first <= number < piece.last for piece in timeline.pieces)


def _scene(
    begin: Time, first: int, last: int, held: Sequence[tuple[int, Frame]], model: Path | None
) -> Scene:
    span = Span(start=_time(begin, first), end=_time(begin, last))
    pictures = tuple(frame for _, frame in held)
    times = tuple(_time(begin, number) for number, _ in held)
    faces = find_faces(pictures, model)
    return Scene(span, times, pictures, faces, None if faces else find_figure(pictures))


def _time(begin: Time, number: int) -> Time:
    return begin + Time.seconds(number / FPS)


def _true_cut(changes: Sequence[float] | NDArray[np.float64], wanted: int) -> int:
    """The frame near ``wanted`` at which the picture jumps; ``wanted`` when none does."""
    low, high = max(1, wanted - REACH), min(len(changes), wanted + REACH + 1)
    near = np.asarray(changes[low:high], np.float64)
    if len(near) < 2:
        return wanted
    place = int(np.argmax(near))
    others = float(np.median(np.delete(near, place)))
    return low + place if near[place] > SUDDEN * others + 1 else wanted


def _tiny(frame: Frame) -> NDArray[np.int16]:
    import cv2

    small = cv2.resize(frame, TINY, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.int16)
