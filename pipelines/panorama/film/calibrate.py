"""Where the cameras of a rig look, from a few moments that all of them filmed.

The rig stands still against itself, so what its cameras see in common at several moments tells one
placement: points of all moments count together.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations, islice
from math import sqrt
from pathlib import Path

import numpy as np

from pipelines.media.frames import read_frames, undamaged
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import angle_between
from pipelines.panorama.errors import NotEnoughOverlap, UnreadablePicture
from pipelines.panorama.features import THREADS, WORK_PIXELS, Features, find_features
from pipelines.panorama.film.clock import Clock
from pipelines.panorama.inputs import Photo, load_photo, shrink
from pipelines.panorama.matches import FEWEST, Pair, match
from pipelines.panorama.output import write_still
from pipelines.panorama.placement import Placement, place
from pipelines.panorama.similarity import unspread
from pipelines.panorama.spec import Unused
from pipelines.progress import Progress, part, silent

MOMENTS = 6
SEAM_PIXELS = 640
SEEK = Time.seconds(5)
"""Moments farther apart are sought one by one; nearer ones come out of one pass."""
LOOK_FPS = 25
SAME, ALIKE = 3.0, 0.15
"""Degrees between two cameras that look the same way; by how much their fields of view differ."""
MORE = 1.08
"""Times as many matches must agree where cameras have lenses of their own."""
HELD = 5 * MOMENTS
"""Matches that a camera hangs on at least; what stands still is found at every moment."""
AIM = "Turn the cameras so that each sees a fifth of its neighbour's picture."

Looks = list[Picture8 | None]
"""Of one camera, moment by moment; None where it gives no picture."""


@dataclass(frozen=True, slots=True)
class Camera:
    """One clip of the rig. ``clock``: see `pipelines.panorama.film.clock`; ``called``: what people
    are told of it by, where that is not the file's name alone."""

    file: Path
    probe: Probe
    clock: Clock
    called: str = ""

    @property
    def name(self) -> str:
        return self.called or self.file.name

    @property
    def span(self) -> tuple[Time, Time]:
        """From when to when it filmed, on the first camera's clock."""
        offset, speed = self.clock.offset, 1 + self.clock.drift
        end = (self.probe.duration.s - offset) / speed
        return Time.seconds(-offset / speed), Time.seconds(end)

    def at(self, moment: Time) -> Time:
        """A moment of the first camera's clock (from its first picture) in this file's own
        timestamps."""
        return self.probe.start + Time.seconds(self.clock.at(moment.s))


@dataclass(frozen=True, slots=True)
class Calibration:
    """``cameras``: those that are placed, in the order of ``placement.views``; ``pictures``: of
    each, the median of the moments, small: people who walk through are not in it; ``strays``:
    who shows nothing that these show, or nothing else than one of these."""

    cameras: tuple[Camera, ...]
    placement: Placement
    pictures: tuple[Picture8, ...]
    strays: tuple[Unused, ...] = ()


def calibrate(
    cameras: Sequence[Camera], start: Time, end: Time, folder: Path, progress: Progress = silent
) -> Calibration:
    """Place the cameras from moments between ``start`` and ``end`` (on the first camera's clock).

    The cameras have different names. Raises `NotEnoughOverlap` when no two hang together.
    """
    step = (end - start).us / MOMENTS
    moments = [start + Time(round(step * (number + 0.5))) for number in range(MOMENTS)]
    looks = _all_looks(cameras, moments, part(progress, 0, 0.6))
    strays = [_blind(one) for one, look in zip(cameras, looks, strict=True) if not _seen(look)]
    if len(cameras) - len(strays) < 2:
        raise UnreadablePicture(strays[0].why, remedy="Give whole clips of one take.")
    seeing = [camera for camera, look in zip(cameras, looks, strict=True) if _seen(look)]
    looks = [look for look in looks if _seen(look)]
    placement = _placed(seeing, looks, folder, part(progress, 0.8, 1))
    names = [camera.name for camera in seeing]
    order = [names.index(view.name) for view in placement.views]
    chosen = tuple(seeing[number] for number in order)
    small = tuple(shrink(_median(_seen(looks[number])), SEAM_PIXELS) for number in order)
    strays += [_apart(name) for name in names if name in placement.apart]
    strays += [_unheld(name) for name in _loose(placement)]
    strays += _twice(chosen, placement)
    return Calibration(chosen, _as_filmed(placement, chosen), small, tuple(strays))


def _placed(
    cameras: Sequence[Camera], looks: Sequence[Looks], folder: Path, progress: Progress
) -> Placement:
    photos = [
        _photo(camera, _seen(look)[0], folder / f"{number}.png")
        for number, (camera, look) in enumerate(zip(cameras, looks, strict=True))
    ]
    pairs = _matched(looks)
    progress(0.5, "placing the cameras")
    best: Placement | None = None
    for lenses in (_of_a_size, _of_a_kind, _of_each):
        with suppress(NotEnoughOverlap):
            tried = place(lenses(photos, best), pairs)
            if len(_loose(tried)) > len(tried.views) - 2:
                continue
            best = tried if best is None or _better(tried, best) else best
    if best is not None:
        return best
    names = tuple(camera.name for camera in cameras)
    raise NotEnoughOverlap(
        f"No two of the cameras show the same things: {', '.join(names)}.",
        remedy=f"{AIM} Bare walls and what is out of focus give nothing to hold on to.",
        apart=names,
    )


