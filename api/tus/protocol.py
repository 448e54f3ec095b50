"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Request
from werkzeug.http import http_date

from api.errors import BadRequest, TooLarge, WrongType
from api.tus.checksum import ALGORITHMS
from api.tus.errors import WrongVersion

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
BYTES = "application/offset+octet-stream"
_MOST_DIGITS = 18


def require_version(request: Request) -> None:
    """Every request but OPTIONS names the version that we speak."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion(
            "The request is not tus 1.0.0.",
            remedy="Send 'Tus-Resumable: 1.0.0'.",
            headers={"Tus-Version": VERSION},
        )


def require_bytes(request: Request) -> None:
    """A body of an upload declares itself."""
    if request.mimetype != BYTES:
        raise WrongType(f"The body must be declared as {BYTES}.")


def number(request: Request, name: str) -> int:
    """A header that is a count of bytes, or `BadRequest`."""
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
        raise BadRequest(f"{name} must be a number of bytes.")
    return int(value)


def upload_length(request: Request, limit: int) -> int:
    """The length that the client promises; deferred lengths are not offered."""
    if "Upload-Defer-Length" in request.headers:
        raise BadRequest("Upload-Defer-Length is not offered.", remedy="Send Upload-Length.")
    if "Upload-Concat" in request.headers:
        raise BadRequest("Upload-Concat is not offered.", remedy="Upload the file as one.")
    length = number(request, "Upload-Length")
    if length > limit:
        raise TooLarge(
            f"{length} bytes are more than one upload may have ({limit}).",
            headers={"Tus-Max-Size": str(limit)},
        )
    return length


def abilities(limit: int) -> dict[str, str]:
    """What OPTIONS tells."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(limit),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def state(offset: int, expires: datetime | None) -> dict[str, str]:
    """Where an upload stands; a finished one does not expire."""
    headers = {"Tus-Resumable": VERSION, "Upload-Offset": str(offset), "Cache-Control": "no-store"}
    if expires is not None:
        headers["Upload-Expires"] = http_date(expires)
    return headers


def allow_method_override(
    app: "WSGIApplication", prefix: str
) -> Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]:
    """POST with X-HTTP-Method-Override below ``prefix``, for networks that pass only POST."""

    def overridden(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        method = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").upper()
        below = environ.get("PATH_INFO", "").startswith(prefix)
        if environ["REQUEST_METHOD"] == "POST" and below and method in {"PATCH", "DELETE", "HEAD"}:
            environ["REQUEST_METHOD"] = method
        return app(environ, start)

    return overridden
