"""What came of a rig's film, in figures and in words."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import Time
from pipelines.panorama.camera import View, angles_of
from pipelines.panorama.film.calibrate import Calibration, Camera
from pipelines.panorama.warp import Canvas

NEAR_PIXELS = 4.0
"""Root mean square of a joint, in pixels of a picture 1000 long, above which things are near."""
MOVED = 1.7


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


class FilmReport(Document):
    """``apart``: luma levels by which two cameras differ where both see the same, median over the
    film; ``error``: pixels of a picture 1000 long, root mean square over all joints."""

    width: int
    height: int
    fps: float
    duration: Time
    cameras: tuple[FilmCamera, ...]
    sound: str | None = Field(None, description="the camera whose sound was taken")
    error: float
    apart: float
    notes: tuple[str, ...] = ()


def make_report(
    found: Calibration,
    views: Sequence[View],
    gains: Sequence[float],
    canvas: Canvas,
    sound: Camera | None,
    apart: Sequence[float],
    fps: float,
    duration: Time,
) -> FilmReport:
    """``views``: of the cameras, level; ``gains``: one each; ``apart``: one figure a look."""
    joints = found.placement.joints
    weights = [joint.matches for joint in joints]
    error = 1000 * float(np.sqrt(np.average([j.error**2 for j in joints], weights=weights)))
    return FilmReport(
        width=canvas.width,
        height=canvas.height,
        fps=round(fps, 3),
        duration=duration,
        cameras=tuple(_cameras(found, views, gains)),
        sound=sound.file.name if sound else None,
        error=round(error, 2),
        apart=round(float(np.median(apart)), 2) if apart else 0.0,
        notes=tuple(_notes(found, error, apart)),
    )


def _cameras(found: Calibration, views: Sequence[View], gains: Sequence[float]) -> list[FilmCamera]:
    made = []
    for camera, view, gain in zip(found.cameras, views, gains, strict=True):
        yaw, pitch, roll = (round(angle, 2) for angle in angles_of(view.rotation))
        made.append(
            FilmCamera(
                name=camera.file.name,
                offset=round(camera.clock.offset, 4),
                by=camera.clock.by,
                sure=round(min(camera.clock.sure, 999.0), 2),
                yaw=yaw, pitch=pitch, roll=roll,
                fov=round(view.fov, 2),
                gain=round(float(gain), 3),
            )
        )  # fmt: skip
    return made


def _notes(found: Calibration, error: float, apart: Sequence[float]) -> list[str]:
    notes = [
        f"The clock of {camera.file.name} could not be compared with the first one's: it is taken "
        "to have been started together with it. Clap once at the beginning of a take."
        for camera in found.cameras[1:]
        if camera.clock.by == "start"
    ]
    if error > NEAR_PIXELS:
        notes.append(
            "Things near the cameras show double at the seams: keep people and walls two metres "
            "away, or the lenses closer together."
        )
    if len(apart) >= 8 and np.median(apart[-4:]) > MOVED * max(np.median(apart[:4]), 1.0):
        notes.append(
            "Towards the end the cameras fit together worse than at the beginning: one was moved. "
            "Give the film in two takes, before and after."
        )
    return notes
