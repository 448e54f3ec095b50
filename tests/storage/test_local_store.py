"""What is particular to the directory."""

import os
from pathlib import Path

import pytest

from storage.errors import Conflict, NotFound, Unavailable
from storage.objects.local import LocalStore


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


def files(store: LocalStore) -> list[str]:
    """All that lies below the root, but for the files that only lock."""
    found = (path for path in store.root.rglob("*") if path.is_file())
    return sorted(str(p.relative_to(store.root)) for p in found if ".lock." not in p.name)


def test_what_is_deleted_leaves_no_folders(store: LocalStore) -> None:
    store.put_bytes("a/b/c", b"x")
    store.put_bytes("a/d", b"x")
    store.delete("a/b/c")
    assert files(store) == ["about/a/d~.json", "objects/a/d"]
    store.delete("a/d")
    assert {path.name for path in store.root.iterdir()} == {"objects", "about", "parts"}
    assert [*(store.root / "objects").iterdir()] == []


@pytest.mark.parametrize("second", ["a/b", "a"], ids=["below", "above"])
def test_a_key_above_another(store: LocalStore, second: str) -> None:
    store.put_bytes({"a/b": "a", "a": "a/b"}[second], b"first")
    with pytest.raises(Conflict):
        store.put_bytes(second, b"second")
    with pytest.raises(NotFound):
        store.stat(second)
    store.delete(second)
    assert len(files(store)) == 2


def test_names_of_objects_and_descriptions_never_meet(store: LocalStore) -> None:
    for key in ("a", "a.json/b", "a.json.json", "about/a", "parts/a"):
        store.put_bytes(key, key.encode(), content_type=f"text/{len(key)}")
    for info in store.list(""):
        assert info.content_type == f"text/{len(info.key)}"


def test_a_crash_between_the_two_renames(store: LocalStore) -> None:
    """The description of the new bytes is there, the old bytes still are."""
    old = store.put_bytes("a", b"old", content_type="text/old")
    beside = store.root / "kept"
    os.link(store.root / "objects" / "a", beside)
    store.put_bytes("a", b"new", content_type="text/new")
    beside.replace(store.root / "objects" / "a")
    assert store.stat("a") == old


def test_a_file_put_there_by_hand(store: LocalStore) -> None:
    (store.root / "objects" / "a").write_bytes(b"by hand")
    info = store.stat("a")
    assert (info.size, info.content_type) == (7, "application/octet-stream")
    assert info.etag
    assert b"".join(store.open("a")) == b"by hand"


def test_a_failed_write_leaves_no_file(store: LocalStore, tmp_path: Path) -> None:
    class Broken:
        def read(self, _: int) -> bytes:
            raise ConnectionResetError("the client went away")

    upload = store.begin("a")
    with pytest.raises(Unavailable):
        store.put_part("a", upload, 1, Broken())  # type: ignore[arg-type]
    assert files(store) == [f"parts/{upload}/about.json"]
    store.abort("a", upload)
    assert files(store) == []


@pytest.mark.parametrize("upload", ["../../objects", "x", "0" * 33, "0" * 31 + "/", ""])
def test_an_upload_id_is_no_path(store: LocalStore, upload: str) -> None:
    store.put_bytes("kept", b"x")
    for act in (
        lambda: store.abort("kept", upload),
        lambda: store.put_part("kept", upload, 1, b"x"),
    ):
        with pytest.raises(NotFound):
            act()
    assert b"".join(store.open("kept")) == b"x"


def test_the_path_of_an_object(store: LocalStore) -> None:
    store.put_bytes("a/b", b"x")
    assert store.path("a/b").read_bytes() == b"x"
    for key in ("a", "c"):
        with pytest.raises(NotFound):
            store.path(key)


def test_a_root_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable):
        LocalStore(tmp_path / "file")
