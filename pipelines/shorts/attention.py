"""Where a shot without faces draws the eye: movement first, else detail and colour.

Everything is reduced to profiles along the axis on which the window can move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
Profile = NDArray[np.float64]
"""Non-negative, one value a cell along the free axis."""

WIDTH = 160
STIR = 14
"""Grey levels by which a pixel must change to count as moved."""
CAMERA = 0.4
"""Share of moved pixels above which the camera moved, not the subject."""
BLACK = 24
NOISE = 24
"""Gradients that grain and compression make."""
TEXT_FILL = 0.45
MATCHED = 0.5
"""Response of a phase correlation from which the pictures are the same, shifted."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    @property
    def centre(self) -> float:
        return (self.low + self.high) / 2

    @property
    def length(self) -> float:
        return self.high - self.low


def shrink(frames: Sequence[Frame]) -> list[Frame]:
    """The frames at 160 pixels of width: enough for where, not for what."""
    import cv2

    height = max(2, round(WIDTH * frames[0].shape[0] / frames[0].shape[1]))
    return [
        np.asarray(cv2.resize(f, (WIDTH, height), interpolation=cv2.INTER_AREA), np.uint8)
        for f in frames
    ]


def motion(small: Sequence[Frame], axis: int) -> list[Profile]:
    """What moved between neighbours, one profile a pair; pairs with camera movement left out."""
    return [moved for moved in movements(small, axis) if moved is not None]


def movements(small: Sequence[Frame], axis: int) -> list[Profile | None]:
    """The same for every pair; None where nothing moved or the camera did."""
    import cv2

    grays = [cv2.GaussianBlur(cv2.cvtColor(f, cv2.COLOR_BGR2GRAY), (5, 5), 0) for f in small]
    found: list[Profile | None] = []
    for before, after in pairwise(grays):
        moved = cv2.absdiff(before, after) > STIR
        alone = 0.001 < moved.mean() < CAMERA
        found.append(np.asarray(moved.sum(axis=axis), np.float64) if alone else None)
    return found


def details(small: Sequence[Frame], axis: int) -> list[Profile]:
    """Edges of some of the frames, weighted by how colourful and how central they are.

    The edges of black bars are nobody's subject and do not count.
    """
    import cv2

    shape = small[0].shape[:2]
    rows, columns = np.linspace(-1, 1, shape[0]), np.linspace(-1, 1, shape[1])
    central = np.exp(-(rows[:, None] ** 2) - 0.6 * columns[None, :] ** 2)
    inside = _inside_bars(small)
    found = []
    for frame in small[:: max(1, len(small) // 8)]:
        gray = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.float32)
        edges = cv2.magnitude(cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1))
        colourful = cv2.cvtColor(frame, cv2.COLOR_BGR2HSV)[..., 1].astype(np.float32) / 255
        weight = np.clip(edges - NOISE, 0, 200) * (0.4 + colourful)
        found.append(np.asarray((weight * central * inside).sum(axis=axis), np.float64))
    return found


def detail(small: Sequence[Frame], axis: int) -> Profile:
    """The shot's detail altogether."""
    return np.asarray(np.sum(details(small, axis), axis=0), np.float64)


def _inside_bars(small: Sequence[Frame]) -> Frame:
    """1 where the picture is lit during the shot, a little less than up to the bars."""
    import cv2

    brightest = np.max(np.stack([frame.max(axis=2) for frame in small]), axis=0)
    bright = (brightest > BLACK).astype(np.uint8)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    padded = cv2.erode(closed, np.ones((7, 7), np.uint8), borderValue=1)
    return np.asarray(padded, np.uint8)


def extent(profile: Profile, share: float) -> Interval:
    """The shortest interval (0..1) that holds the share of the profile's mass."""
    mass = np.concatenate([[0.0], np.cumsum(profile)])
    wanted, count = share * mass[-1], len(profile)
    ends = np.searchsorted(mass, mass[:-1] + wanted - 1e-9)
    lengths = np.where(ends <= count, ends - np.arange(count), count + 1)
    start = int(np.argmin(lengths))
    return Interval(start / count, min(int(ends[start]), count) / count)


def best_window(profile: Profile, length: float) -> tuple[Interval, float]:
    """Where a window of that length holds the most, and which share that is."""
    count = len(profile)
    cells = min(count, max(1, round(length * count)))
    mass = np.concatenate([[0.0], np.cumsum(profile)])
    held = mass[cells:] - mass[:-cells]
    best = held.max()
    # Of equally good places the middle one, so that the subject is not at the window's edge.
    start = float(np.mean(np.flatnonzero(held >= best - 1e-9 * max(best, 1))))
    share = float(best / mass[-1]) if mass[-1] > 0 else 0.0
    return Interval(start / count, (start + cells) / count), share


def share_within(profile: Profile, window: Interval) -> float:
    """Which share of the profile lies in the window."""
    count, total = len(profile), profile.sum()
    inside = profile[round(window.low * count) : round(window.high * count)].sum()
    return float(inside / total) if total > 0 else 0.0


def lit(small: Sequence[Frame], axis: int) -> Profile:
    """1 where the picture is ever brighter than black bars, along the free axis."""
    brightest = np.max(np.stack([frame.max(axis=2) for frame in small]), axis=0)
    return np.asarray(np.quantile(brightest, 0.9, axis=axis) > BLACK, np.float64)


def drift(small: Sequence[Frame]) -> float:
    """How far the camera panned from the first sample to the last, in widths of the picture.

    By the phases of neighbours' spectra (Kuglin and Hines, "The phase correlation image alignment
    method", 1975); pairs that do not match count as still.
    """
    import cv2

    grays = [cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype(np.float32) for frame in small]
    height, width = grays[0].shape
    faded = cv2.createHanningWindow((width, height), cv2.CV_32F)
    found = [cv2.phaseCorrelate(before, after, faded) for before, after in pairwise(grays)]
    return float(sum(shift[0] for shift, match in found if match > MATCHED) / width)


def lettering(frames: Sequence[Frame]) -> Interval | None:
    """From where to where large lettering runs across, if it stays through the shot.

    Strong thin strokes joined sideways give a long, well filled band; after the morphological
    text detectors surveyed by Jung, Kim and Jain, "Text information extraction" (2004).
    """
    import cv2

    joined: NDArray[np.uint8] | None = None
    for frame in (frames[0], frames[len(frames) // 2], frames[-1]):
        gray = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        strokes = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        _, sharp = cv2.threshold(strokes, 70, 255, cv2.THRESH_BINARY)
        closed = cv2.morphologyEx(sharp, cv2.MORPH_CLOSE, np.ones((3, 25), np.uint8))
        band = np.asarray(closed, np.uint8)
        joined = band if joined is None else joined & band
    return None if joined is None else _widest_band(joined)


def _widest_band(mask: NDArray[np.uint8]) -> Interval | None:
    import cv2

    height, width = mask.shape
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        filled = float(mask[y : y + h, x : x + w].mean()) / 255
        if 0.025 * height < h < 0.3 * height and w > 3 * h and filled > TEXT_FILL:
            found.append(Interval(x / width, (x + w) / width))
    return max(found, key=lambda interval: interval.length, default=None)
