"""What a killed server leaves behind is finished or resumed by the next."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.content import HEAD, sniff
from api.tus.lease import Lease
from api.tus.receiver import Receiver
from storage.catalog import uploads
from storage.catalog.database import Database
from storage.objects.local import LocalStore

V = {"Tus-Resumable": "1.0.0"}
BYTES = V | {"Content-Type": "application/offset+octet-stream"}


def create(server: Any, shop: Any, length: int) -> str:
    headers = V | {"Upload-Length": str(length)}
    return str(server.call("POST", "/uploads", shop.seller, headers=headers).headers["Location"])


def test_a_crash_between_the_last_byte_and_the_recording(
    server: Any, shop: Any, media: Any
) -> None:
    data = media(9 * 2**20)
    url = create(server, shop, len(data))
    with server.database.read() as s:
        upload = uploads.get(s, shop.id, url.rpartition("/")[2])
    lease = Lease.take(server.database, upload, timedelta(days=1))
    Receiver(server.store, upload, lease, sniff).receive([data[: 2**20], data[2**20 :]], None)
    # Here the process ended. While its lease lasts, another may still be at it.
    waiting = server.call("GET", url, shop.seller).json()
    assert (waiting["offset"], waiting["recording_id"]) == (len(data), None)
    lease.release()
    head = server.call("HEAD", url, shop.seller, headers=V)
    assert head.headers["Upload-Offset"] == str(len(data))
    recording = head.headers["Tradereel-Recording"]
    assert server.call("GET", url, shop.seller).json()["recording_id"] == recording
    listed = server.call("GET", "/recordings", shop.seller).json()["recordings"]
    assert [each["id"] for each in listed] == [recording]


@pytest.fixture(scope="module")
def own(server_type: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server that may be killed, with little patience."""
    folder: Path = tmp_path_factory.mktemp("own")
    database = Database(f"sqlite:///{folder / 'catalog.sqlite'}")
    running = server_type(folder, database, LocalStore(folder / "objects"))
    running.app = "tests.api.impatient:app"
    with running:
        yield running


@pytest.mark.slow
def test_a_killed_server_loses_at_most_one_part(own: Any, media: Any) -> None:
    shop = own.shop()
    data = media(20 * 2**20)
    url = create(own, shop, len(data))
    with socket.create_connection(("127.0.0.1", own.port)) as wire:
        lines = [f"PATCH {url} HTTP/1.1", "Host: x", f"Authorization: Bearer {shop.seller}"]
        lines += [f"{name}: {value}" for name, value in BYTES.items()]
        lines += ["Upload-Offset: 0", f"Content-Length: {len(data)}"]
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + data[: 17 * 2**20])
        _wait_for(own, shop, url, 16 * 2**20)
        _kill(own)
    own.start()
    at = int(own.call("HEAD", url, shop.seller, headers=V).headers["Upload-Offset"])
    assert at == 16 * 2**20
    limit = time.monotonic() + 12
    headers = BYTES | {"Upload-Offset": str(at)}
    while True:
        answer = own.call("PATCH", url, shop.seller, headers=headers, data=data[at:])
        if answer.status_code != 423 or time.monotonic() > limit:
            break
        time.sleep(0.5)
    assert answer.status_code == 204, answer.text
    stored = f"shops/{shop.id}/uploads/{url.rpartition('/')[2]}/source"
    assert b"".join(own.store.open(stored)) == data


@pytest.mark.slow
def test_a_silent_upload_frees_its_thread(own: Any, media: Any) -> None:
    shop = own.shop()
    data = media(200_000)
    url = create(own, shop, len(data))
    with socket.create_connection(("127.0.0.1", own.port)) as wire:
        lines = [f"PATCH {url} HTTP/1.1", "Host: x", f"Authorization: Bearer {shop.seller}"]
        lines += [f"{name}: {value}" for name, value in BYTES.items()]
        lines += ["Upload-Offset: 0", f"Content-Length: {len(data)}"]
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + data[:130_000])
        # The connection stays open and says nothing: what came is kept all the same.
        _wait_for(own, shop, url, 64 * 1024)
        headers = V | {"Upload-Length": "5"}
        assert own.call("POST", "/uploads", shop.seller, headers=headers).status_code == 201
        at = own.call("GET", url, shop.seller).json()["offset"]
        headers = BYTES | {"Upload-Offset": str(at)}
        answer = own.call("PATCH", url, shop.seller, headers=headers, data=data[at:])
        assert answer.status_code == 204  # not locked: the silent one gave up
    stored = f"shops/{shop.id}/uploads/{url.rpartition('/')[2]}/source"
    assert b"".join(own.store.open(stored)) == data


def _wait_for(server: Any, shop: Any, url: str, offset: int) -> None:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        if server.call("GET", url, shop.seller).json()["offset"] >= offset:
            return
        time.sleep(0.05)
    raise AssertionError("the parts never arrived")


def _kill(server: Any) -> None:
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    worker = int(children.read_text().split()[0])
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(10)
    with contextlib.suppress(ProcessLookupError):  # it may have noticed that its parent is gone
        os.kill(worker, signal.SIGKILL)


def test_real_recordings_are_recognised(shared: Path) -> None:
    files = [file for file in (shared / "media" / "video").rglob("*") if file.is_file()]
    media = [
        f for f in files if f.suffix.lower() in {".mp4", ".mov", ".mkv", ".webm", ".flv", ".ts"}
    ]
    assert media
    for file in media:
        with file.open("rb") as stream:
            found = sniff(stream.read(HEAD))
        assert found is not None, file.name
        assert found.family == "media", file.name


@pytest.mark.parametrize("name", ["hls_file_passwd_named.mp4", "ffconcat_named.mp4", "html.mp4"])
def test_real_attacks_are_refused(server: Any, shop: Any, shared: Path, name: str) -> None:
    data = (shared / "hostile" / "handmade" / name).read_bytes()
    url = create(server, shop, len(data))
    headers = BYTES | {"Upload-Offset": "0"}
    answer = server.call("PATCH", url, shop.seller, headers=headers, data=data)
    assert (answer.status_code, answer.json()["code"]) == (422, "media_refused")
