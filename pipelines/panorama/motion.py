"""How the camera turned in a clip: points followed from frame to frame, made into rotations.

Points are followed on small frames (Lucas and Kanade); between two frames one rotation explains
where they went, whatever walks through. The focal length is told by frames further apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pipelines.media.container import opened
from pipelines.media.frames import read_frames
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import Lens, turn_by
from pipelines.panorama.features import Features, find_features
from pipelines.panorama.focal import focal_of
from pipelines.panorama.matches import FEWEST, Pair, match
from pipelines.panorama.rotation import find_rotation
from pipelines.panorama.similarity import unspread
from pipelines.progress import Progress, silent

TRACK_SIDE = 480
"""Pixels of the long side of the frames in which points are followed."""
RATE = 12.0
POINTS = 240
FEWEST_POINTS = 12
LOST = 6.0
"""Grey levels by which a followed point may differ from itself on average, at most."""
CLOSE = 0.006
"""How well a point must fit the turn, in long sides."""
TRIALS = 160
KEY_STEP = 0.22
"""Share of the picture's width between frames whose features are kept for the focal length."""
MOST_KEYS = 60
BRIDGED = 1.5
"""Seconds for which a turn that cannot be followed is taken to go on evenly."""
USUAL_FOCAL = 0.8
ON_SCREEN = 0.002
"""Seconds: a frame is shown this much before its time; times come rounded."""


@dataclass(frozen=True, slots=True)
class Look:
    """One frame of the quick pass. ``time``: on the clip's grid; ``at``: seconds, of the frame
    that is on screen then. ``here``, ``there``: where points were in the frame before and are in
    this one (N x 2, centred, in long sides)."""

    index: int
    time: Time
    at: float
    sharpness: float
    here: Floats
    there: Floats


@dataclass(frozen=True, slots=True)
class Way:
    """All frames looked at. ``keys``: some of their indices and the features found there."""

    looks: tuple[Look, ...]
    keys: tuple[tuple[int, Features], ...]
    width: int
    height: int

    @property
    def half(self) -> Floats:
        """Half the width and half the height in long sides."""
        return np.array([self.width, self.height]) / 2 / max(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Motion:
    """``times``: N seconds; ``rotations``: N x 3 x 3, world -> camera, the first one upright;
    ``rates``: N x 3, radians a second about the camera's axes (x right, y down, z ahead);
    ``followed``: whether the step to this frame was seen; ``focal``: in long sides."""

    times: Floats
    rotations: Floats
    rates: Floats
    followed: Mask
    focal: float


def rate_of(probe: Probe) -> float:
    """Frames looked at a second: near `RATE`, so that they are evenly spaced in the clip."""
    assert probe.video is not None
    fps = probe.video.fps or RATE
    return fps / max(1, round(fps / RATE))


def follow(path: Path, probe: Probe, progress: Progress = silent) -> Way:
    """Follow the picture through the whole clip."""
    width, height = size_of(probe, TRACK_SIDE)
    shown = _shown(path)
    looks: list[Look] = []
    keys: list[tuple[int, Features]] = []
    before: Picture8 | None = None
    since = np.full(2, np.inf)
    for index, (time, frame) in enumerate(_small(path, probe, width, height)):
        here, there = _followed(before, frame)
        since = since + _moved(here, there) * max(width, height) / (width, height)
        if np.abs(since).max() >= KEY_STEP and len(keys) < MOST_KEYS:
            colour = np.asarray(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR), np.uint8)
            keys.append((index, find_features(colour)))
            since = np.zeros(2)
        looks.append(Look(index, time, shown(time), sharpness(frame), here, there))
        before = frame
        progress(min(1.0, time.s / max(probe.duration.s, 0.1)), f"following {path.name}")
    return Way(tuple(looks), tuple(keys), width, height)


def motion_of(way: Way) -> Motion:
    """The turns of the camera. What could not be followed for a while goes on evenly."""
    focal = _focal(way)
    times = np.array([look.at for look in way.looks])
    steps, followed = _steps(way, focal)
    gaps = np.diff(times, prepend=times[:1])
    steps = _bridged(steps, gaps, followed)
    return assemble(times, steps, followed, focal)


def assemble(times: Floats, steps: Floats, followed: Mask, focal: float) -> Motion:
    """``steps``: N x 3, the turn (rotation vector of the camera) that led to each frame."""
    rotations = [np.eye(3)]
    for turn in turn_by(-steps[1:]):
        rotations.append(turn @ rotations[-1])
    gaps = np.diff(times)
    moving = gaps > 1e-4
    if not moving.any():
        return Motion(times, np.stack(rotations), np.zeros_like(steps), followed, focal)
    speeds = steps[1:][moving] / gaps[moving, None]
    middles = ((times[1:] + times[:-1]) / 2)[moving]
    rates = np.stack([np.interp(times, middles, speeds[:, axis]) for axis in range(3)], axis=1)
    return Motion(times, np.stack(rotations), rates, followed, focal)


