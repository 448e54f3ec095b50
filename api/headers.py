"""What every response carries: the request's id and the security headers. One log line each."""

import logging
import re
import secrets
import time
from functools import partial

from flask import Flask, Response, g, request

from api.context import context

logger = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
CSP = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""Styles may be inline: media elements size themselves so. Scripts may not."""

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def policy(**changes: str) -> str:
    """The Content-Security-Policy with directives replaced (``frame_ancestors='*'``)."""
    rules = CSP | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def install(app: Flask, media: str) -> None:
    """Number the requests, close the responses. ``media``: where players may be redirected to."""
    rules = policy(media_src=" ".join(filter(None, [CSP["media-src"], media])))
    app.before_request(_begin)
    app.after_request(partial(_finish, rules))


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.started = time.perf_counter()


def _finish(rules: str, response: Response) -> Response:
    headers = response.headers
    headers["X-Request-Id"] = g.get("request_id", "")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("Content-Security-Policy", rules)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if context().secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    # The rule, not the path: links carry tokens.
    rule = request.url_rule.rule if request.url_rule else "-"
    spent = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    logger.info(
        "%s %s %s %.0f ms %s",
        request.method,
        rule,
        response.status_code,
        spent,
        g.get("request_id"),
    )
    return response
