"""What a storefront frames: one clip or one tour, and nothing else."""

from flask import Response, make_response, render_template

from api.auth import public
from api.context import context
from api.embed import frame_headers
from api.pages import shown
from api.pages.blueprint import blueprint
from api.play import open_handle


@blueprint.get("/embed/<handle>")
@public
def embed(handle: str) -> Response:
    """The player of a published clip or tour; only the sites it lists may frame it."""
    ctx = context()
    opened = open_handle(ctx, handle)
    if opened.clip is not None:
        clip = shown.clip(opened.clip, opened.playback, handle)
        clip["linked_data"] = shown.linked_data(opened.clip, opened.playback)
        page = render_template("embed_clip.html", clip=clip)
    else:
        tour = shown.tour(opened.tour, opened.playback, handle) if opened.tour else None
        page = render_template("embed_tour.html", tour=tour)
    response = make_response(page)
    response.headers.update(frame_headers(ctx, opened.playback))
    response.headers["Cache-Control"] = "no-cache"
    return response
