"""What came of it, in figures for programs and in words for the person who takes the pictures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.panorama.advice import advise
from pipelines.panorama.arrays import Floats, Mask
from pipelines.panorama.camera import View, angles_of
from pipelines.panorama.dual_fisheye import notes_of
from pipelines.panorama.equirect import Sphere
from pipelines.panorama.ghosts import Ghosts, Half
from pipelines.panorama.inputs import Photo
from pipelines.panorama.looks import Look, sharpest
from pipelines.panorama.loop import find_ring, loop_error
from pipelines.panorama.overlap import Pair
from pipelines.panorama.parallax import Break, Miss
from pipelines.panorama.placement import Joint, Placement
from pipelines.panorama.shoot import Shoot
from pipelines.panorama.spec import (
    Advice,
    Area,
    Camera,
    Extent,
    Kind,
    PanoramaReport,
    Pose,
    Unused,
)
from pipelines.panorama.warp import Canvas

BELIEVABLE = 8.0
"""Degrees of loop error; with more the pictures meet in the wrong places."""
COARSE = 2048
"""Pixels around the whole sphere under which it is soft in a headset."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured besides where the views lie. ``seen``: any canvas-shaped mask; ``looks``
    by name; ``gains``: N x 3; ``unread``: by name, why a file was left out before; ``misses``,
    ``breaks``: the worst first; ``advice``: how to film a clip; ``strangers``: names of pictures
    that another camera took than any that was placed."""

    seen: Mask
    looks: Mapping[str, Look] = field(default_factory=dict)
    gains: Floats | None = None
    areas: tuple[Area, ...] = ()
    ghosting: Ghosts | None = None
    unread: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    misses: tuple[Miss, ...] = ()
    breaks: tuple[Break, ...] = ()
    advice: tuple[Advice, ...] = ()
    strangers: frozenset[str] = frozenset()


def make_report(
    kind: Kind, canvas: Canvas, placement: Placement, views: Sequence[View], measured: Measured
) -> PanoramaReport:
    """``views``: the placed views after levelling."""
    ring = find_ring(views, placement.joints)
    first, span = span_of(np.asarray(measured.seen.any(axis=0)))
    turned = loop_error(ring) if ring and span == 360 else None
    closed = turned is not None and turned <= BELIEVABLE
    halves = measured.ghosting.halves if measured.ghosting else ()
    shoot = Shoot(
        kind, views, placement.joints, first, span, closed,
        looks=measured.looks, gains=measured.gains, areas=measured.areas,
        alone=_alone(placement, measured.strangers), unsure=placement.unsure,
        misses=measured.misses, breaks=_unexplained(measured.breaks, halves), halves=halves,
    )  # fmt: skip
    unused = {**placement.apart, **measured.unread}
    return PanoramaReport(
        kind=kind,
        width=canvas.width,
        height=canvas.height,
        inputs=tuple(_pose(index, placement, views, measured) for index in range(len(views))),
        unused=tuple(Unused(name=name, why=why) for name, why in unused.items()),
        coverage=coverage_of(measured.seen),
        span=span,
        closed=closed,
        reprojection_error=_overall(placement.joints, views),
        loop_error=turned,
        ghosting=measured.ghosting.share if measured.ghosting else None,
        extent=extent_of(measured.seen),
        cameras=_cameras(placement, views),
        areas=measured.areas,
        groups=placement.groups,
        seconds={name: round(value, 3) for name, value in measured.seconds.items()},
        reshoot=(*measured.advice, *advise(shoot), *_coarse(_resolved(views), "the pictures")),
        notes=(*measured.notes, *_groups(placement.groups)),
    )


def _resolved(views: Sequence[View]) -> int:
    """Pixels around the whole sphere that the sharpest view resolves."""
    return round(2 * np.pi * max(view.lens.focal * view.long_side for view in views))


def _coarse(width: int, given: str) -> tuple[Advice, ...]:
    if width >= COARSE:
        return ()
    text = (
        f"A full circle takes {width} pixels only, which is soft in a headset and when zoomed. "
        f"Give {given} in full size, not as a messenger or an app's preview made it."
    )
    return (Advice(text=text),)


def _unexplained(breaks: Sequence[Break], halves: Sequence[Half]) -> tuple[Break, ...]:
    """Edges that break where nobody is cut in half: there nobody held the camera wrong."""
    cut = {half.views for half in halves}
    return tuple(each for each in breaks if (each.first, each.second) not in cut)


def _alone(placement: Placement, strangers: Collection[str]) -> list[str]:
    """Pictures that connect with nothing, if they may have been meant to: screenshots and drawings
    that lie in the folder too were not."""
    friends = {name for group in placement.groups for name in group}
    return [name for name in placement.apart if name not in friends and name not in strangers]


def coverage_of(seen: Mask) -> float:
    """The share of the sphere that a mask of the canvas covers."""
    rows = np.cos((np.arange(len(seen)) + 0.5) / len(seen) * np.pi - np.pi / 2)
    return float(np.clip((seen.mean(axis=1) * rows).sum() / rows.sum(), 0, 1))


def span_of(columns: Mask) -> tuple[float, float]:
    """The yaw at which the widest run of seen columns starts, and its width; degrees."""
    if columns.all():
        return -180.0, 360.0
    if not columns.any():
        return 0.0, 0.0
    hole = int(np.argmin(columns))
    turned = np.roll(columns, -hole)
    edges = np.flatnonzero(np.diff(np.r_[0, turned.astype(np.int8), 0]))
    starts, ends = edges[::2], edges[1::2]
    widest = int(np.argmax(ends - starts))
    step = 360 / len(columns)
    start = (hole + starts[widest]) * step % 360 - 180
    return float(start), float((ends[widest] - starts[widest]) * step)


def extent_of(seen: Mask) -> Extent:
    """The part of the sphere inside which something was seen; ``right`` runs beyond 180 where the
    seen part lies across the back."""
    rows = np.flatnonzero(seen.any(axis=1))
    first, span = span_of(np.asarray(seen.any(axis=0)))
    step = 180 / len(seen)
    if not len(rows):
        return Extent(left=0, right=0, bottom=0, top=0)
    return Extent(
        left=round(first, 2),
        right=round(first + span, 2),
        bottom=round(90 - (rows[-1] + 1) * step, 2),
        top=round(90 - rows[0] * step, 2),
    )


def _pose(index: int, placement: Placement, views: Sequence[View], measured: Measured) -> Pose:
    view = views[index]
    yaw, pitch, roll = angles_of(view.rotation)
    own = [joint for joint in placement.joints if index in (joint.first, joint.second)]
    others = sorted({joint.first + joint.second - index for joint in own})
    return Pose(
        name=view.name,
        at=placement.photos[index].at,
        yaw=yaw,
        pitch=pitch,
        roll=roll,
        fov=view.fov,
        error=_mean([joint.error for joint in own], own) * view.long_side,
        sharpness=_beside(view.name, measured.looks),
        neighbours=tuple(views[other].name for other in others),
    )


def _beside(name: str, looks: Mapping[str, Look]) -> float | None:
    usual, look = sharpest(list(looks.values())), looks.get(name)
    if not usual or look is None or look.sharpness is None:
        return None
    return round(look.sharpness / usual, 2)


def _overall(joints: Sequence[Joint], views: Sequence[View]) -> float:
    return _mean([joint.error * views[joint.second].long_side for joint in joints], joints)


def _mean(errors: Sequence[float], joints: Sequence[Joint]) -> float:
    """Root mean square over the matches of the joints; 0 where there is none."""
    weights = [joint.matches for joint in joints]
    return float(np.sqrt(np.average(np.square(errors), weights=weights))) if joints else 0.0


def _cameras(placement: Placement, views: Sequence[View]) -> tuple[Camera, ...]:
    """The lenses in the order in which they first appear, by the camera's own name."""
    kinds = list(dict.fromkeys(photo.camera for photo in placement.photos))
    found = []
    for number, kind in enumerate(kinds, start=1):
        own = [
            view
            for photo, view in zip(placement.photos, views, strict=True)
            if photo.camera == kind
        ]
        lens = own[0].lens
        name = kind.split("|")[0].strip() if "|" in kind else ""
        found.append(
            Camera(
                name=name or f"camera {number}",
                focal=round(lens.focal, 5),
                k1=round(lens.k1, 5),
                k2=round(lens.k2, 5),
                inputs=len(own),
            )
        )
    return tuple(found)


