"""Clocks of cameras that hear nothing, by what passes where two of them see the same: it is at the
same place of the sphere at the same time."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pipelines.media.frames import read_frames, undamaged
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Mask, Singles
from pipelines.panorama.camera import View
from pipelines.panorama.features import THREADS
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.clock import Clock, Group, best_lag, joined, told_by
from pipelines.panorama.film.exposure import spots_of

LONGEST = Time.seconds(30)
"""So much of the beginning is compared."""
FPS, WIDTH = 25.0, 160
FEWEST = 60
MOVED = 6.0
"""Grey levels in a frame: less is noise."""
SURE, NEAR_S = 1.3, 0.6
"""How far the best offset must stand out above any that is so many seconds from it."""


def clocks_by_passing(cameras: Sequence[Camera], views: Sequence[View]) -> tuple[Clock, ...]:
    """The clocks of all, those that nothing told of compared with the others' now. ``views``: where
    the cameras look, one each."""
    with ThreadPoolExecutor(THREADS) as pool:
        seen = list(pool.map(_changes, cameras, views))
    known = {n: c.clock for n, c in enumerate(cameras) if c.clock.by != "start"}
    groups: list[Group] = [known] if known else []
    groups += [{n: Clock(0.0, "start")} for n, c in enumerate(cameras) if c.clock.by == "start"]

    def compare(one: int, other: int) -> Clock | None:
        (here, mine), (there, theirs) = seen[one], seen[other]
        both = mine & theirs
        return _compared(here[:, both[mine]], there[:, both[theirs]])

    return told_by(joined(groups, compare), len(cameras))


def _changes(camera: Camera, view: View) -> tuple[Singles, Mask]:
    """How much what the camera sees changes from frame to frame (frames x the spots of the sphere
    that it sees), and which spots these are."""
    tall = max(2, round(WIDTH * view.height / view.width / 2) * 2)
    spots = spots_of(view, (WIDTH, tall))
    video, begin = camera.probe.video, camera.probe.start
    frames = read_frames(
        camera.file, width=WIDTH, height=tall, fps=FPS, start=begin, end=begin + LONGEST, gray=True,
        rotation=0 if video is None else video.rotation,
    )  # fmt: skip
    rows, columns = spots.rows[spots.mask], spots.columns[spots.mask]
    levels = [picture[rows, columns] for _, picture in undamaged(frames)]
    changes = np.diff(np.asarray(levels, np.float32), axis=0)
    return np.where(np.abs(changes) > MOVED, changes, np.float32(0)), spots.mask


def _compared(one: Singles, other: Singles) -> Clock | None:
    """``one``, ``other``: frames x the same spots."""
    if one.shape[1] < FEWEST or min(len(one), len(other)) < FPS:
        return None
    size = 1 << int(np.ceil(np.log2(len(one) + len(other))))
    here, there = (np.fft.rfft(each, size, axis=0) for each in (one, other))
    likeness: Floats = np.fft.irfft((there * np.conj(here)).sum(axis=1), size)
    offset, sure = best_lag(likeness, FPS, NEAR_S)
    return Clock(offset, "motion", sure) if sure >= SURE and likeness.max() > 0 else None
