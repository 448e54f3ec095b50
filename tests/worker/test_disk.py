"""What the disk refuses to a command: one line of words, whatever the command."""

import os
import shutil
from errno import EACCES, ENOSPC
from pathlib import Path

import pytest
from PIL import Image

from pipelines.disk import CannotWrite, DiskFull
from pipelines.errors import InputError
from worker.cli import main
from worker.commands.disk import worded


@pytest.fixture
def sphere(tmp_path: Path) -> Path:
    path = tmp_path / "sphere.png"
    Image.linear_gradient("L").resize((256, 128)).convert("RGB").save(path)
    return path


@pytest.mark.parametrize("command", ["process", "render", "panorama", "tour"])
def test_a_file_is_no_folder_for_the_results(
    sphere: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("my notes")
    assert main([command, str(sphere), "-o", str(tmp_path / "out")]) == 3
    assert "out is a file. Name a folder" in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "out").read_text() == "my notes"


@pytest.mark.parametrize("command", ["process", "panorama --kind equirect", "tour"])
def test_a_folder_that_cannot_be_made_is_told(
    sphere: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes").touch()
    assert main([*command.split(), str(sphere), "-o", str(tmp_path / "notes" / "out")]) == 3
    told = " ".join(capsys.readouterr().err.split())
    assert "notes/out cannot be written: Not a directory. Name a folder" in told


@pytest.mark.parametrize("command", ["process", "upload --to http://127.0.0.1:1 --key tr_x"])
def test_a_folder_is_no_recording(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, *options = command.split()
    out = ["-o", str(tmp_path / "out")] if name == "process" else []
    assert main([name, str(tmp_path), *options, *out]) == 3
    assert "is a folder. Give one file" in " ".join(capsys.readouterr().err.split())


def test_where_nothing_was_made_nothing_is_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(tmp_path), "-o", str(tmp_path / "out")]) == 3
    assert "no clip in" in capsys.readouterr().err


def test_what_it_refuses_is_told_apart(tmp_path: Path) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    given.mkdir()
    refused = r"given cannot be read: Is a directory\. Check"
    with pytest.raises(InputError, match=refused), worded(out):
        given.read_bytes()
    with pytest.raises(InputError, match=r"given cannot be opened: Is"), worded(None):
        given.read_bytes()
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "out"
    with pytest.raises(CannotWrite, match="out cannot be written"), worded(below):
        below.mkdir()
    with pytest.raises(DiskFull, match="no room"), worded(out):
        raise OSError(ENOSPC, os.strerror(ENOSPC), str(given), None, str(out / "copy"))
    with pytest.raises(OSError, match="refused"), worded(out):
        raise ConnectionRefusedError("refused")


@pytest.mark.parametrize(
    ("number", "at", "error", "told"),
    [
        (ENOSPC, "out", DiskFull, "no room for the results"),
        (EACCES, "out", CannotWrite, "out cannot be written: Permission denied"),
        (EACCES, "given", InputError, "logo.png cannot be read: Permission denied"),
    ],
    ids=["full", "no-rights", "unreadable"],
)
def test_so_is_the_copy_of_a_folder(
    tmp_path: Path, number: int, at: str, error: type[Exception], told: str
) -> None:
    """As shutil tells what went wrong with the files of one: in words alone."""
    files = {name: str(tmp_path / name / "logo.png") for name in ("given", "out")}
    why = str(OSError(number, os.strerror(number), files[at]))
    with pytest.raises(error, match=told), worded(tmp_path / "out"):
        raise shutil.Error([(files["given"], files["out"], why)])
