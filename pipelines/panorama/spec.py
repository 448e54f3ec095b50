"""What is asked of a stitch and what it reports (documents, no code)."""

from typing import Literal

from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import Time

Kind = Literal["auto", "photos", "pan", "rig", "dual-fisheye", "equirect"]


class PanoramaSpec(Document):
    """``width``: pixels of the 2:1 canvas at most; None takes what the inputs resolve."""

    kind: Kind = "auto"
    width: int | None = None


class Pose(Document):
    """One input as it was placed. Angles in degrees; yaw grows to the right, pitch up."""

    name: str
    at: Time | None = Field(None, description="for a frame of a clip: its time")
    yaw: float
    pitch: float
    roll: float
    fov: float = Field(description="horizontal field of view")
    error: float = Field(description="root mean square reprojection error in pixels")
    neighbours: tuple[str, ...] = ()


class Unused(Document):
    name: str
    why: str


class Advice(Document):
    """What to shoot again, for a person on the floor."""

    text: str
    between: tuple[str, ...] = ()
    yaw: float | None = None


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
    seconds: dict[str, float] = Field(default_factory=dict, description="time per stage")
    reshoot: tuple[Advice, ...] = ()
    notes: tuple[str, ...] = ()
