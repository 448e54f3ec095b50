"""What a storefront embeds: scenes, links, floor plan (documents, no code)."""

from pydantic import Field

from pipelines.document import Document

REPORTS = "reports.json"
STILL = "seen.jpg"
SELLERS = frozenset({REPORTS, STILL, "panorama.json", "report.html", "coverage.svg", "cropped.jpg"})
"""Files of a tour that tell its seller how it was made and what to shoot again."""


def is_for_buyers(name: str) -> bool:
    """Whether a file of a tour is for those who look at it too, and not for the seller alone."""
    return name.rpartition("/")[2] not in SELLERS


class Link(Document):
    """An arrow in one scene that leads to another; degrees in the scene it stands in."""

    to: str
    yaw: float
    pitch: float = 0.0
    guessed: bool = Field(False, description="the direction is not known from the pictures")


class Scene(Document):
    """``panorama``: file name of a 2:1 picture; ``preview``: a small one that shows first.

    ``tiles``: pattern ``{level}/{col}_{row}.jpg`` below the tour when the picture is large.
    """

    id: str
    title: str
    panorama: str
    preview: str
    width: int
    height: int
    coverage: float
    span: float = Field(description="horizontal degrees seen")
    initial_yaw: float = 0.0
    links: tuple[Link, ...] = ()
    tiles: str | None = None
    tile_columns: int | None = None
    tile_rows: int | None = None
    base: str | None = Field(None, description="2048 pixels wide, shows while tiles load")
    report: str = Field(description="file name of the scene's panorama.json")


class TourManifest(Document):
    version: int = 1
    title: str
    scenes: tuple[Scene, ...]
    floor_plan: str | None = None


class SceneReport(Document):
    """How one scene was made, in short. File names below the tour: ``page``, the whole report;
    ``still``, a small picture of what was seen.

    ``used``, ``given``: pictures; ``unused``: those of no panorama, each with its reason;
    ``reshoot``: what to shoot again, the gravest first.
    """

    id: str
    title: str
    still: str
    page: str
    used: int
    given: int
    unused: tuple[str, ...] = ()
    span: float = Field(description="horizontal degrees seen")
    closed: bool = Field(description="the circle is whole")
    reshoot: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class TourReport(Document):
    """For the seller, beside the manifest; never for the page that buyers see."""

    version: int = 1
    scenes: tuple[SceneReport, ...]


class TourSpec(Document):
    title: str = "Factory tour"
