"""Download links, and the local route behind them.

With a store that presigns, a link leads to the store. Else it carries a token of ours; so either
can be handed to a browser or a download manager without a key, for some minutes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote

from flask import Blueprint, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from api import tokens
from api.auth import identify, public
from api.context import ApiContext, context
from api.errors import Missing, Unauthorised
from api.reply import Shape
from api.serve import content_type, presigner, serve
from api.tus.metadata import file_name
from storage.catalog import clips, jobs, stages, tours

Owner = Literal["clips", "tours", "jobs"]
_PURPOSE = "download"

blueprint = Blueprint("downloads", __name__)


class FileLink(Shape):
    """``url``: relative to the service with the local store, absolute with S3."""

    name: str
    content_type: str
    url: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """What an owner has to give. ``title``: how downloaded files are called."""

    title: str
    objects: Mapping[str, str]

    def filename(self, name: str) -> str:
        return file_name(f"{self.title} {name}")


def links(
    shop_id: str, owner: Owner, owner_id: str, objects: Mapping[str, str], title: str = ""
) -> list[FileLink]:
    """A fresh link for each object."""
    ctx, offered = context(), Offered(title, objects)
    return [
        _presigned(ctx, offered, name, key)
        if presigner(ctx.store)
        else _tokened(ctx, shop_id, owner, owner_id, name)
        for name, key in sorted(objects.items())
    ]


def _presigned(ctx: ApiContext, offered: Offered, name: str, key: str) -> FileLink:
    expires = (datetime.now(UTC) + ctx.link_expiry).replace(microsecond=0)
    url = _presign(ctx, key, offered.filename(name), ctx.link_expiry)
    return FileLink(name=name, content_type=content_type(name), url=url, expires=expires)


def _presign(ctx: ApiContext, key: str, filename: str, lifetime: timedelta) -> str:
    store = presigner(ctx.store)
    if store is None:
        raise Missing()
    return store.presign_get(key, expires=lifetime, filename=filename)


def _tokened(ctx: ApiContext, shop_id: str, owner: Owner, owner_id: str, name: str) -> FileLink:
    names = [shop_id, owner, owner_id, name]
    token, expires = tokens.sign(ctx.secret_key, _PURPOSE, names, ctx.link_expiry)
    url = f"{ctx.prefix}/{owner}/{owner_id}/download/{quote(name)}?token={token}"
    return FileLink(name=name, content_type=content_type(name), url=url, expires=expires)


@blueprint.get("/clips/<owner_id>/download/<path:name>", defaults={"owner": "clips"})
@blueprint.get("/tours/<owner_id>/download/<path:name>", defaults={"owner": "tours"})
@blueprint.get("/jobs/<owner_id>/download/<path:name>", defaults={"owner": "jobs"})
@public
def download(owner: Owner, owner_id: str, name: str) -> Response:
    """One file, by key, session or the token of a link."""
    ctx = context()
    shop_id = _shop(ctx, owner, owner_id, name)
    with ctx.database.read() as s:
        offered = _OFFERS[owner](s, shop_id, owner_id)
    key = offered.objects.get(name)
    if key is None:
        raise Missing("There is no such file.")
    if presigner(ctx.store):
        url = _presign(ctx, key, offered.filename(name), ctx.link_expiry)
        return redirect(url, 302)
    return serve(ctx.store, key, name, cache="private, no-cache", filename=offered.filename(name))


def _shop(ctx: ApiContext, owner: Owner, owner_id: str, name: str) -> str:
    token = request.args.get("token")
    if token is not None:
        shop_id, *signed = tokens.open_token(ctx.secret_key, _PURPOSE, token)
        if signed != [owner, owner_id, name]:
            raise tokens.BadToken("This link opens something else.")
        return shop_id
    found = identify()
    if found is None:
        raise Unauthorised()
    return found.shop_id


def _clip(s: Session, shop_id: str, clip_id: str) -> Offered:
    clip = clips.get(s, shop_id, clip_id)
    return Offered(f"{clip.index:02} {clip.title}", clip.objects)


def _tour(s: Session, shop_id: str, tour_id: str) -> Offered:
    tour = tours.get(s, shop_id, tour_id)
    return Offered(tour.title, tour.objects)


def _job(s: Session, shop_id: str, job_id: str) -> Offered:
    return Offered("", stages.outputs(s, jobs.get(s, shop_id, job_id).id))


_OFFERS: dict[str, Callable[[Session, str, str], Offered]] = {
    "clips": _clip,
    "tours": _tour,
    "jobs": _job,
}
