"""What every object store does: the same cases on the directory and on a real S3 server."""

import hashlib
import io
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.errors import Integrity, InvalidName, NotFound
from storage.objects.local import LocalStore
from storage.objects.protocol import MultipartStore, UploadedPart
from storage.objects.s3 import S3Store

MIB = 2**20


@pytest.fixture
def key() -> str:
    return f"tests/{uuid.uuid4().hex}"


def read(store: MultipartStore, key: str, **span: int) -> bytes:
    return b"".join(store.open(key, **span))


def pattern(size: int, seed: int = 1) -> bytes:
    """Bytes in which every place is different from its neighbours'."""
    block = hashlib.sha256(bytes([seed])).digest() * 1021  # a prime: never in step with blocks
    return (block * (size // len(block) + 1))[:size]


def multipart(
    store: MultipartStore, key: str, parts: list[bytes]
) -> tuple[str, list[UploadedPart]]:
    upload = store.begin(key, content_type="video/mp4")
    numbered = enumerate(parts, 1)
    return upload, [store.put_part(key, upload, number, data) for number, data in numbered]


def test_bytes_come_back_with_what_is_known_of_them(store, key) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    info = store.put_bytes(key, b"hello", content_type="text/plain")
    assert read(store, key) == b"hello"
    assert (info.key, info.size, info.content_type) == (key, 5, "text/plain")
    assert before < info.modified < datetime.now(UTC) + timedelta(seconds=5)
    again = store.stat(key)
    assert (again.size, again.content_type, again.etag) == (5, "text/plain", info.etag)


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 17 * MIB + 3])
def test_files_there_and_back(store, key, tmp_path: Path, size: int) -> None:
    there, back = tmp_path / "there", tmp_path / "back"
    there.write_bytes(pattern(size))
    assert store.put_file(key, there, content_type="video/mp4").size == size
    info = store.get_file(key, back)
    assert (info.key, info.size, info.content_type) == (key, size, "video/mp4")
    assert back.read_bytes() == there.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["back", "there"]
    blocks = [len(block) for block in store.open(key)]
    assert sum(blocks) == size
    assert max(blocks, default=0) <= MIB


@pytest.mark.parametrize(
    ("start", "length"),
    [
        pytest.param(0, None, id="all"),
        pytest.param(0, 0, id="nothing"),
        pytest.param(0, 1, id="the first byte"),
        pytest.param(99, None, id="the last byte"),
        pytest.param(40, 20, id="within"),
        pytest.param(90, 50, id="over the end"),
        pytest.param(100, None, id="at the end"),
        pytest.param(1000, 5, id="behind the end"),
    ],
)
def test_ranges(store, key, start: int, length: int | None) -> None:
    data = pattern(100)
    store.put_bytes(key, data)
    end = None if length is None else start + length
    assert read(store, key, start=start, length=length) == data[start:end]


@pytest.mark.parametrize(("start", "length"), [(-1, None), (0, -1)])
def test_a_range_before_zero(store, key, start: int, length: int | None) -> None:
    store.put_bytes(key, b"x")
    with pytest.raises(ValueError, match="range"):
        store.open(key, start=start, length=length)


def test_ranges_of_nothing(store, key) -> None:
    store.put_bytes(key, b"")
    assert read(store, key) == b""
    assert read(store, key, start=0, length=5) == b""
    assert read(store, key, start=7) == b""


def test_a_transfer_may_be_left_early(store, key) -> None:
    store.put_bytes(key, pattern(5 * MIB))
    for _ in range(40):  # more than the connections of a pool
        blocks = store.open(key)
        next(blocks)
        blocks.close()
        assert next(blocks, None) is None
        store.open(key)  # never read
    assert len(read(store, key)) == 5 * MIB


MISSING: dict[str, Callable[[MultipartStore, str, Path], object]] = {
    "stat": lambda store, key, path: store.stat(key),
    "open": lambda store, key, path: store.open(key),
    "open a range": lambda store, key, path: store.open(key, start=5, length=2),
    "open nothing": lambda store, key, path: store.open(key, length=0),
    "get_file": lambda store, key, path: store.get_file(key, path / "new"),
    "put_part": lambda store, key, path: store.put_part(key, "0" * 32, 1, b"x"),
    "complete": lambda store, key, path: store.complete(
        key, "0" * 32, [UploadedPart(1, "0" * 32, 1)]
    ),
}


