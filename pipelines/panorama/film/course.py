"""Where the cameras of a rig look from frame to frame, when one was knocked or the whole jolted.

Each camera is followed through the frames around a move, against the picture that it showed while
it still stood; so the frame is known from which on it looks elsewhere, and every frame between. A
turn that all cameras made alike is one of the rig: it is taken out of all, and the picture stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import ceil

import numpy as np

from pipelines.media.frames import read_frames, undamaged
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import Lens, View, turn_by
from pipelines.panorama.film.anchor import Anchor
from pipelines.panorama.film.calibrate import Camera, look_size
from pipelines.panorama.film.proof import proven
from pipelines.panorama.film.watch import STALE, Span, Watch, small_size
from pipelines.panorama.motion import vector_of

MARGIN_S = 0.25
"""Before and after a move, when all stands still."""
MOST = 300
"""Frames of one move that are looked at; of a longer one, every second, third …"""
STILL = 0.1
"""Degrees: a camera that seems to have turned by less has not."""
REST, STEP = 0.08, 0.03
"""Degrees by which a camera may look elsewhere than the film takes it to: before a move, in it."""
GAP_S = 0.5
"""Where a camera cannot be told for longer, it is taken to be where it last was."""
ALIKE = 0.25
"""Share of the rig's turn by which a camera's own may differ, and yet be the same."""


@dataclass(frozen=True, slots=True)
class Change:
    """From ``frame`` of the film on, the cameras look so."""

    frame: int
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """At ``at`` (seconds of the film) ``camera`` (None: the whole rig) began to turn, in all by
    ``degrees``."""

    at: float
    degrees: float
    camera: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """``views``: at the beginning; ``changes``: in order; ``untold``: when something seemed to move
    of which no turn could be told."""

    views: tuple[View, ...]
    changes: tuple[Change, ...] = ()
    moves: tuple[Move, ...] = ()
    untold: tuple[Span, ...] = ()
    restless: bool = False


@dataclass(frozen=True, slots=True)
class Clips:
    """The clips, and the film's time: seconds from ``start`` (first camera's clock) at ``fps``."""

    cameras: Sequence[Camera]
    start: Time
    fps: float

    def pictures(self, index: int, first: int, step: int = 1) -> Iterator[Picture8]:
        """Small and grey, from frame ``first`` of the film on, every ``step``-th."""
        return self._read(index, first, small_size(self.cameras[index]), step, True)

    def look(self, index: int, frame: int) -> Picture8 | None:
        """BGR, as large as features are looked for in; None after the clip's end."""
        size = look_size(self.cameras[index])
        return next(self._read(index, frame, size, 1, False), None)

    def _read(
        self, index: int, first: int, size: tuple[int, int], step: int, grey: bool
    ) -> Iterator[Picture8]:
        camera = self.cameras[index]
        assert camera.probe.video is not None
        begin = camera.at(self.start + Time.seconds(first / self.fps))
        frames = read_frames(
            camera.file, width=size[0], height=size[1], fps=self.fps / step, start=begin,
            gray=grey, rotation=camera.probe.video.rotation,
        )  # fmt: skip
        return (picture for _, picture in undamaged(frames))


def find_course(clips: Clips, watched: Watch, still: Span, views: Sequence[View]) -> Course:
    """``views``: the cameras as they looked during ``still``, one of ``watched.still()``."""
    after = [move for move in watched.moves if move.start >= still.end]
    before = [move for move in watched.moves if move.end <= still.start]
    changes: list[Change] = []
    moves: list[Move] = []
    untold: list[Span] = []
    now = tuple(views)
    for span in after:
        found = _Event(clips, span, watched.duration, now, back=False)
        now = found.other
        untold += [] if found.changes else [span]
        changes += found.changes
        moves += found.moves
    begin = tuple(views)
    for span in reversed(before):
        found = _Event(clips, span, watched.duration, begin, back=True)
        begin = found.other
        untold = untold if found.changes else [span, *untold]
        changes = [*found.changes, *changes]
        moves = [*found.moves, *moves]
    return Course(begin, tuple(changes), tuple(moves), tuple(untold), watched.restless)


