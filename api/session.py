"""Signing in with a key: the browser keeps a signed cookie that names the key, never the key."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from api.auth import authenticate, public, require_same_origin
from api.context import context
from api.errors import CrossSite, Unauthorised

blueprint = Blueprint("session", __name__)


@blueprint.post("/login")
@public
def login() -> Response:
    """Form field ``key``. A form is sent on to ``next``; a wrong key back to the sign-in page."""
    # Without an Origin it is no browser, and a session given to it harms nobody.
    if {"Origin", "Sec-Fetch-Site"} & set(request.headers.keys()):
        require_same_origin()
    try:
        key = authenticate(request.form.get("key", "").strip())
    except Unauthorised:
        if "text/html" in request.accept_mimetypes.values():
            return redirect(f"{context().prefix}/login?wrong=1", 303)
        raise
    session.clear()
    session.permanent = True
    session["key"], session["shop"] = key.id, key.shop_id
    return redirect(_local(request.args.get("next", "/")), 303)


@blueprint.post("/logout")
@public
def logout() -> Response:
    """Forget the session; a foreign site cannot do it for somebody."""
    try:
        require_same_origin()
    except CrossSite:
        if "key" in session:
            raise
    session.clear()
    return redirect(f"{context().prefix}/login", 303)


def _local(target: str) -> str:
    """Only paths of ours: an open redirect would lend our name to others."""
    parts = urlsplit(target.replace("\\", "/"))
    plain = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return context().prefix + (target if plain and not target.startswith("//") else "/")