@pytest.mark.parametrize("act", MISSING.values(), ids=MISSING.keys())
def test_what_is_missing_is_not_found(store, key, tmp_path: Path, act) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotFound):
        act(store, key, tmp_path / "folder")
    assert [*(tmp_path / "folder").iterdir()] == []


def test_an_object_is_replaced_whole(store, key) -> None:
    old = store.put_bytes(key, b"old, and longer", content_type="text/plain")
    new = store.put_bytes(key, b"new", content_type="text/html")
    assert read(store, key) == b"new"
    assert store.stat(key).content_type == "text/html"
    assert old.etag != new.etag == store.stat(key).etag


def test_deleting(store, key) -> None:
    kept = f"{key}/kept"
    for name in (f"{key}/a", f"{key}/b/c", kept):
        store.put_bytes(name, b"x")
    store.delete(f"{key}/a")
    store.delete(f"{key}/a")
    store.delete_many([f"{key}/b/c", f"{key}/none"])
    store.delete_many([])
    assert [info.key for info in store.list(key)] == [kept]
    with pytest.raises(NotFound):
        store.stat(f"{key}/a")


def test_listing_is_by_key_below_a_prefix(store, key) -> None:
    names = ["a", "a-b", "a.b", "a_b/c", "b/1", "b/2/x", "b/10", "ba", "c.json/d", "c"]
    for number, name in enumerate(names):
        store.put_bytes(f"{key}/{name}", b"x" * number)
    found = [*store.list(f"{key}/")]
    assert [info.key for info in found] == sorted(f"{key}/{name}" for name in names)
    sizes = {info.key.removeprefix(f"{key}/"): info.size for info in found}
    assert sizes == {name: number for number, name in enumerate(names)}
    below = [info.key.removeprefix(f"{key}/") for info in store.list(f"{key}/b")]
    assert below == ["b/1", "b/10", "b/2/x", "ba"]
    assert [*store.list(f"{key}/none/")] == []
    found[0].modified.astimezone(UTC)


