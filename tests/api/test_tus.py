"""The protocol table of tus 1.0, against the real server."""

import base64
import hashlib
from typing import Any

import pytest

from tests.api.tus_calls import BYTES, V, create, meta, offset, patch, stored


def test_options_tells_what_is_offered(server: Any) -> None:
    answer = server.call("OPTIONS", "/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(2 * 2**30)
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "termination",
        "checksum",
        "expiration",
    }
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256,md5"


CREATION: dict[str, tuple[dict[str, str], int, str]] = {
    "no version": ({"Upload-Length": "5"}, 412, "tus_version"),
    "old version": ({"Tus-Resumable": "0.2.2", "Upload-Length": "5"}, 412, "tus_version"),
    "no length": (V, 400, "bad_request"),
    "negative length": (V | {"Upload-Length": "-1"}, 400, "bad_request"),
    "length of letters": (V | {"Upload-Length": "many"}, 400, "bad_request"),
    "length in other digits": (V | {"Upload-Length": "\xb2"}, 400, "bad_request"),
    "empty": (V | {"Upload-Length": "0"}, 400, "bad_request"),
    "deferred": (V | {"Upload-Defer-Length": "1"}, 400, "bad_request"),
    "concatenation": (V | {"Upload-Length": "5", "Upload-Concat": "partial"}, 400, "bad_request"),
    "too long": (V | {"Upload-Length": str(2 * 2**30 + 1)}, 413, "too_large"),
    "metadata not base64": (V | {"Upload-Length": "5", "Upload-Metadata": "filename ?"}, 400, ""),
    "metadata not UTF-8": (V | {"Upload-Length": "5", "Upload-Metadata": "filename /w=="}, 400, ""),
    "a key twice": (V | {"Upload-Length": "5", "Upload-Metadata": "a YQ==,a YQ=="}, 400, ""),
    "unknown kind": (V | {"Upload-Length": "5"} | meta(kind="film"), 422, "invalid"),
    "role alone": (V | {"Upload-Length": "5"} | meta(role="events"), 422, "invalid"),
    "companion of nothing": (
        V | {"Upload-Length": "5"} | meta(role="events", companion_of="rec_" + "0" * 26),
        404,
        "not_found",
    ),
    "unknown checksum": (
        BYTES | {"Upload-Length": "5", "Upload-Checksum": "crc32 AAAA"},
        400,
        "bad_request",
    ),
}


