"""Where weights come from, and what is said when they are not there."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import huggingface_hub.constants
import pytest

from pipelines.speech import weights
from pipelines.speech.errors import WeightsMissing
from pipelines.speech.machine import WORK, best_for, describe, recommended


def put(folder: Path) -> Path:
    """An empty model; only that its files exist matters here."""
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"x")
    (folder / "config.json").write_text("{}", encoding="utf-8")
    return folder


def test_a_directory_comes_first(tmp_path: Path) -> None:
    folder = put(tmp_path / "mine")
    found = weights.resolve(str(folder), tmp_path / "cache", download=False)
    assert (found.path, found.name, found.demo) == (folder, "mine", False)


def test_a_name_is_found_in_the_cache(tmp_path: Path) -> None:
    folder = put(tmp_path / "small")
    found = weights.resolve("small", tmp_path, download=False)
    assert (found.path, found.name, found.engine) == (folder, "small", "faster-whisper")


def test_the_layout_of_the_hub_is_known(tmp_path: Path) -> None:
    folder = put(tmp_path / "models--Systran--faster-whisper-tiny" / "snapshots" / "abc")
    assert weights.resolve("tiny", tmp_path, download=False).path == folder


@pytest.mark.parametrize("name", ["small", "auto"])
def test_missing_weights_name_the_command(tmp_path: Path, name: str) -> None:
    wanted = recommended() if name == "auto" else name
    with pytest.raises(WeightsMissing) as caught:
        weights.resolve(name, tmp_path, download=False)
    assert f"tradereel weights fetch {wanted}" in caught.value.remedy
    assert caught.value.code == "weights_missing"


@pytest.mark.parametrize("name", ["nonsense", "../../etc", "demo2"])
def test_unknown_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsMissing) as caught:
        weights.resolve(name, tmp_path, download=True)
    assert caught.value.remedy


def test_a_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="holds no speech model"):
        weights.resolve(str(tmp_path), tmp_path, download=False)


def test_auto_takes_the_best_affordable_and_says_why(tmp_path: Path) -> None:
    put(tmp_path / "tiny")
    put(tmp_path / recommended())
    put(tmp_path / "large-v3")
    found = weights.resolve("auto", tmp_path, download=False)
    assert found.name == recommended()
    assert found.why.startswith(f"{recommended()}: ")
    assert describe() in found.why
    assert "is not here" not in found.why
    assert not found.demo


def test_auto_takes_a_slow_one_rather_than_none(tmp_path: Path) -> None:
    put(tmp_path / "large-v3")
    found = weights.resolve("auto", tmp_path, download=False)
    assert found.name == "large-v3"
    assert f"`tradereel weights fetch {recommended()}`" in found.why


def test_auto_says_when_a_smaller_one_has_to_do(tmp_path: Path) -> None:
    put(tmp_path / "tiny")
    found = weights.resolve("auto", tmp_path, download=False)
    assert found.name == "tiny"
    assert f"but {recommended()} is not here" in found.why


def test_auto_never_takes_one_that_knows_english_only(tmp_path: Path) -> None:
    put(tmp_path / "distil-large-v3")
    with pytest.raises(WeightsMissing):
        weights.resolve("auto", tmp_path, download=False)


@pytest.mark.parametrize(
    ("cores", "gpu", "expected"),
    [
        pytest.param(1, False, "base", id="one-core"),
        pytest.param(2, False, "small", id="two-cores"),
        pytest.param(4, False, "large-v3-turbo", id="four-cores"),
        pytest.param(64, False, "large-v3-turbo", id="many-cores"),
        pytest.param(1, True, "large-v3-turbo", id="gpu"),
    ],
)
def test_the_model_suits_the_machine(cores: int, gpu: bool, expected: str) -> None:
    assert best_for(cores, gpu=gpu) == expected
    assert gpu or WORK[expected] / cores < 0.5


def test_demo_weights_are_labelled_or_missing(tmp_path: Path) -> None:
    try:
        found = weights.resolve("demo", tmp_path, download=False)
    except WeightsMissing as error:
        assert "tradereel weights fetch" in error.remedy
    else:
        assert found.demo


def test_a_download_without_network_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port where nothing listens is a network that is not there."""
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(WeightsMissing, match="could not be downloaded") as caught:
        weights.fetch("tiny", tmp_path)
    assert "tradereel weights fetch tiny" in caught.value.remedy
    assert caught.value.__cause__ is not None
    assert not (tmp_path / "tiny").exists()


FILES = {
    "config.json": b"{}",
    "model.bin": b"m" * 300_000,
    "tokenizer.json": b"{}",
    "vocabulary.json": b"[]",
    "README.md": b"not for us",
}
COMMIT = "a" * 40


class Hub(BaseHTTPRequestHandler):
    """As much of the Hugging Face Hub as a download asks for."""

    def log_message(self, *arguments: object) -> None:
        """Nothing: pytest shows what matters."""

    def answer(self) -> bytes | None:
        path = self.path.split("?")[0]
        if "/revision/" in path:
            names = [{"rfilename": name} for name in FILES]
            return json.dumps({"id": "x", "sha": COMMIT, "siblings": names}).encode()
        if "/tree/" in path:
            rows = [{"type": "file", "path": name, "size": len(data), "oid": "b" * 40}
                    for name, data in FILES.items()]  # fmt: skip
            return json.dumps(rows).encode()
        return FILES.get(path.rsplit("/", 1)[1]) if "/resolve/" in path else None

    def do_HEAD(self) -> bytes:
        data = self.answer()
        self.send_response(404 if data is None else 200)
        self.send_header("ETag", '"%08x"' % (hash(self.path) & 0xFFFFFFFF))
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        return data or b""

    def do_GET(self) -> None:
        self.wfile.write(self.do_HEAD())


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hub on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", address)
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("hub")
def test_a_download_lands_in_the_cache_whole(tmp_path: Path) -> None:
    told: list[float] = []
    found = weights.resolve(
        "tiny", tmp_path, download=True, progress=lambda fraction, note: told.append(fraction)
    )
    assert (found.path, found.why) == (tmp_path / "tiny", "downloaded")
    assert {path.name for path in found.path.iterdir() if path.is_file()} == FILES.keys() - {
        "README.md"
    }
    assert (found.path / "model.bin").read_bytes() == FILES["model.bin"]
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert weights.resolve("tiny", tmp_path, download=False).path == found.path
