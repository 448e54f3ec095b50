"""Long uploads cost no memory."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

BLOCK = bytes(2**20)
LENGTH = 300 * 2**20
V = {"Tus-Resumable": "1.0.0"}


@pytest.mark.slow
def test_memory_stays_flat(server: Any, shop: Any, media: Any) -> None:
    headers = V | {"Upload-Length": str(LENGTH)}
    url = server.call("POST", "/uploads", shop.seller, headers=headers).headers["Location"]
    before, peak, done = server.memory(), 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.is_set():
            peak = max(peak, server.memory())
            time.sleep(0.05)

    def body() -> Iterator[bytes]:
        yield media(2**20)
        for _ in range(LENGTH // 2**20 - 1):
            yield BLOCK

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        answer = server.call(
            "PATCH",
            url,
            shop.seller,
            headers=V | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"},
            data=body(),
        )
    finally:
        done.set()
        watcher.join()
    assert answer.status_code == 204, answer.text
    assert answer.headers["Tradereel-Recording"]
    assert peak - before < 100 * 2**20, f"{(peak - before) / 2**20:.0f} MiB more"
    server.call("DELETE", f"/recordings/{answer.headers['Tradereel-Recording']}", shop.seller)
