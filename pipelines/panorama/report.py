"""What came of it, in figures for programs and in words for the person who takes the pictures."""

from collections.abc import Sequence

import numpy as np

from pipelines.panorama.arrays import Mask
from pipelines.panorama.camera import View, angle_between, angles_of, rotation_of
from pipelines.panorama.inputs import Photo
from pipelines.panorama.loop import find_ring, loop_error
from pipelines.panorama.overlap import Pair
from pipelines.panorama.placement import Joint, Placement
from pipelines.panorama.spec import Advice, Kind, PanoramaReport, Pose, Unused
from pipelines.panorama.warp import Canvas

WEAK_MATCHES = 25
SHARP_ERROR = 3.0
"""Pixels of a picture 1000 pixels long; more than this shows as double edges."""
CLEAN = 0.8
"""Correlation of the ring under which edges in it may meet badly."""
BELIEVABLE = 8.0
"""Degrees of loop error; with more the pictures meet in the wrong places."""


def make_report(
    kind: Kind,
    canvas: Canvas,
    placement: Placement,
    views: Sequence[View],
    seen: Mask,
    seconds: dict[str, float],
    notes: Sequence[str],
) -> PanoramaReport:
    """``views``: the placed views after levelling; ``seen``: any canvas-shaped mask."""
    ring = find_ring(views, placement.joints)
    first, span = span_of(np.asarray(seen.any(axis=0)))
    turned = loop_error(ring) if ring and span == 360 else None
    closed = turned is not None and turned <= BELIEVABLE
    errors = [_pixels(joint, views) for joint in placement.joints]
    weights = [joint.matches for joint in placement.joints]
    return PanoramaReport(
        kind=kind,
        width=canvas.width,
        height=canvas.height,
        inputs=tuple(_pose(index, placement, views) for index in range(len(views))),
        unused=tuple(Unused(name=name, why=why) for name, why in placement.apart.items()),
        coverage=coverage_of(seen),
        span=span,
        closed=closed,
        reprojection_error=float(np.sqrt(np.average(np.square(errors), weights=weights))),
        loop_error=turned,
        seconds={name: round(value, 3) for name, value in seconds.items()},
        reshoot=_advice(placement, views, first, span, closed),
        notes=tuple(notes),
    )


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


def _pose(index: int, placement: Placement, views: Sequence[View]) -> Pose:
    view = views[index]
    yaw, pitch, roll = angles_of(view.rotation)
    own = [joint for joint in placement.joints if index in (joint.first, joint.second)]
    others = sorted({joint.first + joint.second - index for joint in own})
    squares = [joint.error**2 for joint in own]
    error = float(np.sqrt(np.average(squares, weights=[joint.matches for joint in own])))
    return Pose(
        name=view.name,
        at=placement.photos[index].at,
        yaw=yaw,
        pitch=pitch,
        roll=roll,
        fov=view.fov,
        error=error * view.long_side,
        neighbours=tuple(views[other].name for other in others),
    )


def _pixels(joint: Joint, views: Sequence[View]) -> float:
    return joint.error * views[joint.second].long_side


def _advice(
    placement: Placement, views: Sequence[View], first: float, span: float, closed: bool
) -> tuple[Advice, ...]:
    advice = []
    if not closed:
        advice.append(_open_circle(views, first, span))
    advice += _weak(placement, views)
    typical = float(np.median([joint.error for joint in placement.joints])) * 1000
    if typical > SHARP_ERROR:
        advice.append(
            Advice(
                text="The pictures do not fit each other exactly: the camera moved sideways. Turn "
                "the camera about itself, not about you, and keep away from close objects."
            )
        )
    return tuple(advice)


def _open_circle(views: Sequence[View], first: float, span: float) -> Advice:
    """``first``, ``span``: the seen part, degrees. Names the pictures at its two ends."""
    yaws = np.array([angles_of(view.rotation)[0] for view in views])
    middle = first + span + (360 - span) / 2
    after = (yaws - middle) % 360
    last, next_ = views[int(after.argmax())].name, views[int(after.argmin())].name
    gap = (
        f"{360 - span:.0f}° were not seen"
        if span < 360
        else "the ends meet but show nothing in common"
    )
    return Advice(
        text=f"The circle is open: {gap} between {last} and {next_}. For a full circle turn "
        f"further from {last} to the right until {next_} overlaps by a third.",
        between=(last, next_),
        yaw=float((middle + 180) % 360 - 180),
    )


def _weak(placement: Placement, views: Sequence[View]) -> list[Advice]:
    """Pictures that hang by a thread: their best joint rests on few points."""
    advice = []
    for index, view in enumerate(views):
        own = [joint for joint in placement.joints if index in (joint.first, joint.second)]
        best = max(own, key=lambda joint: joint.matches)
        if best.matches < WEAK_MATCHES:
            other = views[best.first + best.second - index].name
            advice.append(
                Advice(
                    text=f"{view.name} is held by few points only. Turn in smaller steps between "
                    f"{other} and {view.name}, and hold still.",
                    between=(other, view.name),
                    yaw=angles_of(view.rotation)[0],
                )
            )
    return advice


def passed_on(photo: Photo, width: int, height: int, why: str) -> PanoramaReport:
    """The report of a picture that was a whole sphere already."""
    pose = Pose(name=photo.name, yaw=0, pitch=0, roll=0, fov=360, error=0)
    return PanoramaReport(
        kind="equirect",
        width=width,
        height=height,
        inputs=(pose,),
        coverage=1.0,
        span=360.0,
        closed=True,
        notes=(why,),
    )


def unfolded(
    pair: Pair, width: int, seen: Mask, seconds: dict[str, float], why: str
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
        seconds={name: round(value, 3) for name, value in seconds.items()},
        notes=(why, *_found_in(pair)),
    )


def _found_in(pair: Pair) -> list[str]:
    """What was estimated of two lenses, and how far it can be trusted."""
    fov = pair.lenses[0].fov
    if not pair.measured:
        return [
            "The two circles show nothing that agrees where they should overlap, so the lenses "
            f"are a guess: {fov:.0f}° of view, exactly back to back. Edges may not meet."
        ]
    first, second = (lens.rotation for lens in pair.lenses)
    bent = angle_between(first, rotation_of(180, 0, 0) @ second)
    notes = [
        f"Estimated from what both lenses see: {fov:.1f}° of view each, {bent:.1f}° off being "
        "back to back. The horizon is as the camera was held.",
        f"The {pair.ring:.0f}° wide ring that both see agrees by {pair.agreement:.0%}.",
    ]
    if pair.agreement < CLEAN:
        notes.append(
            "Look there for edges that do not meet: two lenses see what is near from two places. "
            "Keep people and walls away from the line between the lenses."
        )
    return notes
