"""Names of files, keys of objects, folders of attempts."""

from pathlib import Path

import pytest

from storage.objects.local import LocalStore
from worker import outputs, workspace
from worker.outputs import key_below, matching
from worker.workspace import safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("tour.mp4", "tour.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\videos\\live 1.mov", "live_1.mov"),
        ("工厂直播.mp4", "工厂直播.mp4"),
        ("-rf.mp4", "rf.mp4"),
        (".hidden", "hidden"),
        ("a\n;$(b)'.ts", "a_b_.ts"),
        ("", "recording"),
        ("..", "recording"),
        ("/", "recording"),
    ],
)
def test_a_user_s_name_becomes_a_safe_file_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_end_and_fits_a_folder() -> None:
    name = safe_name("工" * 200 + ".mp4")
    assert name.endswith("工.mp4") and len(name.encode()) <= 120


def test_star_crosses_folders() -> None:
    names = ["a.json", "work/x.json", "work/deep/y.json", "clips/1/cover.jpg"]
    assert matching(names, ("work/*.json",)) == ["work/x.json", "work/deep/y.json"]
    assert matching(names, ("clips/*/cover.jpg", "a.json")) == ["a.json", "clips/1/cover.jpg"]
    assert matching(names, ()) == []
    assert matching(["work/IMG[1].jpg", "work/IMG1.jpg"], ("work/IMG[1].jpg",)) == [
        "work/IMG[1].jpg",
        "work/IMG1.jpg",
    ]


def test_every_name_has_a_key_of_its_own_that_a_store_takes(tmp_path: Path) -> None:
    store, out = LocalStore(tmp_path / "store"), tmp_path / "out"
    names = ["plain/a.txt", "工厂/a.txt", "工厂 2/a.txt", "b c.txt", "bc.txt", "工.mp4", "x" * 201]
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(name)
    (out / "link").symlink_to("/etc/passwd")
    made = outputs.upload(store, out, "shops/s/jobs/j/cut/0/1/", lambda: None)
    assert sorted(made) == sorted(names)
    assert len(set(made.values())) == len(names)
    for name, key in made.items():
        assert b"".join(store.open(key)).decode() == name
    assert made["plain/a.txt"] == "shops/s/jobs/j/cut/0/1/plain/a.txt"
    assert key_below("p/", "工.mp4").endswith(".mp4")


def test_an_attempt_s_outputs_are_discarded_without_its_neighbours(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for key in ("j/cut/0/1/a", "j/cut/0/1/b/c", "j/cut/0/10/a", "j/cut/1/1/a"):
        store.put_bytes(key, b"x")
    outputs.discard(store, "j/cut/0/1/")
    assert [info.key for info in store.list("j")] == ["j/cut/0/10/a", "j/cut/1/1/a"]


def test_only_folders_of_dead_attempts_are_swept(tmp_path: Path) -> None:
    for name in ("stg_0a-1", "stg_0a-2", "stg_0b-1", "stg_x-y", "mine", "stg_-1"):
        (tmp_path / name / "out").mkdir(parents=True)
    removed = workspace.sweep(tmp_path, lambda stage, attempt: (stage, attempt) == ("stg_0a", 2))
    assert removed == 2
    assert {path.name for path in tmp_path.iterdir()} == {"stg_0a-2", "stg_x-y", "mine", "stg_-1"}
    assert workspace.sweep(tmp_path / "missing", lambda *_: False) == 0
