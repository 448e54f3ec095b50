"""What came of a rig's film, in figures and in words."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import Time
from pipelines.panorama.camera import View, angles_of
from pipelines.panorama.film.calibrate import Calibration, Camera
from pipelines.panorama.film.course import Course
from pipelines.panorama.film.damage import damage_in
from pipelines.panorama.film.faults import faults_of
from pipelines.panorama.film.shot import LOOK_S, Log, Take
from pipelines.panorama.film.stand import Stand
from pipelines.panorama.spec import Unused

NEAR_PIXELS = 4.0
"""Root mean square of a joint, in pixels of a picture 1000 long, above which things are near."""
MOVED = 1.7
CLOSE, DOUBLE = 0.3, 0.6
"""Degrees apart from which something is near, and from which people are told."""
MOST_NOTES = 3
LOST, MOSTLY = 1, 0.6
"""Looks at which two cameras seem turned against each other: more than one, and most of them."""
SHORT_S = 0.25
LATE_S = 1.0
"""By which a camera begins after the others, or ends before them, when people are told."""


class FilmCamera(Document):
    """``offset``: seconds that its clock is ahead of the first one's, found ``by``; angles in
    degrees; ``gain``: of its brightness, at calibration."""

    name: str
    offset: float
    by: Literal["sound", "motion", "start"]
    sure: float
    yaw: float
    pitch: float
    roll: float
    fov: float
    gain: float


class FilmJoint(Document):
    """Where what two cameras see of the same lay farthest apart. ``apart``: degrees; ``at``:
    seconds into the film; ``near``: how many times as far as the two lenses are apart the thing
    stands that shows so, None where nothing is near."""

    first: str
    second: str
    yaw: float
    pitch: float
    at: float
    apart: float
    near: float | None = None


class FilmTurn(Document):
    """At ``at`` (seconds) a camera was turned by ``degrees``, or the whole rig, and the film goes
    on as if it had not been."""

    name: str | None = Field(None, description="the camera; None: the whole rig")
    at: float
    degrees: float


class FilmReport(Document):
    """``apart``: luma levels by which two cameras differ where both see the same, median over the
    film; ``error``: pixels of a picture 1000 long, root mean square over all joints."""

    width: int
    height: int
    fps: float
    duration: Time
    cameras: tuple[FilmCamera, ...]
    unused: tuple[Unused, ...] = Field((), description="clips that are not in the film")
    sound: str | None = Field(None, description="the camera whose sound was taken")
    error: float
    apart: float
    joints: tuple[FilmJoint, ...] = ()
    turns: tuple[FilmTurn, ...] = ()
    notes: tuple[str, ...] = ()


def make_report(
    found: Calibration,
    stand: Stand,
    sound: Camera | None,
    take: Take,
    log: Log,
    course: Course,
    unused: Sequence[Unused] = (),
) -> FilmReport:
    """``stand``: as it was at the beginning; ``unused``: clips that are not in the film."""
    joints = found.placement.joints
    weights = [joint.matches for joint in joints]
    error = 1000 * float(np.sqrt(np.average([j.error**2 for j in joints], weights=weights)))
    names = [camera.name for camera in found.cameras]
    strips = tuple(_joints(log, names))
    gains = stand.gains.mean(axis=1).tolist()
    return FilmReport(
        width=stand.canvas.width,
        height=stand.canvas.height,
        fps=round(take.fps, 3),
        duration=min(take.duration, Time.seconds(log.frames / take.fps)),
        cameras=tuple(_cameras(found, stand.views, gains)),
        sound=sound.name if sound else None,
        error=round(error, 2),
        apart=round(float(np.median(log.apart)), 2) if log.apart else 0.0,
        joints=strips,
        turns=tuple(
            FilmTurn(
                name=None if move.camera is None else names[move.camera],
                at=round(move.at, 2),
                degrees=round(move.degrees, 2),
            )
            for move in course.moves
        ),
        unused=tuple(unused),
        notes=(
            *(f"Left out: {each.why}" for each in unused),
            *_notes(found, error),
            *faults_of(found.pictures, stand.views, gains),
            *_moved(names, course, log),
            *_near(strips),
            *_together(take),
            *_short(take, log),
            *_damaged(take, log),
        ),
    )


def _joints(log: Log, names: Sequence[str]) -> Iterator[FilmJoint]:
    """Of every two cameras that meet, the worst place; not the worst look of many, which may be
    a mistake, but the one after it."""
    told = [look for look in log.near if look[0] not in log.lost]
    for first, second in sorted({(b.first, b.second) for _, bands in told for b in bands}):
        worst = sorted(
            ((max(mine, key=lambda band: band.apart), at) for at, bands in told
             if (mine := [band for band in bands if (band.first, band.second) == (first, second)])),
            key=lambda seen: -seen[0].apart,
        )  # fmt: skip
        band, at = worst[min(1, len(worst) - 1)]
        near = 1 / np.tan(np.radians(band.apart)) if band.apart > CLOSE else None
        yield FilmJoint(
            first=names[first], second=names[second], yaw=round(band.yaw, 1),
            pitch=round(band.pitch, 1), at=round(at, 2), apart=round(band.apart, 2),
            near=None if near is None else round(float(near), 1),
        )  # fmt: skip


def _near(joints: Sequence[FilmJoint]) -> Iterator[str]:
    for joint in sorted(joints, key=lambda joint: -joint.apart)[:MOST_NOTES]:
        if joint.near is not None and joint.apart > DOUBLE:
            yield (
                f"Where {joint.first} and {joint.second} meet, something stands near (yaw "
                f"{joint.yaw:.0f}°, pitch {joint.pitch:.0f}°, at {joint.at:.1f} s): "
                f"{joint.near:.0f} times as far as the two lenses are apart. The border goes "
                "around it where it can; more distance, or lenses closer together, is better."
            )


def _together(take: Take) -> Iterator[str]:
    """Who makes the film begin later, or end sooner, than the others would have it."""
    starts, ends = zip(*(camera.span for camera in take.cameras), strict=True)
    last, late = take.cameras[starts.index(max(starts))], (max(starts) - _middle(starts)).s
    if late > LATE_S:
        yield (
            f"{last.name} begins {late:.1f} s after the others, and the film begins with it. Start "
            "all cameras before you clap, or leave it out."
        )
    first, early = take.cameras[ends.index(min(ends))], (_middle(ends) - min(ends)).s
    if early > LATE_S:
        yield (
            f"{first.name} ends {early:.1f} s before the others, and the film ends with it. Let "
            "all cameras film to the end, or leave it out."
        )


def _middle(times: Sequence[Time]) -> Time:
    """The median; of an even number the later of both."""
    return sorted(times)[len(times) // 2]


def _short(take: Take, log: Log) -> Iterator[str]:
    made = log.frames / take.fps
    if log.ended is not None and made < take.duration.s - SHORT_S:
        yield (
            f"{log.ended.name} gives no picture after {made:.1f} s of the film, which ends "
            "there. Copy the clip from the camera again."
        )


def _damaged(take: Take, log: Log) -> Iterator[str]:
    made = log.frames / take.fps
    for camera in take.cameras:
        for span in damage_in(camera, take.start, take.end)[:MOST_NOTES]:
            if span.start < made - SHORT_S:
                yield (
                    f"The clip {camera.name} is damaged from {span.start:.1f} s to "
                    f"{span.end:.1f} s of the film: what it shows stands still or is torn there. "
                    "Copy it from the camera again."
                )


def _cameras(found: Calibration, views: Sequence[View], gains: Sequence[float]) -> list[FilmCamera]:
    made = []
    for camera, view, gain in zip(found.cameras, views, gains, strict=True):
        yaw, pitch, roll = (round(angle, 2) for angle in angles_of(view.rotation))
        made.append(
            FilmCamera(
                name=camera.name,
                offset=round(camera.clock.offset, 4),
                by=camera.clock.by,
                sure=round(min(camera.clock.sure, 999.0), 2),
                yaw=yaw, pitch=pitch, roll=roll,
                fov=round(view.fov, 2),
                gain=round(float(gain), 3),
            )
        )  # fmt: skip
    return made


def _notes(found: Calibration, error: float) -> Iterator[str]:
    unsure = [camera.name for camera in found.cameras if camera.clock.by == "start"]
    if len(unsure) == len(found.cameras):
        yield (
            "The clocks of the cameras could not be compared: no sound tells, and too little "
            "moves. They are taken to have been started at the same moment. Record sound, and clap "
            "once at the beginning of a take."
        )
    elif unsure:
        yield (
            f"The clock of {', '.join(unsure)} could not be compared with the others': it is taken "
            "to have been started together with them. Clap once at the beginning of a take."
        )
    if error > NEAR_PIXELS:
        yield (
            "Things near the cameras show double at the seams: keep people and walls two metres "
            "away, or the lenses closer together."
        )


def _moved(names: Sequence[str], course: Course, log: Log) -> Iterator[str]:
    for move in course.moves[:MOST_NOTES]:
        if move.camera is None:
            yield (
                f"The rig was jolted at {move.at:.1f} s and turned by {move.degrees:.1f}°: the "
                "film stands still all the same. Stand it where nobody bumps into it."
            )
        else:
            yield (
                f"{names[move.camera]} was turned by {move.degrees:.1f}° at {move.at:.1f} s: the "
                "film follows it. Fasten the cameras."
            )
    if course.restless:
        yield (
            "The rig hardly ever stood still: the film moves with it. Put it on a tripod, and film "
            "when nobody touches it."
        )
    if (since := worse_since(course, log)) is not None:
        yield (
            f"From {since:.1f} s the cameras fit together worse than before, and where they look "
            "now could not be told. Give the film in two takes, before and after."
        )


def worse_since(course: Course, log: Log) -> float | None:
    """From when on cameras look elsewhere than is known: something seemed to move, and what two
    cameras share has not fitted since. What passes close by does not fit either, yet nothing moved
    then, or it fits again."""
    for span in course.untold:
        first = round(span.end / LOOK_S) + 1
        before, after = log.apart[:first], log.apart[first:]
        looks = [at for at, _ in log.near if at > span.end]
        lost = [at for at in log.lost if at > span.end]
        if len(lost) > max(LOST, MOSTLY * len(looks)):
            return span.start
        if len(after) > LOST and np.median(after) > MOVED * max(np.median(before), 1.0):
            return span.start
    return None
