"""What an upload turns out to be: by its bytes, never by its name."""

from typing import Any

import pytest

from tests.api.tus_calls import V, create, patch


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
