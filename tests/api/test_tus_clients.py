"""The clients that people use: tuspy and tus-js-client."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tusclient import client
from tusclient.exceptions import TusCommunicationError

JS = Path(__file__).parent / "js"
SIZE = 11 * 2**20 + 12_345
"""More than one part of the store, and no multiple of anything."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, media: Any) -> Path:
    path: Path = tmp_path_factory.mktemp("clients") / "stream.mp4"
    path.write_bytes(media(SIZE))
    return path


def digest(server: Any, shop: Any, recording: str) -> str:
    from storage.catalog import recordings

    with server.database.read() as s:
        key = recordings.get(s, shop.id, recording).key
    found = hashlib.sha256()
    for block in server.store.open(key):
        found.update(block)
    return found.hexdigest()


def tuspy(server: Any, shop: Any) -> client.TusClient:
    return client.TusClient(
        f"{server.url}/uploads", headers={"Authorization": f"Bearer {shop.seller}"}
    )


def test_tuspy_resumes_with_checksums(server: Any, shop: Any, file: Path) -> None:
    with file.open("rb") as stream:
        first = tuspy(server, shop).uploader(
            file_stream=stream,
            chunk_size=2**20,
            upload_checksum=True,
            metadata={"filename": "直播.mp4"},
        )
        first.upload(stop_at=5 * 2**20)
    # Another process goes on with nothing but the address.
    with file.open("rb") as stream:
        second = tuspy(server, shop).uploader(
            file_stream=stream, url=first.url, chunk_size=3 * 2**20
        )
        assert second.get_offset() == 5 * 2**20
        second.upload()
    recording = server.call("GET", first.url, shop.seller).json()["recording_id"]
    assert digest(server, shop, recording) == hashlib.sha256(file.read_bytes()).hexdigest()
    shown = server.call("GET", f"/recordings/{recording}", shop.seller).json()
    assert shown["name"] == "直播.mp4"


def test_tuspy_uploads_in_one_request(server: Any, shop: Any, file: Path) -> None:
    with file.open("rb") as stream:
        up = tuspy(server, shop).uploader(file_stream=stream)
        up.upload()
    recording = server.call("GET", up.url, shop.seller).json()["recording_id"]
    assert digest(server, shop, recording) == hashlib.sha256(file.read_bytes()).hexdigest()


def test_tuspy_without_a_key_is_turned_away(server: Any, file: Path) -> None:
    stranger = client.TusClient(f"{server.url}/uploads")
    with file.open("rb") as stream, pytest.raises(TusCommunicationError, match="401"):
        stranger.uploader(file_stream=stream).upload()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script and its one dependency."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _unavailable("no node and npm: apt-get install nodejs npm")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", "client.mjs"):
        shutil.copyfile(JS / name, folder / name)
    done = subprocess.run(
        [str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
    )
    if done.returncode:
        _unavailable(f"npm could not install tus-js-client: {done.stderr[-300:]}")
    return folder


def _unavailable(reason: str) -> None:
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.mark.parametrize("mode", ["single", "chunked", "creation", "override", "resume"])
def test_tus_js_client(server: Any, shop: Any, file: Path, node: Path, mode: str) -> None:
    argv = ["node", "client.mjs", f"{server.url}/uploads", shop.seller, str(file), mode]
    done = subprocess.run(argv, cwd=node, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert digest(server, shop, told["recording"]) == hashlib.sha256(file.read_bytes()).hexdigest()
    if mode == "resume":
        assert told["aborted"]
        assert told["resumedFrom"] > 0


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((JS / "package-lock.json").read_text())["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
