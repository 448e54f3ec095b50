"""What a storefront frames: one clip or one tour, and nothing else."""

from flask import Response, make_response, render_template

from api.auth import public
from api.context import context
from api.headers import policy
from api.pages import shown
from api.pages.blueprint import blueprint
from storage.catalog import clips, playbacks, tours
from storage.catalog.models import Playback


@blueprint.get("/embed/<playback_id>")
@public
def embed(playback_id: str) -> Response:
    """The player of a published clip or tour; only the sites it lists may frame it."""
    with context().database.read() as s:
        playback = playbacks.get(s, playback_id)
        if playback.clip_id is not None:
            row = clips.get(s, playback.shop_id, playback.clip_id)
            clip = shown.clip(row, playback) | {"linked_data": shown.linked_data(row, playback)}
            page = render_template("embed_clip.html", clip=clip)
        else:
            built = tours.get(s, playback.shop_id, str(playback.tour_id))
            page = render_template("embed_tour.html", tour=shown.tour(built, playback))
    response = make_response(page)
    frame(response, playback)
    return response


def frame(response: Response, playback: Playback) -> None:
    """Say who may frame it; the list of the handle is the only one that counts."""
    ancestors = " ".join(str(domain) for domain in playback.domains) or "*"
    response.headers["Content-Security-Policy"] = policy(frame_ancestors=ancestors)
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Permissions-Policy"] = "gyroscope=*, accelerometer=*, fullscreen=*"
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response.headers["Cache-Control"] = "no-cache"