@pytest.mark.parametrize(("headers", "status", "code"), CREATION.values(), ids=CREATION.keys())
def test_creation_is_refused(
    server: Any, shop: Any, headers: dict[str, str], status: int, code: str
) -> None:
    answer = server.call("POST", "/uploads", shop.seller, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert not code or answer.json()["code"] == code
    assert status != 412 or answer.headers["Tus-Version"] == "1.0.0"
    assert server.reserved(shop) == 0


def test_an_upload_becomes_a_recording(server: Any, shop: Any, media: Any) -> None:
    data = media(100_000)
    url = create(server, shop, len(data), filename="live.m3u8", kind="livestream")
    assert url.startswith("/uploads/upl_")
    head = server.call("HEAD", url, shop.seller, headers=V)
    assert head.headers["Upload-Offset"] == "0"
    assert head.headers["Upload-Length"] == "100000"
    assert head.headers["Cache-Control"] == "no-store"
    assert (
        head.headers["Upload-Metadata"]
        == meta(filename="live.m3u8", kind="livestream")["Upload-Metadata"]
    )
    assert "GMT" in head.headers["Upload-Expires"]
    first = patch(server, shop, url, 0, data[:40_000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "40000")
    assert "Upload-Expires" in first.headers
    last = patch(server, shop, url, 40_000, data[40_000:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, "100000")
    recording = last.headers["Tradereel-Recording"]
    shown = server.call("GET", f"/recordings/{recording}", shop.seller).json()
    assert (shown["name"], shown["size"]) == ("live.m3u8", 100_000)
    assert shown["content_type"] == "video/mp4"  # by content, whatever the name says
    assert stored(server, shop, recording) == data
    state = server.call("GET", url, shop.seller).json()
    assert (state["offset"], state["recording_id"]) == (100_000, recording)
    assert server.reserved(shop) == 100_000


def test_creation_with_upload(server: Any, shop: Any, media: Any) -> None:
    data = media(5000)
    headers = BYTES | {"Upload-Length": "5000"}
    some = server.call("POST", "/uploads", shop.seller, headers=headers, data=data[:3000])
    assert (some.status_code, some.headers["Upload-Offset"]) == (201, "3000")
    rest = patch(server, shop, some.headers["Location"], 3000, data[3000:])
    assert stored(server, shop, rest.headers["Tradereel-Recording"]) == data
    whole = server.call("POST", "/uploads", shop.seller, headers=headers, data=data)
    assert (whole.status_code, whole.headers["Upload-Offset"]) == (201, "5000")
    assert stored(server, shop, whole.headers["Tradereel-Recording"]) == data


def test_wrong_patches(server: Any, shop: Any, media: Any) -> None:
    data = media(10_000)
    url = create(server, shop, 10_000)
    clash = patch(server, shop, url, 5, data)
    assert (clash.status_code, clash.json()["code"]) == (409, "offset_mismatch")
    typed = patch(server, shop, url, 0, data, **{"Content-Type": "video/mp4"})
    assert typed.status_code == 415
    assert patch(server, shop, url, 0, data, **{"Tus-Resumable": "9"}).status_code == 412
    assert patch(server, shop, url, 0, data + b"x").status_code == 413
    assert patch(server, shop, url + "0", 0, data).status_code == 404
    bare = server.call("PATCH", url, shop.seller, headers=BYTES, data=data)
    assert bare.status_code == 400
    assert server.call("HEAD", url, shop.seller).status_code == 412
    assert offset(server, shop, url) == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_checksum(server: Any, shop: Any, media: Any, algorithm: str) -> None:
    data = media(30_000)
    url = create(server, shop, len(data))
    right = base64.b64encode(hashlib.new(algorithm, data[:20_000]).digest()).decode()
    wrong = patch(
        server, shop, url, 0, data[1:20_001], **{"Upload-Checksum": f"{algorithm} {right}"}
    )
    assert (wrong.status_code, wrong.reason) == (460, "Checksum Mismatch")
    assert wrong.json()["code"] == "checksum_mismatch"
    assert offset(server, shop, url) == 0
    answer = patch(
        server, shop, url, 0, data[:20_000], **{"Upload-Checksum": f"{algorithm} {right}"}
    )
    assert answer.status_code == 204
    end = base64.b64encode(hashlib.new(algorithm, data[20_000:]).digest()).decode()
    last = patch(
        server, shop, url, 20_000, data[20_000:], **{"Upload-Checksum": f"{algorithm} {end}"}
    )
    assert stored(server, shop, last.headers["Tradereel-Recording"]) == data


def test_a_wrong_checksum_over_many_parts_keeps_nothing(server: Any, shop: Any, media: Any) -> None:
    data = media(20 * 2**20)
    url = create(server, shop, len(data))
    zero = base64.b64encode(bytes(20)).decode()
    assert (
        patch(server, shop, url, 0, data, **{"Upload-Checksum": f"sha1 {zero}"}).status_code == 460
    )
    assert offset(server, shop, url) == 0
    last = patch(server, shop, url, 0, data)
    assert stored(server, shop, last.headers["Tradereel-Recording"]) == data


def test_termination_gives_the_quota_back(server: Any, shop: Any, media: Any) -> None:
    url = create(server, shop, 50_000)
    patch(server, shop, url, 0, media(10_000))
    assert server.reserved(shop) == 50_000
    folder = f"shops/{shop.id}/uploads/"
    assert list(server.store.list(folder))
    assert server.call("DELETE", url, shop.seller, headers=V).status_code == 204
    assert server.call("HEAD", url, shop.seller, headers=V).status_code == 404
    assert server.reserved(shop) == 0
    assert not list(server.store.list(folder))


def test_quota_is_reserved_at_creation(server: Any) -> None:
    shop = server.shop(quota=1000)
    create(server, shop, 600)
    headers = V | {"Upload-Length": "600"}
    answer = server.call("POST", "/uploads", shop.seller, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "quota_exceeded")


def test_expired_uploads_are_gone_and_swept(server: Any, shop: Any, media: Any) -> None:
    from datetime import UTC, datetime, timedelta

    from storage.catalog.models import Upload

    url = create(server, shop, 50_000)
    patch(server, shop, url, 0, media(100))
    with server.database.begin() as s:
        s.get(Upload, url.rpartition("/")[2]).expires = datetime.now(UTC) - timedelta(seconds=1)
    for answer in (
        server.call("HEAD", url, shop.seller, headers=V),
        patch(server, shop, url, 100, b"x"),
        server.call("GET", url, shop.seller),
    ):
        assert answer.status_code == 410
    create(server, shop, 7)
    assert server.reserved(shop) == 7
    assert server.call("HEAD", url, shop.seller, headers=V).status_code == 404


def test_method_override(server: Any, shop: Any, media: Any) -> None:
    data = media(900)
    url = create(server, shop, 900)
    headers = BYTES | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    answer = server.call("POST", url, shop.seller, headers=headers, data=data)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "900")
    end = V | {"X-HTTP-Method-Override": "DELETE"}
    assert server.call("POST", url, shop.seller, headers=end).status_code == 204
    # It works for uploads only.
    recording = answer.headers["Tradereel-Recording"]
    assert (
        server.call("POST", f"/recordings/{recording}", shop.seller, headers=end).status_code == 405
    )
