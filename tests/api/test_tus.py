"""The protocol table of tus 1.0, against the real server."""

import base64
import contextlib
import hashlib
import random
import socket
import struct
import threading
import time
from typing import Any

import pytest

V = {"Tus-Resumable": "1.0.0"}
BYTES = V | {"Content-Type": "application/offset+octet-stream"}


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def meta(**pairs: str) -> dict[str, str]:
    return {"Upload-Metadata": ",".join(f"{key} {b64(value)}" for key, value in pairs.items())}


def create(server: Any, shop: Any, length: int, **pairs: str) -> str:
    headers = V | {"Upload-Length": str(length)} | (meta(**pairs) if pairs else {})
    answer = server.call("POST", "/uploads", shop.seller, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def patch(server: Any, shop: Any, url: str, offset: int, data: Any, **headers: str) -> Any:
    return server.call(
        "PATCH",
        url,
        shop.seller,
        data=data,
        headers=BYTES | {"Upload-Offset": str(offset)} | headers,
    )


def offset(server: Any, shop: Any, url: str) -> int:
    answer = server.call("HEAD", url, shop.seller, headers=V)
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def stored(server: Any, shop: Any, recording: str) -> bytes:
    from storage.catalog import recordings

    with server.database.read() as s:
        key = recordings.get(s, shop.id, recording).key
    return b"".join(server.store.open(key))


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


def raw_patch(server: Any, shop: Any, url: str, at: int, length: int) -> socket.socket:
    """The beginning of a PATCH; the caller sends as much of the body as it likes."""
    wire = socket.create_connection(("127.0.0.1", server.port))
    lines = [
        f"PATCH {url} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Tus-Resumable: 1.0.0",
        f"Authorization: Bearer {shop.seller}",
        "Content-Type: application/offset+octet-stream",
        f"Upload-Offset: {at}",
        f"Content-Length: {length}",
    ]
    wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    return wire


def settled(server: Any, shop: Any, url: str, expected: int) -> int:
    limit = time.monotonic() + 10
    while (found := offset(server, shop, url)) < expected and time.monotonic() < limit:
        time.sleep(0.05)
    return found


def test_bytes_before_a_disconnect_are_kept(server: Any, shop: Any, media: Any) -> None:
    data = media(30 * 2**20)
    url = create(server, shop, len(data))
    at = 0
    for cut in (10_000, 9 * 2**20 + 7, 17 * 2**20):
        with raw_patch(server, shop, url, at, len(data) - at) as wire:
            wire.sendall(data[at : at + cut])
        kept = settled(server, shop, url, at + cut)
        assert kept == at + cut
        at = kept
    last = patch(server, shop, url, at, data[at:])
    assert last.status_code == 204, last.text
    assert stored(server, shop, last.headers["Tradereel-Recording"]) == data


def test_random_cuts_lose_nothing(server: Any, shop: Any, media: Any) -> None:
    """Connections are reset, not closed: what the server had not read is lost, nothing else."""
    chance = random.Random(5)
    data = media(25 * 2**20 + 1)
    url = create(server, shop, len(data))
    cuts = 0
    while (at := stable_offset(server, shop, url)) < len(data) - 2**20:
        with raw_patch(server, shop, url, at, len(data) - at) as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            wire.sendall(data[at : at + chance.randrange(1, 6 * 2**20)])
            time.sleep(chance.random() / 10)
        cuts += 1
    assert cuts >= 5
    last = patch(server, shop, url, at, data[at:])
    assert stored(server, shop, last.headers["Tradereel-Recording"]) == data


def stable_offset(server: Any, shop: Any, url: str) -> int:
    """The offset once nobody writes any more."""
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        at = offset(server, shop, url)
        # An empty PATCH is refused while another request has the lease.
        if patch(server, shop, url, at, b"").status_code == 204:
            return offset(server, shop, url)
        time.sleep(0.1)
    raise AssertionError("the upload stays locked")


def test_only_one_request_writes(server: Any, shop: Any, media: Any) -> None:
    data = media(50_000)
    url = create(server, shop, len(data))
    with raw_patch(server, shop, url, 0, len(data)) as wire:
        wire.sendall(data[:20_000])
        time.sleep(0.5)
        second = patch(server, shop, url, 0, data)
        assert (second.status_code, second.json()["code"]) == (423, "locked")
        assert server.call("DELETE", url, shop.seller, headers=V).status_code == 423
        wire.sendall(data[20_000:])
        assert wire.recv(100).startswith(b"HTTP/1.1 204")
    assert offset(server, shop, url) == len(data)


def test_many_at_once_write_each_byte_once(server: Any, shop: Any, media: Any) -> None:
    data = media(2_000_000)
    url = create(server, shop, len(data))
    answers: list[int] = []

    def push() -> None:
        with raw_patch(server, shop, url, 0, len(data)) as wire:
            with contextlib.suppress(OSError):  # refused before all was sent
                wire.sendall(data)
            answers.append(int(wire.recv(100).split()[1]))

    threads = [threading.Thread(target=push) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    recording = server.call("GET", url, shop.seller).json()["recording_id"]
    assert stored(server, shop, recording) == data


@pytest.mark.slow
def test_a_hanging_connection_loses_its_lease(server: Any, shop: Any, media: Any) -> None:
    data = media(9 * 2**20)
    url = create(server, shop, len(data))
    with raw_patch(server, shop, url, 0, len(data)) as stalled:
        stalled.sendall(data[: 8 * 2**20 + 5])  # one part is stored, then silence
        assert settled(server, shop, url, 8 * 2**20) == 8 * 2**20
        limit = time.monotonic() + 12
        while (answer := patch(server, shop, url, 8 * 2**20, data[8 * 2**20 :])).status_code == 423:
            assert time.monotonic() < limit
            time.sleep(1)
        assert answer.status_code == 204, answer.text
        stalled.sendall(data[8 * 2**20 + 5 :])
        assert stalled.recv(100).split()[1] in {b"404", b"409", b"423"}
    assert stored(server, shop, answer.headers["Tradereel-Recording"]) == data


def test_companions_are_attached(server: Any, shop: Any, media: Any) -> None:
    url = create(server, shop, 9000)
    recording = patch(server, shop, url, 0, media(9000)).headers["Tradereel-Recording"]
    log = b'{"t": 1.5, "type": "order"}\n'
    for body in (log, log * 2):
        target = create(server, shop, len(body), companion_of=recording, role="events")
        assert patch(server, shop, target, 0, body).headers["Tradereel-Recording"] == recording
    shown = server.call("GET", f"/recordings/{recording}", shop.seller).json()
    assert shown["companions"] == ["events"]
    assert server.reserved(shop) == 9000 + 2 * len(log)  # the first log was replaced
    assert server.call("DELETE", f"/recordings/{recording}", shop.seller).status_code == 204
    assert server.reserved(shop) == 0


NAMES = {
    "folders": ("../../etc/passwd", "passwd"),
    "windows": ("C:\\Users\\x\\clip.mp4", "clip.mp4"),
    "control": ("a\x00b\r\nc\x1b[31m.mp4", "abc[31m.mp4"),
    "direction": ("exe.\u202e4pm.mp4", "exe.4pm.mp4"),
    "markup": ('<img src=x onerror="1">.mp4', '<img src=x onerror="1">.mp4'),
    "dots": ("...", "recording"),
    "long": ("x" * 5000, "x" * 200),
    "chinese": ("直播 2026.mp4", "直播 2026.mp4"),
}


@pytest.mark.parametrize(("given", "shown"), NAMES.values(), ids=NAMES.keys())
def test_hostile_names(server: Any, shop: Any, media: Any, given: str, shown: str) -> None:
    url = create(server, shop, 600, filename=given, unknown="dropped")
    recording = patch(server, shop, url, 0, media(600)).headers["Tradereel-Recording"]
    answer = server.call("GET", f"/recordings/{recording}", shop.seller)
    assert answer.json()["name"] == shown
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


REFUSED = {
    "playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "livestream", "a playlist"),
    "concat": (b"ffconcat version 1.0\nfile /etc/passwd\n", "livestream", "a playlist"),
    "concat without header": (b"file '/etc/passwd'\n", "livestream", "a playlist"),
    "html": (b"\n<!DOCTYPE html><script>1</script>", "livestream", "web or XML"),
    "svg as photo": (b"<svg xmlns='x'/>", "tour", "web or XML"),
    "text": (b"hello, I am a video", "livestream", "no media format"),
    "photo as livestream": (b"\xff\xd8\xff\xe0" + bytes(90), "livestream", "image/jpeg"),
    "zip as livestream": (b"PK\x03\x04" + bytes(90), "livestream", "application/zip"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(90), "tour", "HEIC"),
    "program": (b"\x7fELF" + bytes(90), "tour", "a program"),
    "zeros": (bytes(300), "livestream", "no media format"),
}


@pytest.mark.parametrize(("data", "kind", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_media_is_refused(
    server: Any, shop: Any, data: bytes, kind: str, says: str
) -> None:
    url = create(server, shop, len(data), filename="innocent.mp4", kind=kind)
    answer = patch(server, shop, url, 0, data)
    assert (answer.status_code, answer.json()["code"]) == (422, "media_refused")
    assert says in answer.json()["detail"]
    assert answer.json()["remedy"]
    assert server.call("HEAD", url, shop.seller, headers=V).status_code == 404
    assert server.reserved(shop) == 0


def test_a_long_refused_upload_learns_why_at_its_beginning(server: Any, shop: Any) -> None:
    url = create(server, shop, 40 * 2**20)
    answer = patch(server, shop, url, 0, b"#EXTM3U\n" + bytes(40 * 2**20 - 8))
    assert (answer.status_code, answer.json()["code"]) == (422, "media_refused")


TAKEN = {
    "mkv": (b"\x1a\x45\xdf\xa3" + bytes(500), "livestream", "video/x-matroska"),
    "flv": (b"FLV\x01\x05" + bytes(500), "livestream", "video/x-flv"),
    "ts": ((b"\x47" + bytes(187)) * 4, "livestream", "video/mp2t"),
    "ts from its middle": (b"\x00" * 99 + (b"\x47" + bytes(187)) * 12, "livestream", "video/mp2t"),
    "webm": (b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + bytes(90), "livestream", "video/webm"),
    "m2ts": ((bytes(4) + b"\x47" + bytes(187)) * 4, "livestream", "video/mp2t"),
    "wmv": (bytes.fromhex("3026b2758e66cf11") + bytes(90), "livestream", "video/x-ms-asf"),
    "mov": (b"\x00\x00\x00\x14ftypqt  " + bytes(90), "livestream", "video/quicktime"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(90), "tour", "image/jpeg"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(90), "tour", "image/webp"),
    "zip": (b"PK\x03\x04" + bytes(90), "tour", "application/zip"),
}


@pytest.mark.parametrize(("data", "kind", "found"), TAKEN.values(), ids=TAKEN.keys())
def test_what_media_is_found(server: Any, shop: Any, data: bytes, kind: str, found: str) -> None:
    url = create(server, shop, len(data), kind=kind)
    recording = patch(server, shop, url, 0, data).headers["Tradereel-Recording"]
    answer = server.call("GET", f"/recordings/{recording}", shop.seller).json()
    assert (answer["content_type"], answer["kind"]) == (found, kind)
