"""When the cameras of a rig stood still and when one of them moved: a quick look through all clips
before the film is made.

Where a clip has a key frame every second or two, only those are decoded; else what other frames are
predicted from. The exact moment is looked for later, where something moved (see `course`).
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from pipelines.media import ffmpeg
from pipelines.media.derive import grid
from pipelines.media.frames import read_frames, undamaged
from pipelines.media.rotation import filters, presented
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import Lens, angle_between
from pipelines.panorama.features import THREADS
from pipelines.panorama.film.anchor import LONG_SIDE, Anchor
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.motion import size_of
from pipelines.progress import Progress, silent

EVERY = 0.5
SPARSE = 2.0
"""Seconds between key frames from which on others are decoded too."""
SLACK = 0.2
"""Seconds by which a frame that is not decoded may be later than the one shown for it."""
LENS = Lens(0.8)
"""Nothing is known of the lens yet; of a wide one, angles come out too small by up to a half."""
SHIFT = np.degrees(0.35 / LONG_SIDE / LENS.focal)
"""Degrees of a third of a pixel: less is no move."""
STALE = 0.4
"""Of the points of an anchor; when fewer are found again, there is a new one."""
PATIENCE = 3
"""Looks that show one place clearly, yet not the one before, after which the camera was turned."""
CLEAR = 0.6
"""Of the points of an anchor: so many are found again where nothing is in the way."""
FINER = 0.1
"""Seconds between looks where something moved."""
MOST = 30.0
"""Seconds that are looked through so."""
RESTLESS = 0.5
"""Of the looks that see a move, or of the film that moves take: more is no still rig."""
SHORTEST = 1.0
"""Seconds that it must stand still at least once."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in seconds of the film."""

    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Watch:
    """``moves``: when some camera moved, in order, apart from each other; ``restless``: the rig
    moved so much of the time that it cannot be told from standing still."""

    moves: tuple[Span, ...]
    duration: float
    restless: bool = False

    def still(self) -> list[Span]:
        """Before, between and after the moves; may be empty at both ends."""
        edges = [0.0, *(edge for move in self.moves for edge in (move.start, move.end))]
        edges.append(self.duration)
        return [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]

    def stillest(self) -> list[Span]:
        """The longest first; those that are too short are left out."""
        found = sorted(self.still(), key=lambda span: -span.length)
        return found[:1] + [span for span in found[1:] if span.length >= SHORTEST]


def watch(cameras: Sequence[Camera], start: Time, end: Time, progress: Progress = silent) -> Watch:
    """Look through what the cameras filmed between ``start`` and ``end`` (first camera's clock)."""
    duration = (end - start).s
    moves: list[Span] = []
    restless = False
    with ThreadPoolExecutor(THREADS) as pool:
        coming = [pool.submit(_seen, camera, start, duration) for camera in cameras]
        for done, (camera, one) in enumerate(zip(cameras, coming, strict=True)):
            progress(done / len(cameras), f"looking whether {camera.name} stood still")
            seen, always = one.result()
            moves += seen
            restless |= always
    watched = Watch(_joined(moves, duration), duration)
    restless |= sum(move.length for move in watched.moves) > RESTLESS * duration
    if restless or (watched.moves and watched.stillest()[0].length < SHORTEST):
        return Watch((), duration, restless=True)
    return watched


def small_size(camera: Camera) -> tuple[int, int]:
    """Presented width and height of the pictures that are compared."""
    width, height = size_of(camera.probe)
    share = LONG_SIDE / max(width, height)
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)


def _joined(moves: Sequence[Span], duration: float) -> tuple[Span, ...]:
    found: list[Span] = []
    for move in sorted(moves, key=lambda move: move.start):
        start, end = max(0.0, move.start), min(duration, move.end)
        if start >= end:
            continue
        if found and start < found[-1].end + 2 * FINER:
            start, end = found[-1].start, max(end, found.pop().end)
        found.append(Span(start, end))
    return tuple(found)


