"""Which brand a shop has: the key of an archive in the object store."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.catalog.models import Job, Shop
from storage.errors import Conflict, NotFound

FIELD = "brand"
"""Of a shop's defaults and of a job's spec: a job keeps the brand that it was made with."""


def current(shop: Shop) -> str | None:
    """The key of the shop's brand, None where it has none."""
    found = (shop.defaults or {}).get(FIELD)
    return str(found) if found else None


def replace(s: Session, shop_id: str, before: str | None, after: str | None) -> None:
    """Set the shop's brand where it still is ``before``, else raise `Conflict`."""
    query = select(Shop).where(Shop.id == shop_id).with_for_update(key_share=True)
    shop = s.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    if shop is None:
        raise NotFound(f"no shop {shop_id}")
    if current(shop) != before:
        raise Conflict(f"the brand of shop {shop_id} was changed meanwhile")
    rest = {name: value for name, value in (shop.defaults or {}).items() if name != FIELD}
    shop.defaults = {**rest, FIELD: after} if after else rest
    s.flush()


def in_use(s: Session, shop_id: str) -> set[str]:
    """The keys that the shop or one of its jobs names."""
    shop = s.get(Shop, shop_id)
    named = Job.spec[FIELD].as_string()
    query = select(named).where(Job.shop_id == shop_id, named.is_not(None)).distinct()
    found = {str(key) for key in s.scalars(query) if key}
    return found | ({key} if shop is not None and (key := current(shop)) else set())
