"""The media of a playback id, for anybody whom its policy lets in."""

from dataclasses import dataclass

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from api import tokens
from api.auth import identify, public
from api.context import ApiContext, context
from api.errors import Forbidden, Missing
from api.playbacks import PURPOSE
from api.reply import is_id
from api.serve import content_type, presigner, serve
from pipelines.tours.spec import is_for_buyers
from storage.catalog import clips, playbacks, tours
from storage.catalog.models import Clip, Playback, Policy, Tour
from storage.errors import NotFound

_SHARED = "public, max-age=300"
_OWN = "private, max-age=60"

blueprint = Blueprint("play", __name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a handle leads to: a clip or a tour."""

    playback: Playback
    clip: Clip | None
    tour: Tour | None

    @property
    def objects(self) -> dict[str, str]:
        """What a buyer may get of it."""
        if self.tour is not None:
            return {name: key for name, key in self.tour.objects.items() if is_for_buyers(name)}
        return dict(self.clip.objects) if self.clip else {}


def open_handle(ctx: ApiContext, handle: str) -> Opened:
    """What ``playback`` or ``playback~token`` leads to, if its policy lets the asker in.

    Raises `Missing`, or `Forbidden` when a token is missing, expired or for another handle.
    """
    playback_id, _, token = handle.partition("~")
    if not is_id(playback_id):
        raise Missing()
    try:
        with ctx.database.read() as s:
            playback = playbacks.get(s, playback_id)
            shop = playback.shop_id
            clip = clips.get(s, shop, playback.clip_id) if playback.clip_id else None
            tour = tours.get(s, shop, playback.tour_id) if playback.tour_id else None
    except NotFound as error:
        raise Missing() from error
    _let_in(ctx, playback, token)
    return Opened(playback, clip, tour)


def _let_in(ctx: ApiContext, playback: Playback, token: str) -> None:
    if playback.policy is Policy.PUBLIC:
        return
    if playback.policy is Policy.SIGNED and token:
        if tokens.open_token(ctx.secret_key, PURPOSE, token) != [playback.id]:
            raise tokens.BadToken("This link opens something else.")
        return
    found = identify()
    if found is not None and found.shop_id == playback.shop_id:
        return
    if playback.policy is Policy.SIGNED:
        raise Forbidden("This needs a signed link.", remedy="Ask the shop for one.")
    raise Missing()


@blueprint.get("/play/<handle>/<path:name>")
@public
def play(handle: str, name: str) -> Response:
    """One file: bytes with ranges, or for video of a presigning store a redirect to it.

    Pictures, captions and manifests always come from here: scripts and tracks need our origin.
    """
    ctx = context()
    opened = open_handle(ctx, handle)
    key = opened.objects.get(name)
    if key is None:
        raise Missing("There is no such file.")
    store = presigner(ctx.store)
    if store is not None and content_type(name).startswith("video/"):
        away = redirect(store.presign_get(key, expires=ctx.link_expiry), 302)
        away.headers["Cache-Control"] = "no-store"
        return away
    public_one = opened.playback.policy is Policy.PUBLIC
    return serve(ctx.store, key, name, cache=_SHARED if public_one else _OWN)
