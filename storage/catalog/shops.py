"""Shops and their quotas."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from storage.catalog.models import Shop
from storage.catalog.rows import changed
from storage.errors import Conflict, NotFound, QuotaExceeded
from storage.ids import new_id


def create(s: Session, name: str, *, quota_bytes: int | None = None) -> Shop:
    """A new shop; a name that is taken raises `Conflict`."""
    if by_name(s, name) is not None:
        raise Conflict(f"there is a shop {name!r} already")
    shop = Shop(id=new_id("shop"), name=name)
    if quota_bytes is not None:
        shop.quota_bytes = quota_bytes
    s.add(shop)
    s.flush()
    return shop


def get(s: Session, shop_id: str) -> Shop:
    shop = s.get(Shop, shop_id)
    if shop is None:
        raise NotFound(f"no shop {shop_id}")
    return shop


def by_name(s: Session, name: str) -> Shop | None:
    return s.scalars(select(Shop).where(Shop.name == name)).one_or_none()


def set_defaults(s: Session, shop_id: str, values: Mapping[str, Any]) -> Shop:
    """Change some of what new jobs take; a value of None takes one back."""
    query = select(Shop).where(Shop.id == shop_id).with_for_update(key_share=True)
    shop = s.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    if shop is None:
        raise NotFound(f"no shop {shop_id}")
    both = {**(shop.defaults or {}), **values}
    shop.defaults = {name: value for name, value in both.items() if value is not None}
    s.flush()
    return shop


def reserve(s: Session, shop_id: str, bytes: int) -> None:
    """Take ``bytes`` of the quota, or raise `QuotaExceeded` and take nothing."""
    _positive(bytes)
    query = (
        update(Shop)
        .where(Shop.id == shop_id, Shop.reserved_bytes + bytes <= Shop.quota_bytes)
        .values(reserved_bytes=Shop.reserved_bytes + bytes)
    )
    if changed(s, query):
        return
    shop = s.get(Shop, shop_id, populate_existing=True)
    if shop is None:
        raise NotFound(f"no shop {shop_id}")
    free = max(shop.quota_bytes - shop.reserved_bytes, 0)
    raise QuotaExceeded(f"{bytes} bytes asked for, {free} of {shop.quota_bytes} are free")


def release(s: Session, shop_id: str, bytes: int) -> None:
    """Give ``bytes`` of the quota back: an upload was abandoned, a recording deleted."""
    _positive(bytes)
    left = Shop.reserved_bytes - bytes
    query = (
        update(Shop)
        .where(Shop.id == shop_id)
        .values(reserved_bytes=case((left > 0, left), else_=0))
    )
    if not changed(s, query):
        raise NotFound(f"no shop {shop_id}")


def _positive(bytes: int) -> None:
    if bytes < 0:
        raise ValueError("a number of bytes cannot be negative")
