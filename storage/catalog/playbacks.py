"""Playback ids: the public handles of clips and tours."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.catalog import clips, tours
from storage.catalog.models import Playback, Policy
from storage.errors import NotFound
from storage.ids import new_id


def create(
    s: Session,
    *,
    shop_id: str,
    clip_id: str | None = None,
    tour_id: str | None = None,
    policy: Policy = Policy.PUBLIC,
    domains: Sequence[str] = (),
) -> Playback:
    """A handle of one clip or one tour of the shop; another shop's is `NotFound`."""
    if (clip_id is None) == (tour_id is None):
        raise ValueError("a playback id is of one clip or of one tour")
    if clip_id is not None:
        clips.get(s, shop_id, clip_id)
    if tour_id is not None:
        tours.get(s, shop_id, tour_id)
    playback = Playback(
        id=new_id("play"),
        shop_id=shop_id,
        clip_id=clip_id,
        tour_id=tour_id,
        policy=Policy(policy),
        domains=[*domains],
    )
    s.add(playback)
    s.flush()
    return playback


def get(s: Session, playback_id: str) -> Playback:
    """By handle alone: whoever holds it may ask. Its policy is the caller's to obey."""
    playback = s.get(Playback, playback_id)
    if playback is None:
        raise NotFound(f"no playback {playback_id}")
    return playback


def for_clip(s: Session, shop_id: str, clip_id: str) -> Playback | None:
    """The first handle of the clip, if it has one."""
    query = select(Playback).where(Playback.shop_id == shop_id, Playback.clip_id == clip_id)
    return s.scalars(query.order_by(Playback.id).limit(1)).first()


def for_tour(s: Session, shop_id: str, tour_id: str) -> Playback | None:
    """The first handle of the tour, if it has one."""
    query = select(Playback).where(Playback.shop_id == shop_id, Playback.tour_id == tour_id)
    return s.scalars(query.order_by(Playback.id).limit(1)).first()