class _Follower:
    """One camera, from look to look. A look in which what was there before is not found again, for
    people who stand before it, tells nothing: the camera is taken to be where it was."""

    def __init__(self) -> None:
        self.moves: list[Span] = []
        self._anchor: Anchor | None = None
        self._base: Floats = np.eye(3)
        self._since = self._looks = 0.0
        self._other: tuple[Span, Anchor] | None = None
        self._agree = 0

    @property
    def restless(self) -> bool:
        return len(self.moves) > max(PATIENCE, RESTLESS * self._looks)

    def look(self, when: Span, picture: Picture8) -> None:
        """``when``: the picture was taken between its ends."""
        self._looks += 1
        if self._anchor is None:
            self._drop(when, Anchor(picture), np.eye(3))
            return
        found = self._anchor.turned(picture, LENS, far=False)
        if found is None:
            self._search(self._anchor, when, picture)
            return
        turn = found.rotation @ self._base
        if angle_between(turn, np.eye(3)) > SHIFT:
            self._moved(when, Anchor(picture))
        elif found.share < STALE:
            self._drop(when, Anchor(picture), turn)
        else:
            self._stood(when)

    def _search(self, anchor: Anchor, when: Span, picture: Picture8) -> None:
        """Nothing can be followed: it was turned far, or something is in the way."""
        elsewhere = anchor.elsewhere(picture)
        if elsewhere is None:
            self._wait(when, picture)
        elif elsewhere:
            self._moved(when, Anchor(picture))
        else:
            self._stood(when)

    def _wait(self, when: Span, picture: Picture8) -> None:
        """What there is to see may be a place out of sight of the one before."""
        found = None if self._other is None else self._other[1].turned(picture, LENS, far=False)
        if self._other is None or found is None or found.share < CLEAR:
            self._other, self._agree = (when, Anchor(picture)), 1
            return
        self._agree += 1
        if self._agree >= PATIENCE:
            self._moved(*self._other)

    def _moved(self, when: Span, anchor: Anchor) -> None:
        self.moves.append(Span(self._since, when.end))
        self._drop(when, anchor, np.eye(3))

    def _drop(self, when: Span, anchor: Anchor, base: Floats) -> None:
        """The anchor was dropped then; ``base``: how the camera was turned already."""
        self._anchor, self._base = anchor, base
        self._stood(when)

    def _stood(self, when: Span) -> None:
        self._since, self._other = when.start, None


def _seen(camera: Camera, start: Time, duration: float) -> tuple[list[Span], bool]:
    """When the camera moved, and whether it did most of the time. Where something moved the clip is
    looked through once more, finer."""
    found = _looked_through(camera, start, duration)
    left, moves = MOST, list[Span]()
    for move in [] if found.restless else found.moves:
        left -= move.length
        moves += _finer(camera, start, move) if left > 0 else [move]
    return moves, found.restless


def _looked_through(camera: Camera, start: Time, duration: float) -> _Follower:
    found, last = _Follower(), 0.0
    for when, picture in _looks(camera, start, duration, "nokey"):
        if when.end - last > SPARSE:
            break
        found.look(when, picture)
        last = when.end
    if duration - last > SPARSE:
        found = _Follower()
        for when, picture in _looks(camera, start, duration, "noref"):
            found.look(when, picture)
    return found


def _finer(camera: Camera, start: Time, move: Span) -> list[Span]:
    """When it moved in that time; all of it where that is not told."""
    video = camera.probe.video
    assert video is not None
    width, height = small_size(camera)
    follower = _Follower()
    begin = max(camera.probe.start, camera.at(start + Time.seconds(move.start - FINER)))
    frames = read_frames(
        camera.file, width=width, height=height, fps=1 / FINER, start=begin,
        end=camera.at(start + Time.seconds(move.end + FINER)), gray=True, rotation=video.rotation,
    )  # fmt: skip
    for time, picture in undamaged(frames):
        at = (time - camera.at(start)).s
        follower.look(Span(at - FINER, at), picture)
    return follower.moves or [move]


def _looks(
    camera: Camera, start: Time, duration: float, skipped: str
) -> Iterator[tuple[Span, Picture8]]:
    """Grey pictures of the clip and between which times of the film each was taken. ``skipped``:
    what the decoder leaves out, in ffmpeg's words; of key frames none is given twice."""
    width, height = small_size(camera)
    video = camera.probe.video
    assert video is not None
    wide, tall = presented(width, height, video.rotation)
    scale = f"scale={wide}:{tall}:flags=bilinear"
    chain = ",".join([grid(1 / EVERY), scale, *filters(video.rotation), "setsar=1"])
    first = (camera.probe.start - camera.at(start)).s
    arguments = [
        "-skip_frame", skipped, "-skip_loop_filter", "all", *ffmpeg.source(camera.file),
        "-map", "0:v:0", "-an", "-sn", "-dn", "-vf", chain, "-t", f"{duration - first + EVERY:.6f}",
        "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1",
    ]  # fmt: skip
    before = np.zeros((0, 0), np.uint8)
    blocks = ffmpeg.pipe(arguments, size=width * height, read=[camera.file])
    for number, block in enumerate(undamaged(blocks)):
        picture = np.frombuffer(block, np.uint8).reshape(height, width)
        late = first + number * EVERY
        if late > -EVERY and (skipped != "nokey" or not np.array_equal(before, picture)):
            yield Span(late - EVERY - SLACK, late), picture
        before = picture