@pytest.mark.parametrize(
    "name",
    [
        *("", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "../a", "a b", "a\\b", "a\nb"),
        *(
            "a\x00b",
            "ä",
            "中文",
            "a%2fb",
            "a:b",
            "~",
            "a/~.json",
            "x" * 201,
            "/".join(["x" * 99] * 10),
        ),
    ],
)
def test_names_that_are_none(store, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    for act in (
        lambda: store.put_bytes(name, b"x"),
        lambda: store.put_file(name, tmp_path / "file"),
        lambda: store.get_file(name, tmp_path / "out"),
        lambda: store.open(name),
        lambda: store.stat(name),
        lambda: store.delete(name),
        lambda: store.delete_many([name]),
        lambda: store.begin(name),
        lambda: store.put_part(name, "0" * 32, 1, b"x"),
        lambda: store.complete(name, "0" * 32, [UploadedPart(1, "0" * 32, 1)]),
        lambda: store.abort(name, "0" * 32),
    ):
        with pytest.raises(InvalidName):
            act()
    if name:
        with pytest.raises(InvalidName):
            [*store.list(name + "!")]


def test_parts_make_one_object(store, key) -> None:
    data = [pattern(5 * MIB, 1), pattern(5 * MIB, 2), b"the tail"]
    upload, parts = multipart(store, key, data)
    with pytest.raises(NotFound):
        store.stat(key)
    info = store.complete(key, upload, reversed(parts))
    assert (info.size, info.content_type) == (10 * MIB + 8, "video/mp4")
    assert info.etag.endswith("-3")
    assert read(store, key) == b"".join(data)
    assert store.complete(key, upload, parts).etag == info.etag, "again is harmless"
    store.abort(key, upload)
    assert read(store, key, start=10 * MIB) == b"the tail"


def test_the_last_write_of_a_part_counts(store, key) -> None:
    upload = store.begin(key)
    first = store.put_part(key, upload, 1, b"first")
    second = store.put_part(key, upload, 1, io.BytesIO(b"second"))
    assert (second.number, second.size) == (1, 6)
    assert first.etag != second.etag
    store.complete(key, upload, [second])
    assert read(store, key) == b"second"


def test_a_part_from_a_stream_begins_where_the_stream_is(store, key) -> None:
    stream = io.BytesIO(b"skipped, taken")
    stream.seek(9)
    upload = store.begin(key)
    store.complete(key, upload, [store.put_part(key, upload, 1, stream)])
    assert read(store, key) == b"taken"


SPOILT: dict[str, Callable[[UploadedPart], UploadedPart]] = {
    "another etag": lambda part: UploadedPart(part.number, "0" * 32, part.size),
    "another number": lambda part: UploadedPart(part.number + 1, part.etag, part.size),
    "no etag": lambda part: UploadedPart(part.number, "../../x", part.size),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_parts_that_were_never_stored(store, key, spoil) -> None:
    upload, parts = multipart(store, key, [b"one"])
    with pytest.raises(Integrity):
        store.complete(key, upload, [spoil(parts[0])])
    with pytest.raises(Integrity):
        store.complete(key, upload, [])
    assert store.complete(key, upload, parts).size == 3, "the upload is still there"


def test_an_aborted_upload_leaves_nothing(store, key) -> None:
    upload, parts = multipart(store, key, [b"one"])
    store.abort(key, upload)
    store.abort(key, upload)
    with pytest.raises(NotFound):
        store.put_part(key, upload, 2, b"two")
    with pytest.raises(NotFound):
        store.complete(key, upload, parts)
    assert [*store.list(key)] == []


def test_an_upload_is_of_its_key(store, key) -> None:
    upload, _ = multipart(store, key, [b"one"])
    with pytest.raises(NotFound):
        store.put_part(f"{key}-other", upload, 1, b"x")
    store.abort(key, upload)


def test_writers_at_once_leave_one_whole(store, key, at_once) -> None:
    data = {seed: pattern(2 * MIB, seed) for seed in range(6)}

    def write(seed: int) -> str:
        return store.put_bytes(key, data[seed], content_type=f"video/x-{seed}").etag

    def look(_: int) -> object:
        try:
            return len(read(store, key))
        except NotFound:
            return 2 * MIB

    def act(role: tuple[Callable[[int], object], int]) -> object:
        return role[0](role[1])

    given = at_once(act, *[(write, seed) for seed in data], *[(look, 0)] * 4)
    assert given[len(data) :] == [2 * MIB] * 4
    winner = next(seed for seed in data if data[seed] == read(store, key))
    info = store.stat(key)
    assert (info.content_type, info.etag) == (f"video/x-{winner}", given[winner])


def test_a_write_that_breaks_leaves_what_was(store, key, tmp_path: Path) -> None:
    store.put_bytes(key, b"what was", content_type="text/plain")
    with pytest.raises(FileNotFoundError):
        store.put_file(key, tmp_path / "none")
    with pytest.raises(IsADirectoryError):
        store.put_file(key, tmp_path)
    assert read(store, key) == b"what was"
    assert store.stat(key).content_type == "text/plain"
    assert len([*store.list(key)]) == 1


def test_a_healthy_store(store) -> None:
    store.healthy()


_LARGE = """
import resource, sys
from pathlib import Path
from storage.objects.local import LocalStore
from storage.objects.s3 import S3Store
kind, place, access, secret, bucket, key, folder = sys.argv[1:]
local = kind == "LocalStore"
store = LocalStore(Path(place)) if local else S3Store(place, bucket, access, secret, secure=False)
part = bytes(range(256)) * 4096 * 8
store.put_bytes(key + "-warm", b"x")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
upload = store.begin(key)
parts = [store.put_part(key, upload, number, part) for number in range(1, 9)]
store.complete(key, upload, parts)
store.get_file(key, Path(folder) / "back")
store.put_file(key, Path(folder) / "back")
print(store.stat(key).size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_large_objects_do_not_lie_in_memory(store, key, tmp_path: Path, request) -> None:
    """64 MiB up in parts, down and up again as a file, in a process that grows by far less."""
    argv = ["LocalStore", str(tmp_path / "store"), "", "", "", key, str(tmp_path)]
    if isinstance(store, S3Store):
        server = request.getfixturevalue("s3_server")
        argv = ["S3Store", server.endpoint, server.access, server.secret, store.bucket]
        argv += [key, str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", _LARGE, *argv], capture_output=True, text=True, cwd=Path.cwd()
    )
    assert done.returncode == 0, done.stderr
    size, grown = (int(number) for number in done.stdout.split())
    assert size == 64 * MIB == (tmp_path / "back").stat().st_size
    limit = 6 if isinstance(store, LocalStore) else 40  # S3: a part, and what the client copies
    assert grown < limit * 1024, f"grew by {grown // 1024} MiB"
