"""Who asks: an API key in the header, or a session cookie that stands for one.

Everything is closed unless its view is marked `public`. Reading needs any role, changing needs
seller or admin. A record of another shop is not forbidden but missing (404).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session

from api.context import context
from api.errors import CrossSite, Forbidden, Missing, Unauthorised
from api.reply import is_id
from storage.catalog import keys
from storage.catalog.models import ApiKey, Role
from storage.errors import NotFound

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WRITERS = frozenset({Role.SELLER, Role.ADMIN})
_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Identity:
    """``cookie``: proven by the session cookie, so a browser may have sent it unasked."""

    shop_id: str
    key_id: str
    role: Role
    cookie: bool

    @property
    def writes(self) -> bool:
        return self.role in WRITERS


def public(view: _View) -> _View:
    """Mark a view that needs no identity (it may still look for one)."""
    view.public = True  # type: ignore[attr-defined]
    return view


def identity() -> Identity:
    """Who asks; only in views that are not public."""
    return cast("Identity", g.identity)


def identify() -> Identity | None:
    """The identity that the request proves, None when it brings none; a wrong one raises."""
    if "Authorization" in request.headers:
        return _by_header(request.headers["Authorization"])
    if "key" in session:
        return _by_cookie()
    return None


def authenticate(plain: str) -> ApiKey:
    """The key that these letters are, or `Unauthorised`."""
    with context().database.read() as s:
        key = keys.authenticate(s, plain)
    if key is None:
        raise Unauthorised("The key is unknown, wrong or revoked.")
    return key


def _by_header(header: str) -> Identity:
    scheme, _, plain = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthorised("Only bearer keys are understood.")
    key = authenticate(plain.strip())
    return Identity(key.shop_id, key.id, key.role, cookie=False)


def _by_cookie() -> Identity | None:
    try:
        with context().database.read() as s:
            key = keys.get(s, str(session.get("shop")), str(session["key"]))
    except NotFound:
        session.clear()
        return None
    return Identity(key.shop_id, key.id, key.role, cookie=True)


def require_same_origin() -> None:
    """Refuse what another site made a browser send (Fetch metadata, else the Origin header)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site == "same-origin":
            return
    elif _is_own(request.headers.get("Origin", "")):
        return
    raise CrossSite(
        "A change with the session cookie must come from the service's own pages.",
        remedy="Use an API key in the Authorization header instead.",
    )


def _is_own(origin: str) -> bool:
    own = urlsplit(context().public_url)
    sent = urlsplit(origin)
    return bool(sent.netloc) and (
        sent.netloc == request.host or (sent.scheme, sent.netloc) == (own.scheme, own.netloc)
    )


def install(app: Flask) -> None:
    """Guard every view of the application."""
    app.before_request(_guard)


def _guard() -> None:
    if request.routing_exception is not None or request.endpoint is None:
        return
    if request.method == "OPTIONS":
        return
    view = current_app.view_functions[request.endpoint]
    if not getattr(view, "public", False) and request.endpoint != "static":
        _close()
    _require_ids()


def _close() -> None:
    found = identify()
    if found is None:
        raise Unauthorised()
    if request.method not in SAFE:
        if found.cookie:
            require_same_origin()
        if not found.writes:
            raise Forbidden(
                f"The role {found.role.value} reads and downloads only.",
                remedy="Use a key with the role seller or admin.",
            )
    g.identity = found


def _require_ids() -> None:
    """What has not the form of an id is missing, before a database is asked for it."""
    for name, value in (request.view_args or {}).items():
        if name.endswith("_id") and not is_id(value):
            raise Missing()
