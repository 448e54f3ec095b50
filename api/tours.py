"""Tours with their download links."""

from datetime import datetime
from typing import Any

from flask import Response

from api.auth import identity
from api.clips import OfRecording
from api.context import context
from api.description import section
from api.downloads import FileLink, links
from api.playbacks import PlaybackOut
from api.reply import Shape, reply
from storage.catalog import playbacks, tours
from storage.catalog.models import Playback, Tour

_TILES = "tiles"

blueprint = section("tours", __name__)


class TourPath(Shape):
    tour_id: str


class TourOut(Shape):
    """``manifest``: scenes, links, hotspots. ``files``: all but the tiles; ``reports.json`` tells
    how each scene was made and what to shoot again, ``scenes/…/report.html`` all of it (these and
    ``panorama.json``, ``coverage.svg`` and ``cropped.jpg`` are never given to buyers)."""

    id: str
    recording_id: str
    job_id: str
    title: str
    manifest: dict[str, Any]
    created: datetime
    files: list[FileLink]
    playback: PlaybackOut | None

    @classmethod
    def of(cls, tour: Tour, playback: Playback | None) -> "TourOut":
        whole = {name: key for name, key in tour.objects.items() if _TILES not in name.split("/")}
        return cls(
            id=tour.id,
            recording_id=tour.recording_id,
            job_id=tour.job_id,
            title=tour.title,
            manifest=tour.manifest,
            created=tour.created,
            files=links(tour.shop_id, "tours", tour.id, whole, tour.title),
            playback=PlaybackOut.of(playback) if playback else None,
        )


class TourList(Shape):
    tours: list[TourOut]


@blueprint.get("/tours", responses={200: TourList})
def list_tours(query: OfRecording) -> Response:
    """The shop's tours, newest first."""
    shop_id = identity().shop_id
    with context().database.read() as s:
        found = tours.list(s, shop_id, query.recording_id, query.job_id)
        pairs = [(tour, playbacks.for_tour(s, shop_id, tour.id)) for tour in found]
    return reply(TourList(tours=[TourOut.of(*pair) for pair in pairs]))


@blueprint.get("/tours/<tour_id>", responses={200: TourOut})
def show(path: TourPath) -> Response:
    """One tour."""
    shop_id = identity().shop_id
    with context().database.read() as s:
        tour = tours.get(s, shop_id, path.tour_id)
        playback = playbacks.for_tour(s, shop_id, tour.id)
    return reply(TourOut.of(tour, playback))
