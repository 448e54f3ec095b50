"""Where the cameras of a rig look, from a few moments that all of them filmed.

The rig stands still against itself, so what its cameras see in common at several moments tells one
placement: points of all moments count together.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations, islice
from math import sqrt
from pathlib import Path

import numpy as np

from pipelines.media.frames import read_frames
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import NotEnoughOverlap, UnreadablePicture
from pipelines.panorama.features import THREADS, WORK_PIXELS, find_features
from pipelines.panorama.film.clock import Clock
from pipelines.panorama.inputs import Photo, load_photo, shrink
from pipelines.panorama.matches import FEWEST, Pair, match
from pipelines.panorama.output import write_still
from pipelines.panorama.placement import Placement, place
from pipelines.progress import Progress, part, silent

MOMENTS = 6
SEAM_PIXELS = 640
SEEK = Time.seconds(5)
"""Moments farther apart are sought one by one; nearer ones come out of one pass."""
LOOK_FPS = 25


@dataclass(frozen=True, slots=True)
class Camera:
    """One clip of the rig. ``clock``: see `pipelines.panorama.film.clock`."""

    file: Path
    probe: Probe
    clock: Clock

    def at(self, moment: Time) -> Time:
        """A moment of the first camera's clock (from its first picture) in this file's own
        timestamps."""
        return self.probe.start + moment + Time.seconds(self.clock.offset)


@dataclass(frozen=True, slots=True)
class Calibration:
    """``cameras``: in the order of ``placement.views``; ``pictures``: of each, the median of the
    moments, small: people who walk through are not in it."""

    cameras: tuple[Camera, ...]
    placement: Placement
    pictures: tuple[Picture8, ...]


def common(cameras: Sequence[Camera]) -> tuple[Time, Time]:
    """From when to when, on the first camera's clock, all cameras were filming.

    Raises `NotEnoughOverlap` when there is no such time.
    """
    offsets = [Time.seconds(camera.clock.offset) for camera in cameras]
    start = max(-offset for offset in offsets)
    end = min(c.probe.duration - offset for c, offset in zip(cameras, offsets, strict=True))
    if end - start < Time.seconds(0.5):
        names = tuple(camera.file.name for camera in cameras)
        raise NotEnoughOverlap(
            "The cameras were never filming at the same time.",
            remedy="Give clips of one take: start all cameras, clap once, then film.",
            apart=names,
        )
    return start, end


def calibrate(
    cameras: Sequence[Camera], start: Time, end: Time, folder: Path, progress: Progress = silent
) -> Calibration:
    """Place the cameras from moments between ``start`` and ``end`` (on the first camera's clock).

    Raises `NotEnoughOverlap` when a camera hangs together with no other.
    """
    step = (end - start).us / MOMENTS
    moments = [start + Time(round(step * (number + 0.5))) for number in range(MOMENTS)]
    looks = _all_looks(cameras, moments, part(progress, 0, 0.6))
    photos = [_photo(camera, look, folder) for camera, look in zip(cameras, looks, strict=True)]
    placement = place(photos, _matched(looks), part(progress, 0.8, 1))
    if placement.apart:
        names = tuple(sorted(placement.apart))
        raise NotEnoughOverlap(
            f"What {', '.join(names)} filmed meets nothing that the other cameras show.",
            remedy="Turn the cameras so that each sees a fifth of its neighbour's picture.",
            apart=names,
        )
    small = tuple(shrink(_median(look), SEAM_PIXELS) for look in looks)
    return Calibration(tuple(cameras), _as_filmed(placement, cameras), small)


def _as_filmed(placement: Placement, cameras: Sequence[Camera]) -> Placement:
    """The views in the sizes of the clips, not of the small pictures."""
    sizes = [camera.probe.video for camera in cameras]
    views = tuple(
        replace(view, width=video.width, height=video.height)
        for view, video in zip(placement.views, sizes, strict=True)
        if video is not None
    )
    return replace(placement, views=views)


def _all_looks(
    cameras: Sequence[Camera], moments: Sequence[Time], progress: Progress
) -> list[list[Picture8]]:
    """What each camera shows at the moments; decoders start while others decode."""
    with ThreadPoolExecutor(THREADS) as pool:
        coming = [pool.submit(_looks, camera, moments) for camera in cameras]
        found: list[list[Picture8]] = []
        for camera, one in zip(cameras, coming, strict=True):
            progress(len(found) / len(cameras), f"looking at {camera.file.name}")
            found.append(one.result())
            if not found[-1]:
                raise UnreadablePicture(
                    f"{camera.file.name} shows nothing while the other cameras film.",
                    remedy="Give whole clips of one take.",
                )
    return found


def _looks(camera: Camera, moments: Sequence[Time]) -> list[Picture8]:
    """The pictures at moments that are evenly apart, as small as features are looked for in."""
    step = moments[1] - moments[0]
    if step > SEEK:
        each = (islice(_from(camera, moment, step), 1) for moment in moments)
        return [picture for pictures in each for picture in pictures]
    return list(islice(_from(camera, moments[0], step), len(moments)))


def _from(camera: Camera, moment: Time, step: Time) -> Iterator[Picture8]:
    """A picture every ``step`` from a moment on."""
    video = camera.probe.video
    assert video is not None
    width, height = look_size(camera)
    # Where only the first is wanted, a high rate gives it without waiting for the next.
    fps = LOOK_FPS if step > SEEK else 1 / step.s
    frames = read_frames(
        camera.file, width=width, height=height, fps=fps, start=camera.at(moment),
        rotation=video.rotation,
    )  # fmt: skip
    return (picture for _, picture in frames)


def look_size(camera: Camera) -> tuple[int, int]:
    """The size near `WORK_PIXELS` that keeps the shape best; even, and not enlarged."""
    video = camera.probe.video
    assert video is not None
    width, height = video.width, video.height
    share = min(1.0, sqrt(WORK_PIXELS / (width * height)))
    sizes = [
        (wide, round(wide * height / width / 2) * 2)
        for wide in range(int(width * share * 0.94) // 2 * 2, int(width * share) + 1, 2)
    ]
    return min(sizes, key=lambda size: (abs(size[0] * height / width - size[1]), -size[0]))


def _photo(camera: Camera, looks: Sequence[Picture8], folder: Path) -> Photo:
    """The first look on disk, under the clip's name; clips of one size are of one kind of lens."""
    path = folder / f"{camera.file.stem}.png"
    write_still(looks[0], path)
    return load_photo(path, camera.file.name)


def _matched(looks: Sequence[Sequence[Picture8]]) -> list[Pair]:
    with ThreadPoolExecutor(THREADS) as pool:
        coming = [[pool.submit(find_features, look) for look in each] for each in looks]
        features = [[one.result() for one in each] for each in coming]
    pairs = []
    for first, second in combinations(range(len(looks)), 2):
        found = [
            match(first, second, here, there)
            for here, there in zip(features[first], features[second], strict=False)
        ]
        here = np.concatenate([pair.here for pair in found])
        there = np.concatenate([pair.there for pair in found])
        if len(here) >= FEWEST * len(found):
            pairs.append(Pair(first, second, here, there))
    return pairs


def _median(looks: Sequence[Picture8]) -> Picture8:
    return np.asarray(np.median(np.stack(looks), axis=0), np.uint8)
