"""A panning clip as photos: frames a good step apart, the sharpest where there is a choice.

A quick pass over small frames follows points from frame to frame (Lucas and Kanade) and adds up
how far the picture moved; a second pass takes the chosen frames at full size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pipelines.media.frames import read_frames
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.errors import ClipDoesNotTurn
from pipelines.panorama.inputs import Photo
from pipelines.progress import Progress, part, silent

TRACK_SIDE = 320
RATE = 12.0
"""Frames looked at per second in both passes; the same rate gives the same frames."""
STEP = 0.27
"""Share of the picture's width by which chosen frames differ."""
CHOICE = 0.07
"""Share of the width within which the sharpest frame is chosen."""
MOST_FRAMES = 80
POINTS = 300
FEWEST_POINTS = 12


@dataclass(frozen=True, slots=True)
class Track:
    """One frame of the quick pass. ``way``: widths travelled so far, whatever the direction."""

    index: int
    time: Time
    way: float
    sharpness: float


def frames_of(
    path: Path, probe: Probe, folder: Path, progress: Progress = silent
) -> tuple[Photo, ...]:
    """The chosen frames of a clip, written losslessly into a folder. Raises `ClipDoesNotTurn`."""
    tracks = follow(path, probe, part(progress, 0, 0.5))
    chosen = choose(tracks)
    if len(chosen) < 2:
        raise ClipDoesNotTurn(
            f"The camera hardly turns in {path.name}.",
            remedy="Turn slowly on the spot, all the way round, then give that clip.",
        )
    return tuple(_decode(path, probe, chosen, folder, part(progress, 0.5, 1)))


def follow(path: Path, probe: Probe, progress: Progress = silent) -> list[Track]:
    """How far the picture moved and how sharp it is, for every frame looked at."""
    width, height = _size(probe, TRACK_SIDE)
    tracks: list[Track] = []
    before: Picture8 | None = None
    way = np.zeros(2)
    far = 0.0
    turned = _rotation(probe)
    frames = read_frames(path, width=width, height=height, fps=RATE, gray=True, rotation=turned)
    for index, (time, frame) in enumerate(frames):
        if before is not None:
            way = way + moved(before, frame) / (width, height)
            far = max(far, float(np.abs(way).max()))
        tracks.append(Track(index, time, _travelled(way), sharpness(frame)))
        before = frame
        progress(min(1.0, time.s / max(probe.duration.s, 0.1)), f"following {path.name}")
    return tracks


def choose(tracks: Sequence[Track]) -> list[Track]:
    """The sharpest frame near every step of the way."""
    if not tracks:
        return []
    ways = np.array([track.way for track in tracks])
    reach = float(np.ptp(ways))
    if reach < STEP / 2:
        return []
    count = min(MOST_FRAMES, max(2, round(reach / STEP) + 1))
    marks = np.linspace(ways.min(), ways.max(), count)
    chosen = {max(_near(tracks, mark), key=lambda track: track.sharpness) for mark in marks}
    return sorted(chosen, key=lambda track: track.index)


def moved(before: Picture8, after: Picture8) -> Floats:
    """The median shift (x, y in pixels) of followed points; zero where nothing can be followed."""
    points = cv2.goodFeaturesToTrack(before, POINTS, 0.01, 6)
    if points is None or len(points) < FEWEST_POINTS:
        return np.zeros(2)
    found, ok, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points, np.empty_like(points), winSize=(21, 21), maxLevel=4
    )
    good = np.asarray(ok).ravel() == 1
    if good.sum() < FEWEST_POINTS:
        return np.zeros(2)
    return np.asarray(np.median((points - found)[good].reshape(-1, 2), axis=0), np.float64)


def sharpness(frame: Picture8) -> float:
    """The variance of the Laplacian of a grey picture."""
    return float(cv2.Laplacian(frame, cv2.CV_32F).var())


def _travelled(way: Floats) -> float:
    """The position along the larger of both directions keeps its sign: back is back."""
    return float(way[int(np.abs(way).argmax())])


def _near(tracks: Sequence[Track], mark: float) -> list[Track]:
    within = [track for track in tracks if abs(track.way - mark) < CHOICE / 2]
    return within or [min(tracks, key=lambda track: abs(track.way - mark))]


def _decode(
    path: Path, probe: Probe, chosen: Sequence[Track], folder: Path, progress: Progress
) -> Iterator[Photo]:
    wanted = {track.index: track for track in chosen}
    width, height = _size(probe, None)
    folder.mkdir(parents=True, exist_ok=True)
    frames = read_frames(path, width=width, height=height, fps=RATE, rotation=_rotation(probe))
    for index, (_, frame) in enumerate(frames):
        if index in wanted:
            track = wanted.pop(index)
            file = folder / f"{index:05}.bmp"
            cv2.imwrite(str(file), frame)
            progress(1 - len(wanted) / len(chosen), f"taking frames of {path.name}")
            name = f"frame at {track.time.clock()}"
            yield Photo(name, file, width, height, "clip", at=track.time)
        if not wanted:
            return


def _rotation(probe: Probe) -> int:
    return probe.video.rotation if probe.video else 0


def _size(probe: Probe, long_side: int | None) -> tuple[int, int]:
    """Presented width and height, even, at most ``long_side`` long."""
    assert probe.video is not None
    width, height = probe.video.width, probe.video.height
    scale = min(1.0, long_side / max(width, height)) if long_side else 1.0
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
