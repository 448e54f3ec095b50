"""The requests of tus 1.0, as tests make them."""

import base64
from typing import Any

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
