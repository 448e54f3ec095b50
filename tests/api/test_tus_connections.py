"""Connections that break, hang and meet, against the real server."""

import contextlib
import random
import socket
import struct
import threading
import time
from typing import Any

import pytest

from tests.api.tus_calls import V, create, offset, patch, stored


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
