"""The same API over PostgreSQL and an S3 server."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.catalog.database import Database

pytestmark = [pytest.mark.s3, pytest.mark.postgres]

V = {"Tus-Resumable": "1.0.0"}
BYTES = V | {"Content-Type": "application/offset+octet-stream"}
WHOLE = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def production(
    server_type: Any,
    s3_server: Any,
    s3_store: Any,
    new_postgres: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("production")
    running = server_type(
        folder,
        Database(new_postgres()),
        s3_store,
        TRADEREEL_STORE="s3",
        TRADEREEL_S3_ENDPOINT=s3_server.endpoint,
        TRADEREEL_S3_BUCKET=s3_store.bucket,
        TRADEREEL_S3_ACCESS_KEY=s3_server.access,
        TRADEREEL_S3_SECRET_KEY=s3_server.secret,
        TRADEREEL_S3_SECURE=str(s3_server.secure),
    )
    with running:
        yield running
    log = running.log.read_text()
    assert "Traceback" not in log, log[-6000:]


@pytest.fixture(scope="module")
def rich(production: Any, furnished: Any) -> Any:
    return furnished(production, production.shop())


def patch(server: Any, shop: Any, url: str, offset: int, data: Any) -> Any:
    headers = BYTES | {"Upload-Offset": str(offset)}
    return server.call("PATCH", url, shop.seller, headers=headers, data=data)


def stored(server: Any, shop: Any, recording: str) -> bytes:
    from storage.catalog import recordings

    with server.database.read() as s:
        key = recordings.get(s, shop.id, recording).key
    return b"".join(server.store.open(key))


GARBAGE = ["%00", "%ff", "a%0ab", "rec_%27--", "x" * 3000]


@pytest.mark.parametrize("text", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_missing(production: Any, rich: Any, text: str) -> None:
    paths = ("recordings", "jobs", "clips", "tours", "uploads", "playbacks")
    for path in (*(f"/{path}/{text}" for path in paths), f"/play/{text}/x", f"/play/{text}~x/x"):
        assert production.call("GET", path, rich.shop.seller).status_code == 404, path


def test_an_upload_in_uneven_pieces(production: Any, media: Any) -> None:
    shop = production.shop()
    data = media(20 * 2**20 + 333)
    headers = V | {"Upload-Length": str(len(data))}
    url = production.call("POST", "/uploads", shop.seller, headers=headers).headers["Location"]
    at = 0
    for size in (1, 5000, 9 * 2**20, 3, 2**20, len(data)):
        answer = patch(production, shop, url, at, data[at : at + size])
        assert answer.status_code == 204, answer.text
        at = min(at + size, len(data))
        assert answer.headers["Upload-Offset"] == str(at)
    recording = answer.headers["Tradereel-Recording"]
    assert stored(production, shop, recording) == data
    left = [info.key for info in production.store.list(f"shops/{shop.id}/")]
    assert len(left) == 1  # no tail stays behind
    assert production.call("DELETE", f"/recordings/{recording}", shop.seller).status_code == 204
    assert not list(production.store.list(f"shops/{shop.id}/"))


def test_only_one_of_many_writes(production: Any, media: Any) -> None:
    shop = production.shop()
    data = media(3 * 2**20)
    headers = V | {"Upload-Length": str(len(data))}
    url = production.call("POST", "/uploads", shop.seller, headers=headers).headers["Location"]
    codes: list[int] = []
    gate = threading.Barrier(4)

    def push() -> None:
        gate.wait()
        codes.append(patch(production, shop, url, 0, data).status_code)

    threads = [threading.Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count(204) == 1
    assert set(codes) <= {204, 409, 423}
    recording = production.call("GET", url, shop.seller).json()["recording_id"]
    assert stored(production, shop, recording) == data


def test_refused_and_dropped_uploads_leave_nothing(production: Any, media: Any) -> None:
    shop = production.shop()
    headers = V | {"Upload-Length": "9000"}
    for data, status in ((b"#EXTM3U\n" + bytes(8992), 422), (media(50), 204)):
        url = production.call("POST", "/uploads", shop.seller, headers=headers).headers["Location"]
        assert patch(production, shop, url, 0, data).status_code == status
        if status == 204:
            production.call("DELETE", url, shop.seller, headers=V)
    assert production.reserved(shop) == 0
    assert not list(production.store.list(f"shops/{shop.id}/"))


def test_downloads_come_from_the_store(production: Any, rich: Any) -> None:
    clip = production.call("GET", f"/clips/{rich.clip}", rich.shop.marketing).json()
    link = clip["files"][0]["url"]
    assert not link.startswith(production.url)
    answer = production.call("GET", link)
    assert (answer.status_code, answer.content) == (200, WHOLE)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    part = production.call("GET", link, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, WHOLE[5:10])
    assert production.call("GET", link[:-1] + ("0" if link[-1] != "0" else "1")).status_code == 403
    path = f"/clips/{rich.clip}/download/9x16.mp4"
    away = production.call("GET", path, rich.shop.marketing)
    assert away.status_code == 302
    assert production.call("GET", away.headers["Location"]).content == WHOLE
    assert production.call("GET", path).status_code == 401


def test_presigned_links_expire(production: Any, rich: Any) -> None:
    key = next(iter(production.store.list(f"shops/{rich.shop.id}/"))).key
    link = production.store.presign_get(key, expires=timedelta(seconds=1))
    time.sleep(2.1)
    assert production.call("GET", link).status_code == 403


def test_play_redirects_video_and_serves_the_rest(production: Any, rich: Any) -> None:
    away = production.call("GET", f"/play/{rich.clip_playback}/9x16.mp4")
    assert (away.status_code, away.headers["Cache-Control"]) == (302, "no-store")
    assert production.call("GET", away.headers["Location"]).content == WHOLE
    origin = away.headers["Location"].partition("/tradereel-")[0]
    assert f"media-src 'self' blob: {origin};" in away.headers["Content-Security-Policy"]
    here = production.call("GET", f"/play/{rich.clip_playback}/de.vtt")
    assert (here.status_code, here.content) == (200, WHOLE)
    assert here.headers["Content-Type"].startswith("text/vtt")
    part = production.call(
        "GET", f"/play/{rich.tour_playback}/tour.json", headers={"Range": "bytes=-6"}
    )
    assert (part.status_code, part.content) == (206, WHOLE[-6:])
    assert production.call("GET", "/readyz").json()["store"] == "ok"
