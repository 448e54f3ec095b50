"""Objects over HTTP: byte ranges, conditional requests, types that browsers cannot run."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import cast

from flask import Response, request
from werkzeug.datastructures import IfRange
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from storage.objects.names import attachment
from storage.objects.protocol import ObjectInfo, ObjectStore, PresigningStore

_TYPES = {
    ".mp4": "video/mp4",
    ".m4s": "video/iso.segment",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".flac": "audio/flac",
}
"""What our stages write and a browser may show. A report (HTML) is only ever downloaded."""


def content_type(name: str) -> str:
    """By our own names; anything else is bytes."""
    return _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def presigner(store: ObjectStore) -> PresigningStore | None:
    """The store as one that presigns, if it does."""
    return cast("PresigningStore", store) if hasattr(store, "presign_get") else None


def serve(
    store: ObjectStore, key: str, name: str, *, cache: str, filename: str | None = None
) -> Response:
    """The object, or the range of it that was asked for; ``filename`` makes it a download."""
    info = store.stat(key)
    response = Response(mimetype=None)
    response.headers["Content-Type"] = content_type(name)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = cache
    response.set_etag(_etag(info))
    response.last_modified = info.modified
    if filename is not None:
        response.headers["Content-Disposition"] = attachment(filename)
    if _unchanged(info):
        response.status_code = 304
        return response
    start, length = _fill_range(response, info)
    response.headers["Content-Length"] = str(length)
    if request.method != "HEAD" and length:
        response.response = cast("Iterable[bytes]", store.open(key, start=start, length=length))
        response.direct_passthrough = True
    return response


def _fill_range(response: Response, info: ObjectInfo) -> tuple[int, int]:
    span = _span(info)
    if span is None:
        return 0, info.size
    start, end = span
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{info.size}"
    return start, end - start


def _etag(info: ObjectInfo) -> str:
    # Stores write theirs in many ways; a digest of it is always a valid tag.
    seed = f"{info.key}:{info.etag}:{info.size}:{info.modified.timestamp()}"
    return hashlib.sha256(seed.encode()).hexdigest()[:32]


def _unchanged(info: ObjectInfo) -> bool:
    if request.if_none_match:
        return request.if_none_match.contains_weak(_etag(info))
    since = request.if_modified_since
    return since is not None and info.modified.replace(microsecond=0) <= since


def _span(info: ObjectInfo) -> tuple[int, int] | None:
    """First byte and the one after the last; None when the whole object is to be sent."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if not _still_wanted(request.if_range, info):
        return None
    first, end = asked.ranges[0]
    if first < 0:  # the last so many bytes
        first, end = max(info.size + first, 0), info.size
    end = min(info.size if end is None else end, info.size)
    if first >= end:
        raise RequestedRangeNotSatisfiable(info.size, description="The file has no such bytes.")
    return first, end


def _still_wanted(condition: IfRange, info: ObjectInfo) -> bool:
    if condition.etag is not None:
        return condition.etag == _etag(info)
    if condition.date is not None:
        return info.modified.replace(microsecond=0) <= condition.date
    return "If-Range" not in request.headers
