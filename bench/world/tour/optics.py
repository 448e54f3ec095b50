"""The camera's lens and sensor, and what a phone writes about them into its pictures."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from bench.world.spec import Camera
from bench.world.tour.hand import Held, wrapped
from pipelines.document import Document

NEWTON_STEPS = 12
FILM_DIAGONAL_MM = math.hypot(36, 24)
SENSOR_DIAGONAL_MM = 9.8
APERTURE = 1.8
OPENED = datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
"""When the tour began, by the camera's clock."""
EXIF_IFD = 0x8769
MAKE, MODEL, ORIENTATION, TAKEN = 0x010F, 0x0110, 0x0112, 0x0132
EXPOSURE_TIME, F_NUMBER, BIAS, FOCAL, FOCAL_35MM = 0x829A, 0x829D, 0x9204, 0x920A, 0xA405
TAKEN_ORIGINALLY, FRACTION_OF_SECOND = 0x9003, 0x9291
TURNED_RIGHT = 6
"""EXIF's word for a picture that is upright once it is turned a quarter to the right."""


class Optics(Document):
    """``fov``: degrees across the width of the upright picture before distortion; ``k1``, ``k2``
    as in `Camera`."""

    width: int = 1600
    height: int = 1200
    fov: float = 67.0
    k1: float = 0.0
    k2: float = 0.0

    def camera(self, held: Held, exposure: float = 0.0, **motion: float) -> Camera:
        """This lens in that hand. ``motion``: shutter, yaw_rate, pitch_rate."""
        return Camera(
            **self.model_dump(),
            position=held.position,
            yaw=round(wrapped(held.yaw), 4),
            pitch=round(held.pitch, 4),
            roll=round(held.roll, 4),
            exposure=round(exposure, 4),
            **{name: round(value, 4) for name, value in motion.items()},
        )

    @property
    def upright(self) -> "Optics":
        """The same lens held upright: the short side of the picture is its width."""
        half = math.tan(math.radians(self.fov / 2)) * self.height / self.width
        fov = math.degrees(2 * math.atan(half))
        return self.model_copy(update={"width": self.height, "height": self.width, "fov": fov})

    @property
    def focal(self) -> float:
        """In pixels."""
        return self.width / 2 / math.tan(math.radians(self.fov / 2))

    @property
    def focal_35mm(self) -> int:
        """As phones state it: by the diagonal, and rounded."""
        return round(self.focal / math.hypot(self.width, self.height) * FILM_DIAGONAL_MM)


def angle_across(camera: Camera) -> float:
    """Degrees that a perspective picture sees across its width, its distortion counted in."""
    edge = math.tan(math.radians(camera.fov / 2))
    ideal = edge
    for _ in range(NEWTON_STEPS):
        square = ideal * ideal
        slope = 1 + 3 * camera.k1 * square + 5 * camera.k2 * square**2
        ideal -= (ideal * (1 + camera.k1 * square + camera.k2 * square**2) - edge) / slope
    return math.degrees(2 * math.atan(ideal))


def exif(optics: Optics, t: float, exposure: float, turned: bool) -> Image.Exif:
    """What a phone writes. ``t``: seconds since it began; ``exposure``: EV; ``turned``: the file
    lies on its side."""
    taken = OPENED + timedelta(seconds=t)
    stamp = taken.strftime("%Y:%m:%d %H:%M:%S")
    focal = optics.focal / math.hypot(optics.width, optics.height) * SENSOR_DIAGONAL_MM
    tags = Image.Exif()
    tags[MAKE], tags[MODEL], tags[TAKEN] = "Tradereel", "Drawn phone", stamp
    tags[ORIENTATION] = TURNED_RIGHT if turned else 1
    details: dict[int, Any] = tags.get_ifd(EXIF_IFD)
    details[TAKEN_ORIGINALLY] = stamp
    details[FRACTION_OF_SECOND] = f"{taken.microsecond // 1000:03}"
    details[FOCAL], details[FOCAL_35MM] = _ratio(focal), optics.focal_35mm
    details[F_NUMBER], details[BIAS] = _ratio(APERTURE), _ratio(exposure)
    details[EXPOSURE_TIME] = _ratio(2**exposure / 120)
    return tags


def _ratio(value: float) -> IFDRational:
    return IFDRational(round(value * 10_000), 10_000)