@unspread()
def key_pairs(way: Way) -> list[Pair]:
    """The matches of the kept frames with the next and the next but one; indices of frames."""
    pairs = []
    for at, (first, features) in enumerate(way.keys):
        for second, others in way.keys[at + 1 : at + 3]:
            found = match(first, second, features, others)
            if len(found) >= FEWEST:
                pairs.append(found)
    return pairs


def sharpness(frame: Picture8) -> float:
    """The variance of the Laplacian of a grey picture."""
    return float(cv2.Laplacian(frame, cv2.CV_32F).var())


def size_of(probe: Probe, long_side: int | None = None) -> tuple[int, int]:
    """Presented width and height, even, at most ``long_side`` long."""
    assert probe.video is not None
    width, height = probe.video.width, probe.video.height
    scale = min(1.0, long_side / max(width, height)) if long_side else 1.0
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def vector_of(rotation: Floats) -> Floats:
    """The rotation vector of a matrix, radians."""
    return np.asarray(cv2.Rodrigues(rotation)[0].ravel(), np.float64)


def _small(path: Path, probe: Probe, width: int, height: int) -> Iterator[tuple[Time, Picture8]]:
    assert probe.video is not None
    rate, turn = rate_of(probe), probe.video.rotation
    return read_frames(path, width=width, height=height, fps=rate, gray=True, rotation=turn)


class _Shown:
    """When the frame that is on screen at a time was really taken: phones vary their rate."""

    def __init__(self, times: Floats) -> None:
        self._times = times

    def __call__(self, time: Time) -> float:
        if not len(self._times):
            return time.s
        at = int(np.searchsorted(self._times, time.s + ON_SCREEN, side="right")) - 1
        return float(self._times[max(at, 0)])


def _shown(path: Path) -> _Shown:
    with opened(path) as media:
        video = media.streams.video[0]
        tick = float(video.time_base or 0)
        times = [packet.pts * tick for packet in media.demux(video) if packet.pts is not None]
    return _Shown(np.unique(np.array(times, np.float64)))


def _followed(before: Picture8 | None, after: Picture8) -> tuple[Floats, Floats]:
    """Points of a frame and where they are in the next one, centred, in long sides."""
    none = np.zeros((0, 2))
    if before is None:
        return none, none
    points = cv2.goodFeaturesToTrack(before, POINTS, 0.008, max(after.shape) / 60)
    if points is None or len(points) < FEWEST_POINTS:
        return none, none
    found, ok, error = cv2.calcOpticalFlowPyrLK(
        before, after, points, np.empty_like(points), winSize=(21, 21), maxLevel=4
    )
    height, width = after.shape
    at = np.asarray(found).reshape(-1, 2)
    inside = (at >= 0).all(axis=1) & (at <= (width - 1, height - 1)).all(axis=1)
    good = (np.asarray(ok).ravel() == 1) & (np.asarray(error).ravel() < 2 * LOST) & inside
    centre = (np.array([width, height]) - 1) / 2
    one = (points.reshape(-1, 2)[good] - centre) / max(width, height)
    return np.asarray(one, np.float64), np.asarray((at[good] - centre) / max(width, height))


def _moved(here: Floats, there: Floats) -> Floats:
    """The median shift of the picture, in long sides; zero where nothing can be followed."""
    if len(here) < FEWEST_POINTS:
        return np.zeros(2)
    return np.asarray(np.median(here - there, axis=0), np.float64)


def _focal(way: Way) -> float:
    pairs = key_pairs(way)
    return focal_of(pairs) if pairs else USUAL_FOCAL


def _steps(way: Way, focal: float) -> tuple[Floats, Mask]:
    """The turn to every frame (N x 3, radians), and whether it was seen."""
    lens = Lens(focal)
    steps = np.zeros((len(way.looks), 3))
    followed = np.zeros(len(way.looks), bool)
    for index, look in enumerate(way.looks):
        if len(look.here) < FEWEST_POINTS:
            continue
        here, there = lens.rays(look.here), lens.rays(look.there)
        rotation, agree = find_rotation(here, there, CLOSE / focal, TRIALS)
        if agree.sum() >= max(FEWEST_POINTS, len(agree) // 3):
            steps[index] = -vector_of(rotation)
            followed[index] = True
    return steps, followed


def _bridged(steps: Floats, gaps: Floats, followed: Mask) -> Floats:
    """Short runs that could not be followed filled with the speeds before and after them."""
    steps = steps.copy()
    known = np.flatnonzero(followed & (gaps > 1e-4))
    lost = np.flatnonzero(~followed[1:]) + 1
    if not len(known) or not len(lost):
        return steps
    ends = np.cumsum(gaps)
    speeds = steps[known] / gaps[known, None]
    for index in lost:
        after = int(np.searchsorted(known, index))
        if after in (0, len(known)):
            continue
        first, last = known[after - 1], known[after]
        if ends[last] - ends[first] > BRIDGED:
            continue
        share = (ends[index] - ends[first]) / max(ends[last] - ends[first], 1e-6)
        speed = (1 - share) * speeds[after - 1] + share * speeds[after]
        steps[index] = speed * gaps[index]
    return steps