class _Event:
    """One move. ``views``: of the cameras after it where ``back``, else before it; ``other``: at
    its other end."""

    def __init__(
        self, clips: Clips, span: Span, duration: float, views: tuple[View, ...], *, back: bool
    ) -> None:
        self._clips, self._views, self._back = clips, views, back
        first = round(max(0.0, span.start - MARGIN_S) * clips.fps)
        last = round(min(duration, span.end + MARGIN_S) * clips.fps) - 1
        self._step = ceil((last + 1 - first) / MOST)
        self._gap = GAP_S * clips.fps / self._step
        self._frames = np.arange(first, last + 1, self._step)
        seen = [self._followed(index) for index in range(len(views))]
        self._frames = self._frames[: min(len(each) for each in seen)]
        self._turns, self._end, self._rig = self._judged(
            np.stack([each[: len(self._frames)] for each in seen])
        )
        self.other = self._turned(self._end)
        self.changes = self._changes()

    @property
    def moves(self) -> list[Move]:
        if not self.changes:
            return []
        at = self.changes[0].frame / self._clips.fps
        own = np.degrees(np.linalg.norm(self._end - self._rig, axis=1))
        rig = float(np.degrees(np.linalg.norm(self._rig)))
        found = [Move(at, float(turn), index) for index, turn in enumerate(own) if turn]
        return [Move(at, rig, None), *found] if rig else found

    def _followed(self, index: int) -> Floats:
        """How this camera was turned against its known end, per frame: rotation vectors of the
        world (F x 3, radians), NaN where it cannot be told."""
        view, count = self._views[index], len(self._frames)
        pictures = list(islice(self._clips.pictures(index, self._frames[0], self._step), count))[
            :: -1 if self._back else 1
        ]
        turns = _turns(pictures, view.lens)
        vectors = np.array([
            np.full(3, np.nan) if turn is None
            else vector_of(view.rotation.T @ turn @ view.rotation)
            for turn in turns
        ]).reshape(-1, 3)  # fmt: skip
        return np.asarray(vectors[:: -1 if self._back else 1])

    def _judged(self, turns: Floats) -> tuple[Floats, Floats, Floats]:
        """What is believed of ``turns`` (cameras x frames x 3): of each camera per frame, at the
        far end, and how the rig as a whole turned."""
        edge = max(1, min(round(MARGIN_S * self._clips.fps / self._step), len(self._frames) // 4))
        far = slice(0, edge) if self._back else slice(len(self._frames) - edge, None)
        ends = np.stack([_middle(each[far]) for each in turns])
        rig, alike = _common(ends)
        made = np.zeros_like(turns)
        if rig.any():
            rows = np.stack([_middle(turns[alike, at]) for at in range(len(made[0]))])
            made[:] = _whole(rows, self._gap)
        end = np.repeat(rig[None], len(turns), axis=0)
        for index in np.flatnonzero(np.isfinite(ends).all(axis=1) & ~alike):
            own = self._own(int(index), end, ends[index])
            if own is not None:
                made[index], end[index] = _whole(turns[index], self._gap), own
        return made, end, rig

    def _own(self, index: int, without: Floats, turn: Floats) -> Floats | None:
        """The turn of one camera alone, if what it shares with others fits better with it."""
        known, far = (int(self._frames[at]) for at in ((-1, 0) if self._back else (0, -1)))
        looks = [self._clips.look(each, far) for each in range(len(self._views))]
        before = self._clips.look(index, known)
        views = self._turned(without)
        others = [(views[each], look) for each, look in enumerate(looks)
                  if each != index and look is not None]  # fmt: skip
        look, view = looks[index], self._views[index]
        if look is None or before is None:
            return None
        turned = _turned(view, turn)
        found = proven(views[index], turned, look, others, (view, before))
        return None if found is None else vector_of(view.rotation.T @ found.rotation)

    def _turned(self, vectors: Floats) -> tuple[View, ...]:
        """The known views after these turns of the world; who did not turn stays the same view."""
        return tuple(
            _turned(view, vector) if vector.any() else view
            for view, vector in zip(self._views, vectors, strict=True)
        )

    def _changes(self) -> tuple[Change, ...]:
        if not self._end.any():
            return ()
        still = np.zeros_like(self._end)
        now, last = (self._end, still) if self._back else (still, self._end)
        found: list[Change] = []
        for frame, vectors in zip(self._frames, self._turns.transpose(1, 0, 2), strict=True):
            if _apart(vectors, now) > (STEP if found else REST):
                now = last if _apart(vectors, last) < STEP else vectors
                found.append(Change(int(frame), self._turned(now)))
        if now is not last:
            found.append(Change(int(self._frames[-1]), self._turned(last)))
        return tuple(found)


def _turned(view: View, vector: Floats) -> View:
    return replace(view, rotation=view.rotation @ turn_by(vector[None])[0])


def _turns(pictures: Sequence[Picture8], lens: Lens) -> list[Floats | None]:
    """How the camera was turned in each picture against the first."""
    found: list[Floats | None] = []
    base = np.eye(3)
    anchor = None
    for picture in pictures:
        anchor = anchor or Anchor(picture)
        now = anchor.turned(picture, lens)
        found.append(None if now is None else now.rotation @ base)
        if now is not None and now.share < STALE:
            anchor, base = Anchor(picture), now.rotation @ base
    return found


def _common(ends: Floats) -> tuple[Floats, Mask]:
    """The turn that most cameras made, zero where that is none, and who made it. ``ends``: the
    turn of each (N x 3), NaN where it cannot be told."""
    none = np.zeros(3)
    told = np.flatnonzero(np.isfinite(ends).all(axis=1))
    sizes = np.linalg.norm(ends, axis=1)
    middle = min(
        told,
        key=lambda one: (np.linalg.norm(ends[told] - ends[one], axis=1).sum(), sizes[one]),
        default=None,
    )
    if middle is None:
        return none, np.zeros(len(ends), bool)
    still = np.radians(STILL)
    apart = np.linalg.norm(ends - ends[middle], axis=1)
    alike = apart < max(2 * still, ALIKE * sizes[middle])
    if sizes[middle] < still or len(told) < 2 or 2 * alike.sum() < len(told):
        return none, sizes < still
    return np.asarray(ends[alike].mean(axis=0)), alike


def _middle(vectors: Floats) -> Floats:
    """The median of those that are known (N x 3), NaN where none is."""
    known = vectors[np.isfinite(vectors).all(axis=1)]
    return np.median(known, axis=0) if len(known) else np.full(3, np.nan)


def _whole(vectors: Floats, gap: float) -> Floats:
    """F x 3, what is not known taken from before and after; from before alone, where more than
    ``gap`` frames are lacking."""
    known = np.flatnonzero(np.isfinite(vectors).all(axis=1))
    at = np.arange(len(vectors))
    made = np.stack([np.interp(at, known, vectors[known, axis]) for axis in range(3)], axis=1)
    for before, after in pairwise(known):
        if after - before > gap:
            made[before:after] = vectors[before]
    return made


def _apart(one: Floats, other: Floats) -> float:
    """Degrees between the two, of the camera where it is most."""
    return float(np.degrees(np.linalg.norm(one - other, axis=1).max()))
