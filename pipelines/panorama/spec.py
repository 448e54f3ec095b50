"""What is asked of a stitch and what it reports (documents, no code)."""

from typing import Literal

from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import Time

Kind = Literal["auto", "photos", "pan", "rig", "dual-fisheye", "equirect"]


Floor = Literal["open", "fill", "logo"]


class PanoramaSpec(Document):
    """``width``: pixels of the 2:1 canvas at most; None takes what the inputs resolve.

    ``floor``: what becomes of the tripod below: left as it is, filled from its surroundings, or
    covered by the shop's logo (whose file is handed to `stitch`); ``floor_size``: degrees across.
    """

    kind: Kind = "auto"
    width: int | None = None
    floor: Floor = "open"
    floor_size: float = Field(40.0, gt=0, le=120)


class Pose(Document):
    """One input as it was placed. Angles in degrees; yaw grows to the right, pitch up."""

    name: str
    at: Time | None = Field(None, description="for a frame of a clip: its time")
    yaw: float
    pitch: float
    roll: float
    fov: float = Field(description="horizontal field of view")
    error: float = Field(description="root mean square reprojection error in pixels")
    sharpness: float | None = Field(
        None, description="of its edges, beside the other inputs (1: as the median)"
    )
    neighbours: tuple[str, ...] = ()


class Unused(Document):
    name: str
    why: str


class Advice(Document):
    """What to shoot again, for a person on the floor."""

    text: str
    between: tuple[str, ...] = ()
    yaw: float | None = None


class Camera(Document):
    """One lens as it was estimated. ``focal``: in long sides of its pictures; ``k1``, ``k2``:
    radial distortion; ``inputs``: how many pictures it took."""

    name: str
    focal: float
    k1: float = 0.0
    k2: float = 0.0
    inputs: int


class Area(Document):
    """A field of the sphere, 30 by 30 degrees around ``yaw`` and ``pitch`` (degrees).

    ``seen``: share of it that a camera saw; ``sharpness``: edges' steepness beside the rest of
    this panorama (1: as the median); ``brightness``: mean, 0..1; ``blown``: share that is white;
    ``ghosting``: share in which pictures that meet disagree.
    """

    yaw: float
    pitch: float
    seen: float
    sharpness: float | None = None
    brightness: float | None = None
    blown: float = 0.0
    ghosting: float = 0.0


class Extent(Document):
    """The part of the sphere that is shown, degrees; a whole one is -180..180, -90..90."""

    left: float
    right: float
    bottom: float
    top: float


class PanoramaReport(Document):
    """``coverage``: share of the sphere (0..1) that a camera saw."""

    kind: Kind
    width: int
    height: int
    inputs: tuple[Pose, ...]
    unused: tuple[Unused, ...] = ()
    coverage: float
    span: float = Field(description="horizontal degrees covered without a gap; 360 when closed")
    closed: bool
    reprojection_error: float | None = Field(None, description="pixels, root mean square")
    loop_error: float | None = Field(None, description="degrees; None when the circle is open")
    ghosting: float | None = Field(None, description="share of the seams where pictures disagree")
    extent: Extent | None = Field(None, description="what a partial panorama shows")
    cameras: tuple[Camera, ...] = ()
    areas: tuple[Area, ...] = ()
    groups: tuple[tuple[str, ...], ...] = Field(
        (), description="other panoramas that lie in the same folder, by their pictures' names"
    )
    seconds: dict[str, float] = Field(default_factory=dict, description="time per stage")
    reshoot: tuple[Advice, ...] = ()
    notes: tuple[str, ...] = ()
