"""API keys: shown once, kept as a hash."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.catalog.models import ApiKey, Role, now
from storage.catalog.rows import changed
from storage.errors import NotFound
from storage.ids import new_id

_SCHEME = "tr"


def create(s: Session, shop_id: str, role: Role) -> tuple[ApiKey, str]:
    """A new key and its plain text ``tr_<prefix>_<secret>``, which nothing can show again."""
    prefix = secrets.token_hex(6)
    plain = f"{_SCHEME}_{prefix}_{secrets.token_hex(32)}"
    key = ApiKey(
        id=new_id("key"), shop_id=shop_id, prefix=prefix, digest=_digest(plain), role=Role(role)
    )
    s.add(key)
    s.flush()
    return key, plain


def authenticate(s: Session, plain: str) -> ApiKey | None:
    """The key that this is, or None: malformed, unknown, wrong or revoked (the caller need not
    know which)."""
    scheme, _, rest = plain.partition("_")
    prefix, _, secret = rest.partition("_")
    if scheme != _SCHEME or not prefix.isascii() or not prefix.isalnum() or not secret:
        return None
    key = s.scalars(select(ApiKey).where(ApiKey.prefix == prefix)).one_or_none()
    if key is None or not hmac.compare_digest(key.digest, _digest(plain)):
        return None
    return None if key.revoked else key


def get(s: Session, shop_id: str, key_id: str) -> ApiKey:
    """Also what a session cookie refers to; a revoked key is `NotFound`."""
    query = select(ApiKey).where(
        ApiKey.id == key_id, ApiKey.shop_id == shop_id, ApiKey.revoked.is_(None)
    )
    key = s.scalars(query).one_or_none()
    if key is None:
        raise NotFound(f"no key {key_id}")
    return key


def of_shop(s: Session, shop_id: str) -> Sequence[ApiKey]:
    """Every key of the shop, revoked ones too, oldest first."""
    return s.scalars(select(ApiKey).where(ApiKey.shop_id == shop_id).order_by(ApiKey.id)).all()


def revoke(s: Session, shop_id: str, key_id: str) -> None:
    """From now on the key opens nothing. Idempotent."""
    query = update(ApiKey).where(ApiKey.id == key_id, ApiKey.shop_id == shop_id)
    if changed(s, query.where(ApiKey.revoked.is_(None)).values(revoked=now())):
        return
    known = s.scalar(select(ApiKey.id).where(ApiKey.id == key_id, ApiKey.shop_id == shop_id))
    if known is None:
        raise NotFound(f"no key {key_id}")


def _digest(plain: str) -> str:
    # One round of SHA-256 is enough: the secret has 256 random bits, nobody can guess through it.
    return hashlib.sha256(plain.encode()).hexdigest()
