"""Clips, tours and their bytes: links, ranges, policies."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from api import tokens
from storage.catalog.models import Policy

WHOLE = bytes(range(256)) * 40


def test_a_clip_has_links_that_need_no_key(server: Any, world: Any) -> None:
    clip = server.call("GET", f"/clips/{world.clip}", world.shop.marketing).json()
    assert (clip["start"], clip["end"]) == (1.0, 13.5)
    assert clip["playback"]["id"] == world.clip_playback
    assert clip["playback"]["embed"] == f"{server.url}/embed/{world.clip_playback}"
    listed = server.call("GET", f"/clips?job_id={world.job}", world.shop.seller).json()["clips"]
    assert [each["id"] for each in listed] == [world.clip]
    links = {file["name"]: file["url"] for file in clip["files"]}
    assert set(links) == {"9x16.mp4", "de.vtt", "plan.json"}
    answer = server.call("GET", links["9x16.mp4"])
    assert (answer.status_code, answer.content) == (200, WHOLE)
    said = answer.headers["Content-Disposition"]
    assert said.startswith('attachment; filename="01 Tassen ab 2')
    assert "filename*=UTF-8''01%20" in said
    assert "/" not in said.partition("''")[2]


def test_a_tour_has_links_and_its_manifest(server: Any, world: Any) -> None:
    tour = server.call("GET", f"/tours/{world.tour}", world.shop.seller).json()
    assert tour["manifest"] == {"version": 1}
    assert server.call("GET", tour["files"][0]["url"]).content == WHOLE
    listed = server.call("GET", "/tours", world.shop.seller).json()["tours"]
    assert world.tour in [each["id"] for each in listed]


def test_all_clips_come_as_one_archive(server: Any, world: Any) -> None:
    answer = server.call("GET", f"/jobs/{world.job}/clips.zip", world.shop.marketing)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="stream clips')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        folder = "01 Tassen ab 2 € 杯子"
        names = ("9x16.mp4", "de.vtt", "plan.json")
        assert archive.namelist() == [f"{folder}/{name}" for name in names]
        assert archive.read(f"{folder}/9x16.mp4") == WHOLE


def test_links_open_only_what_they_say(server: Any, world: Any) -> None:
    clip = server.call("GET", f"/clips/{world.clip}", world.shop.seller).json()
    url = clip["files"][0]["url"]
    # The last letter's two lowest bits mean nothing: A to D are the same four.
    other = "Q" if url[-1] in "ABCD" else "A"
    for wrong in (
        url.replace("9x16.mp4", "de.vtt"),
        url[:-1] + other,
        url.partition("?")[0] + "?token=",
    ):
        answer = server.call("GET", wrong)
        assert (answer.status_code, answer.json()["code"]) == (403, "token_invalid")
    assert server.call("GET", url.partition("?")[0]).status_code == 401


def test_links_expire(server: Any, world: Any) -> None:
    secret = (server.folder / "secret.key").read_text()
    names = [world.shop.id, "clips", world.clip, "9x16.mp4"]
    token, _ = tokens.sign(secret, "download", names, timedelta(seconds=-1))
    answer = server.call("GET", f"/clips/{world.clip}/download/9x16.mp4?token={token}")
    assert (answer.status_code, answer.json()["code"]) == (403, "token_expired")
    other, _ = tokens.sign(secret, "play", names, timedelta(minutes=1))
    answer = server.call("GET", f"/clips/{world.clip}/download/9x16.mp4?token={other}")
    assert answer.json()["code"] == "token_invalid"


RANGES: dict[str, tuple[str, int, bytes, str]] = {
    "first": ("bytes=0-0", 206, WHOLE[:1], "bytes 0-0/10240"),
    "middle": ("bytes=100-299", 206, WHOLE[100:300], "bytes 100-299/10240"),
    "open": ("bytes=10000-", 206, WHOLE[10000:], "bytes 10000-10239/10240"),
    "suffix": ("bytes=-100", 206, WHOLE[-100:], "bytes 10140-10239/10240"),
    "over the end": ("bytes=10000-99999", 206, WHOLE[10000:], "bytes 10000-10239/10240"),
    "long suffix": ("bytes=-99999", 206, WHOLE, "bytes 0-10239/10240"),
    "behind the end": ("bytes=10240-", 416, b"", "bytes */10240"),
    "several": ("bytes=0-1,5-6", 200, WHOLE, ""),
    "other unit": ("lines=0-1", 200, WHOLE, ""),
    "nonsense": ("bytes=b-a", 200, WHOLE, ""),
    "backwards": ("bytes=9-1", 200, WHOLE, ""),
}


@pytest.mark.parametrize(
    ("asked", "status", "body", "content_range"), RANGES.values(), ids=RANGES.keys()
)
def test_ranges(
    server: Any, world: Any, asked: str, status: int, body: bytes, content_range: str
) -> None:
    path = f"/play/{world.clip_playback}/9x16.mp4"
    answer = server.call("GET", path, headers={"Range": asked})
    assert answer.status_code == status
    assert answer.headers.get("Content-Range", "") == content_range
    if status != 416:
        assert answer.content == body
        assert answer.headers["Content-Length"] == str(len(body))
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Content-Type"] == "video/mp4"
    else:
        assert answer.json()["status"] == 416


def test_conditional_requests(server: Any, world: Any) -> None:
    path = f"/play/{world.clip_playback}/9x16.mp4"
    first = server.call("HEAD", path)
    assert (first.status_code, first.headers["Content-Length"]) == (200, "10240")
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for same in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        answer = server.call("GET", path, headers=same)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == etag
    part = {"Range": "bytes=0-9"}
    assert server.call("GET", path, headers=part | {"If-Range": etag}).status_code == 206
    assert server.call("GET", path, headers=part | {"If-Range": '"other"'}).status_code == 200


def change(server: Any, world: Any, **body: Any) -> Any:
    path = f"/playbacks/{world.clip_playback}"
    return server.call("PATCH", path, world.shop.seller, json=body)


@pytest.fixture
def policy(server: Any, world: Any) -> Any:
    yield lambda policy: change(server, world, policy=policy)
    change(server, world, policy="public", domains=[])


def test_a_private_playback_is_for_its_shop(
    server: Any, shop: Any, world: Any, policy: Any
) -> None:
    path = f"/play/{world.clip_playback}/9x16.mp4"
    public = server.call("GET", path)
    assert public.headers["Cache-Control"].startswith("public")
    assert policy("private").json()["policy"] == "private"
    assert server.call("GET", path).status_code == 404
    assert server.call("GET", path, shop.admin).status_code == 404
    own = server.call("GET", path, world.shop.marketing)
    assert own.status_code == 200
    assert own.headers["Cache-Control"].startswith("private")


def test_a_signed_playback_needs_a_handle(server: Any, shop: Any, world: Any, policy: Any) -> None:
    policy(Policy.SIGNED)
    playback = world.clip_playback
    assert server.call("GET", f"/play/{playback}/9x16.mp4").status_code == 403
    path = f"/playbacks/{playback}/tokens"
    made = server.call("POST", path, world.shop.seller, json={"minutes": 5}).json()
    assert made["embed"].endswith(f"/embed/{made['handle']}")
    # The token is in the path, so relative addresses below it work too.
    for name in ("9x16.mp4", "de.vtt"):
        assert server.call("GET", f"/play/{made['handle']}/{name}").content == WHOLE
    token = made["handle"].partition("~")[2]
    other = f"{world.tour_playback}~{token}"
    server.call(
        "PATCH", f"/playbacks/{world.tour_playback}", world.shop.seller, json={"policy": "signed"}
    )
    assert server.call("GET", f"/play/{other}/tour.json").status_code == 403
    server.call(
        "PATCH", f"/playbacks/{world.tour_playback}", world.shop.seller, json={"policy": "public"}
    )
    secret = (server.folder / "secret.key").read_text()
    old, _ = tokens.sign(secret, "play", [playback], timedelta(seconds=-1))
    gone = server.call("GET", f"/play/{playback}~{old}/9x16.mp4")
    assert (gone.status_code, gone.json()["code"]) == (403, "token_expired")


SITES = {
    "site": ("https://Shop.Example/", "https://shop.example"),
    "wildcard": ("https://*.shop.example", "https://*.shop.example"),
    "port": ("http://localhost:3000", "http://localhost:3000"),
    "directive": ("https://a; script-src *", None),
    "path": ("https://a.example/b", None),
    "star": ("*", None),
    "quoted": ("'self'", None),
    "newline": ("https://a.example\r\nX: y", None),
}


@pytest.mark.parametrize(("given", "kept"), SITES.values(), ids=SITES.keys())
def test_sites_that_may_frame(
    server: Any, world: Any, policy: Any, given: str, kept: str | None
) -> None:
    answer = change(server, world, domains=[given])
    if kept is None:
        assert answer.status_code == 422
    else:
        assert answer.json()["domains"] == [kept]


def test_frame_headers(server: Any, world: Any) -> None:
    from api.context import ApiContext
    from api.embed import frame_headers
    from storage.catalog.models import Playback

    day = timedelta(days=1)
    ctx = ApiContext(server.database, server.store, "x", server.url, 1, day, day)
    some = Playback(id="p", policy=Policy.PUBLIC, domains=["https://shop.example"])
    rule = frame_headers(ctx, some)["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://shop.example;" in rule + ";"
    everyone = frame_headers(ctx, Playback(id="p", policy=Policy.PUBLIC, domains=[]))
    assert "frame-ancestors *" in everyone["Content-Security-Policy"]


PATHS = ["../../secret.key", "..%2f..%2fsecret.key", "%2e%2e/catalog.sqlite", "9x16.mp4/../x", "x"]


@pytest.mark.parametrize("path", PATHS)
def test_only_names_of_the_playback_open(server: Any, world: Any, path: str) -> None:
    import http.client

    # Without a client that tidies the path first.
    wire = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        wire.request("GET", f"/play/{world.clip_playback}/{path}")
        answer = wire.getresponse()
        assert answer.status == 404
        answer.read()
    finally:
        wire.close()


def test_nobody_plays_what_is_not_there(server: Any) -> None:
    assert server.call("GET", "/play/play_x/9x16.mp4").status_code == 404
