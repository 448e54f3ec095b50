"""The errors of the API, and the one place that turns codes into HTTP (RFC 9457).

ApiError
├── BadRequest           400 bad_request
├── Unauthorised         401 unauthorised
├── Forbidden            403 forbidden
│   └── CrossSite        403 cross_site
├── Missing              404 not_found
├── Clash                409 conflict
├── Gone                 410 gone
├── Stale                412 stale
├── TooLarge             413 too_large
├── WrongType            415 unsupported_media_type
├── Unusable             422 unusable
│   └── MediaRefused     422 media_refused
├── Locked               423 locked
├── Busy                 503 busy
└── tus: see `api.tus.errors`

A ``code`` is stable; the words beside it are not. Nothing here shows a stack, a path or a key.
"""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Flask, Response, g, json, redirect, request, url_for
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from storage.errors import StorageError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class ApiError(Exception):
    """Root of everything the API raises on purpose."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(
        self,
        detail: str,
        *,
        remedy: str = "",
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.headers = dict(headers or {})
        self.more = more


class BadRequest(ApiError):
    """The request does not follow the protocol."""


class Unauthorised(ApiError):
    status, code = 401, "unauthorised"

    def __init__(self, detail: str = "This needs an API key or a session.") -> None:
        super().__init__(
            detail,
            remedy="Send 'Authorization: Bearer tr_…', or sign in.",
            headers={"WWW-Authenticate": 'Bearer realm="tradereel"'},
        )


class Forbidden(ApiError):
    status, code = 403, "forbidden"


class CrossSite(Forbidden):
    """A browser was made to send this by another site."""

    code = "cross_site"


class Missing(ApiError):
    status, code = 404, "not_found"

    def __init__(self, detail: str = "There is no such thing here.") -> None:
        super().__init__(detail)


class Clash(ApiError):
    status, code = 409, "conflict"


class Gone(ApiError):
    status, code = 410, "gone"


class Stale(ApiError):
    """The record is no longer what the client's If-Match names."""

    status, code = 412, "stale"


class TooLarge(ApiError):
    status, code = 413, "too_large"


class WrongType(ApiError):
    status, code = 415, "unsupported_media_type"


class Unusable(ApiError):
    """The request is well formed and cannot be done."""

    status, code = 422, "unusable"


class MediaRefused(Unusable):
    """The bytes are not what a recording may be; told by content, never by name."""

    code = "media_refused"


class Locked(ApiError):
    status, code = 423, "locked"


class Busy(ApiError):
    status, code = 503, "busy"


_STORAGE: dict[str, tuple[int, str]] = {
    "not_found": (404, "There is no such record."),
    "conflict": (409, "The record was changed by another request, or exists already."),
    "fenced": (409, "The record was changed by another request."),
    "quota_exceeded": (413, "The shop's quota does not hold this."),
    "integrity": (502, "The store returned bytes that do not match what was written."),
    "invalid_name": (404, "There is no such record."),
    "storage_refused": (503, "The store does not accept the service's access key."),
    "storage_unavailable": (503, "The store or the database does not answer."),
}
"""By code of `storage.errors`; its own messages may name hosts and keys, so they are not shown."""

_REMEDIES = {
    "quota_exceeded": "Delete recordings that are no longer needed, or ask for a larger quota.",
    "storage_unavailable": "Try again in a few seconds.",
    "conflict": "Read the record again and repeat the change.",
}


_KEPT = frozenset({"allow", "retry-after", "content-range"})


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    remedy: str = "",
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """A problem document; ``code`` repeats the last part of ``type`` for plain clients."""
    document: dict[str, Any] = {
        "type": f"urn:tradereel:problem:{code}",
        "title": _title(status),
        "status": status,
        "detail": detail,
        "code": code,
        "instance": f"urn:tradereel:request:{g.get('request_id', '')}",
        **({"remedy": remedy} if remedy else {}),
        **(more or {}),
    }
    response = Response(json.dumps(document), status=_status(status), mimetype=MEDIA_TYPE)
    response.headers.update(dict(headers or {}))
    response.headers["Cache-Control"] = "no-store"
    return response


def _title(status: int) -> str:
    return "Checksum Mismatch" if status == 460 else HTTPStatus(status).phrase


def _status(status: int) -> str:
    return f"{status} {_title(status)}"


def invalid(error: ValidationError) -> Response:
    """What a client sent and did not pass its model; the values themselves are not repeated."""
    found = [
        {"pointer": "/" + "/".join(str(step) for step in each["loc"]), "detail": each["msg"]}
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    detail = "; ".join(f"{each['pointer']}: {each['detail']}" for each in found[:3])
    return problem(422, "invalid", detail, more={"errors": found})


def install(app: Flask) -> None:
    """Every way a request can fail ends in one of these."""
    app.register_error_handler(ApiError, _api)
    app.register_error_handler(StorageError, _storage)
    app.register_error_handler(ValidationError, invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _internal)


def _api(error: ApiError) -> AnyResponse:
    if isinstance(error, Unauthorised) and request.blueprint == "pages":
        return redirect(url_for("pages.login", next=request.full_path.rstrip("?")), 303)
    return problem(
        error.status,
        error.code,
        error.detail,
        remedy=error.remedy,
        headers=error.headers,
        more=error.more,
    )


def _storage(error: StorageError) -> Response:
    known = _STORAGE.get(error.code)
    if known is None:
        logger.error("request %s failed in storage", g.get("request_id"), exc_info=error)
        return problem(500, "internal", "Something failed on our side; it is in the log.")
    status, detail = known
    if status >= 500:
        logger.warning("request %s: %s: %s", g.get("request_id"), error.code, error)
    if error.code == "quota_exceeded":
        detail = f"The shop's quota does not hold this: {error}."
    headers = {"Retry-After": "5"} if error.retryable else {}
    return problem(
        status, error.code, detail, remedy=_REMEDIES.get(error.code, ""), headers=headers
    )


def _http(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # a redirect of the router
    code = re.sub(r"[^a-z]+", "_", _title(status).lower()).strip("_")
    headers = {k: v for k, v in error.get_headers() if k.lower() in _KEPT}
    return problem(status, code, error.description or _title(status), headers=headers)


def _internal(error: InternalServerError) -> Response:
    # Flask has logged the original error with its stack already.
    return problem(500, "internal", "Something failed on our side; it is in the log.")