def _groups(groups: Sequence[Sequence[str]]) -> list[str]:
    if not groups:
        return []
    told = "; ".join(", ".join(names) for names in groups)
    others = "another panorama" if len(groups) == 1 else f"{len(groups)} other panoramas"
    return [f"The same folder holds {others}: {told}. This is the largest one."]


def passed_on(
    photo: Photo, sphere: Sphere, notes: Sequence[str], areas: tuple[Area, ...] = ()
) -> PanoramaReport:
    """The report of a picture that was a sphere already."""
    left, right = sphere.extent.left, sphere.extent.right
    pose = Pose(name=photo.name, yaw=0, pitch=0, roll=0, fov=right - left, error=0)
    return PanoramaReport(
        kind="equirect",
        width=sphere.width,
        height=sphere.height,
        inputs=(pose,),
        coverage=sphere.coverage,
        span=right - left,
        closed=right - left >= 360,
        extent=sphere.extent,
        areas=areas,
        reshoot=sphere.advice,
        notes=tuple(notes),
    )


def seen_in(extent: Extent) -> Mask:
    """A canvas-shaped mask of a part of the sphere, four pixels a degree."""
    seen = np.zeros((720, 1440), bool)
    rows = slice(round((90 - extent.top) * 4), round((90 - extent.bottom) * 4))
    first, last = round((extent.left + 180) * 4), round((extent.right + 180) * 4)
    seen[rows, np.arange(first, last) % 1440] = True
    return seen


def unfolded(
    pair: Pair,
    width: int,
    seen: Mask,
    seconds: dict[str, float],
    notes: Sequence[str],
    areas: tuple[Area, ...] = (),
) -> PanoramaReport:
    """The report of a dual fisheye picture. ``seen``: any canvas-shaped mask."""
    return PanoramaReport(
        kind="dual-fisheye",
        width=width,
        height=width // 2,
        inputs=tuple(lens.pose() for lens in pair.lenses),
        coverage=coverage_of(seen),
        span=360.0,
        closed=True,
        extent=extent_of(seen),
        areas=areas,
        seconds={name: round(value, 3) for name, value in seconds.items()},
        reshoot=_coarse(width, "the camera's own picture"),
        notes=(*notes, *notes_of(pair)),
    )
