"""Playback ids: the public handles of clips and tours, and who may use them."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Self

from flask import Response
from pydantic import AfterValidator, Field, model_validator
from sqlalchemy.orm import Session

from api import tokens
from api.auth import identity
from api.context import context
from api.description import section
from api.errors import Missing
from api.reply import ID, Shape, reply
from storage.catalog import playbacks
from storage.catalog.models import Playback, Policy

PURPOSE = "play"
_SITE = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")


def _site(value: str) -> str:
    value = value.strip().lower().rstrip("/")
    if not _SITE.fullmatch(value):
        raise ValueError("a site is written like https://shop.example or https://*.shop.example")
    return value


Site = Annotated[str, Field(max_length=253), AfterValidator(_site)]

blueprint = section("playbacks", __name__)


class PlaybackPath(Shape):
    playback_id: str


class PlaybackOut(Shape):
    """``domains``: the sites that may frame it; none: any. ``embed``: the address to frame."""

    id: str
    clip_id: str | None
    tour_id: str | None
    policy: Policy
    domains: list[str]
    embed: str
    created: datetime

    @classmethod
    def of(cls, playback: Playback) -> "PlaybackOut":
        return cls(
            id=playback.id,
            clip_id=playback.clip_id,
            tour_id=playback.tour_id,
            policy=playback.policy,
            domains=playback.domains,
            embed=f"{context().public_url.rstrip('/')}/embed/{playback.id}",
            created=playback.created,
        )


class NewPlayback(Shape):
    """Of one clip or of one tour."""

    clip_id: str | None = Field(None, pattern=ID)
    tour_id: str | None = Field(None, pattern=ID)
    policy: Policy = Policy.PUBLIC
    domains: list[Site] = Field([], max_length=50)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.clip_id is None) == (self.tour_id is None):
            raise ValueError("give clip_id or tour_id")
        return self


class PlaybackChange(Shape):
    policy: Policy | None = None
    domains: list[Site] | None = Field(None, max_length=50)


class TokenWish(Shape):
    minutes: int = Field(60, ge=1, le=7 * 24 * 60)


class TokenOut(Shape):
    """``handle``: stands for the playback id in `/play/` and `/embed/` until it expires."""

    handle: str
    embed: str
    expires: datetime


@blueprint.post("/playbacks", responses={201: PlaybackOut})
def create(body: NewPlayback) -> Response:
    """A new handle."""
    with context().database.begin() as s:
        made = playbacks.create(
            s,
            shop_id=identity().shop_id,
            clip_id=body.clip_id,
            tour_id=body.tour_id,
            policy=body.policy,
            domains=body.domains,
        )
    location = f"{context().prefix}/playbacks/{made.id}"
    return reply(PlaybackOut.of(made), 201, {"Location": location})


@blueprint.get("/playbacks/<playback_id>", responses={200: PlaybackOut})
def show(path: PlaybackPath) -> Response:
    """One handle."""
    with context().database.read() as s:
        return reply(PlaybackOut.of(_own(s, path.playback_id)))


@blueprint.patch("/playbacks/<playback_id>", responses={200: PlaybackOut})
def change(path: PlaybackPath, body: PlaybackChange) -> Response:
    """Who may play it, and where it may be framed."""
    with context().database.begin() as s:
        playback = _own(s, path.playback_id)
        if body.policy is not None:
            playback.policy = body.policy
        if body.domains is not None:
            playback.domains = list(body.domains)
    return reply(PlaybackOut.of(playback))


@blueprint.post("/playbacks/<playback_id>/tokens", responses={201: TokenOut})
def sign(path: PlaybackPath, body: TokenWish) -> Response:
    """A handle that opens a signed playback for some time."""
    ctx = context()
    with ctx.database.read() as s:
        playback = _own(s, path.playback_id)
    lifetime = timedelta(minutes=body.minutes)
    token, expires = tokens.sign(ctx.secret_key, PURPOSE, [playback.id], lifetime)
    handle = f"{playback.id}~{token}"
    embed = f"{ctx.public_url.rstrip('/')}/embed/{handle}"
    return reply(TokenOut(handle=handle, embed=embed, expires=expires), 201)


def _own(s: Session, playback_id: str) -> Playback:
    playback = playbacks.get(s, playback_id)
    if playback.shop_id != identity().shop_id:
        raise Missing()
    return playback
