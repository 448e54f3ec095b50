"""What is particular to S3: links that carry their permission, and servers that do not answer."""

import contextlib
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import urllib3
from minio import Minio

from storage.errors import InvalidName, NotFound, Refused, Unavailable
from storage.objects.s3 import S3Store
from tests.ceph import S3Server
from tests.daemons import free_port

pytestmark = pytest.mark.s3
MINUTE = timedelta(minutes=1)


@pytest.fixture
def key(s3_store: S3Store) -> str:
    key = f"tests/{uuid.uuid4().hex}"
    s3_store.put_bytes(key, b"0123456789", content_type="video/mp4")
    return key


def ask(url: str, method: str = "GET", **headers: str) -> urllib3.BaseHTTPResponse:
    return urllib3.request(method, url, headers=headers, retries=False)


def client(server: S3Server) -> Minio:
    return Minio(
        endpoint=server.endpoint,
        access_key=server.access,
        secret_key=server.secret,
        secure=server.secure,
    )


def other_query(url: str, **values: str) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **values}
    return parts._replace(query=urlencode(query)).geturl()


def test_a_link_opens_its_object(s3_store: S3Store, key: str) -> None:
    url = s3_store.presign_get(key, expires=MINUTE)
    answer = ask(url)
    assert (answer.status, answer.data) == (200, b"0123456789")
    assert answer.headers["content-type"] == "video/mp4"
    assert "content-disposition" not in answer.headers
    part = ask(url, Range="bytes=2-4")
    assert (part.status, part.data) == (206, b"234")


@pytest.mark.parametrize("filename", ["clip.mp4", '工厂 "直播" 100%.mp4'])
def test_a_link_names_the_download(s3_store: S3Store, key: str, filename: str) -> None:
    answer = ask(s3_store.presign_get(key, expires=MINUTE, filename=filename))
    told = answer.headers["content-disposition"]
    assert answer.status == 200
    assert told.startswith("attachment; ")
    encoded = told.partition("filename*=UTF-8''")[2]
    assert dict(parse_qsl(f"name={encoded}"))["name"] == filename


def test_a_link_expires(s3_store: S3Store, key: str) -> None:
    url = s3_store.presign_get(key, expires=timedelta(seconds=1))
    assert ask(url).status == 200
    time.sleep(2.2)
    assert ask(url).status == 403


TAMPERED: dict[str, Callable[[str], str]] = {
    "longer life": lambda url: other_query(url, **{"X-Amz-Expires": "3600"}),
    "another signature": lambda url: other_query(url, **{"X-Amz-Signature": "0" * 64}),
    "another disposition": lambda url: other_query(url, **{"response-content-disposition": "x"}),
    "another object": lambda url: url.replace("?", "-other?", 1),
    "no signature": lambda url: url.partition("?")[0],
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_link_is_refused(s3_store: S3Store, key: str, tamper) -> None:
    s3_store.put_bytes(f"{key}-other", b"secret")
    url = s3_store.presign_get(key, expires=MINUTE, filename="clip.mp4")
    assert ask(tamper(url)).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_a_link_only_reads(s3_store: S3Store, key: str, method: str) -> None:
    assert ask(s3_store.presign_get(key, expires=MINUTE), method).status in {403, 405}
    assert s3_store.stat(key).size == 10


def test_a_link_of_a_name_that_is_none(s3_store: S3Store) -> None:
    with pytest.raises(InvalidName):
        s3_store.presign_get("../x", expires=MINUTE)


@pytest.mark.parametrize("bucket", ["", "b", "UPPER", "a_b", "127.0.0.1", "a..b", "../x"])
def test_names_that_no_bucket_has(bucket: str) -> None:
    with pytest.raises(InvalidName):
        S3Store("127.0.0.1:1", bucket, "a", "s", secure=False)


def test_the_bucket_is_made_when_missing(s3_server: S3Server, at_once) -> None:
    name = f"tradereel-{uuid.uuid4().hex[:12]}"

    def store() -> S3Store:
        return S3Store(s3_server.endpoint, name, s3_server.access, s3_server.secret, secure=False)

    with pytest.raises(NotFound):
        store().stat("a")
    given = at_once(lambda number: store().put_bytes(f"k{number}", b"x").size, *range(3))
    assert given == [1, 1, 1], "three that start at once"
    rules = client(s3_server).get_bucket_lifecycle(bucket_name=name).rules
    assert [rule.abort_incomplete_multipart_upload.days_after_initiation for rule in rules] == [14]
    store().delete_many(info.key for info in store().list(""))


def test_nobody_answers(tmp_path: Path) -> None:
    store = S3Store(f"127.0.0.1:{free_port()}", "nobody", "a", "s", secure=False)
    (tmp_path / "file").write_bytes(b"x")
    began = time.monotonic()
    with pytest.raises(Unavailable, match="cannot be used"):
        store.healthy()
    assert time.monotonic() - began < 5
    for act in (
        lambda: store.stat("a"),
        lambda: store.open("a"),
        lambda: store.put_file("a", tmp_path / "file"),
    ):
        with pytest.raises(Unavailable):
            act()


@pytest.mark.parametrize("wrong", ["access", "secret"])
def test_a_wrong_key_is_refused(s3_server: S3Server, s3_store: S3Store, wrong: str) -> None:
    keys = {"access": s3_server.access, "secret": s3_server.secret, wrong: "wrong"}
    store = S3Store(
        s3_server.endpoint, s3_store.bucket, keys["access"], keys["secret"], secure=False
    )
    with pytest.raises(Refused) as caught:
        store.put_bytes("a", b"x")
    assert caught.value.__cause__ is not None
    with pytest.raises(Unavailable):
        store.healthy()


def test_a_broken_transfer_goes_on_where_it_was(
    s3_store: S3Store, s3_server: S3Server, tmp_path: Path
) -> None:
    """A proxy that cuts every connection after 3 MB; the file arrives whole."""
    data = bytes(range(256)) * 4096 * 10
    s3_store.put_bytes("tests/large", data)
    with cutting_proxy(s3_server.endpoint, 3_000_000) as (endpoint, cuts):
        store = S3Store(endpoint, s3_store.bucket, s3_server.access, s3_server.secret, secure=False)
        info = store.get_file("tests/large", tmp_path / "back")
        assert cuts() >= 3
    assert info.size == len(data)
    assert (tmp_path / "back").read_bytes() == data
    assert [path.name for path in tmp_path.iterdir()] == ["back"]


@contextlib.contextmanager
def cutting_proxy(upstream: str, after: int) -> Iterator[tuple[str, Callable[[], int]]]:
    """Forwards TCP; cuts a connection that has answered more than ``after`` bytes."""
    host, _, port = upstream.partition(":")
    server = socket.create_server(("127.0.0.1", 0))
    cuts: list[int] = []

    def pump(source: socket.socket, target: socket.socket, limit: int | None) -> None:
        told = 0
        with contextlib.suppress(OSError):
            while block := source.recv(65536):
                target.sendall(block)
                told += len(block)
                if limit and told > limit:
                    cuts.append(told)
                    break
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                up = socket.create_connection((host, int(port)))
                threading.Thread(target=both, args=(client, up), daemon=True).start()

    def both(client: socket.socket, up: socket.socket) -> None:
        with client, up:
            there = threading.Thread(target=pump, args=(client, up, None), daemon=True)
            there.start()
            pump(up, client, after)
            there.join()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}", lambda: len(cuts)
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