def _of_a_size(photos: Sequence[Photo], best: Placement | None) -> list[Photo]:
    """Clips of one size are taken to be of one kind of camera."""
    return list(photos)


def _of_a_kind(photos: Sequence[Photo], best: Placement | None) -> list[Photo]:
    """All cameras are taken to be of one kind, however large their clips are."""
    return [replace(photo, camera="") for photo in photos]


def _of_each(photos: Sequence[Photo], best: Placement | None) -> list[Photo]:
    """Each has a lens of its own, which is sought near those found before."""
    focal = None if best is None else float(np.median([v.lens.focal for v in best.views]))
    return [replace(photo, camera=photo.name, focal=focal) for photo in photos]


def _better(one: Placement, other: Placement) -> bool:
    """Whether it places more cameras, or as many with clearly more that agrees."""
    agree = [sum(joint.matches for joint in each.joints) for each in (one, other)]
    placed = [len(each.views) - len(_loose(each)) for each in (one, other)]
    return placed[0] > placed[1] or (placed[0] == placed[1] and agree[0] > MORE * agree[1])


def _loose(placement: Placement) -> list[str]:
    """Who hangs on so few points that it may as well look elsewhere."""
    return [
        view.name
        for number, view in enumerate(placement.views)
        if sum(j.matches for j in placement.joints if number in (j.first, j.second)) < HELD
    ]


def _blind(camera: Camera) -> Unused:
    return Unused(
        name=camera.name, why=f"{camera.name} shows nothing while the other cameras film."
    )


def _apart(name: str) -> Unused:
    return Unused(name=name, why=f"{name} shows nothing that the other cameras show. {AIM}")


def _unheld(name: str) -> Unused:
    why = f"{name} shows too little that the other cameras show to tell where it looks: it is out"
    return Unused(name=name, why=f"{why} of focus, too dark, or turned away. {AIM}")


def _twice(cameras: Sequence[Camera], placement: Placement) -> list[Unused]:
    """Who looks where another camera does. Whose clock is not sure goes first."""
    found: dict[str, Unused] = {}
    order = sorted(range(len(cameras)), key=lambda number: cameras[number].clock.by == "start")
    for count, later in enumerate(order):
        for sooner in order[:count]:
            one, other = placement.views[sooner], placement.views[later]
            if one.name in found or angle_between(one.rotation, other.rotation) > SAME:
                continue
            if abs(one.fov / other.fov - 1) < ALIKE:
                why = f"{other.name} looks where {one.name} does: one of the two is enough."
                found.setdefault(other.name, Unused(name=other.name, why=why))
    return list(found.values())


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
) -> list[Looks]:
    """What each camera shows at the moments; decoders start while others decode."""
    with ThreadPoolExecutor(THREADS) as pool:
        coming = [pool.submit(_looks, camera, moments) for camera in cameras]
        found: list[Looks] = []
        for camera, one in zip(cameras, coming, strict=True):
            progress(len(found) / len(cameras), f"looking at {camera.name}")
            found.append(one.result())
    return found


def _looks(camera: Camera, moments: Sequence[Time]) -> Looks:
    """The pictures at moments that are evenly apart, as small as features are looked for in."""
    step = moments[1] - moments[0]
    if step > SEEK:
        return [next(_from(camera, moment, step), None) for moment in moments]
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
    return (picture for _, picture in undamaged(frames))


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


def _photo(camera: Camera, look: Picture8, path: Path) -> Photo:
    """A look on disk, under the camera's name."""
    write_still(look, path)
    return load_photo(path, camera.name)


@unspread()
def _matched(looks: Sequence[Looks]) -> list[Pair]:
    with ThreadPoolExecutor(THREADS) as pool:
        features = [list(pool.map(_features, each)) for each in looks]
    pairs = []
    for first, second in combinations(range(len(looks)), 2):
        found = [
            match(first, second, here, there)
            for here, there in zip(features[first], features[second], strict=False)
            if here is not None and there is not None
        ]
        if not found:
            continue
        here = np.concatenate([pair.here for pair in found])
        there = np.concatenate([pair.there for pair in found])
        if len(here) >= FEWEST * len(found):
            pairs.append(Pair(first, second, here, there))
    return pairs


def _features(look: Picture8 | None) -> Features | None:
    return None if look is None else find_features(look)


def _seen(looks: Looks) -> list[Picture8]:
    return [look for look in looks if look is not None]


def _median(looks: Sequence[Picture8]) -> Picture8:
    return np.asarray(np.median(np.stack(looks), axis=0), np.uint8)
