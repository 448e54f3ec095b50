"""Faces by OpenCV's Haar cascades (Viola and Jones, 2001), believed only when they stay; by YuNet
where its file is at hand (`pipelines.shorts.yunet`).

A cascade alone sees faces in wallpaper. A face counts when it is found again near the same place
in a good share of a shot's samples, has a face's size and, in a coloured picture, the hue of skin.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import cv2

SMALLEST, LARGEST = 0.065, 0.8
"""Height of a face in shares of the picture's short side."""
MOST_SAMPLES, MOST_PROFILES = 8, 3
"""Samples searched for frontal faces, and for profiles where no frontal face stays."""
FRONTAL_WIDTH, PROFILE_WIDTH = 440, 360
"""The cascades' cost grows with the picture; profiles, searched twice, cost most."""
SHARE = 0.34
"""In how many of the samples a face must be found."""
SKIN_CR, SKIN_CB = (134, 182), (80, 132)
"""Skin of every tone lies close together in YCrCb (Chai and Ngan, 1999); widened for casts."""
LEAST_SKIN = 0.4
GREY = 6.0
"""Mean distance of the chroma from grey under which colour says nothing."""
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
    """A face that stays: the box around all its places, its usual size, its share of samples.

    ``path``: after which share of the shot it was found where.
    """

    box: Box
    size: float
    share: float
    path: tuple[tuple[float, Box], ...] = ()


Search = Callable[[NDArray[np.uint8]], list[Box]]
Track = list[tuple[float, Box]]
"""One face's boxes, each with its share (0..1) of the shot."""


def find_faces(frames: Sequence[NDArray[np.uint8]], model: Path | None = None) -> tuple[Face, ...]:
    """The faces of a shot, the largest first. ``frames``: HxWx3 BGR; ``model``: YuNet's ONNX file;
    without it the cascades search. Raises `BadFaceModel`."""
    for search, most in _searches(model):
        chosen = _spread(frames, most)
        tracks = _tracks([search(frame) for frame in chosen])
        needed = max(SHARE * len(chosen), min(2, len(chosen)))
        faces = [_face(track, len(chosen)) for track in tracks if len(track) >= needed]
        if faces:
            return tuple(sorted(faces, key=lambda face: -face.size))
    return ()


def _searches(model: Path | None) -> Sequence[tuple[Search, int]]:
    if model is None:
        return (frontal, MOST_SAMPLES), (profile, MOST_PROFILES)
    from pipelines.shorts.yunet import searcher

    return ((searcher(model), MOST_SAMPLES),)


def frontal(frame: NDArray[np.uint8]) -> list[Box]:
    """Faces that look at the camera."""
    found = _search("haarcascade_frontalface_alt2.xml", _gray(frame, FRONTAL_WIDTH), 4)
    return [box for box in found if _skinned(frame, box)]


def profile(frame: NDArray[np.uint8]) -> list[Box]:
    """Faces seen from the side; the cascade knows one side, so the picture is mirrored too."""
    gray = _gray(frame, PROFILE_WIDTH)
    left = _search("haarcascade_profileface.xml", gray, 5)
    mirrored = _search("haarcascade_profileface.xml", np.ascontiguousarray(gray[:, ::-1]), 5)
    found = left or [Box(1 - box.x, box.y, box.width, box.height) for box in mirrored]
    return [box for box in found if _skinned(frame, box)]


def _skinned(frame: NDArray[np.uint8], box: Box) -> bool:
    """Whether the middle of the box has the hue of skin, as far as colour can tell."""
    import cv2

    height, width = frame.shape[:2]
    top, bottom = round((box.y - box.height / 2) * height), round((box.y + box.height / 2) * height)
    left, right = round((box.x - box.width * 0.3) * width), round((box.x + box.width * 0.3) * width)
    part = frame[max(top, 0) : bottom, max(left, 0) : right]
    if part.size == 0:
        return False
    chroma = cv2.cvtColor(part, cv2.COLOR_BGR2YCrCb)[..., 1:].astype(np.int16)
    if float(np.abs(chroma - 128).mean()) < GREY and _grey(frame):
        return True
    red, blue = chroma[..., 0], chroma[..., 1]
    skin = (red > SKIN_CR[0]) & (red < SKIN_CR[1]) & (blue > SKIN_CB[0]) & (blue < SKIN_CB[1])
    return float(skin.mean()) >= LEAST_SKIN


def _grey(frame: NDArray[np.uint8]) -> bool:
    thin = frame[::8, ::8].astype(np.int16)
    return float((thin.max(axis=2) - thin.min(axis=2)).mean()) < GREY


def _gray(frame: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    import cv2

    scale = min(1.0, width / max(frame.shape[:2]))
    size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)), np.uint8)


def _spread(frames: Sequence[NDArray[np.uint8]], most: int) -> list[NDArray[np.uint8]]:
    """At most so many of them, evenly spread."""
    count = min(len(frames), most, max(2, len(frames) // 2))
    return [frames[(2 * i + 1) * len(frames) // (2 * count)] for i in range(count)]


def _search(name: str, gray: NDArray[np.uint8], neighbours: int) -> list[Box]:
    height, width = gray.shape
    short = min(height, width)
    found = _cascade(name).detectMultiScale(
        gray,
        scaleFactor=1.15,
        minNeighbors=neighbours,
        minSize=(round(short * SMALLEST),) * 2,
        maxSize=(round(short * LARGEST),) * 2,
    )
    return [
        Box(
            float(x + w / 2) / width, float(y + h / 2) / height, float(w) / width, float(h) / height
        )
        for x, y, w, h in found
    ]


@lru_cache(maxsize=4)
def _cascade(name: str) -> "cv2.CascadeClassifier":
    import cv2
    from cv2.data import haarcascades

    return cv2.CascadeClassifier(str(Path(haarcascades) / name))


def _tracks(found: Sequence[Sequence[Box]]) -> list[Track]:
    """Boxes of successive samples that are one face."""
    tracks: list[Track] = []
    for number, boxes in enumerate(found):
        share = (number + 0.5) / len(found)
        taken: set[int] = set()
        for box in boxes:
            near = [i for i, t in enumerate(tracks) if i not in taken and _same(t[-1][1], box)]
            if near:
                tracks[near[0]].append((share, box))
                taken.add(near[0])
            else:
                taken.add(len(tracks))
                tracks.append([(share, box)])
    return tracks


def _same(before: Box, box: Box) -> bool:
    reach = NEAR * max(before.width, box.width)
    alike = 0.5 < box.width / before.width < 2
    return alike and abs(box.x - before.x) < reach and abs(box.y - before.y) < NEAR * before.height


def _face(track: Track, samples: int) -> Face:
    boxes = [box for _, box in track]
    lefts, rights = _edges([(box.x, box.width) for box in boxes])
    tops, bottoms = _edges([(box.y, box.height) for box in boxes])
    around = Box((lefts + rights) / 2, (tops + bottoms) / 2, rights - lefts, bottoms - tops)
    size = float(np.median([box.height for box in boxes]))
    return Face(around, size, len(track) / samples, tuple(track))


def _edges(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where nine tenths of the intervals begin and end: one stray box moves nothing."""
    lows = [centre - size / 2 for centre, size in places]
    highs = [centre + size / 2 for centre, size in places]
    return float(np.quantile(lows, 0.1)), float(np.quantile(highs, 0.9))
