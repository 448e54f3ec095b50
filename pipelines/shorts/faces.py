"""Faces by OpenCV's Haar cascades (Viola and Jones, 2001), believed only when they stay.

A cascade alone sees faces in wallpaper. A face counts when it is found again near the same place
in a good share of a shot's samples and has a face's size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import cv2

SMALLEST, LARGEST = 0.065, 0.8
"""Height of a face in shares of the picture's short side."""
MOST_SAMPLES = 12
SHARE = 0.34
"""In how many of the samples a face must be found."""
NEAR = 1.1
"""How far it may move between samples, in its own widths."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in shares of the picture: its centre and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Face:
    """A face that stays: the box around all its places, its usual size, its share of samples."""

    box: Box
    size: float
    share: float


def find_faces(frames: Sequence[NDArray[np.uint8]]) -> tuple[Face, ...]:
    """The faces of a shot, the largest first. ``frames``: HxWx3 BGR."""
    chosen = _spread(frames)
    found = [detect(frame) for frame in chosen]
    tracks = _tracks(found)
    needed = max(SHARE * len(chosen), min(2, len(chosen)))
    faces = [_face(track, len(chosen)) for track in tracks if len(track) >= needed]
    return tuple(sorted(faces, key=lambda face: -face.size))


def detect(frame: NDArray[np.uint8]) -> list[Box]:
    """Faces of one picture, frontal ones first, then profiles where no frontal one is."""
    import cv2

    gray = cv2.equalizeHist(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY))
    height, width = gray.shape
    boxes = _search("haarcascade_frontalface_alt2.xml", gray, 4)
    if not boxes:
        right = _search("haarcascade_profileface.xml", cv2.flip(gray, 1), 5)
        mirrored = [(width - x - w, y, w, h) for x, y, w, h in right]
        boxes = _search("haarcascade_profileface.xml", gray, 5) or mirrored
    return [
        Box((x + w / 2) / width, (y + h / 2) / height, w / width, h / height)
        for x, y, w, h in boxes
    ]


def _spread(frames: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    """At most `MOST_SAMPLES` of them, evenly spread."""
    count = min(len(frames), MOST_SAMPLES)
    return [frames[(2 * i + 1) * len(frames) // (2 * count)] for i in range(count)]


def _search(name: str, gray: Any, neighbours: int) -> list[tuple[int, int, int, int]]:
    short = min(gray.shape)
    found = _cascade(name).detectMultiScale(
        gray,
        scaleFactor=1.15,
        minNeighbors=neighbours,
        minSize=(round(short * SMALLEST),) * 2,
        maxSize=(round(short * LARGEST),) * 2,
    )
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in found]


@lru_cache(maxsize=4)
def _cascade(name: str) -> "cv2.CascadeClassifier":
    import cv2
    from cv2.data import haarcascades

    return cv2.CascadeClassifier(str(Path(haarcascades) / name))


def _tracks(found: Sequence[Sequence[Box]]) -> list[list[Box]]:
    """Boxes of successive samples that are one face."""
    tracks: list[list[Box]] = []
    for boxes in found:
        taken: set[int] = set()
        for box in boxes:
            near = [i for i, t in enumerate(tracks) if i not in taken and _same(t[-1], box)]
            if near:
                tracks[near[0]].append(box)
                taken.add(near[0])
            else:
                taken.add(len(tracks))
                tracks.append([box])
    return tracks


def _same(before: Box, box: Box) -> bool:
    reach = NEAR * max(before.width, box.width)
    alike = 0.5 < box.width / before.width < 2
    return alike and abs(box.x - before.x) < reach and abs(box.y - before.y) < NEAR * before.height


def _face(track: Sequence[Box], samples: int) -> Face:
    lefts, rights = _edges([(box.x, box.width) for box in track])
    tops, bottoms = _edges([(box.y, box.height) for box in track])
    around = Box((lefts + rights) / 2, (tops + bottoms) / 2, rights - lefts, bottoms - tops)
    return Face(around, float(np.median([box.height for box in track])), len(track) / samples)


def _edges(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where nine tenths of the intervals begin and end: one stray box moves nothing."""
    lows = [centre - size / 2 for centre, size in places]
    highs = [centre + size / 2 for centre, size in places]
    return float(np.quantile(lows, 0.1)), float(np.quantile(highs, 0.9))
