"""Where the cameras of a rig look, from a few moments that all of them filmed.

The rig stands still against itself, so what its cameras see in common at several moments tells one
placement: points of all moments count together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from pipelines.media.frames import read_frames
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import NotEnoughOverlap, UnreadablePicture
from pipelines.panorama.features import find_features
from pipelines.panorama.film.clock import Clock
from pipelines.panorama.inputs import Photo, load_photo, shrink
from pipelines.panorama.matches import FEWEST, Pair, match
from pipelines.panorama.placement import Placement, place
from pipelines.progress import Progress, part, silent

MOMENTS = 4
LOOK_PIXELS = 1600
SEAM_PIXELS = 640


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
    looks = [_looks(camera, moments, part(progress, 0, 0.6)) for camera in cameras]
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
    return Calibration(tuple(cameras), placement, small)


def _looks(camera: Camera, moments: Sequence[Time], progress: Progress) -> list[Picture8]:
    video = camera.probe.video
    assert video is not None
    width = min(video.width, round(LOOK_PIXELS * video.width / max(video.width, video.height)))
    found = []
    for number, moment in enumerate(moments):
        progress(number / len(moments), f"looking at {camera.file.name}")
        begin = camera.at(moment)
        frames = read_frames(
            camera.file, width=width // 2 * 2, fps=1, start=begin, end=begin + Time.seconds(0.9),
            rotation=video.rotation,
        )  # fmt: skip
        found += [picture for _, picture in frames][:1]
    if not found:
        raise UnreadablePicture(
            f"{camera.file.name} shows nothing while the other cameras film.",
            remedy="Give whole clips of one take.",
        )
    return found


def _photo(camera: Camera, looks: Sequence[Picture8], folder: Path) -> Photo:
    """The first look on disk, under the clip's name; clips of one size are of one kind of lens."""
    path = folder / f"{camera.file.stem}.png"
    cv2.imwrite(str(path), looks[0])
    return load_photo(path, camera.file.name)


def _matched(looks: Sequence[Sequence[Picture8]]) -> list[Pair]:
    features = [[find_features(look) for look in each] for each in looks]
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
